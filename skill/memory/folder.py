"""What is filed of one person, within one transaction: opened when read, sealed when written."""

from collections.abc import Iterable
from typing import Any

from skill.memory.ports import Person
from skill.memory.records import Record, Records, identity
from skill.memory.schema import Kind
from skill.memory.sealing import Ring, filed_under, seal, unseal
from skill.memory.store import Store
from skill.memory.values import from_bytes, to_bytes


class Folder:
    """The transaction belongs to whoever opened it; raises `SealError`, `ValueUnreadableError`."""

    def __init__(self, store: Store, records: Records, ring: Ring, person: Person) -> None:
        self._store = store
        self._records = records
        self._ring = ring
        self._who = filed_under(ring, person.channel, person.id)
        self.today = store.today
        """As `date.toordinal` counts."""

    def found(self, kinds: Iterable[Kind] | None = None, *, lock: bool = False) -> list[Record]:
        """The rows whose time is not over; with `lock` nobody else changes them before the end."""
        rows = self._records.of(self._who, kinds, lock=lock)
        return [row for row in rows if row.day >= self._store.oldest(row.kind)]

    def identity(self, kind: Kind, item: int) -> bytes:
        """What a value in this place is bound to."""
        return identity(self._who, kind, item)

    def unsealed(self, record: Record) -> bytes:
        """The bytes in a row."""
        return unseal(self._ring, record.identity, record.key, record.value)

    def value(self, record: Record) -> Any:  # noqa: ANN401 - the shape goes with the kind
        """The value in a row."""
        return from_bytes(record.kind, self.unsealed(record))

    def put(self, kind: Kind, value: object) -> None:
        """Keep the one value of its kind."""
        self.put_bytes(kind, 0, to_bytes(kind, value))

    def put_bytes(self, kind: Kind, item: int, plain: bytes) -> None:
        """Keep bytes in one of the places of their kind."""
        key, sealed = seal(self._ring, self.identity(kind, item), plain)
        self._records.put([Record(self._who, kind, item, self.today, key, sealed)])

    def delete(self, kinds: Iterable[Kind] | None, *, day: int | None = None) -> None:
        """Delete what there is of these kinds, last used on this day."""
        self._records.delete(self._who, kinds, day=day)

    def touch(self, kinds: Iterable[Kind]) -> None:
        """Note that these kinds were used today."""
        self._records.touch(self._who, kinds, self.today)
