"""Figures in the store: each answer is a piece of its day, so that adding one needs no digits.

Nothing that is closed is read to add to it. The pieces of a day are put together when they are
opened; a later one counts more.
"""

from collections.abc import Iterable

from skill.kept import Figures
from skill.memory.records import Record

PIECES = 1000
"""Items of one day. Nobody answers so often; the last one is then written over."""


def day_of(item: int) -> int:
    """The day that an item belongs to, as `date.toordinal` counts."""
    return item // PIECES


def next_item(found: Iterable[Record], day: int) -> int:
    """Where the next piece of a day goes."""
    taken = [record.item for record in found if day_of(record.item) == day]
    return min(max(taken, default=day * PIECES - 1) + 1, day * PIECES + PIECES - 1)


def by_day(pieces: Iterable[tuple[int, Figures]]) -> dict[int, Figures]:
    """The figures of each day, of items and what is in them."""
    days: dict[int, Figures] = {}
    for item, figures in sorted(pieces, key=lambda piece: piece[0]):
        day = day_of(item)
        days[day] = days[day].with_newer(figures) if day in days else figures
    return days
