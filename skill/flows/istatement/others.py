"""Pronouns of people beside the partner, kept apart while the partner becomes "you".

In "he talks about her" there are two, and only the first is spoken to. In "she takes her rings off
and they scratch" the plural is no partner, as the partner is one.
"""

from content.coach import StatementGrammar

_MARK = "\u2060"
"""Joined to a word, it is another word to every pattern; nobody says it."""


class Others:
    """Marks words and takes the marks off."""

    def __init__(self, grammar: StatementGrammar) -> None:
        self._genders = [frozenset(gender) for gender in grammar.retelling.genders]
        self._ones, self._manies = frozenset(grammar.ones), frozenset(grammar.manies)

    def marked(self, text: str) -> str:
        """`text` with a mark on each pronoun that cannot be the partner's."""
        words = text.split()
        first = next(
            (gender for word in words for gender in self._genders if word in gender),
            frozenset[str](),
        )
        others = frozenset[str]().union(*(gender for gender in self._genders if gender != first))
        if first & self._ones.intersection(words):
            others |= self._manies
        return " ".join(f"{word}{_MARK}" if first and word in others else word for word in words)

    @staticmethod
    def unmarked(text: str) -> str:
        """`text` without marks."""
        return text.replace(_MARK, "")
