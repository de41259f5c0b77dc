"""Vosk 0.3.45: streams, and can be told which phrases to expect. Always from a path on disk."""

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from local_voice.ports import HEARING_RATE, Samples, Transcript
from local_voice.transcribers.words import plain_words
from skill.turn import Expectation

UNKNOWN = "[unk]"
LOWEST_CONFIDENCE = 0.6
"""Below it a phrase is decoded again without a grammar."""

Phrases = Callable[[Expectation | None], Sequence[str]]
"""The phrases an expectation narrows the recogniser to; none for free speech."""


class ModelError(Exception):
    """The model on disk cannot be used; the message is for the person."""


class VoskTranscriber:
    """One model with two recognisers: one for free speech, one for expected phrases."""

    def __init__(self, model_path: Path, phrases: Phrases = lambda _: ()) -> None:
        self._path = model_path
        self._phrases = phrases
        self._loading = threading.Lock()
        self._model: Any = None
        self._free: Any = None
        self._narrow: Any = None
        self._grammar: tuple[str, ...] = ()
        self._narrowed = False
        self._sound: list[Samples] = []
        self._results: list[dict[str, Any]] = []
        """What the recogniser took for finished within the utterance."""

    def load(self) -> None:
        """Load the model, once. Raises `ModelError`."""
        with self._loading:
            if self._model is not None:
                return
            if not (self._path / "am").is_dir() and not (self._path / "conf").is_dir():
                raise ModelError(f"{self._path}: there is no Vosk model in this folder.")
            import vosk

            vosk.SetLogLevel(-1)
            try:
                self._model = vosk.Model(model_path=str(self._path))
            except Exception:  # noqa: BLE001 - the library raises nothing more precise
                raise ModelError(f"{self._path}: the Vosk model cannot be loaded.") from None
            self._free = vosk.KaldiRecognizer(self._model, HEARING_RATE)
            self._free.SetWords(True)  # noqa: FBT003 - the library's signature

    def warm(self) -> None:
        """Load the model."""
        self.load()

    def missing(self, words: Sequence[str]) -> tuple[str, ...]:
        """Which of the words the model does not have: a grammar drops them without a word."""
        self.load()
        return tuple(word for word in words if self._model.vosk_model_find_word(word) < 0)

    def expect(self, expecting: Expectation | None) -> None:
        """Narrow to what is expected, or not at all. Between utterances only."""
        self.load()
        wanted = tuple(dict.fromkeys(self._phrases(expecting)))
        known = tuple(p for p in wanted if not self.missing(p.split()))
        self._narrowed = bool(known)
        if not known or known == self._grammar:
            return
        import vosk

        grammar = json.dumps([*known, UNKNOWN], ensure_ascii=False)
        if self._narrow is None:
            self._narrow = vosk.KaldiRecognizer(self._model, HEARING_RATE, grammar)
            self._narrow.SetWords(True)  # noqa: FBT003 - the library's signature
        else:
            self._narrow.Reset()  # a grammar set in mid-utterance ends the process
            self._narrow.SetGrammar(grammar)
        self._grammar = known

    def accept(self, samples: Samples) -> str:
        """Take more of the utterance; the words so far."""
        self.load()
        self._sound.append(samples)
        recognizer = self._narrow if self._narrowed else self._free
        data = samples.tobytes()
        if recognizer.AcceptWaveform(data):
            # It has found an end of its own; we have not, so its words are kept until ours.
            self._results.append(json.loads(recognizer.Result()))
        partial = json.loads(recognizer.PartialResult()).get("partial", "")
        said = " ".join([*(result.get("text", "") for result in self._results), partial])
        return plain_words(said.replace(UNKNOWN, " "))

    def glance(self, samples: Samples) -> str:  # noqa: ARG002 - the port's signature
        """Streaming has told already."""
        return ""

    def look_ahead(self) -> None:
        """Streaming has made out all there is."""

    def finish(self) -> Transcript:
        """End the utterance. What a grammar did not cover is decoded again without it."""
        self.load()
        recognizer = self._narrow if self._narrowed else self._free
        results = [*self._results, json.loads(recognizer.FinalResult())]
        transcript = _transcript(results)
        sound = self._sound
        doubtful = UNKNOWN in _text(results) or not transcript.certain or not transcript.text
        if self._narrowed and doubtful and sound:
            self._free.Reset()
            self._free.AcceptWaveform(np.concatenate(sound).tobytes())
            transcript = _transcript([json.loads(self._free.FinalResult())])
        self.reset()
        return transcript

    def reset(self) -> None:
        """Drop the utterance."""
        self._sound = []
        self._results = []
        for recognizer in (self._free, self._narrow):
            if recognizer is not None:
                recognizer.Reset()


def _text(results: Sequence[dict[str, Any]]) -> str:
    return " ".join(result.get("text", "") for result in results)


def _transcript(results: Sequence[dict[str, Any]]) -> Transcript:
    words = [word for result in results for word in result.get("result", ())]
    text = plain_words(_text(results).replace(UNKNOWN, " "))
    sure = [float(word["conf"]) for word in words if word["word"] != UNKNOWN]
    return Transcript(text, bool(sure) and min(sure) >= LOWEST_CONFIDENCE)
