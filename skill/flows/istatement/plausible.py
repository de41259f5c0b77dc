"""Whether what the rules put together is a sentence that a person would say.

The rules read the words of others, so they can be wrong. What fails here is not said: the next best
composition is tried, and at last we say that we did not follow.
"""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.starts import Starts

MOST_WORDS = 18
"""Words of one spoken sentence (language rules)."""

MOST_GRADE = 8.0
"""Reading grade (Flesch-Kincaid); somebody's own long words may raise it above our texts'."""

GRADED_WORDS = 12
"""Of fewer words the grade says nothing."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_VOWELS = re.compile(r"[aeiouy]+")
_TWICE = re.compile(r"\b([\w']+) \1\b", re.IGNORECASE)
_WORD = re.compile(r"[\w']+")


class Plausible:
    """The last look at a composed statement."""

    def __init__(self, grammar: StatementGrammar, starts: Starts) -> None:
        self._starts = starts
        self._impossible = re.compile("|".join(grammar.implausible))
        self._blame = re.compile(
            "|".join(rf"\b{re.escape(word)}\b" for word in grammar.blame), re.IGNORECASE
        )

    def holds(self, statement: str) -> bool:
        """Whether the statement can be said."""
        if self._blame.search(statement):
            return False
        said = _SENTENCE.split(statement)
        return _grade(said) <= MOST_GRADE and all(self._is_sentence(part) for part in said)

    def _is_sentence(self, text: str) -> bool:
        bare = text.rstrip(".?!")
        if self._impossible.search(bare) or _TWICE.search(bare):
            return False
        if len(text.split()) > MOST_WORDS:
            return False
        # After a comma a clause may start; elsewhere it is one that nothing joins.
        return not any(self._starts.find(_WORD.findall(part.lower())) for part in bare.split(","))


def _grade(sentences: list[str]) -> float:
    words = [word for sentence in sentences for word in _WORD.findall(sentence.lower())]
    if len(words) < GRADED_WORDS:
        return 0.0
    syllables = sum(max(1, len(_VOWELS.findall(word.removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
