"""The memory itself: seals, files, forgets on time, and says plainly when it cannot.

Nothing is made before the first thing is kept. Whatever goes wrong, the caller gets `Lost` and
nothing was changed; `tell` hears of each problem once until things work again.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar, assert_never

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection

from skill.kept import (
    DEFAULT_DAYS,
    Effect,
    Figures,
    Forget,
    KeepFigures,
    KeepPlace,
    KeepPlan,
    KeepSettings,
    LastTime,
    LeaveNote,
    Lock,
    Place,
    Plan,
    Record,
    Remembered,
    Scope,
    Settings,
    Unlock,
)
from skill.memory import locking, schema
from skill.memory import records as rows
from skill.memory.database import Database, SqliteFile, StoreProblemError
from skill.memory.days import due
from skill.memory.figures import by_day, day_of, next_item
from skill.memory.keys import KeyProblemError, Keys
from skill.memory.ports import (
    Day,
    Done,
    Everything,
    Lost,
    Opened,
    Person,
    Problem,
    Recalled,
    Refused,
)
from skill.memory.schema import MOST_DAYS, MOST_TRIES, SHARED, Kind, Note
from skill.memory.schema import Lock as KeptLock
from skill.memory.sealing import (
    Ring,
    SealError,
    UnknownKeyError,
    filed_under,
    new_ring,
    seal,
    unseal,
)
from skill.memory.values import ValueUnreadableError, from_bytes, to_bytes

CHECK = b"this key fits"
CHECK_IDENTITY = b"\0about"
CLOCK_SLACK_DAYS = 1
"""How far behind the clock may be: time zones, workers on several machines."""
REST_SECONDS = 2.0
"""After the database did not answer, how long it is not asked again: nobody waits in vain."""
AT_ONCE = 1000
"""How many rows one transaction of the upkeep changes."""

T = TypeVar("T")

_SCOPES: Mapping[Scope, frozenset[Kind] | None] = {
    "today": frozenset({Kind.FIGURES, Kind.PLACE, Kind.NOTE, Kind.PLAN}),
    "everything": None,
    "place": frozenset({Kind.PLACE}),
    "note": frozenset({Kind.NOTE}),
    "figures": frozenset({Kind.FIGURES, Kind.LOCK}),
    "plan": frozenset({Kind.PLAN}),
}

_IN_USE = frozenset({Kind.SETTINGS, Kind.LOCK})
"""Kinds that stay for as long as somebody comes: what they are about is newer than they are."""


class Keeper:
    """Keeps what people ask to be kept, in one database."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        *,
        today: Callable[[], date],
        now: Callable[[], float],
        days: int = DEFAULT_DAYS,
        tell: Callable[[Problem], None] = lambda _: None,
    ) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"things are kept for 1 to {MOST_DAYS} days")
        self._database = database
        self._keys = keys
        self._today = today
        self._now = now
        self._days = days
        self._tell = tell
        self._told: Problem | None = None
        self._ring: Ring | None = None
        self._mark: bytes | None = None
        """The store's own row as it was last seen: it changes with the keys and with the store."""
        self._swept: int | None = None
        self._rests_until: float | None = None

    # -- the port ----------------------------------------------------------------------------------

    def recall(self, person: Person) -> Recalled | Lost:
        """What is remembered of `person`."""
        return self._guarded(lambda: Recalled(self._recall(person)))

    def apply(self, person: Person, effects: Sequence[Effect]) -> Done | Lost:
        """Carry out all of `effects` in one transaction, or nothing."""
        return self._guarded(lambda: self._apply(person, effects))

    def everything(self, person: Person) -> Everything | Lost:
        """All that is kept of `person`."""
        return self._guarded(lambda: self._everything(person))

    def unlock(self, person: Person, digits: str) -> Opened | Refused | Lost:
        """The figures of `person`, opened with their digits."""
        return self._guarded(lambda: self._unlock(person, digits))

    # -- upkeep ------------------------------------------------------------------------------------

    def open(self) -> Done | Lost:
        """Make the store if there is none, and forget what is due: for a service at its start."""
        return self._guarded(self._open)

    def rotate(self) -> Done | Lost:
        """Seal everything with a new key. Safe to repeat after any interruption.

        The key before it stays on the ring until the next change, for processes that run meanwhile.
        """
        return self._guarded(self._rotate)

    # -- guarded -----------------------------------------------------------------------------------

    def _guarded(self, work: Callable[[], T]) -> T | Lost:
        if self._rests_until is not None and self._now() < self._rests_until:
            return Lost(Problem.UNREACHABLE)
        try:
            done = self._with_new_keys(work)
        except (StoreProblemError, KeyProblemError) as error:
            return self._lost(error.problem)
        except (SealError, ValueUnreadableError):
            return self._lost(Problem.DAMAGED)
        except OSError:
            return self._lost(Problem.READ_ONLY)
        self._told = self._rests_until = None
        return done

    def _with_new_keys(self, work: Callable[[], T]) -> T:
        """Another process may have changed the keys meanwhile: look once more."""
        try:
            return work()
        except UnknownKeyError:
            self._ring = self._mark = None
            return work()

    def _lost(self, problem: Problem) -> Lost:
        if problem is Problem.UNREACHABLE:
            self._rests_until = self._now() + REST_SECONDS
        if problem is not self._told:
            self._told = problem
            self._tell(problem)
        return Lost(problem)

    # -- store and keys ----------------------------------------------------------------------------

    def _existing(self) -> Ring | None:
        """The ring of the store there is, after what is due was forgotten; None without a store."""
        if not self._database.exists():
            self._mark = None
            return None
        ring = self._ring or self._keys.load()
        if ring is None:
            raise KeyProblemError(Problem.NO_KEY)
        self._ring = ring
        today = self._today().toordinal()
        if self._mark is None or self._swept != today:
            self._look_after(ring, today)
        return ring

    def _look_after(self, ring: Ring, today: int) -> None:
        """At the start and daily: see that key and clock are right, and forget what is due."""
        self._mark = None
        with self._reading() as records:
            about = self._about(records)
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
            while self._forget_some(today - schema.days_of(kind, self._days), kind):
                continue
        with self._transaction() as records:
            records.seen(today)
        self._swept = today

    def _forget_some(self, before: int, kind: Kind | None = None) -> bool:
        """Forget by portions: no transaction takes long."""
        with self._transaction() as records:
            return records.forget_before(before, AT_ONCE, kind) == AT_ONCE

    def _made(self) -> Ring:
        """The ring of the store, which is made if there is none."""
        ring = self._existing()
        if ring is not None:
            return ring
        self._database.create(self._fill)
        ring = self._existing()
        if ring is None:
            raise StoreProblemError(Problem.DISK)
        return ring

    def _fill(self, connection: Connection) -> None:
        """Make the keys with the store, while nobody else does."""
        ring = self._keys.load()
        if ring is None:
            ring = new_ring()
            self._keys.save(ring)
        key, value = seal(ring, CHECK_IDENTITY, CHECK)
        about = rows.About(key, value, self._today().toordinal())
        rows.Records(connection).put_about(about)
        self._ring = ring

    def _open(self) -> Done:
        self._made()
        return Done()

    def _filed(self, ring: Ring, person: Person) -> bytes:
        return filed_under(ring, person.channel, person.id)

    def _value(self, ring: Ring, record: rows.Record) -> Any:  # noqa: ANN401 - the shape goes with the kind
        plain = unseal(ring, record.identity, record.key, record.value)
        return from_bytes(record.kind, plain)

    def _sealed(self, ring: Ring, who: bytes, kind: Kind, item: int, plain: bytes) -> rows.Record:
        key, sealed = seal(ring, rows.identity(who, kind, item), plain)
        return rows.Record(who, kind, item, self._today().toordinal(), key, sealed)

    # -- reading -----------------------------------------------------------------------------------

    def _read(self, person: Person) -> tuple[dict[Kind, Any], set[int]]:
        """The single things by kind, and the days with figures, which stay closed."""
        ring = self._existing()
        if ring is None:
            return {}, set()
        who = self._filed(ring, person)
        kinds = None if person.channel == "local" else SHARED
        with self._reading() as records:
            found = self._in_time(records.of(who, kinds))
        single: dict[Kind, Any] = {
            r.kind: self._value(ring, r) for r in found if r.kind is not Kind.FIGURES
        }
        today = self._today().toordinal()
        if any(r.kind in _IN_USE and r.day < today for r in found):
            with self._transaction() as records:
                records.touch(who, _IN_USE, today)
        return single, {day_of(r.item) for r in found if r.kind is Kind.FIGURES}

    def _in_time(self, found: Sequence[rows.Record]) -> list[rows.Record]:
        today = self._today().toordinal()
        return [r for r in found if r.day >= today - schema.days_of(r.kind, self._days)]

    def _recall(self, person: Person) -> Remembered:
        single, days = self._read(person)
        today = self._today().toordinal()
        note, lock = single.get(Kind.NOTE), single.get(Kind.LOCK)
        return Remembered(
            settings=single.get(Kind.SETTINGS),
            place=single.get(Kind.PLACE),
            plan=single.get(Kind.PLAN),
            locked=lock is not None,
            figures=lock is not None and lock.agreed,
            days=len(days),
            earlier=any(day < today for day in days),
            note_waiting=note is not None,
            note_due=note is not None and note.due <= today,
            private=person.channel == "local",
            keeps_days=self._days,
        )

    def _everything(self, person: Person) -> Everything:
        single, days = self._read(person)
        note = single.get(Kind.NOTE)
        return Everything(
            settings=single.get(Kind.SETTINGS),
            place=single.get(Kind.PLACE),
            plan=single.get(Kind.PLAN),
            note=None if note is None else date.fromordinal(note.due),
            locked=Kind.LOCK in single,
            closed=len(days),
        )

    # -- what is locked ----------------------------------------------------------------------------

    def _unlock(self, person: Person, digits: str) -> Opened | Refused:
        ring = self._existing()
        if ring is None:
            return Opened()
        who, today = self._filed(ring, person), self._today().toordinal()
        with self._transaction() as records:
            lock = self._lock(records, ring, who)
            if lock is None:
                return Opened()
            misses = lock.misses_on(today) + 1
            if misses > MOST_TRIES:
                return Refused(0)
            # The try counts before it is made: nobody gains one by ending us in between.
            self._count(records, ring, who, locking.counted(lock, today, misses))
        key = locking.opened(lock, digits)
        if key is None:
            return Refused(MOST_TRIES - misses)
        with self._transaction() as records:
            self._count(records, ring, who, locking.counted(lock, today, 0))
            found = self._in_time(records.of(who, {Kind.FIGURES}))
        return self._opened(ring, found, key, today)

    def _opened(
        self,
        ring: Ring,
        found: Sequence[rows.Record],
        key: X25519PrivateKey,
        today: int,
    ) -> Opened:
        pieces = []
        for record in found:
            closed = unseal(ring, record.identity, record.key, record.value)
            plain = locking.look_in(key, record.identity, closed)
            pieces.append((record.item, from_bytes(Kind.FIGURES, plain)))
        days = by_day(pieces)
        before = max((day for day in days if day < today), default=None)
        return Opened(
            days=tuple(Day(date.fromordinal(day), days[day]) for day in sorted(days)),
            last=None if before is None else LastTime(days[before], today - before),
        )

    def _lock(self, records: rows.Records, ring: Ring, who: bytes) -> KeptLock | None:
        found = self._in_time(records.of(who, {Kind.LOCK}, lock=True))
        lock: KeptLock | None = self._value(ring, found[0]) if found else None
        return lock

    def _lock_there(self, records: rows.Records, ring: Ring, who: bytes) -> KeptLock:
        lock = self._lock(records, ring, who)
        if lock is None:
            raise StoreProblemError(Problem.LOCKED)  # it was forgotten meanwhile, elsewhere
        return lock

    def _count(self, records: rows.Records, ring: Ring, who: bytes, lock: KeptLock) -> None:
        records.put([self._sealed(ring, who, Kind.LOCK, 0, to_bytes(Kind.LOCK, lock))])

    def _new_lock(self, records: rows.Records, ring: Ring, who: bytes, effect: Lock) -> KeptLock:
        there = self._lock(records, ring, who)
        if there is None or not effect.old:
            # Without the digits from before, what they close stays closed for good.
            records.delete(who, {Kind.FIGURES})
            return locking.new_lock(effect.digits)
        key = locking.opened(there, effect.old)
        if key is None:
            raise StoreProblemError(Problem.LOCKED)
        return replace(locking.relocked(key, effect.digits), agreed=there.agreed)

    # -- writing -----------------------------------------------------------------------------------

    def _apply(self, person: Person, effects: Sequence[Effect]) -> Done:
        only_deletes = all(isinstance(effect, Forget) for effect in effects)
        ring = self._deletable() if only_deletes else self._made()
        if ring is None:
            return Done()  # there is nothing to delete
        who = self._filed(ring, person)
        with self._transaction() as records:
            for effect in effects:
                self._carry_out(records, ring, who, person, effect)
        if any(isinstance(effect, Forget) for effect in effects):
            self._database.tidy(self._keys.remove)
        return Done()

    def _deletable(self) -> Ring | None:
        """The ring, even when the clock is wrong: deleting works for as long as anything does."""
        try:
            return self._existing()
        except StoreProblemError as error:
            if error.problem is Problem.CLOCK:
                return self._ring
            raise

    @contextmanager
    def _reading(self) -> Iterator[rows.Records]:
        with self._database.reading() as connection:
            yield self._same(rows.Records(connection))

    @contextmanager
    def _transaction(self) -> Iterator[rows.Records]:
        with self._database.writing() as connection:
            yield self._same(rows.Records(connection))

    def _same(self, records: rows.Records) -> rows.Records:
        """The rows, if keys and store are those we know."""
        if self._mark is not None and self._about(records).value != self._mark:
            raise UnknownKeyError("the keys were changed meanwhile")
        return records

    @staticmethod
    def _about(records: rows.Records) -> rows.About:
        about = records.about()
        if about is None:
            raise StoreProblemError(Problem.DAMAGED)
        return about

    def _carry_out(
        self, records: rows.Records, ring: Ring, who: bytes, person: Person, effect: Effect
    ) -> None:
        value: Settings | Place | Plan | Note | KeptLock
        match effect:
            case KeepSettings(settings=settings):
                kind, value = Kind.SETTINGS, settings
            case KeepPlace(place=place):
                kind, value = Kind.PLACE, place
            case KeepPlan(plan=plan):
                kind, value = Kind.PLAN, plan
            case LeaveNote(when=when):
                kind, value = Kind.NOTE, Note(due(when, self._today()).toordinal())
            case Lock() if person.channel == "local":
                kind, value = Kind.LOCK, self._new_lock(records, ring, who, effect)
            case KeepFigures() if person.channel == "local":
                kind, value = Kind.LOCK, replace(self._lock_there(records, ring, who), agreed=True)
            case Record(figures=figures):
                self._record(records, ring, who, figures)
                return
            case Forget(scope=scope):
                day = self._today().toordinal() if scope == "today" else None
                records.delete(who, _SCOPES[scope], day=day)
                return
            case Lock() | KeepFigures() | Unlock():
                return  # there is nothing to lock; opening changes nothing
            case _:
                assert_never(effect)
        if person.channel == "local" or kind in SHARED:
            records.put([self._sealed(ring, who, kind, 0, to_bytes(kind, value))])

    def _record(self, records: rows.Records, ring: Ring, who: bytes, figures: Figures) -> None:
        """Add figures to today's. Nobody's are kept unlocked; the service's people have no lock."""
        lock = self._lock(records, ring, who)
        if lock is None:
            return
        item = next_item(records.of(who, {Kind.FIGURES}), self._today().toordinal())
        plain = to_bytes(Kind.FIGURES, figures)
        closed = locking.close(lock, rows.identity(who, Kind.FIGURES, item), plain)
        records.put([self._sealed(ring, who, Kind.FIGURES, item, closed)])

    # -- rotation ----------------------------------------------------------------------------------

    def _rotate(self) -> Done:
        ring = self._existing()
        if ring is None:
            return Done()
        self._reseal(ring)  # what an interrupted change, or another process, has left
        ring = ring.without(frozenset(ring.values)).with_new_key()
        self._keys.save(ring)
        self._ring = ring
        self._reseal(ring)
        return Done()

    def _reseal(self, ring: Ring) -> None:
        while self._reseal_some(ring):
            continue
        with self._transaction() as records:
            about = self._about(records)
            key, value = seal(ring, CHECK_IDENTITY, CHECK)
            records.put_about(rows.About(key, value, about.last_day))
        self._mark = value

    def _reseal_some(self, ring: Ring) -> bool:
        with self._transaction() as records:
            found = records.sealed_otherwise(ring.current, AT_ONCE)
            for record in found:
                plain = unseal(ring, record.identity, record.key, record.value)
                records.reseal(record, *seal(ring, record.identity, plain))
        return bool(found)


def start_afresh(file: SqliteFile, keys: Keys) -> Done | Lost:
    """Delete the file and its keys, whatever state they are in."""
    try:
        file.remove(keys.remove)
    except StoreProblemError as error:
        return Lost(error.problem)
    return Done()
