"""Whether a statement still says what was said: most of the words that carry meaning are there.

The rules read the words of others and may take a part for the whole. What fails here is not said:
we say that we did not follow, which is better than words in somebody's mouth.
"""

import re

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.verbs import Verbs

MOST_LOST = 2
"""Words that carry meaning and may be missing: a turn of phrase is often said in other words."""

MOST_SHARE_LOST = 0.5
"""The part of the words that carry meaning of which the same holds."""

_STEM = 4
"""Letters two forms of a word have in common: "cuddle", "cuddling"."""

_WORD = re.compile(r"[a-z']+")


class Faithful:
    """Compares what was said with what we would say."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns, verbs: Verbs) -> None:
        self._verbs = verbs
        self._reason = grammar.reason
        self._light = frozenset(grammar.light)
        # What the tables answer with words of their own is kept by meaning, not by word.
        tables = (grammar.behaviours, grammar.feelings, grammar.traits)
        answered = [entry.on for table in tables for entry in table]
        self._answered = [patterns.anywhere(on) for on in answered]

    def holds(self, said: str, statement: str) -> bool:
        """Whether `statement` keeps enough of `said`, which is cleaned."""
        main, _, _ = said.partition(f" {self._reason} ")
        heavy = self._heavy(main)
        there = {self._stem(word) for word in _WORD.findall(statement.lower())}
        lost = [word for word in heavy if self._stem(word) not in there]
        if len(lost) <= MOST_LOST:
            return True
        plain = " ".join(map(self._verbs.lemma, main.split()))
        for answered in self._answered:
            plain = answered.sub("", plain)
        left = {self._stem(word) for word in plain.split()}
        really = [word for word in lost if self._stem(word) in left]
        return len(really) <= MOST_LOST or len(really) <= MOST_SHARE_LOST * len(heavy)

    def _heavy(self, text: str) -> list[str]:
        words = dict.fromkeys(_WORD.findall(text.lower()))
        return [word for word in words if word not in self._light]

    def _stem(self, word: str) -> str:
        return self._verbs.lemma(word)[:_STEM]
