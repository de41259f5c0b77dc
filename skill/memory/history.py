"""The last weeks as a small picture: lines for a terminal, or an SVG file. No score, no verdict."""

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from content.schema import Catalog
from skill.memory.ports import Day

TOP = 10
EMPTY, DOT, LATER = "\u00b7", "\u25cf", "\u25cb"
_STEP, _LEFT, _TOP, _HIGH = 28, 40, 16, 160


def lines(days: tuple[Day, ...], catalog: Catalog) -> Iterator[str]:
    """One line for each day: the rating on its scale, the mood, the need."""
    for day in days:
        yield f"{_named(day.day)}  {_scale(day)}  {_words(day, catalog)}".rstrip()


def svg(days: tuple[Day, ...], catalog: Catalog) -> str:
    """The ratings as dots over the days."""
    marks = []
    for index, day in enumerate(days):
        x = _LEFT + index * _STEP
        for value, fill in ((day.figures.rating, "#446"), (day.figures.after, "none")):
            if value is not None:
                marks.append(
                    f'<circle cx="{x}" cy="{_height(value)}" r="5" fill="{fill}" stroke="#446"/>'
                )
        told = escape(f"{_named(day.day)} {_words(day, catalog)}".strip())
        marks.append(
            f'<text x="{x}" y="{_TOP + _HIGH + 16}" font-size="9" text-anchor="middle">'
            f"{day.day.day}<title>{told}</title></text>"
        )
    marks += [
        f'<text x="8" y="{_height(value) + 4}" font-size="10">{value}</text>' for value in (0, TOP)
    ]
    width = _LEFT + max(len(days), 1) * _STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{_TOP + _HIGH + 28}" '
        f'font-family="sans-serif" fill="#446">{"".join(marks)}</svg>\n'
    )


def _height(value: int) -> float:
    return _TOP + _HIGH - value * _HIGH / TOP


def _named(day: date) -> str:
    return day.isoformat()


def _scale(day: Day) -> str:
    places = [EMPTY] * (TOP + 1)
    if day.figures.after is not None:
        places[day.figures.after] = LATER
    if day.figures.rating is not None:
        places[day.figures.rating] = DOT
    return "".join(places)


def _words(day: Day, catalog: Catalog) -> str:
    needs = {value.id: value.says[0] for value in catalog.lists["need"].values}
    named = (day.figures.mood, needs.get(day.figures.need or ""))
    return ", ".join(word for word in named if word)
