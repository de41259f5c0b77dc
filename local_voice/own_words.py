"""Our own words, known again when the microphone brings them back, and what is left without them.

What was heard is laid beside what we said in the last seconds, in order; a recogniser that hears us
through a room gets some words wrong, so words need only be alike, and what lies between two words
of ours that were known again is ours too.
"""

import functools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from local_voice.transcribers.words import plain_words
from skill.timing import say_seconds

ECHO_TAIL_SECONDS = 0.8
"""How long after our last word the microphone may still bring it back."""
EARLY_SECONDS = 0.5
"""How far our estimate of when a word is spoken may be off."""
REMEMBERED_SECONDS = 15.0
ALIKE = 0.66
"""Words that are spelt alike to this degree may be the same word, heard through a room."""
MISHEARD_WORDS = 3
"""Between two words of ours that were known again: so many may have been misheard."""


@dataclass(frozen=True, slots=True)
class _Said:
    word: str
    at: float
    """The clock's second at which it sounds, estimated."""


class OwnWords:
    """What we said last."""

    def __init__(self) -> None:
        self._said: deque[_Said] = deque()

    def remember(self, sentence: str, now: float) -> None:
        """A sentence of ours begins to sound."""
        words = plain_words(sentence).split()
        seconds = say_seconds(sentence)
        self._said.extend(
            _Said(word, now + seconds * number / len(words)) for number, word in enumerate(words)
        )
        while self._said and self._said[0].at < now - REMEMBERED_SECONDS:
            self._said.popleft()

    def rest(self, text: str, began: float, now: float) -> tuple[str, float]:
        """What was heard without our own words, and the share of it that was ours.

        `began` is when the utterance began: only what sounded since then can be in it.
        """
        heard = text.split()
        since = began - ECHO_TAIL_SECONDS - EARLY_SECONDS
        said = [own.word for own in self._said if since <= own.at <= now + EARLY_SECONDS]
        if not heard:
            return "", 0.0
        ours = _ours(heard, said)
        left = [word for word, own in zip(heard, ours, strict=True) if not own]
        return " ".join(left), sum(ours) / len(heard)


def _ours(heard: Sequence[str], said: Sequence[str]) -> list[bool]:
    """For each word heard, whether it is one of ours."""
    ours = [False] * len(heard)
    before: tuple[int, int] | None = None
    pairs = list(_aligned(heard, said))
    for at, own in pairs:
        near = any(other != at and abs(other - at) <= MISHEARD_WORDS for other, _ in pairs)
        if not near and len(pairs) < len(heard):
            continue  # a word of everyday's, by chance
        ours[at] = True
        if before is not None:
            between, ours_between = at - before[0] - 1, own - before[1] - 1
            if 0 < between <= MISHEARD_WORDS and 0 < ours_between <= 2 * MISHEARD_WORDS:
                ours[before[0] + 1 : at] = [True] * between
        before = (at, own)
    return ours


def _aligned(heard: Sequence[str], said: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The longest run of pairs of like words, in order."""
    best = [[0.0] * (len(said) + 1) for _ in range(len(heard) + 1)]
    for i in range(len(heard) - 1, -1, -1):
        for j in range(len(said) - 1, -1, -1):
            like = _likeness(heard[i], said[j])
            pair = like + best[i + 1][j + 1] if like else 0.0
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(heard) and j < len(said):
        like = _likeness(heard[i], said[j])
        if like and best[i][j] == like + best[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1


@functools.lru_cache(4096)
def _likeness(one: str, other: str) -> float:
    """How alike two words are; 0 when they are not the same word misheard."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 3:
        return 0.0
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return ratio if ratio >= ALIKE else 0.0
