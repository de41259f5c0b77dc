"""A database and the keys to it as one thing: made together, looked after daily, given new keys."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection

from skill.memory import schema
from skill.memory.database import Database, StoreProblemError
from skill.memory.keys import KeyProblemError, Keys
from skill.memory.ports import Problem
from skill.memory.records import About, Records
from skill.memory.schema import Kind
from skill.memory.sealing import Ring, SealError, UnknownKeyError, new_ring, seal, unseal

CHECK = b"this key fits"
CHECK_IDENTITY = b"\0about"
CLOCK_SLACK_DAYS = 1
"""How far behind the clock may be: time zones, workers on several machines."""
AT_ONCE = 1000
"""How many rows one transaction of the upkeep changes."""


class Store:
    """Raises `StoreProblemError`, `KeyProblemError`, `SealError`, `OSError`.

    `UnknownKeyError` means that another process changed the keys: `look_again`, then repeat.
    """

    def __init__(
        self, database: Database, keys: Keys, *, today: Callable[[], date], days: int
    ) -> None:
        self._database = database
        self._keys = keys
        self._today = today
        self._days = days
        self._ring: Ring | None = None
        self._mark: bytes | None = None
        """The store's own row as it was last seen: it changes with the keys and with the store."""
        self._swept: int | None = None

    @property
    def today(self) -> int:
        """The day, as `date.toordinal` counts."""
        return self._today().toordinal()

    def oldest(self, kind: Kind | None) -> int:
        """The first day whose things of this kind, or of most kinds, are still kept."""
        return self.today - schema.days_of(kind, self._days)

    # -- opening -----------------------------------------------------------------------------------

    def ring(self) -> Ring | None:
        """The keys of the store there is, after what is due was forgotten; None without a store."""
        if not self._database.exists():
            self._mark = None
            return None
        ring = self._ring or self._keys.load()
        if ring is None:
            raise KeyProblemError(Problem.NO_KEY)
        self._ring = ring
        if self._mark is None or self._swept != self.today:
            self._look_after(ring)
        return ring

    def made(self) -> Ring:
        """The keys of the store, which is made if there is none."""
        ring = self.ring()
        if ring is not None:
            return ring
        self._database.create(self._fill)
        ring = self.ring()
        if ring is None:
            raise StoreProblemError(Problem.DISK)
        return ring

    def deletable(self) -> Ring | None:
        """The keys, even when the clock is wrong: deleting works for as long as anything does."""
        try:
            return self.ring()
        except StoreProblemError as error:
            if error.problem is Problem.CLOCK:
                return self._ring
            raise

    def look_again(self) -> None:
        """Forget what was known of keys and store."""
        self._ring = self._mark = None

    def tidy(self) -> None:
        """After a deletion: a store with nothing in it goes, and its keys with it."""
        self._database.tidy(self._keys.remove)

    def _fill(self, connection: Connection) -> None:
        """Make the keys with the store, while nobody else does."""
        ring = self._keys.load()
        if ring is None:
            ring = new_ring()
            self._keys.save(ring)
        key, value = seal(ring, CHECK_IDENTITY, CHECK)
        Records(connection).put_about(About(key, value, self.today))
        self._ring = ring

    def _look_after(self, ring: Ring) -> None:
        """At the start and daily: see that key and clock are right, and forget what is due."""
        self._mark = None
        today = self.today
        with self.reading() as records:
            about = _about(records)
        try:
            unseal(ring, CHECK_IDENTITY, about.key, about.value)
        except UnknownKeyError:
            raise
        except SealError:
            raise KeyProblemError(Problem.WRONG_KEY) from None
        if today < about.last_day - CLOCK_SLACK_DAYS:
            raise StoreProblemError(Problem.CLOCK)
        self._mark = about.value
        for kind in (None, *schema.BRIEF):
            while self._forget_some(kind):
                continue
        with self.writing() as records:
            records.seen(today)
        self._swept = today

    def _forget_some(self, kind: Kind | None) -> bool:
        """Forget by portions: no transaction takes long."""
        with self.writing() as records:
            return records.forget_before(self.oldest(kind), AT_ONCE, kind) == AT_ONCE

    # -- transactions ------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """The rows, to read."""
        with self._database.reading() as connection:
            yield self._same(Records(connection))

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """The rows, to change; all of it or nothing."""
        with self._database.writing() as connection:
            yield self._same(Records(connection))

    def _same(self, records: Records) -> Records:
        """The rows, if keys and store are those we know."""
        if self._mark is not None and _about(records).value != self._mark:
            raise UnknownKeyError("the keys were changed meanwhile")
        return records

    # -- new keys ----------------------------------------------------------------------------------

    def rotate(self) -> None:
        """Seal everything with a new key. Safe to repeat after any interruption.

        The key before it stays on the ring until the next change, for processes that run meanwhile.
        """
        ring = self.ring()
        if ring is None:
            return
        self._reseal(ring)  # what an interrupted change, or another process, has left
        ring = ring.without(frozenset(ring.values)).with_new_key()
        self._keys.save(ring)
        self._ring = ring
        self._reseal(ring)

    def _reseal(self, ring: Ring) -> None:
        while self._reseal_some(ring):
            continue
        with self.writing() as records:
            about = _about(records)
            key, value = seal(ring, CHECK_IDENTITY, CHECK)
            records.put_about(About(key, value, about.last_day))
        self._mark = value

    def _reseal_some(self, ring: Ring) -> bool:
        with self.writing() as records:
            found = records.sealed_otherwise(ring.current, AT_ONCE)
            for record in found:
                plain = unseal(ring, record.identity, record.key, record.value)
                records.reseal(record, *seal(ring, record.identity, plain))
        return bool(found)


def _about(records: Records) -> About:
    about = records.about()
    if about is None:
        raise StoreProblemError(Problem.DAMAGED)
    return about
