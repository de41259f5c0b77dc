"""What is not turned into a request: fear and force, pressure for sex, explicit words."""

import re
from dataclasses import dataclass

from content.coach import Refusal, StatementGrammar
from skill.flows.istatement.patterns import Patterns

CALM = 0.0
"""That there is no second opinion; one that sees nothing at all is a little above it."""

AT_EASE = 0.05
"""The score up to which a second opinion outweighs signs that are not firm: of the signs of fear
that we know those that score as low are firm."""

UNEASY = 0.6
"""The score from which a second opinion and a weak sign together refuse."""

SURE = 0.75
"""The score from which a second opinion refuses by itself: complaints often sound uneasy."""


FEW = "few"
"""A capture of a few words in what is spared."""

MOST_FEW = 5
"""Words of it; with more it reaches into what else was said."""


@dataclass(frozen=True, slots=True)
class _Signs:
    reason: str
    found: tuple[re.Pattern[str], ...]
    spare: tuple[re.Pattern[str], ...]
    firm: tuple[re.Pattern[str], ...]
    weak: tuple[re.Pattern[str], ...]


class Refusals:
    """Notices it in plain words. `skill.understanding.safety` looks first and at more."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns) -> None:
        self._joins = frozenset(grammar.retelling.joins)
        self._refusals = [self._signs(refusal, patterns) for refusal in grammar.refusals]

    @staticmethod
    def _signs(refusal: Refusal, patterns: Patterns) -> _Signs:
        return _Signs(
            refusal.reason,
            found=(
                *(patterns.anywhere([on]) for on in refusal.on),
                *(patterns.anywhere([on], ahead="$") for on in refusal.at_end),
            ),
            spare=tuple(patterns.anywhere([spare]) for spare in refusal.spare),
            firm=tuple(patterns.anywhere([firm]) for firm in refusal.firm),
            weak=tuple(patterns.anywhere([weak]) for weak in refusal.weak),
        )

    def _without(self, found: re.Match[str]) -> str:
        """Nothing in place of what is spared, or all of it where it reaches too far."""
        few = (found.groupdict().get(FEW) or "").split()
        spared = len(few) <= MOST_FEW and self._joins.isdisjoint(few)
        return "" if spared else found.group()

    def reason(self, clean: str, unease: float = CALM) -> str | None:
        """Why `clean` is not rewritten; None when it may be.

        `unease` is how likely it is, from nought to one, that the words show danger; nought where
        nobody was asked.
        """
        for signs in self._refusals:
            if any(pattern.search(clean) for pattern in signs.firm):
                return signs.reason
            rest = clean
            for harmless in signs.spare:  # what only looks like it is taken out; the rest counts
                rest = harmless.sub(self._without, rest)
            if signs.weak and unease >= UNEASY:
                weak = any(pattern.search(rest) for pattern in signs.weak)
                if weak or unease >= SURE:
                    return signs.reason
            at_ease = bool(signs.weak) and CALM < unease <= AT_EASE
            if not at_ease and any(pattern.search(rest) for pattern in signs.found):
                return signs.reason
        return None
