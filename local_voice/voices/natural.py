"""The natural voice: a small neural model (hibari) that comes whole inside its wheel.

It runs in this process on one thread: a sentence takes a few hundredths of its own length. The
voices it would fetch from the network are not used; its model is named by its path, so nothing is
looked for anywhere else. A whisper is the same voice with breath in place of its tone.
"""

import threading
from concurrent.futures import Future
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from local_voice.ports import Samples, VoiceError
from local_voice.stretch import stretched
from local_voice.voices.cache import SentenceCache
from local_voice.voices.sound import levelled, plausible, trimmed, with_breaks
from skill.speech import Style

RATE = 24_000
MODEL = Path("assets", "hibari.onnx")
"""The one model inside the wheel."""
CALM_SPEED = 0.62
"""The model's own figure for pace 1.0: with the breaks below, as long as the core estimates."""
SLOWEST_SPEED = 0.5
"""The slowest the model is made for; slower is stretched by us."""
BREAK_SECONDS = 0.45
"""The least silence at a comma, at pace 1.0: a calm speaker slows down in the breaks."""
LOADING_SECONDS = 30.0
_SEED = 1
"""Of the breath in the voice: a sentence sounds the same every time."""
_HERTZ_A_BIN = 20.0
_WHISPER_FROM_HERTZ = 300.0
"""A whisper has little below the first formant."""
_WHISPER_LOG_GAIN = np.float32(-1.4)
"""Keeps the breath as loud as the tone was."""
_SILENT = np.float32(-30.0)
"""A magnitude's logarithm that cannot be heard."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Manner:
    """How a style sounds."""

    gain: float
    pace: float


MANNERS = MappingProxyType(
    {"plain": Manner(1.35, 1.0), "soft": Manner(0.76, 0.95), "whisper": Manner(1.4, 0.95)}
)


def installed() -> bool:
    """Whether the extra that brings it is there."""
    return find_spec("hibari") is not None


class NaturalVoice:
    """hibari behind the Voice port."""

    def __init__(self) -> None:
        self._cache = SentenceCache(RATE)
        self._lock = threading.Lock()
        self._loading: Future[Any] | None = None
        self._closed = False

    @property
    def rate(self) -> int:
        """Samples a second."""
        return RATE

    def warm(self) -> None:
        """Start to load the model, so that the first sentence comes soon."""
        self._model()

    def render(self, text: str, pace: float, style: Style) -> Samples:
        """One sentence as sound; raises `VoiceError` when it comes to nothing plausible."""
        if self._closed:
            raise VoiceError("the voice is closed")
        known = self._cache.find(text, pace, style)
        if known is not None:
            return known
        samples = self._rendered(text, pace, style)
        if not self._closed:
            self._cache.keep(text, pace, style, samples)
        return samples

    def close(self) -> None:
        """Let go of the model and of every sentence."""
        with self._lock:
            self._closed = True
            self._loading = None
        self._cache.clear()

    def _model(self) -> "Future[Any]":
        with self._lock:
            if self._closed:
                raise VoiceError("the voice is closed")
            if self._loading is None:
                self._loading = Future()
                load = threading.Thread(
                    target=_load, args=(self._loading,), name="voice", daemon=True
                )
                load.start()
            return self._loading

    def _rendered(self, text: str, pace: float, style: Style) -> Samples:
        manner = MANNERS[style]
        wanted = pace * manner.pace
        speed = max(SLOWEST_SPEED, CALM_SPEED * wanted)
        try:
            model = self._model().result(LOADING_SECONDS)
            sound = _spoken(model, text, speed, whispered=style == "whisper")
        except VoiceError:
            raise
        except Exception as error:
            raise VoiceError("the natural voice failed") from error
        samples = trimmed(sound)
        if speed > CALM_SPEED * wanted:
            samples = stretched(samples, speed / (CALM_SPEED * wanted), RATE)
        samples = with_breaks(samples, text, BREAK_SECONDS / wanted, RATE)
        if not len(samples) or not plausible(text, wanted, len(samples) / RATE):
            raise VoiceError("the natural voice gave no plausible sound")
        return levelled(samples, manner.gain, RATE)


def _load(loading: "Future[Any]") -> None:
    """Load the model and what reads text for it."""
    try:
        import hibari

        # With its model named by path the library has nothing to look for or to fetch.
        model = hibari.Hibari(model=str(Path(hibari.__file__).parent / MODEL))
        model.g2p("Hello.")
        loading.set_result(model)
    except Exception as error:  # noqa: BLE001 - handed to whoever asks for the first sentence
        loading.set_exception(error)


def _spoken(model: Any, text: str, speed: float, *, whispered: bool) -> Samples:  # noqa: ANN401 - the library has no types
    from hibari import dsp

    parts: list[Floats] = []
    for phonemes in model.phonemize(text):
        ids = np.asarray([model.ids(phonemes)], np.int64)
        outputs = model.sess.run(None, {"ids": ids, "speed": np.asarray([speed], np.float32)})
        spectrum = [output[0] for output in outputs]
        if whispered:
            spectrum = _breathed(*spectrum)
        parts.append(dsp.synth(*spectrum, np.random.default_rng(_SEED)))
    if not parts:
        return np.zeros(0, np.int16)
    sound = np.concatenate(parts)
    return np.clip(np.rint(sound * 32767), -32768, 32767).astype(np.int16)


def _breathed(
    tone: Floats, turn: Floats, noise: Floats, rest: Floats, phase: Floats, pitch: Floats
) -> list[Floats]:
    """The model's spectrum with noise where there was tone, through the same mouth."""
    hertz = np.arange(len(tone), dtype=np.float32)[:, None] * _HERTZ_A_BIN
    with np.errstate(divide="ignore"):
        shelf = -np.log1p((_WHISPER_FROM_HERTZ / hertz) ** 2)
    voiced = pitch > 0
    breath = np.where(voiced, np.logaddexp(noise, tone + shelf), noise) + _WHISPER_LOG_GAIN
    return [
        np.full_like(tone, _SILENT),
        turn,
        breath.astype(np.float32),
        np.where(voiced, _SILENT, rest + _WHISPER_LOG_GAIN).astype(np.float32),
        phase,
        np.zeros_like(pitch),
    ]
