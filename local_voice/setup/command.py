"""`aftercare setup`, step by step: the speech model, the devices, a test of both, the choices kept.

Asks on the terminal; where there is none only what the options say is done.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from content.machine import SetupWords, SpeechModel, machine_words, speech_models
from local_voice.device_names import Kind
from local_voice.devices import NoSound, listed
from local_voice.ports import VoiceError
from local_voice.setup.fetch import (
    BrokenOffError,
    FetchError,
    NoNetworkError,
    RefusedError,
    Wanted,
    WrongChecksumError,
    fetch,
)
from local_voice.setup.try_out import Heard, try_out
from local_voice.setup.unpack import ArchiveError, unpack
from local_voice.transcribers.choice import choose, data_folder, find_model
from local_voice.transcribers.vosk import ModelError
from local_voice.worn import headphones_tell

OK, FAILED, USAGE = 0, 1, 2
MEGABYTE = 1_000_000

Keep = Callable[[Mapping[str, str | bool]], Path]
"""Writes choices to the settings file and tells which file that is."""


@dataclass(frozen=True, slots=True)
class SetupOptions:
    """What the command line says."""

    locale: str = "en-US"
    yes: bool = False
    """Whether every question is answered with yes."""
    fetch_model: bool = True
    test_sound: bool = True
    mirror: str | None = None
    """Where to fetch the model instead; size and checksum stay what they are."""
    microphone: str | None = None
    speaker: str | None = None
    headphones: bool = False


class Setup:
    """One run."""

    def __init__(
        self,
        options: SetupOptions,
        environ: Mapping[str, str],
        keep: Keep,
        settings_file: Path,
        *,
        terminal: bool,
        out: TextIO | None = None,
        model: SpeechModel | None = None,
        hear: Callable[..., Heard] = try_out,
        devices: Callable[[Kind], list[str]] = listed,
    ) -> None:
        self._options = options
        self._environ = environ
        self._keep = keep
        self._settings_file = settings_file
        self._terminal = terminal
        self._out = out or sys.stdout
        self._hear = hear
        self._devices = devices
        self._words: SetupWords = machine_words(options.locale).setup
        self._model = model or speech_models().models.get(options.locale)
        self._shown = ""

    def run(self) -> int:
        """Do all steps; the exit code."""
        code = OK
        if self._options.fetch_model:
            code = self._have_model()
        choices: dict[str, str | bool] = {}
        if self._options.test_sound:
            try:
                choices = self._choose_devices()
                heard = self._try_out(choices)
            except (NoSound, ModelError, VoiceError) as error:
                self._tell(str(error), error=True)
                return max(code, FAILED)
            if not heard:
                code = max(code, FAILED)
        self._offer_to_keep(choices)
        return code

    # -- the model ---------------------------------------------------------------------------------

    def _have_model(self) -> int:
        found = find_model(self._options.locale, self._environ)
        if found is not None:
            self._tell(self._words.have_model.format(name=found.name))
            return OK
        model = self._model
        if model is None:
            self._tell(self._words.no_model.format(locale=self._options.locale))
            return OK
        host = urlsplit(self._url(model)).hostname or ""
        megabytes = round(model.size / MEGABYTE)
        offer = self._words.offer_model.format(
            name=model.name, megabytes=megabytes, host=host, licence=model.licence
        )
        if not self._options.yes and not self._terminal:
            self._tell(self._words.without_word, error=True)
            return USAGE
        if not self._agreed(offer):
            return OK
        return self._fetch_model(model, host)

    def _url(self, model: SpeechModel) -> str:
        mirror = self._options.mirror
        return model.url if mirror is None else f"{mirror.rstrip('/')}/{model.name}.zip"

    def _fetch_model(self, model: SpeechModel, host: str) -> int:
        words, folder = self._words, data_folder(self._environ)
        part = folder / f"{model.name}.zip.part"
        pinned = folder / f"{model.name}.sha256"
        known = model.sha256 or (pinned.read_text().strip() if pinned.is_file() else None)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            digest = fetch(Wanted(self._url(model), model.size, known), part, self._progress(model))
            self._end_progress()
            self._tell(words.unpacking)
            unpack(part, model.name, folder, model.unpacked)
            part.unlink()
            if known is None:
                pinned.write_text(f"{digest}\n")
                self._tell(words.checksum.format(sha256=digest))
        except (FetchError, ArchiveError, OSError) as error:
            self._end_progress()
            if isinstance(error, ArchiveError):
                part.unlink(missing_ok=True)
            self._tell(self._trouble(error, model, host, folder), error=True)
            return FAILED
        self._tell(words.model_ready.format(name=model.name))
        return OK

    def _trouble(
        self,
        error: FetchError | ArchiveError | OSError,
        model: SpeechModel,
        host: str,
        folder: Path,
    ) -> str:
        words = self._words
        megabytes = f"{model.size / MEGABYTE:.0f}"
        match error:
            case NoNetworkError():
                return words.no_network.format(host=host)
            case RefusedError(status=status):
                return words.not_there.format(host=host, status=status)
            case BrokenOffError(done=done):
                done_megabytes = f"{done / MEGABYTE:.1f}"
                return words.broken_off.format(done=done_megabytes, megabytes=megabytes)
            case WrongChecksumError():
                return words.wrong_checksum
            case FetchError():
                return words.wrong_size
            case ArchiveError():
                return words.bad_archive
            case _:
                reason = getattr(error, "strerror", None) or type(error).__name__
                return words.no_room.format(folder=folder, reason=reason)

    def _progress(self, model: SpeechModel) -> Callable[[int], None]:
        step = 1 if self._terminal else 25
        last = -1

        def show(done: int) -> None:
            nonlocal last
            percent = 100 * done // model.size
            if percent // step == last:
                return
            last = percent // step
            line = self._words.fetching.format(
                name=model.name,
                done=f"{done / MEGABYTE:.1f}",
                megabytes=f"{model.size / MEGABYTE:.1f}",
                percent=percent,
            )
            if self._terminal:
                self._out.write(f"\r\x1b[2K{line}")
                self._out.flush()
                self._shown = line
            else:
                self._tell(line)

        return show

    def _end_progress(self) -> None:
        if self._shown:
            self._out.write("\n")
            self._shown = ""

    # -- the sound ---------------------------------------------------------------------------------

    def _choose_devices(self) -> dict[str, str | bool]:
        options, words = self._options, self._words
        chosen: dict[str, str | bool] = {}
        for kind, given, title in (
            ("input", options.microphone, words.microphones),
            ("output", options.speaker, words.speakers),
        ):
            name = given or self._choose(kind, title)  # type: ignore[arg-type]  # the two kinds above
            if name is not None:
                chosen["microphone" if kind == "input" else "speaker"] = name
        speaker = chosen.get("speaker")
        if headphones_tell(str(speaker) if speaker else None):
            self._tell(words.headphones_found)
        elif options.headphones or (self._terminal and self._agreed(words.headphones)):
            chosen["headphones"] = True
        return chosen

    def _choose(self, kind: Kind, title: str) -> str | None:
        """One of several devices; None for the machine's own choice."""
        names = self._devices(kind)
        if not self._terminal or self._options.yes or len(names) < 2:
            return None
        self._tell(title)
        for number, name in enumerate(names, 1):
            self._tell(f"  {number}  {name}")
        what = title.rstrip(": ").lower()
        answer = self._asked(self._words.choose.format(what=what))
        if answer.isdecimal() and 1 <= int(answer) <= len(names):
            return names[int(answer) - 1]
        return None

    def _try_out(self, choices: Mapping[str, str | bool]) -> bool:
        words = self._words
        engine = choose("auto", None, self._options.locale)
        heard = self._hear(
            engine,
            words.spoken,
            locale=self._options.locale,
            microphone=choices.get("microphone"),
            speaker=choices.get("speaker"),
            playing=lambda: self._tell(words.playing),
            listening=lambda: self._tell(words.listening),
        )
        if heard.words:
            self._tell(words.heard.format(words=heard.words))
        else:
            self._tell(words.heard_nothing, error=True)
        return bool(heard.words)

    def _offer_to_keep(self, choices: Mapping[str, str | bool]) -> None:
        words = self._words
        if not choices:
            return
        shown = ", ".join(f"{name} = {value}" for name, value in choices.items())
        question = f"{shown}\n{words.keep.format(file=self._settings_file)}"
        if not self._options.yes and not self._terminal:
            return
        if not self._agreed(question):
            self._tell(words.not_kept)
            return
        try:
            self._tell(words.kept.format(file=self._keep(choices)))
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._tell(
                words.not_writable.format(file=self._settings_file, reason=reason), error=True
            )

    # -- asking and telling ------------------------------------------------------------------------

    def _agreed(self, question: str) -> bool:
        if self._options.yes:
            self._tell(question)
            return True
        return self._asked(question).lower() in self._words.yes

    def _asked(self, question: str) -> str:
        try:
            return input(f"{question} ").strip()
        except EOFError:
            return ""

    def _tell(self, line: str, *, error: bool = False) -> None:
        print(line, file=sys.stderr if error else self._out, flush=True)
