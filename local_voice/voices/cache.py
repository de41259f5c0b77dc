"""Sentences kept in memory for hearing again."""

import threading
from collections import OrderedDict

from local_voice.ports import Samples
from skill.speech import Style

LONGEST_SECONDS = 12 * 60
"""How much sound is kept: about 30 MB."""

Key = tuple[str, float, Style]


class SentenceCache:
    """The sentences rendered last, up to `LONGEST_SECONDS` in all."""

    def __init__(self, rate: int) -> None:
        self._most = LONGEST_SECONDS * rate
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Samples] = OrderedDict()
        self._samples = 0

    def find(self, text: str, pace: float, style: Style) -> Samples | None:
        """The sentence as it sounded before."""
        key = _key(text, pace, style)
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key]

    def keep(self, text: str, pace: float, style: Style, samples: Samples) -> None:
        """Keep a sentence, and forget those that were not heard for longest."""
        key = _key(text, pace, style)
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = samples
            self._samples += len(samples)
            while self._samples > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._samples -= len(oldest)

    def clear(self) -> None:
        """Forget every sentence."""
        with self._lock:
            self._kept.clear()
            self._samples = 0


def _key(text: str, pace: float, style: Style) -> Key:
    return text, round(pace, 3), style
