"""Scripts as they are planned: true to their length, breathing soon, no silence unannounced."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.checks.problem import Problem
from content.checks.rules import read_rules
from content.loader import read_folder, root_folder
from content.schema import LONGEST_UNANNOUNCED_PAUSE, Catalog, Script
from content.source import Lines, Source, place_of
from skill.flows import script as flow
from skill.flows.context import Context
from skill.flows.plan import Part, Planner
from skill.speech import Pause
from skill.turn import InScript, State, Turn

PACES = (1.0, 0.8, 1.2)
"""The default pace, a slow one and a fast one."""
TOLERANCE = 0.05
"""How far a script may be from the length it states."""
FIRST_BREATH_RULE = "first-breath"
FIRST_BREATH = 10.0
"""Seconds from the request to the first breathing cue, at the default pace."""
SLACK = 0.1
"""Seconds by which a planned silence may be off: pauses are rounded to tenths."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hear a script."""

    pace: float = 1.0
    own_pace: bool = False
    no_holds: bool = False

    def __str__(self) -> str:
        told = [f"pace {self.pace:g}"]
        told += ["at one's own pace"] if self.own_pace else []
        told += ["without holds"] if self.no_holds else []
        return ", ".join(told)


def problems(catalog: Catalog) -> Iterator[Problem]:
    """What is wrong with the scripts of a locale once they are planned."""
    rules = read_rules(root_folder(), catalog.locale)
    late = {
        name: index for index, entry in enumerate(rules.item.late_breath) for name in entry.words
    }
    for source in read_folder(root_folder(), f"{catalog.locale}/scripts", Script, "id"):
        for problem in of_script(catalog, source):
            if problem.rule != FIRST_BREATH_RULE or late.pop(source.item.id, None) is None:
                yield problem
    for name, index in late.items():
        line, there = Lines(rules.text).find(("late_breath", index))
        told = f"{name} breathes soon, so it needs no sparing"
        yield Problem(rules.name, line, place_of(there), FIRST_BREATH_RULE, told)


def of_script(catalog: Catalog, source: Source[Script]) -> Iterator[Problem]:
    """What is wrong with one script once it is planned."""
    lines = Lines(source.text)
    found: dict[tuple[str, str], Problem] = {}
    for path, rule, message in _planned(catalog, source.item):
        line, there = lines.find(path)
        problem = Problem(source.name, line, place_of(there), rule, message)
        # The same silence comes up at every length and pace: once is enough.
        found.setdefault((rule, message if rule == "length" else problem.place), problem)
    yield from found.values()


def ways(script: Script) -> Iterator[Way]:
    """The ways a script can be heard in."""
    yield from (Way(pace) for pace in PACES)
    if any(section.pacing == "own" for section in script.sections):
        yield Way(own_pace=True)
    if script.pattern is not None:
        yield Way(no_holds=True)


def parts(
    catalog: Catalog, script: Script, minutes: float, way: Way
) -> list[tuple[InScript, Part]]:
    """Every part of a script at a length, as an uninterrupted listener hears them."""
    turn, state = Turn("proceed", catalog.locale), State(pace=way.pace)
    context = Context(catalog, turn, state, {}, {script.id: Planner(script)})
    return list(
        flow.parts_at(context, script, minutes, own_pace=way.own_pace, no_holds=way.no_holds)
    )


_Found = tuple[tuple[str | int, ...], str, str]


def _planned(catalog: Catalog, script: Script) -> Iterator[_Found]:
    for minutes in script.minutes:
        for way in ways(script):
            heard = parts(catalog, script, minutes, way)
            yield from _length(heard, minutes, way)
            yield from _silences(heard, minutes, way)
            if way == Way():
                yield from _first_breath(heard)


def _length(heard: list[tuple[InScript, Part]], minutes: int, way: Way) -> Iterator[_Found]:
    seconds = sum(made.seconds for _, made in heard)
    off = seconds / (minutes * 60) - 1
    if abs(off) > TOLERANCE:
        told = f"{minutes} min ({way}) take {seconds:.0f} s, {off:+.0%}"
        yield ("minutes",), "length", f"{told}; at most {TOLERANCE:.0%} off"


def _silences(heard: list[tuple[InScript, Part]], minutes: int, way: Way) -> Iterator[_Found]:
    silence, announced = 0.0, False
    for position, made in heard:
        for item in made.speech:
            if not isinstance(item, Pause):
                silence, announced = 0.0, False
                continue
            silence += item.seconds
            announced = announced or item.announced
            if silence > LONGEST_UNANNOUNCED_PAUSE + SLACK and not announced:
                told = f"{silence:.1f} s of silence, unannounced ({minutes} min, {way})"
                yield ("sections", position.section), "silence", told
                announced = True  # told


def _first_breath(heard: list[tuple[InScript, Part]]) -> Iterator[_Found]:
    """A script that leads the breath does so soon after it was asked for."""
    at = 0.0
    for _, made in heard:
        if made.phases:
            first = at + made.phases[0].at
            if first > FIRST_BREATH:
                told = f"the first breathing cue comes after {first:.2f} s"
                yield ("sections", 0), FIRST_BREATH_RULE, f"{told}; at most {FIRST_BREATH:g} s"
            return
        at += made.seconds
