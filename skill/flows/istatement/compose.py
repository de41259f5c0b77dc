"""From points to one or two sentences in the first person that end in a question."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeGuard, TypeVar, assert_never

from content.coach import Behaviour, Frames, StatementGrammar
from skill.flows.istatement.composed import Composed
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.plausible import Plausible
from skill.flows.istatement.points import (
    Boundary,
    Feel,
    Feeling,
    Hard,
    Less,
    Like,
    Miss,
    Point,
    Share,
    Thing,
    To,
    Trait,
    Unwanted,
    Wanted,
)
from skill.flows.istatement.starts import Starts
from skill.flows.istatement.stopping import Stopping
from skill.flows.istatement.swaps import captures
from skill.flows.istatement.verbs import Form, VerbPhrase, Verbs
from skill.flows.istatement.words import Times
from skill.wording import pick, sentence

MOST_WISHES = 3
"""Wishes of one statement; people remember no more."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
T = TypeVar("T")


class Composer:
    """Says points in the words of the frames."""

    def __init__(
        self, grammar: StatementGrammar, frames: Frames, patterns: Patterns, verbs: Verbs
    ) -> None:
        self._grammar = grammar
        self._frames = frames
        self._verbs = verbs
        self._joint = [
            (patterns.whole(pattern), joint.say) for joint in grammar.joint for pattern in joint.on
        ]
        self._behaviours = self._table(grammar.behaviours, patterns)
        self._feelings = self._table(grammar.feelings, patterns)
        self._traits = self._table(grammar.traits, patterns)
        self._stopping = Stopping(grammar, frames, patterns, verbs)
        self._durations = patterns.anywhere(grammar.durations)
        self._linger = patterns.anywhere(grammar.linger)
        self._alone = patterns.anywhere(grammar.alone)
        self._when = patterns.anywhere(grammar.whens)
        self._drop = patterns.anywhere(grammar.drop)
        self._plausible = Plausible(grammar, Starts(grammar, verbs))
        ends = "|".join(rf"{word}\b" for word in grammar.retelling.instead_ends)
        self._ends = re.compile(rf"\s*(?:$|{ends})")
        self._well = patterns.whole(f"be [<so-very>] {grammar.well} [{{x}}]")
        self._say = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in grammar.say))

    @staticmethod
    def _table(entries: tuple[T, ...], patterns: Patterns) -> list[tuple[re.Pattern[str], T]]:
        return [(patterns.anywhere(entry.on), entry) for entry in entries]  # type: ignore[attr-defined]  # every entry has patterns

    def compose(self, points: tuple[Point, ...], times: Times, way: int) -> Composed | None:
        """The points as sentences: the fullest composition that a person would say.

        None when there is no such composition.
        """
        for some, lingers in self._compositions(points):
            if not any(isinstance(p, Feeling) or self._tells(p) for p in some):
                continue
            statement = self._polish(self._statement(some, times, way, lingers=lingers))
            if self._plausible.holds(statement):
                boundary = any(isinstance(point, Boundary) for point in some)
                asks = self._frames.boundary_request if boundary else self._frames.request
                return Composed(statement, pick(asks, way))
        return None

    def _compositions(self, points: tuple[Point, ...]) -> Iterator[tuple[tuple[Point, ...], bool]]:
        """All of the points, then fewer: with what is done cut short, and one by one."""
        feelings = tuple(point for point in points if isinstance(point, Feeling))
        others = [point for point in points if not isinstance(point, Feeling)]
        yield points, True
        yield points, False
        for cut in (self._without_when, self._cut):
            short = tuple(cut(point) for point in points)
            if short != points:
                yield short, False
        for point in sorted(others, key=self._vague):
            brief = self._without_when(self._cut(point))
            for alone in dict.fromkeys((point, self._cut(point), brief)):
                yield (*feelings, alone), False
                yield (alone,), False

    def _vague(self, point: Point) -> int:
        """How little a point says that one could act on."""
        if isinstance(point, Unwanted):
            return 1 if self._behaviour(point.phrase) is not None else 2
        return 0

    def _without_when(self, point: Point) -> Point:
        """A point without the clause that tells when it is."""
        if not isinstance(point, Unwanted | Wanted):
            return point
        last = point.phrase.parts[-1]
        found = self._when.search(last.rest)
        if found is None:
            return point
        part = replace(last, rest=last.rest[: found.start()].strip())
        return replace(point, phrase=replace(point.phrase, parts=(*point.phrase.parts[:-1], part)))

    def _cut(self, point: Point) -> Point:
        """A point with the one thing done that matters most, where it has several."""
        if not isinstance(point, Unwanted) or len(point.phrase.parts) == 1:
            return point
        parts = [replace(part, before="") for part in point.phrase.parts if not part.negated]
        known = (p for p in parts if self._behaviour(replace(point.phrase, parts=(p,))) is not None)
        return replace(point, phrase=replace(point.phrase, parts=(next(known, parts[0]),)))

    # -- the order of things -----------------------------------------------------------------------

    def _statement(
        self, points: tuple[Point, ...], times: Times, way: int, *, lingers: bool
    ) -> str:
        feelings = [point.words for point in points if isinstance(point, Feeling)]
        seen = self._clearest([point for point in points if self._is_complaint(point)])
        wishes = [p for p in points if not isinstance(p, Feeling | Unwanted)]
        if seen is not None:
            behaviour = self._behaviour(seen.phrase)
            observed = self._observed(seen, feelings, behaviour, times, way)
            later = Times("", self._grammar.next_time if seen.phrase.past or times.past else "")
            wish = (
                self._wish(wishes[0], later, way, lingers=lingers)
                if wishes
                else self._instead(seen, behaviour, later, way)
            )
            if not wishes and self._is_good(feelings):
                wish = self._comfort(feelings, way)
            return f"{observed} {wish}"
        if feelings:
            told = pick(self._frames.feeling, way).format(
                feeling=self._feelings_said(feelings), time=_after(times.seen)
            )
            if wishes:
                return f"{told} {self._wish(wishes[0], Times(), way, lingers=lingers)}"
            return f"{told} {self._comfort(feelings, way)}"
        said = [self._wish(wishes[0], times, way, lingers=lingers)]
        for index, point in enumerate(wishes[1:MOST_WISHES], start=1):
            said.append(self._wish(point, Times(), way + index, lingers=False))
        return " ".join(said)

    def _observed(
        self,
        seen: Unwanted,
        feelings: list[str],
        behaviour: Behaviour | None,
        times: Times,
        way: int,
    ) -> str:
        past = seen.phrase.past
        if feelings:
            feel = self._grammar.feel_verb.format(feeling=self._feelings_said(feelings))
        else:
            feel = behaviour.feel if behaviour else self._grammar.default_feel
        felt = self._verbs.read(feel)
        assert felt is not None  # noqa: S101 - the grammar's feelings begin with a verb; a test reads each
        return pick(self._frames.feeling_when, way).format(
            feel=self._verbs.said(felt, "past" if past else "plain"),
            subject=seen.subject,
            phrase=self._verbs.said(seen.phrase, "past" if past else "present"),
            time=_after(times.seen),
        )

    def _instead(self, seen: Unwanted, behaviour: Behaviour | None, times: Times, way: int) -> str:
        if behaviour is None:
            said = f"{seen.subject} {self._verbs.said(seen.phrase, 'plain')}"
            stop = self._stopping.wish(said, "", _after(times.wished), way)
            if stop is not None:
                return stop
            return pick(self._frames.otherwise, way).format(time=_after(times.wished))
        found = next(
            (
                pattern.search(seen.phrase.plain)
                for pattern, on in self._behaviours
                if on is behaviour and on.anywhere and pattern.search(seen.phrase.plain)
            ),
            None,
        )
        named = captures(found) if found else {}
        wish = behaviour.wish.format_map(named)
        return pick(self._frames.wish, way).format(wish=wish, time=_after(times.wished))

    def _clearest(self, seen: list[Unwanted]) -> Unwanted | None:
        """What was seen that we know a wish for, or the first of it."""
        known = (point for point in seen if self._behaviour(point.phrase) is not None)
        return next(known, seen[0] if seen else None)

    def _tells(self, point: Point) -> bool:
        """Whether a point is something to ask for: "you are home" is not."""
        return not isinstance(point, Unwanted) or self._is_complaint(point)

    def _is_complaint(self, point: Point) -> TypeGuard[Unwanted]:
        return isinstance(point, Unwanted) and not self._well.fullmatch(point.phrase.plain)

    def _behaviour(self, phrase: VerbPhrase) -> Behaviour | None:
        for pattern, entry in self._behaviours:
            if entry.anywhere and any(self._is_there(pattern, plain) for plain in phrase.plains):
                return entry
        for pattern, entry in self._behaviours:
            if any(pattern.match(plain) for plain in phrase.plains):
                return entry
        return None

    def _is_there(self, pattern: re.Pattern[str], plain: str) -> bool:
        """Whether a thing is named, and not as part of another: "football" in "football match"."""
        found = pattern.search(plain)
        return found is not None and self._ends.match(plain[found.end() :]) is not None

    def _comfort(self, feelings: list[str], way: int) -> str:
        entry = self._first(self._feelings, " ".join(feelings))
        if entry is None:
            return pick(self._frames.comfort, way)
        return pick(self._frames.to_have, way).format(wish=entry.wish)

    def _is_good(self, feelings: list[str]) -> bool:
        entry = self._first(self._feelings, " ".join(feelings)) if feelings else None
        return entry is not None and entry.good

    def _feelings_said(self, feelings: list[str]) -> str:
        return self._grammar.and_.join(dict.fromkeys(feelings[:2]))

    # -- single wishes -----------------------------------------------------------------------------

    def _wish(self, point: Point, times: Times, way: int, *, lingers: bool) -> str:
        frames, time = self._frames, _after(times.wished)
        match point:
            case Wanted():
                return self._wanted(point, time, way, lingers=lingers)
            case To(phrase=phrase):
                said = self._lasting(phrase, "plain", lingers=lingers)
                return pick(frames.to, way).format(phrase=said, time=time)
            case Boundary(phrase=phrase):
                said = self._verbs.said(phrase, "plain")
                return pick(frames.boundary, way).format(phrase=said, time=time)
            case Share(phrase=phrase):
                said = self._verbs.said(self._by_turns(phrase), "gerund")
                return pick(frames.share, way).format(phrase=said, time=time)
            case Like(phrase=phrase, subject=subject):
                said = self._verbs.said(phrase, "present")
                return pick(frames.like, way).format(subject=subject, phrase=said, time=time)
            case Thing(words=words):
                return pick(frames.thing, way).format(thing=self._wanted_words(words), time=time)
            case Less(words=words):
                return pick(frames.less, way).format(thing=words, time=time)
            case Hard(words=words):
                marks = tuple(f"{mark} " for mark in self._grammar.clause_marks)
                is_clause = words.startswith(marks)
                hard = frames.hard_that if is_clause else frames.hard
                return pick(hard, way).format(thing=words, time=_after(times.seen))
            case Miss(words=words):
                return pick(frames.miss, way).format(thing=words, time=time)
            case Feel(words=words):
                return pick(frames.feel, way).format(feeling=words, time=time)
            case Trait(words=words):
                return self._trait(words, times, way)
            case Feeling(words=words):
                return pick(frames.feeling, way).format(feeling=words, time=time)
            case Unwanted(phrase=phrase):
                return pick(frames.otherwise, way).format(time=time)
            case _:
                assert_never(point)

    def _wanted(self, point: Wanted, time: str, way: int, *, lingers: bool) -> str:
        phrase = self._as_wished(point.phrase)
        again = f" {self._grammar.again}" if point.again else ""
        if phrase.lemma in self._grammar.inner and point.subject == self._grammar.you:
            said = self._verbs.said(phrase, "present")
            return pick(self._frames.felt, way).format(
                subject=point.subject, phrase=said + again, time=time
            )
        subject, phrase = self._jointly(point.subject, phrase)
        said = self._lasting(phrase, "past", lingers=lingers and not again)
        return pick(self._frames.wanted, way).format(
            subject=subject, phrase=said + again, time=time
        )

    def _as_wished(self, phrase: VerbPhrase) -> VerbPhrase:
        parts = tuple(replace(part, rest=self._wanted_words(part.rest)) for part in phrase.parts)
        return replace(phrase, parts=parts)

    def _wanted_words(self, text: str) -> str:
        words = text.split()
        said = [
            word if before in self._grammar.keep_any else self._grammar.wanted_words.get(word, word)
            for before, word in zip(["", *words], words, strict=False)
        ]
        return " ".join(word for word in said if word)

    def _by_turns(self, phrase: VerbPhrase) -> VerbPhrase:
        """What one does alone and for the other, as what each does for the other."""
        parts = []
        for part in phrase.parts:
            words = self._alone.sub("", part.rest).split()
            if words[:1] == [self._grammar.you]:
                words[0] = self._grammar.each_other
            parts.append(replace(part, rest=" ".join(words)))
        return replace(phrase, parts=tuple(parts))

    def _jointly(self, subject: str, phrase: VerbPhrase) -> tuple[str, VerbPhrase]:
        """What is done to one as what is done together, where that is meant."""
        if subject == self._grammar.you and len(phrase.parts) == 1:
            for pattern, said in self._joint:
                found = pattern.fullmatch(phrase.plain)
                if found is not None:
                    joint = self._verbs.read(said.format_map(captures(found)))
                    if joint is not None:
                        return self._grammar.together, joint
        return subject, phrase

    def _lasting(self, phrase: VerbPhrase, form: Form, *, lingers: bool) -> str:
        said = self._verbs.said(phrase, form)
        plain = phrase.plain
        if lingers and self._linger.match(plain) and not self._durations.search(plain):
            return f"{said} {self._grammar.linger_say}"
        return said

    def _trait(self, words: str, times: Times, way: int) -> str:
        entry = self._first(self._traits, words)
        assert entry is not None  # noqa: S101 - the parser takes only traits of the table
        return pick(self._frames.to_have, way).format(wish=entry.wish + _after(times.wished))

    @staticmethod
    def _first(table: list[tuple[re.Pattern[str], T]], text: str) -> T | None:
        return next((entry for pattern, entry in table if pattern.search(text)), None)

    # -- the last touch ----------------------------------------------------------------------------

    def _polish(self, text: str) -> str:
        said: list[str] = []
        for part in _SENTENCE.split(text):
            words = " ".join(self._drop.sub("", part.rstrip(".")).split())
            words = self._say.sub(lambda found: self._grammar.say[found.group()], words)
            said.append(sentence(words) + ".")
        return " ".join(said)


def _after(words: str) -> str:
    return f" {words}" if words else ""
