"""What is kept, in one table: the database, the export and the privacy page read it from here."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

from content.schema import Catalog
from skill.kept import Figures, KeptRow, Place, Plan, Settings

DEFAULT_DAYS = 30
"""For how many days a thing is kept after it was last used."""
MOST_DAYS = 90


@dataclass(frozen=True, slots=True)
class Note:
    """A note for a later start; it says nothing."""

    due: int
    """The day, as `date.toordinal` counts."""


class Kind(IntEnum):
    """A kind of thing that is kept. The numbers are in databases: they are never given anew."""

    SETTINGS = 1
    PLACE = 2
    FIGURES = 3
    PLAN = 4
    NOTE = 5


SHAPES: Mapping[Kind, type[Any]] = {
    Kind.SETTINGS: Settings,
    Kind.PLACE: Place,
    Kind.FIGURES: Figures,
    Kind.PLAN: Plan,
    Kind.NOTE: Note,
}
"""The fields of each kind: what has none is not kept."""

SHARED = frozenset({Kind.SETTINGS, Kind.PLACE})
"""The kinds that the service keeps too; the others stay on the person's own machine."""


def kept_table(catalog: Catalog) -> list[KeptRow]:
    """Every kind of thing that may be kept, in the catalog's words."""
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
                days=DEFAULT_DAYS,
                fields={field.name: words.fields[field.name] for field in fields(shape)},
            )
        )
    return rows
