"""Whether a statement in words of ours still says what was said: nothing that matters is lost.

The rules read the words of others and may take a part for the whole. What fails here is told again
word for word, or we say that we did not follow: better than words in somebody's mouth.
"""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.verbs import Verbs

_STEM = 4
"""Letters two forms of a word have in common: "cuddle", "cuddling"."""

_WORD = re.compile(r"[a-z']+")


class Faithful:
    """Compares what was said with what we would say."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._verbs = verbs
        retelling = grammar.retelling
        self._you, self._thirds = grammar.you, frozenset(retelling.thirds_alone)
        self._spoilt = patterns.anywhere(grammar.spoilt)
        self._light = frozenset((*grammar.light, *retelling.frame_words, *retelling.names))
        # What the tables answer with words of their own is kept by meaning, not by word.
        tables = (grammar.behaviours, grammar.feelings, grammar.traits)
        answered = [entry.on for table in tables for entry in table]
        self._answered = [patterns.anywhere(on) for on in answered]

    def holds(self, said: str, statement: str) -> bool:
        """Whether `statement` keeps what `said`, which is cleaned, says."""
        if self._spoilt.search(said):
            return False
        there = {self._stem(word) for word in _WORD.findall(statement.lower())}
        words = set(said.split())
        if self._you in words and not words & self._thirds <= there:
            return False  # somebody else was told of
        lost = [word for word in self._heavy(said) if self._stem(word) not in there]
        if not lost:
            return True
        plain = " ".join(map(self._verbs.lemma, said.split()))
        for answered in self._answered:
            plain = answered.sub("", plain)
        left = {self._stem(word) for word in plain.split()}
        return not any(self._stem(word) in left for word in lost)

    def _heavy(self, text: str) -> list[str]:
        words = dict.fromkeys(_WORD.findall(text.lower()))
        return [word for word in words if word not in self._light]

    def _stem(self, word: str) -> str:
        return self._verbs.lemma(word)[:_STEM]
