"""Turns of phrase put in place of others."""

import re
from collections.abc import Iterable
from itertools import pairwise

from content.coach import StatementGrammar
from content.retelling import Heard
from skill.flows.istatement.patterns import Patterns

_PLURAL = "s"


def captures(found: re.Match[str]) -> dict[str, str]:
    """What a pattern captured."""
    return {name: words.strip() for name, words in found.groupdict().items() if words}


class Swaps:
    """One list of them, put one after another."""

    def __init__(self, heard: Iterable[Heard], patterns: Patterns) -> None:
        self._swaps = [(patterns.anywhere([on]), item.say) for item in heard for on in item.on]

    def put(self, text: str) -> str:
        """`text` with them."""
        for pattern, said in self._swaps:

            def one(found: re.Match[str], said: str = said) -> str:
                return f"{said.format_map(captures(found))} "

            text = " ".join(pattern.sub(one, text).split())
        return text


class Them:
    """The plural as the partner: of "she folds the towels and drops them" it is none."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns) -> None:
        self._swaps = Swaps([grammar.them], patterns)
        self._ones, self._manies = frozenset(grammar.ones), frozenset(grammar.manies)
        self._partners = frozenset(grammar.retelling.partners)
        self._determiners = frozenset(grammar.determiners)
        self._them = patterns.anywhere(grammar.them.on)

    def put(self, text: str) -> str:
        """`text`, in which the third person still stands, with it."""
        words = set(text.split())
        many = words & self._manies
        one = words & self._ones or (words & self._partners and not many)
        return text if one or (not many and self._of_things(text)) else self._swaps.put(text)

    def _of_things(self, text: str) -> bool:
        """Whether things are named before it, as in "i never see my friends and miss them"."""
        found = self._them.search(text)
        words = text[: found.start()].split() if found else []
        return any(
            one in self._determiners and noun[-1] == _PLURAL for one, noun in pairwise(words)
        )
