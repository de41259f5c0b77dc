"""What is kept, in one table: the database, the export and the privacy page read it from here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Annotated, Any, TypeAlias

from pydantic import Field, StringConstraints

from content.schema import Catalog
from skill.kept import DEFAULT_DAYS, Figures, KeptRow, Place, Plan, Settings

MOST_DAYS = 90
MOST_TRIES = 5
"""Wrong digits in a row until a lock stays shut for the rest of the day."""

Hex: TypeAlias = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2}){1,128}$")]


@dataclass(frozen=True, slots=True)
class Note:
    """A note for a later start; it says nothing."""

    due: int
    """The day, as `date.toordinal` counts."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What closes figures: `skill.memory.locking` makes and opens it."""

    public: Hex
    salt: Hex
    private: Hex
    """The key that opens them, closed with the person's digits."""
    cost: Annotated[int, Field(ge=2, le=2**20)]
    """How much work a try is: scrypt's n."""
    agreed: bool = False
    """Whether the person has said yes to keeping figures."""
    misses: Annotated[int, Field(ge=0, le=MOST_TRIES)] = 0
    """Wrong digits in a row on the day of the last try."""
    tried: int = 0
    """That day, as `date.toordinal` counts."""

    def misses_on(self, day: int) -> int:
        """Wrong digits in a row on this day. A new day has new tries, an earlier one has not."""
        return self.misses if self.tried >= day else 0


class Kind(IntEnum):
    """A kind of thing that is kept. The numbers are in databases: they are never given anew."""

    SETTINGS = 1
    PLACE = 2
    FIGURES = 3
    PLAN = 4
    NOTE = 5
    LOCK = 6


SHAPES: Mapping[Kind, type[Any]] = {
    Kind.SETTINGS: Settings,
    Kind.PLACE: Place,
    Kind.FIGURES: Figures,
    Kind.PLAN: Plan,
    Kind.NOTE: Note,
    Kind.LOCK: Lock,
}
"""The fields of each kind: what has none is not kept."""

SHARED = frozenset({Kind.SETTINGS, Kind.PLACE})
"""The kinds that the service keeps too; the others stay on the person's own machine."""


BRIEF: Mapping[Kind, int] = {Kind.PLACE: 1}
"""Kinds that are kept for fewer days than the others: a place is of use the same night."""


def days_of(kind: Kind | None, days: int) -> int:
    """For how many days a kind is kept, where `days` is the rule."""
    return days if kind is None else min(days, BRIEF.get(kind, days))


def kept_table(catalog: Catalog, days: int = DEFAULT_DAYS) -> list[KeptRow]:
    """Every kind of thing that may be kept for `days`, in the catalog's words."""
    told = catalog.memory.table
    rows = []
    for kind, shape in SHAPES.items():
        words = told[kind.name.lower()]
        rows.append(
            KeptRow(
                kind=kind.name.lower(),
                what=words.what,
                why=words.why,
                where=catalog.memory.everywhere if kind in SHARED else catalog.memory.own_machine,
                days=days_of(kind, days),
                fields={field.name: words.fields[field.name] for field in fields(shape)},
            )
        )
    return rows
