"""The live "I" statement: a complaint or a need becomes a wish that can be heard.

Deterministic rules and no more, in two ways. What is short and of a type of clause we know is said
in words of ours, with a wish that fits (`clauses`, `compose`). Everything else is told again in the
words it was said in, clause by clause (`telling`, `retell`). All words and grammar are content.
What it does not follow it says.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from content.coach import Coach
from skill.flows.istatement.clauses import Clauses
from skill.flows.istatement.compose import Composer
from skill.flows.istatement.composed import Composed, ending_in
from skill.flows.istatement.faithful import Faithful
from skill.flows.istatement.framing import Framing
from skill.flows.istatement.patterns import PAUSE, Patterns
from skill.flows.istatement.points import Feeling, Point, Unwanted
from skill.flows.istatement.refusals import CALM, Refusals
from skill.flows.istatement.retell import Retell
from skill.flows.istatement.runon import RunOn
from skill.flows.istatement.second import SecondPerson
from skill.flows.istatement.telling import Telling
from skill.flows.istatement.tokens import Tokens
from skill.flows.istatement.verbs import Verbs
from skill.flows.istatement.words import Times, Words

__all__ = ["Declined", "IStatements", "Outcome", "Rewritten", "Unclear"]

SHORT = 9
"""Words of a statement that our own words can hold whole."""

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
        self._faithful = Faithful(grammar, patterns, verbs)
        self._purpose = patterns.anywhere(grammar.purposes)
        self._asks = [patterns.whole(ask) for ask in grammar.asks]
        self._to_partner = [patterns.whole(on) for on in grammar.to_partner]
        self._tips = [
            (tip.id, patterns.anywhere(tip.fits)) for tip in coach.lesson.tips if tip.fits
        ]
        self._refusals = Refusals(grammar, patterns)
        self._first = [patterns.whole(first) for first in grammar.retelling.first]
        framing = Framing(grammar, patterns)
        run_on = RunOn(grammar, patterns, verbs, framing.feeling)
        self._tokens = Tokens(grammar, patterns, run_on)
        self._second = SecondPerson(grammar, patterns, verbs)
        self._past_said = patterns.anywhere(grammar.past_said)
        self._telling = Telling(grammar, patterns, verbs, framing)
        self._vague = ending_in((*coach.frames.otherwise, *coach.frames.stop))
        self._retell = Retell(grammar, coach.frames, patterns, verbs)

    def rewrite(self, text: str, way: int = 0, unease: float = CALM) -> Outcome:
        """`text` as an "I" statement; `way` chooses among the wordings we have for it.

        `unease` is a second opinion, from nought to one, of whether the words show danger.
        """
        clean = self._words.clean(text)
        reason = self._refusals.reason(self._words.unbound(clean), unease)
        if reason is not None:
            return Declined(reason)
        too_long = len(clean.split()) > MOST_WORDS
        if too_long or any(ask.fullmatch(clean) for ask in self._asks):
            return Unclear()
        said = self._words.asked(clean)
        tokens = self._tokens.read(text)
        told = any(on.fullmatch(words) for on in self._first for words in (said, tokens))
        short = len(said.split()) <= SHORT and not told
        if self._second.unsure(tokens):
            return Unclear()
        if short and PAUSE in self._words.asked(tokens).strip(f"{PAUSE} "):
            composed = self._retold(tokens, way) or self._put(clean, said, way)
        elif short:
            composed = self._put(clean, said, way)
            if composed is None or self._loses_past(tokens, composed):
                composed = self._retold(tokens, way) or composed
            elif self._is_vague(composed):
                retold = self._retold(tokens, way)
                composed = composed if retold is None or self._is_vague(retold) else retold
        else:
            composed = self._retold(tokens, way)
            if composed is None and PAUSE not in tokens:
                composed = self._put(clean, said, way)
        return Rewritten(composed.statement, composed.request) if composed else Unclear()

    def _loses_past(self, tokens: str, composed: Composed) -> bool:
        """Whether it tells of something that is over and our words do not: "you left early"."""
        if self._past_said.search(composed.statement.lower()):
            return False
        told = self._telling.read(self._second.read(self._words.asked(tokens)))
        return any(one.past and one.kind in ("done", "own") for one in told or ())

    def _is_vague(self, composed: Composed) -> bool:
        """Whether its wish says nothing, where the words themselves may tell a better one."""
        return self._vague.search(composed.statement) is not None

    def _put(self, clean: str, said: str, way: int) -> Composed | None:
        """In words of ours."""
        for points, times in self._readings(clean):
            composed = self._composer.compose(points, times, way)
            if composed is not None and self._faithful.holds(said, composed.statement):
                return composed
        return None

    def _retold(self, tokens: str, way: int) -> Composed | None:
        """In the words it was said in."""
        words = self._words.asked(tokens)
        # "i need to talk about it tomorrow" only looks like a request to us.
        own = tokens if tokens.split()[:1] == [self._grammar.first] else words
        for inner in dict.fromkeys((words, self._words.unwrap(words), own)):
            told = self._telling.read(self._second.read(inner))
            composed = self._retell.say(told, way) if told is not None else None
            if composed is not None:
                return composed
        return None

    def _readings(self, clean: str) -> Iterator[tuple[tuple[Point, ...], Times]]:
        """What it is about, and when: first with what it is for set aside, then as it stands."""
        inner = self._words.unwrap(clean)
        # "i want to talk about it tomorrow" only looks like a request to us.
        own = clean if clean.split()[:1] == [self._grammar.first] else inner
        for text in dict.fromkeys((inner, own)):
            said, times = self._words.take_times(self._words.address(text))
            for points, when in self._of(said, times):
                if points:
                    yield points, when

    def _of(self, said: str, times: Times) -> Iterator[tuple[tuple[Point, ...], Times]]:
        """What a sentence to the partner is about."""
        found = self._purpose.search(said)
        if found is not None and found.start() > 0:
            points = self._clauses.read(said[: found.start()].strip())
            if points and not any(isinstance(point, Unwanted | Feeling) for point in points):
                yield points, times.with_purpose(said[found.start() :])
                yield points, times
                return
        main, _, reason = said.partition(f" {self._grammar.reason} ")
        points = self._clauses.read(self._words.trim(main)) if reason else ()
        if any(not isinstance(point, Feeling) for point in points):
            # It says enough without the reason, of which we keep how it feels.
            felt = (p for p in self._clauses.read(reason) if isinstance(p, Feeling))
            yield (*points, *felt), times
            yield points, times
        yield self._clauses.read(said), times

    def is_to_partner(self, text: str) -> bool:
        """Whether `text` is plainly said to or about a partner, and no request to us."""
        clean = self._words.clean(text)
        return any(on.fullmatch(clean) for on in self._to_partner)

    def fitting_tip(self, text: str) -> str | None:
        """The tip of the lesson that a question is about."""
        clean = self._words.clean(text)
        return next((tip for tip, pattern in self._tips if pattern.search(clean)), None)

    def rewrite_slot(self, slot: str, text: str, way: int = 0, unease: float = CALM) -> Outcome:
        """The words of a slot, which may have lost the words that carried them."""
        if slot == "need":
            tries = (self._grammar.need.format(said=text), text)
        else:
            tries = (text, self._grammar.complaint.format(said=text))
        first = self.rewrite(tries[0], way, unease)
        return self.rewrite(tries[1], way, unease) if isinstance(first, Unclear) else first
