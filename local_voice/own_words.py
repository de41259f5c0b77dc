"""Our own words, known again when the microphone brings them back."""

from collections import deque

from local_voice.transcribers.words import plain_words

SENTENCES_REMEMBERED = 3
OWN_SHARE = 0.75
ECHO_TAIL_SECONDS = 0.8
"""How long after our last word the microphone may still bring it back."""
SHORTEST_ECHO_WORDS = 3
"""A request that acts at once, alone or with one word more, is never taken for our echo."""


class OwnWords:
    """What we said last."""

    def __init__(self) -> None:
        self._said: deque[frozenset[str]] = deque(maxlen=SENTENCES_REMEMBERED)

    def remember(self, sentence: str) -> None:
        """A sentence of ours begins to sound."""
        self._said.append(frozenset(plain_words(sentence).split()))

    def echoed(self, text: str, *, at_once: bool) -> bool:
        """Whether words that were heard are ours; `at_once` when they ask to stop or pause."""
        words = text.split()
        if at_once and len(words) < SHORTEST_ECHO_WORDS:
            return False
        own = frozenset().union(*self._said)
        return sum(word in own for word in words) >= OWN_SHARE * len(words)
