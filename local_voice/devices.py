"""The sound card through PortAudio: opened by name, watched, and looked for again when it is lost.

PortAudio freezes its list of devices when it starts, and starting it anew closes every stream. So
one keeper owns both streams: when either falls silent for `LOST_SECONDS`, it closes both, starts
PortAudio anew and opens them again, every `RETRY_SECONDS` until they are back. All of it happens in
a thread of its own, because closing a vanished device can block.
"""

import ctypes
import functools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local_voice.device_names import Kind, named, usable
from local_voice.ports import Notice

LOST_SECONDS = 2.0
FIRST_SECONDS = 4.0
"""The same for a stream that has just been opened: a sound server that slept, or a headset that has
to be called, takes its time."""
RETRY_SECONDS = 3.0
LATE_SECONDS = 0.3
"""When the watch itself comes so much too late, it waits for the next time to judge."""
LATENCY_SECONDS = 0.1
"""How far the sound card is ahead: what it holds still sounds when a person begins to speak.

With two cores busy hearing and understanding, nothing was lost in two minutes at 0.1; with work for
eight, in two and a half minutes, 5 moments at 0.1, 3 at 0.12 and 1 at 0.15. The libraries' own
"low" and "high" lost some on an idle machine."""


class NoSound(Exception):  # noqa: N818 - a state of the machine, told to the person as it is
    """There is no way to hear or speak here; the message says how to get it."""


_WHAT = {"input": "microphone", "output": "speaker"}


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep ALSA and JACK from writing what they tried to the terminal."""
    sys.stderr.flush()
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


@contextmanager
def only_our_errors() -> Iterator[None]:
    """Leave standard error to Python: PortAudio writes of a card that went, across the screen."""
    before = sys.stderr
    try:
        with os.fdopen(os.dup(2), "w", buffering=1) as ours, _quiet_libraries():
            sys.stderr = ours
            yield
    finally:
        sys.stderr = before


_QUIET_HANDLER = ctypes.CFUNCTYPE(
    None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p
)(lambda *_: None)
"""Kept for as long as the program runs: ALSA calls it."""


@functools.cache
def _quiet_alsa() -> None:
    """Keep ALSA from writing over the screen when the machine was late; PortAudio recovers."""
    if sys.platform != "linux":
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return  # then there is no ALSA to write anything
    alsa.snd_lib_error_set_handler(_QUIET_HANDLER)


def portaudio() -> Any:  # noqa: ANN401 - the library has no types
    """The sounddevice module. Raises `NoSound` where PortAudio is missing."""
    try:
        with _quiet_libraries():
            import sounddevice
    except OSError:
        raise NoSound(
            "No sound: the PortAudio library is missing. "
            "On Debian or Ubuntu: sudo apt install libportaudio2"
        ) from None
    except ImportError:
        raise NoSound("No sound: install it with pip install 'aftercare[voice]'.") from None
    _quiet_alsa()
    return sounddevice


@dataclass(slots=True)
class Line:
    """One direction of sound."""

    kind: Kind
    open: Callable[[Any, Any], Any]
    """Makes the stream: (sounddevice, device) -> stream."""
    lost: Notice
    back: Notice
    device: str | None = None
    """The device's name, or a part of it; None for the machine's default."""
    stream: Any = None
    alive_at: float = 0.0
    """When the stream last called back, or was opened."""
    begun: bool = False
    """Whether the stream has called back since it was opened."""
    told: bool = field(default=False)
    """Whether its loss has been told."""

    def beat(self) -> None:
        """The stream called back."""
        self.alive_at = time.monotonic()
        self.begun = True

    @property
    def silent(self) -> bool:
        """Whether the stream has not called back for so long that it must be lost."""
        most = LOST_SECONDS if self.begun else FIRST_SECONDS
        return self.stream is None or time.monotonic() - self.alive_at > most


class Devices:
    """Keeps the lines open."""

    def __init__(self, notify: Callable[[Notice], None]) -> None:
        self._notify = notify
        self._lines: list[Line] = []
        self._closing = threading.Event()
        self._watch = threading.Thread(target=self._watching, name="devices", daemon=True)
        self._lock = threading.Lock()

    def add(self, line: Line) -> None:
        """Open a line for the first time. Raises `NoSound` when there is no such device."""
        sound = portaudio()
        try:
            self._open(sound, line)
        except (sound.PortAudioError, ValueError, OSError):
            raise NoSound(self._why(sound, line)) from None
        self._lines.append(line)
        if not self._watch.is_alive():
            self._watch.start()

    def close(self) -> None:
        """Close all lines."""
        self._closing.set()
        with self._lock:
            for line in self._lines:
                _shut(line)

    def _why(self, sound: Any, line: Line) -> str:  # noqa: ANN401 - the library has no types
        """What a person can do about a device that does not open."""
        what = _WHAT[line.kind]
        there = usable(sound.query_devices(), line.kind)
        if line.device is not None and named(there, line.device, line.kind) is None:
            names = ", ".join(str(device["name"]) for device in there) or "none"
            return f"No sound: there is no {what} called {line.device!r}. There is: {names}."
        if not there:
            return f"No sound: there is no {what} on this machine."
        return f"No sound: the {what} cannot be opened. Another program may be using it."

    def _open(self, sound: Any, line: Line) -> None:  # noqa: ANN401 - the library has no types
        with _quiet_libraries():
            device: Any = None
            if line.device is None:
                device = sound.query_devices(None, line.kind)
            else:
                device = named(sound.query_devices(), line.device, line.kind)
            if device is None:
                raise ValueError("no such device")
            line.stream = line.open(sound, device)
            line.begun, line.alive_at = False, time.monotonic()
            line.stream.start()

    def _watching(self) -> None:
        wait = LOST_SECONDS / 4
        asked = time.monotonic()
        while not self._closing.wait(wait):
            now = time.monotonic()
            late, asked = now - asked - wait > LATE_SECONDS, now
            if late:
                continue  # the machine is busy, or was asleep: the streams could not call either
            silent = [line for line in self._lines if line.silent]
            if not silent:
                wait = LOST_SECONDS / 4
                continue
            for line in silent:
                if not line.told:
                    line.told = True
                    self._notify(line.lost)
            with self._lock:
                if not self._closing.is_set():
                    self._reopen()
            wait = RETRY_SECONDS if any(line.stream is None for line in self._lines) else 0.5
            asked = time.monotonic()

    def _reopen(self) -> None:
        sound = portaudio()
        for line in self._lines:
            _shut(line)
        with _quiet_libraries():
            sound._terminate()  # noqa: SLF001 - the only way to renew the list of devices
            sound._initialize()  # noqa: SLF001
        for line in self._lines:
            try:
                self._open(sound, line)
            except (sound.PortAudioError, ValueError, OSError):
                line.stream = None
                continue
            if line.told:
                line.told = False
                self._notify(line.back)


def _shut(line: Line) -> None:
    stream, line.stream = line.stream, None
    if stream is None:
        return
    sound = portaudio()
    try:
        stream.abort()
        stream.close()
    except (sound.PortAudioError, OSError):
        return  # it is gone already, which is what was wanted


def listed(kind: Kind) -> list[str]:
    """The names of the devices of a kind. Raises `NoSound` where PortAudio is missing."""
    sound = portaudio()
    with _quiet_libraries():
        return [str(device["name"]) for device in usable(sound.query_devices(), kind)]
