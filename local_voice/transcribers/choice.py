"""Which engine hears: Vosk where a model for the language is on disk, Whisper otherwise."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypeAlias

from content import load
from local_voice.transcribers.vosk import ModelError, Phrases, VoskTranscriber
from local_voice.transcribers.whisper import WhisperTranscriber

MOST_COMMANDS = 40
"""More of a hint than this makes the engine slow and hear commands everywhere."""

Engine: TypeAlias = VoskTranscriber | WhisperTranscriber


def data_folder(environ: Mapping[str, str]) -> Path:
    """Where `aftercare setup` keeps a model."""
    home = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return home / "aftercare"


def model_folders(environ: Mapping[str, str]) -> Iterable[Path]:
    """The folders in which a Vosk model may be, ours first."""
    yield data_folder(environ)
    named = environ.get("VOSK_MODEL_PATH")
    if named:
        yield Path(named)
    yield from (Path.home() / ".cache" / "vosk", Path("/usr/share/vosk"))


def find_model(locale: str, environ: Mapping[str, str] | None = None) -> Path | None:
    """A Vosk model for the locale on this disk."""
    environ = os.environ if environ is None else environ
    language, _, country = locale.lower().partition("-")
    for folder in model_folders(environ):
        if not folder.is_dir():
            continue
        found = sorted(
            path
            for path in folder.iterdir()
            if path.is_dir()
            and language in path.name.lower().split("-")[2:4]
            and path.name.startswith("vosk-model")
        )
        nearest = [path for path in found if country in path.name.lower().split("-")]
        if nearest or found:
            return (nearest or found)[0]
    return None


def short_commands(locale: str) -> tuple[str, ...]:
    """The one-word samples of the commands that act at once."""
    catalog = load(locale)
    found = (
        sample
        for name, intent in catalog.intents.items()
        if intent.short and name in catalog.utterances
        for sample in catalog.utterances[name].samples
        if sample.isalpha()
    )
    return tuple(dict.fromkeys(found))[:MOST_COMMANDS]


def choose(
    name: str, model_path: Path | None, locale: str, phrases: Phrases = lambda _: ()
) -> Engine:
    """The engine for a session. Raises `ModelError`, whose message is for the person."""
    path = model_path
    if path is None and name != "whisper":
        path = find_model(locale)
    if name == "vosk" and path is None:
        raise ModelError(
            "There is no Vosk model on this machine: run aftercare setup, "
            "or name its folder with --model-path."
        )
    if name != "whisper" and path is not None:
        return VoskTranscriber(path, phrases)
    if not locale.lower().startswith("en"):
        raise ModelError(
            f"Whisper tiny.en hears English only; {locale} needs a Vosk model: run aftercare setup."
        )
    return WhisperTranscriber(commands=lambda: short_commands(locale))
