"""A sound card made of PulseAudio null sinks: what is played into `mic` is heard by the microphone
under test, what the program plays is recorded from `spk`."""

import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Self

import numpy as np
import pytest

from local_voice.ports import Samples
from local_voice.wav import write_wav

NEEDED = ("pulseaudio", "paplay", "parec", "pactl")

_ALSA = """
pcm.pulsemic { type pulse device "mic.monitor" hint { show on description "fakemic" } }
pcm.pulsespk { type pulse device "spk" hint { show on description "fakespk" } }
pcm.!default { type asym playback.pcm "pulsespk" capture.pcm "pulsemic" hint { show on } }
ctl.!default { type pulse }
"""


class PulseCard:
    """Starts and ends a private PulseAudio."""

    rate = 48_000
    lead = 0.5
    """Seconds of silence before anything that is said."""

    def __init__(self, folder: Path) -> None:
        self._tools = {name: shutil.which(name) or "" for name in NEEDED}
        missing = [name for name, path in self._tools.items() if not path]
        if missing:
            pytest.skip(f"needs {', '.join(missing)} (apt: pulseaudio pulseaudio-utils)")
        self._folder = folder
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        alsa = folder / "asound.conf"
        plugins = "".join(f"<{path}>\n" for path in sorted(Path("/etc/alsa/conf.d").glob("*.conf")))
        base = Path("/usr/share/alsa/alsa.conf")
        alsa.write_text((f"<{base}>\n" if base.is_file() else plugins) + _ALSA)
        self.env = {
            **os.environ,
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_SERVER": f"unix:{runtime}/native",
            "ALSA_CONFIG_PATH": str(alsa),
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._recorder: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._recorder is not None:
            self._recorder.terminate()
            self._recorder.wait()
        self.stop()

    def start(self) -> None:
        """Start the server; also after `stop`, as a card that is plugged in again."""
        socket = f"{self.env['XDG_RUNTIME_DIR']}/native"
        self._server = subprocess.Popen(
            [
                self._tools["pulseaudio"],
                "-n",
                "--daemonize=no",
                "--exit-idle-time=-1",
                "--disallow-exit",
                f"--load=module-native-protocol-unix auth-anonymous=1 socket={socket}",
                f"--load=module-null-sink sink_name=mic rate={self.rate}",
                f"--load=module-null-sink sink_name=spk rate={self.rate}",
            ],
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(100):
            if self._control("set-default-sink", "spk").returncode == 0:
                self._control("set-default-source", "mic.monitor")
                return
            time.sleep(0.1)
        pytest.skip("PulseAudio does not start here")

    def stop(self) -> None:
        """End the server: the card is unplugged."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
            self._server = None

    def record(self) -> None:
        """Start to record the speaker; returns once it delivers."""
        path = self._folder / "spk.raw"
        self._recorder = subprocess.Popen(
            [self._tools["parec"], "-d", "spk.monitor", "--raw", "--format=s16le", "--channels=1",
             f"--rate={self.rate}", "--latency-msec=20", str(path)],
            env=self.env,
        )  # fmt: skip
        for _ in range(100):
            if path.is_file() and path.stat().st_size:
                return
            time.sleep(0.1)
        pytest.fail("parec delivers nothing")

    def heard(self) -> Samples:
        """What the speaker has played since `record`."""
        data = (self._folder / "spk.raw").read_bytes()
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2")

    def say(self, sound: Samples, rate: int, *, wait: bool = True) -> None:
        """Speak into the microphone."""
        path = self._folder / "say.wav"
        # The first moments of a stream can be lost while the server wakes up.
        before = np.zeros(round(self.lead * rate), np.int16)
        write_wav(path, np.concatenate([before, sound]), rate)
        player = subprocess.Popen(
            [self._tools["paplay"], "--latency-msec=20", "-d", "mic", str(path)], env=self.env
        )
        if wait:
            player.wait(60)

    def wire(self) -> None:
        """Let the microphone hear the speaker, with a delay that stays as it is."""
        self._control(
            "load-module", "module-loopback", "source=spk.monitor", "sink=mic",
            "latency_msec=30", "adjust_time=0",
        )  # fmt: skip

    def _control(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        command = [self._tools["pactl"], *words]
        return subprocess.run(command, env=self.env, capture_output=True, check=False, timeout=10)
