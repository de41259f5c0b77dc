"""What each document shows: the `screen` of its data sources, made of a reply's visual.

Times are milliseconds from the moment the reply begins, and are the voice's own: a breath is as
long on the screen as the words and the silence that lead it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, TypeAlias, assert_never

from content.schema import Breath, Catalog, HelpLine
from skill.alexa.visuals.words import choice_title, words
from skill.turn import Phase, Progress, Request, SlotValue
from skill.wording import sentence

Json: TypeAlias = dict[str, Any]

SMALL, FULL = 0.45, 1.0
"""The circle's size after a breath out, and after a breath in."""
FIRST_OF_TWO = 0.85
"""Its size after a breath in that a second one tops up."""
GAP_SECONDS = 0.25
"""From so much between two breaths on, the word of the first goes away."""


def pacer(
    progress: Progress, phases: Sequence[Phase], choices: list[Json], catalog: Catalog
) -> Json:
    """The data of the pacer."""
    return {
        **script(progress, choices),
        "breath": _columns(_breath(phases, words(catalog.locale).breath)),
    }


def script(progress: Progress, choices: list[Json]) -> Json:
    """The data of a script's progress."""
    return {
        "title": sentence(progress.title),
        "elapsed": round(progress.elapsed, 1),
        "total": round(progress.total),
        "choices": choices,
    }


def help_list(
    lines: Sequence[HelpLine], choices: list[Json], catalog: Catalog, *, is_open: bool
) -> Json:
    """The data of the help list; it is in sight only when it is open."""
    known = words(catalog.locale)
    return {
        "open": is_open,
        "show": known.help_list,
        "hide": known.hide,
        "lines": [
            {"name": line.name, "number": line.number, "hours": line.hours} for line in lines
        ],
        "choices": choices,
    }


def choices(
    requests: Sequence[Request],
    catalog: Catalog,
    *,
    since: float = 0.0,
    until: float | None = None,
) -> list[Json]:
    """Choices to touch, from and until so many seconds into the reply."""
    begins, ends = _milliseconds(since), None if until is None else _milliseconds(until)
    return [
        {
            "title": choice_title(request, catalog),
            "request": arguments(request),
            "from": begins,
            "until": ends,
        }
        for request in requests
    ]


def arguments(request: Request) -> list[object]:
    """A request as the arguments of a touch; `skill.alexa.visuals.touch` reads it back."""
    return [request.intent, {name: _slot(slot) for name, slot in request.slots.items()}]


def _slot(slot: SlotValue) -> list[object]:
    return [slot.text, slot.value]


@dataclass(frozen=True, slots=True)
class _Step:
    word: str
    at: float
    seconds: float
    size: float
    """Of the circle at the end."""


def _breath(phases: Sequence[Phase], called: Mapping[Breath, str]) -> Iterator[_Step]:
    size = SMALL
    for phase, following in zip_longest(phases, phases[1:]):
        match phase.breath:
            case "in":
                tops_up = following is not None and following.breath == "in"
                size = FIRST_OF_TWO if tops_up else FULL
            case "out":
                size = SMALL
            case "hold" | "rest":
                pass
            case _:
                assert_never(phase.breath)
        yield _Step(called[phase.breath], phase.at, phase.seconds, size)
        end = phase.at + phase.seconds
        if following is None or following.at - end > GAP_SECONDS:
            yield _Step("", end, 0.0, size)


def _columns(steps: Iterable[_Step]) -> Json:
    """Steps as columns: with their names in each step, they would be three times as long."""
    steps = list(steps)
    return {
        "start": SMALL,
        "word": [step.word for step in steps],
        "at": [_milliseconds(step.at) for step in steps],
        "for": [_milliseconds(step.seconds) for step in steps],
        "size": [step.size for step in steps],
    }


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
