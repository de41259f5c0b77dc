"""The rows of the store within one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite

from skill.memory.schema import Kind
from skill.memory.tables import ABOUT, KEPT


@dataclass(frozen=True, slots=True)
class Record:
    """One row: a sealed value and what it is filed under."""

    person: bytes
    kind: Kind
    item: int
    day: int
    key: int
    value: bytes

    @property
    def identity(self) -> bytes:
        """What the value is bound to."""
        return identity(self.person, self.kind, self.item)


def identity(person: bytes, kind: Kind, item: int) -> bytes:
    """What the value of a record is bound to: it opens in its own place only."""
    return b"\1" + person + bytes([kind]) + item.to_bytes(8)


@dataclass(frozen=True, slots=True)
class About:
    """The row about the store itself."""

    key: int
    value: bytes
    last_day: int


class Records:
    """Reads and writes rows. The transaction belongs to the caller."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(
        self, person: bytes, kinds: Iterable[Kind] | None = None, *, lock: bool = False
    ) -> list[Record]:
        """The rows of a person; with `lock` nobody else changes them before the end."""
        query = select(KEPT).where(KEPT.c.person == person).order_by(KEPT.c.kind, KEPT.c.item)
        if kinds is not None:
            query = query.where(KEPT.c.kind.in_(list(kinds)))
        if lock:
            query = query.with_for_update()
        return [_record(row) for row in self._connection.execute(query).all()]

    def put(self, records: Sequence[Record]) -> None:
        """Insert rows, or replace those of the same person, kind and item."""
        if records:
            values = [
                {
                    "person": r.person,
                    "kind": int(r.kind),
                    "item": r.item,
                    "day": r.day,
                    "key": r.key,
                    "value": r.value,
                }
                for r in records
            ]
            self._upsert(KEPT, values, ("person", "kind", "item"))

    def delete(
        self, person: bytes, kinds: Iterable[Kind] | None = None, *, day: int | None = None
    ) -> None:
        """Delete rows of a person: of these kinds, last used on this day."""
        query = delete(KEPT).where(KEPT.c.person == person)
        if kinds is not None:
            query = query.where(KEPT.c.kind.in_(list(kinds)))
        if day is not None:
            query = query.where(KEPT.c.day == day)
        self._connection.execute(query)

    def touch(self, person: bytes, kinds: Iterable[Kind], day: int) -> None:
        """Note that rows were used on `day`."""
        query = update(KEPT).where(
            KEPT.c.person == person, KEPT.c.kind.in_(list(kinds)), KEPT.c.day < day
        )
        self._connection.execute(query.values(day=day))

    def forget_before(self, day: int, most: int, kind: Kind | None = None) -> int:
        """Delete up to `most` of the rows last used before `day`; how many there were."""
        names = (KEPT.c.person, KEPT.c.kind, KEPT.c.item)
        due = select(*names).where(KEPT.c.day < day).limit(most)
        if kind is not None:
            due = due.where(KEPT.c.kind == int(kind))
        return self._connection.execute(delete(KEPT).where(tuple_(*names).in_(due))).rowcount

    def count(self) -> int:
        """How many rows there are."""
        return self._connection.execute(select(func.count()).select_from(KEPT)).scalar_one()

    def sealed_otherwise(self, key: int, most: int) -> list[Record]:
        """Some of the rows that were sealed with another key than `key`."""
        query = select(KEPT).where(KEPT.c.key != key).limit(most).with_for_update()
        return [_record(row) for row in self._connection.execute(query).all()]

    def reseal(self, record: Record, key: int, value: bytes) -> None:
        """Replace a row's value by the same one under another key."""
        at = and_(
            KEPT.c.person == record.person,
            KEPT.c.kind == int(record.kind),
            KEPT.c.item == record.item,
        )
        self._connection.execute(update(KEPT).where(at).values(key=key, value=value))

    def about(self) -> About | None:
        """The row about the store."""
        row = self._connection.execute(select(ABOUT)).one_or_none()
        return None if row is None else About(row.key, row.value, row.last_day)

    def put_about(self, about: About) -> None:
        """Write the row about the store."""
        values = {"id": 1, "key": about.key, "value": about.value, "last_day": about.last_day}
        self._upsert(ABOUT, [values], ("id",))

    def seen(self, day: int) -> None:
        """Note the newest day on which the store was used."""
        self._connection.execute(update(ABOUT).where(ABOUT.c.last_day < day).values(last_day=day))

    def _upsert(self, table: Table, values: list[dict[str, object]], keys: tuple[str, ...]) -> None:
        statement: sqlite.Insert | postgresql.Insert
        if self._connection.dialect.name == "sqlite":
            statement = sqlite.insert(table)
        else:
            statement = postgresql.insert(table)
        others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in keys}
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=list(keys), set_=others), values
        )


def _record(row: Any) -> Record:  # noqa: ANN401 - a row of KEPT, in its columns' order
    person, kind, item, day, key, value = row
    return Record(bytes(person), Kind(kind), item, day, key, bytes(value))
