"""The last weeks as a small picture: lines for a terminal, or an SVG file. No score, no verdict.

Days without a check-in have no place in it: it counts nothing and misses nothing.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from content.schema import Catalog
from skill.memory.ports import Day

TOP = 10
EMPTY, DOT, LATER = "\u00b7", "\u25cf", "\u25cb"
_INK, _FAINT, _PAPER = "#445066", "#dcdfe6", "#fbfaf7"
_ROW = 12
"""Days side by side; the next ones go below."""
_STEP, _LEFT, _TOP, _HIGH = 56, 52, 16, 120
_BELOW = 64
"""Pixels for a day's words under its dots."""
_LEGEND = 56
_LABEL = 'font-size="11" text-anchor="middle"'


def lines(days: tuple[Day, ...], catalog: Catalog) -> Iterator[str]:
    """A line for each day (rating on its scale, mood, need), then what the marks mean."""
    for day in days:
        words = ", ".join(_words(day, catalog))
        yield f"{day.day.isoformat()}  {_scale(day)}  {words}".rstrip()
    yield ""
    yield from (f"{mark}  {told}" for mark, told in _legend(catalog))


def svg(days: tuple[Day, ...], catalog: Catalog) -> str:
    """The ratings as dots, with each day's words below; pixels, at most twelve days a row."""
    rows = [days[at : at + _ROW] for at in range(0, len(days), _ROW)] or [()]
    width = _LEFT + min(max(len(days), 6), _ROW) * _STEP
    tall = _TOP + _HIGH + _BELOW
    height = len(rows) * tall + _LEGEND
    parts = [f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>']
    for number, row in enumerate(rows):
        drawn = "".join(
            (*_lines_across(width), *(_drawn(i, d, catalog) for i, d in enumerate(row)))
        )
        parts.append(f'<g transform="translate(0 {number * tall})">{drawn}</g>')
    for number, (mark, told) in enumerate(_legend(catalog)):
        y = len(rows) * tall + 18 + 20 * number
        parts.append(_circle(24, y - 4, filled=mark == DOT))
        parts.append(f'<text x="40" y="{y}" font-size="12">{escape(told)}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="sans-serif" fill="{_INK}">{"".join(parts)}</svg>\n'
    )


def _lines_across(width: int) -> Iterator[str]:
    for value in (0, TOP // 2, TOP):
        y = _height(value)
        yield f'<path d="M{_LEFT - 20} {y}H{width - 16}" stroke="{_FAINT}"/>'
        yield f'<text x="10" y="{y + 4}" font-size="11">{value}</text>'


def _drawn(index: int, day: Day, catalog: Catalog) -> str:
    x = _LEFT + index * _STEP + 8
    rating, after = day.figures.rating, day.figures.after
    marks = []
    if rating is not None and after is not None:
        marks.append(f'<path d="M{x} {_height(rating)}V{_height(after)}" stroke="{_FAINT}"/>')
    if after is not None:
        marks.append(_circle(x, _height(after), filled=False))
    if rating is not None:
        marks.append(_circle(x, _height(rating), filled=True))
    told = (day.day.isoformat()[5:], *_words(day, catalog))
    for number, words in enumerate(told):
        y = _TOP + _HIGH + 22 + 14 * number
        marks.append(f'<text x="{x}" y="{y}" {_LABEL}>{escape(words)}</text>')
    return "".join(marks)


def _circle(x: int, y: float, *, filled: bool) -> str:
    fill = _INK if filled else _PAPER
    return f'<circle cx="{x}" cy="{y}" r="5" fill="{fill}" stroke="{_INK}" stroke-width="1.5"/>'


def _height(value: int) -> float:
    return _TOP + _HIGH - value * _HIGH / TOP


def _scale(day: Day) -> str:
    places = [EMPTY] * (TOP + 1)
    if day.figures.after is not None:
        places[day.figures.after] = LATER
    if day.figures.rating is not None:
        places[day.figures.rating] = DOT
    return "".join(places)


def _words(day: Day, catalog: Catalog) -> tuple[str, ...]:
    """The kind of mood and the need, as far as they are known."""
    needs = {value.id: value.says[0] for value in catalog.lists["need"].values}
    named = (day.figures.mood, needs.get(day.figures.need or ""))
    return tuple(word for word in named if word)


def _legend(catalog: Catalog) -> tuple[tuple[str, str], ...]:
    told = catalog.memory.table["figures"].fields
    return (DOT, told["rating"]), (LATER, told["after"])
