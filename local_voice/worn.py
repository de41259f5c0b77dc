"""Whether the speaker in use is worn on the ears, as far as the system tells."""

import json
import os
import shutil
import subprocess
from typing import Any

from local_voice.device_names import worn, worn_sink
from local_voice.devices import NoSound, portaudio

ASK_SECONDS = 2.0


def headphones_tell(speaker: str | None) -> bool:
    """Whether the speaker's name, or PulseAudio or PipeWire, says that it is worn."""
    name = speaker or _usual_speaker()
    return worn(name) or worn_sink(_sinks(), _default_sink(), name)


def _usual_speaker() -> str:
    try:
        sound = portaudio()
    except NoSound:
        return ""
    try:
        return str(sound.query_devices(None, "output")["name"])
    except (sound.PortAudioError, ValueError):
        return ""


def _sinks() -> list[dict[str, Any]]:
    try:
        found = json.loads(_asked("-f", "json", "list", "sinks") or "[]")
    except ValueError:
        return []
    return found if isinstance(found, list) else []


def _default_sink() -> str:
    return _asked("get-default-sink").strip()


def _asked(*words: str) -> str:
    """What the sound server answers; "" where there is none."""
    tool = shutil.which("pactl")
    if tool is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed question to the system's own tool
            [tool, *words],
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout if done.returncode == 0 else ""
