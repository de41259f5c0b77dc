"""The live "I" statement: a complaint or a need becomes a wish that can be heard.

Deterministic rules and no more: a cleaner of words, a shallow parser over types of clauses, and
frames to say what it found. All words and grammar are content. What it does not follow it says.
"""

from dataclasses import dataclass
from typing import TypeAlias

from content.coach import Coach
from skill.flows.istatement.clauses import Clauses
from skill.flows.istatement.compose import Composer
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.points import Point
from skill.flows.istatement.refusals import Refusals
from skill.flows.istatement.verbs import Verbs
from skill.flows.istatement.words import Times, Words

__all__ = ["Declined", "IStatements", "Outcome", "Rewritten", "Unclear"]

MOST_WORDS = 60
"""Words of one sentence that we try to follow."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sentence in the first person that keeps the meaning."""

    statement: str
    request: str
    """The question that follows it and leaves room for a no."""

    @property
    def spoken(self) -> str:
        """All of it."""
        return f"{self.statement} {self.request}"


@dataclass(frozen=True, slots=True)
class Declined:
    """Not for rewriting; `reason` names the words for it in the coach's content."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Not followed."""


Outcome: TypeAlias = Rewritten | Declined | Unclear


class IStatements:
    """Rewrites what people say, in the language of a coach's grammar."""

    def __init__(self, coach: Coach) -> None:
        grammar = coach.grammar
        patterns = Patterns(grammar.classes)
        verbs = Verbs(grammar, patterns)
        self._grammar = grammar
        self._words = Words(grammar, patterns, verbs)
        self._clauses = Clauses(grammar, patterns, verbs)
        self._composer = Composer(grammar, coach.frames, patterns, verbs)
        self._asks = [patterns.whole(ask) for ask in grammar.asks]
        self._tips = [
            (tip.id, patterns.anywhere(tip.fits)) for tip in coach.lesson.tips if tip.fits
        ]
        self._refusals = Refusals(grammar, patterns)

    def rewrite(self, text: str, way: int = 0) -> Outcome:
        """`text` as an "I" statement; `way` chooses among the wordings we have for it."""
        clean = self._words.clean(text)
        reason = self._refusals.reason(clean)
        if reason is not None:
            return Declined(reason)
        too_long = len(clean.split()) > MOST_WORDS
        if too_long or any(ask.fullmatch(clean) for ask in self._asks):
            return Unclear()
        points, times = self._points(clean)
        composed = self._composer.compose(points, times, way) if points else None
        if composed is None:
            return Unclear()
        return Rewritten(composed.statement, composed.request)

    def _points(self, clean: str) -> tuple[tuple[Point, ...], Times]:
        """What it is about, and when."""
        said, times = self._words.take_times(self._words.address(self._words.unwrap(clean)))
        return self._clauses.read(said), times

    def fitting_tip(self, text: str) -> str | None:
        """The tip of the lesson that a question is about."""
        clean = self._words.clean(text)
        return next((tip for tip, pattern in self._tips if pattern.search(clean)), None)

    def rewrite_slot(self, slot: str, text: str, way: int = 0) -> Outcome:
        """The words of a slot, which may have lost the words that carried them."""
        if slot == "need":
            tries = (self._grammar.need.format(said=text), text)
        else:
            tries = (text, self._grammar.complaint.format(said=text))
        first = self.rewrite(tries[0], way)
        return self.rewrite(tries[1], way) if isinstance(first, Unclear) else first
