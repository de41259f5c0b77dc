"""Plans a script: which parts it has at a given length and pace, and how long each one is.

The plan is made afresh for every part from what is left of the length, so that a change of pace, a
skipped part or a new length is absorbed by the rest. Sections marked "to-length" get as many rounds
as fit; then the pauses that may stretch take up the remainder together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from content.schema import CueStep, PauseStep, SayStep, Script, Section, Step
from skill.replace import replace
from skill.speech import Pause, Say, Speech, Style
from skill.timing import say_seconds, speech_seconds
from skill.turn import InScript, Phase

SHORTEST_PAUSE = 0.3
"""Seconds of silence a cue keeps after its words, however short the breath is."""

_BREATHS = ("in", "hold", "out", "rest")
_KNOWN_ROUNDS = 1024
"""How many measured rounds a planner remembers."""
_KNOWN_FITS = 1024
"""And how many answers to what fits: most people start a script from its beginning."""
_KNOWN_PARTS = 512
"""And how many parts, ready to be spoken: nobody changes one, so it serves every session."""
_KNOWN_SENTENCES = 4096
"""How many sentences' lengths are remembered; a script's own, never anybody's words."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a script, ready to be spoken."""

    speech: Speech
    phases: tuple[Phase, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How the session speaks: the listener's pace and style."""

    pace: float
    style: Style


@dataclass(frozen=True, slots=True)
class _Leading:
    """All but the place that decides how long a round takes."""

    pace: float
    no_holds: bool
    pattern: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """The least and the most seconds something takes."""

    least: float
    most: float

    def __add__(self, other: "_Span") -> "_Span":
        return _Span(self.least + other.least, self.most + other.most)


class Planner:
    """Plans one script."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self._span = lru_cache(_KNOWN_ROUNDS)(self._measure)
        self._fit = lru_cache(_KNOWN_FITS)(self._fitted)
        self._spoken = lru_cache(_KNOWN_PARTS)(self._speak)
        self._stretches = [_stretches(section) for section in script.sections]

    def settled(self, position: InScript) -> InScript | None:
        """The position itself, or the next one that belongs; None when the script is over.

        A section can cease to belong when the length or the pacing changes under way.
        """
        for index in range(position.section, len(self.script.sections)):
            if _belongs(self.script.sections[index], position):
                if index == position.section:
                    return position
                return replace(position, section=index, round=0, said=0)
        return None

    def heard(
        self, position: InScript, manner: Manner, seconds: float | None, opening: Speech = ()
    ) -> InScript:
        """The position with what was heard of its part counted, and where to go on in it.

        `seconds` counts from the beginning of the reply; None means to its end, and then the part
        is given again. The sentence that was interrupted is said again from its beginning, and so
        is a whole round of breath.
        """
        at = self.settled(position)
        made = None if at is None else self.part(at, manner, opening)
        if at is None or made is None:
            return position
        if seconds is None:
            return replace(at, elapsed=at.elapsed + at.lead + made.seconds, lead=0.0, said=0)
        over = _sentences_over(made, seconds - at.lead)
        if at.elapsed == 0.0:
            over = max(0, over - sum(isinstance(item, Say) for item in opening))
        return replace(at, elapsed=at.elapsed + seconds, lead=0.0, said=at.said + over)

    def part(self, position: InScript, manner: Manner, opening: Speech = ()) -> Part | None:
        """The part at `position`, or None when the script is over.

        `opening` is what is said before the first part, when nothing has been heard yet; it counts
        into the script's length.
        """
        first = (position.section, position.round, position.elapsed) == (0, 0, 0.0)
        at = self.settled(position)
        if at is None:
            return None
        start = speech_seconds(opening, _known_seconds) if first else 0.0
        stretch, _ = self._fit(at, manner, at.minutes * 60 - at.elapsed - start)
        made = self._made(at, manner, stretch)
        if not first:
            return made
        phases = tuple(replace(phase, at=phase.at + start) for phase in made.phases)
        return Part(opening + made.speech, phases, made.seconds + start)

    def following(self, position: InScript, manner: Manner, given: float) -> InScript:
        """The position after the one at `position`, of which `given` seconds were heard."""
        at = self.settled(position)
        if at is None:
            return position
        elapsed = at.elapsed + given
        section = self.script.sections[at.section]
        after = replace(at, round=at.round + 1, elapsed=elapsed, said=0, lead=0.0)
        if section.repeat == "to-length":
            _, rounds = self._fit(after, manner, at.minutes * 60 - elapsed)
            more = rounds > 0
        else:
            more = after.round < _times(section)
        if more:
            return after
        return replace(after, section=at.section + 1, round=0)

    def parts(
        self, position: InScript, manner: Manner, opening: Speech = ()
    ) -> Iterator[tuple[InScript, Part]]:
        """Every part from `position` to the end, as an uninterrupted listener hears them."""
        while (made := self.part(position, manner, opening)) is not None:
            yield self.settled(position) or position, made
            position = self.following(position, manner, made.seconds)

    def _fitted(self, position: InScript, manner: Manner, remaining: float) -> tuple[float, int]:
        """How far pauses stretch (0 to 1), and how many rounds the current section still gets.

        The number is for a to-length section and counts the round at `position` itself, so that 0
        means the section is over.
        """
        leading = _leading(position, manner)
        counts: dict[int, int] = {}
        total = _Span(0.0, 0.0)
        for index in range(position.section, len(self.script.sections)):
            section = self.script.sections[index]
            if not _belongs(section, position):
                continue
            done = _done(position, index)
            if section.repeat == "to-length":
                counts[index] = count = 0 if done else 1
            else:
                count = max(0, _times(section) - done)
            for nth in range(done, done + count):
                said = position.said if (index, nth) == (position.section, position.round) else 0
                total += self._round(index, nth, leading, said)
        while counts:
            # The open-ended section that has been given least gets the next round.
            index = min(counts, key=lambda i: (counts[i] + _done(position, i), i))
            nth = _done(position, index) + counts[index]
            one_more = total + self._round(index, nth, leading)
            short = remaining - total.most
            over = one_more.least - remaining
            if over > 0 and over >= short:
                break
            counts[index] += 1
            total = one_more
        room = total.most - total.least
        stretch = (remaining - total.least) / room if room > 0 else 0.0
        return min(1.0, max(0.0, stretch)), counts.get(position.section, 0)

    def _round(self, index: int, nth: int, leading: _Leading, said: int = 0) -> _Span:
        return self._span(index, self._own(index, nth), leading, said)

    def _made(self, at: InScript, manner: Manner, stretch: float) -> Part:
        """The part at a settled position, known by no more than what makes a difference to it."""
        nth = self._own(at.section, at.round)
        stretch = stretch if self._stretches[at.section][nth] else 0.0
        leading = _leading(at, manner)
        return self._spoken(at.section, nth, leading, manner.style, stretch, at.said)

    def _own(self, index: int, nth: int) -> int:
        """The round whose steps round `nth` of a section has: the last one repeats."""
        return min(nth, len(self._stretches[index]) - 1)

    def _speak(
        self, index: int, nth: int, leading: _Leading, style: Style, stretch: float, said: int
    ) -> Part:
        return _speak(self.script.sections[index], nth, leading, style, stretch, said)

    def _measure(self, index: int, nth: int, leading: _Leading, said: int) -> _Span:
        section = self.script.sections[index]
        return _Span(
            _speak(section, nth, leading, "plain", 0.0, said).seconds,
            _speak(section, nth, leading, "plain", 1.0, said).seconds,
        )


_known_seconds = lru_cache(_KNOWN_SENTENCES)(say_seconds)


def _belongs(section: Section, position: InScript) -> bool:
    """Whether a section is part of a session of this length and kind."""
    pacing = "own" if position.own_pace else "led"
    return (section.at_least or 0) <= position.minutes and section.pacing in ("any", pacing)


def _leading(position: InScript, manner: Manner) -> _Leading:
    return _Leading(manner.pace, position.no_holds, position.pattern)


def _times(section: Section) -> int:
    """How many rounds a section has that does not repeat to length."""
    return section.repeat if isinstance(section.repeat, int) else len(section.rounds or (None,))


def _stretches(section: Section) -> tuple[bool, ...]:
    """For each of its own rounds, whether a section has a pause that may stretch."""
    return tuple(
        any(isinstance(step, PauseStep) and step.up_to is not None for step in steps)
        for steps in section.rounds or (section.steps or (),)
    )


def _done(position: InScript, index: int) -> int:
    return position.round if index == position.section else 0


def _sentences_over(made: Part, seconds: float) -> int:
    """How many of a part's sentences were over, the silence after them begun, at `seconds`.

    One is left to go on with; a round of breath is whole or nothing.
    """
    if made.phases:
        return 0
    at = 0.0
    over = 0
    for item in made.speech:
        at += speech_seconds((item,))
        if isinstance(item, Say) and at <= seconds:
            over += 1
    return min(over, sum(isinstance(item, Say) for item in made.speech) - 1)


def _rest(steps: tuple[Step, ...], said: int) -> tuple[Step, ...]:
    """The steps after so many of their sentences."""
    begins = [index for index, step in enumerate(steps) if isinstance(step, SayStep)]
    return steps[begins[said] :] if 0 < said < len(begins) else steps


def _speak(
    section: Section,
    nth: int,
    leading: _Leading,
    chosen: Style,
    stretch: float,
    said: int = 0,
) -> Part:
    speech: list[Say | Pause] = []
    phases: list[Phase] = []
    at = 0.0
    pace = leading.pace * section.pace
    for step in _rest(section.round_steps(nth), said):
        style = _style(step, section, chosen)
        match step:
            case SayStep(say=text):
                speech.append(Say(text, style, pace))
                at += _known_seconds(text, pace)
            case PauseStep():
                seconds = _pause_seconds(step, stretch)
                speech.append(Pause(seconds, step.announced))
                at += seconds
            case CueStep(cue=text, breath=breath):
                seconds = _cue_seconds(step, leading)
                if seconds == 0:
                    continue
                words = _known_seconds(text, pace)
                pause = round(max(SHORTEST_PAUSE, seconds - words), 1)
                speech += [Say(text, style, pace), Pause(pause, beat=seconds)]
                if breath:
                    phases.append(Phase(breath, round(at, 3), round(words + pause, 3)))
                at += words + pause
    return Part(tuple(speech), tuple(phases), at)


def _style(step: Step, section: Section, chosen: Style) -> Style:
    """The listener's choice wins over the step's, and that over the section's."""
    if chosen != "plain" or isinstance(step, PauseStep):
        return chosen
    return step.style or section.style or chosen


def _pause_seconds(step: PauseStep, stretch: float) -> float:
    most = step.up_to if step.up_to is not None else step.pause
    return round(step.pause + stretch * (most - step.pause), 1)


def _cue_seconds(step: CueStep, leading: _Leading) -> float:
    """Seconds of a cue; 0 leaves it out. A pattern the person chose is kept to the letter."""
    if step.breath is None:
        return step.seconds / leading.pace
    if leading.no_holds and step.breath in ("hold", "rest"):
        return 0.0
    if leading.pattern:
        return leading.pattern[_BREATHS.index(step.breath)]
    return step.seconds / leading.pace
