"""What is not turned into a request: fear and force, pressure for sex, explicit words."""

from content.coach import StatementGrammar
from skill.flows.istatement.patterns import Patterns


class Refusals:
    """Notices it in plain words. `skill.understanding.safety` looks first and at more."""

    def __init__(self, grammar: StatementGrammar, patterns: Patterns) -> None:
        self._refusals = [
            (
                refusal.reason,
                [
                    *(patterns.anywhere([on]) for on in refusal.on),
                    *(patterns.anywhere([on], ahead="$") for on in refusal.at_end),
                ],
                [patterns.anywhere([spare]) for spare in refusal.spare],
                [patterns.anywhere([firm]) for firm in refusal.firm],
            )
            for refusal in grammar.refusals
        ]

    def reason(self, clean: str) -> str | None:
        """Why `clean` is not rewritten; None when it may be."""
        for reason, found, spare, firm in self._refusals:
            if any(pattern.search(clean) for pattern in firm):
                return reason
            rest = clean
            for harmless in spare:  # what only looks like it is taken out first; the rest counts
                rest = harmless.sub("", rest)
            if any(pattern.search(rest) for pattern in found):
                return reason
        return None
