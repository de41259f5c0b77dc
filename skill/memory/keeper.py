"""The memory itself: what the port asks for, carried out on a store, or told why it cannot be.

Nothing is made before the first thing is kept. Whatever goes wrong, the caller gets `Lost` and
nothing was changed; `tell` hears of each problem once until things work again.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar, assert_never

from skill.kept import (
    DEFAULT_DAYS,
    Effect,
    Forget,
    KeepFigures,
    KeepPlace,
    KeepPlan,
    KeepSettings,
    LeaveNote,
    Lock,
    Record,
    Remembered,
    Scope,
    Unlock,
)
from skill.memory import figures, locking
from skill.memory.database import Database, StoreProblemError
from skill.memory.days import due
from skill.memory.folder import Folder
from skill.memory.keys import KeyProblemError, Keys
from skill.memory.ports import (
    Done,
    Everything,
    Lost,
    Opened,
    Person,
    Problem,
    Recalled,
    Refused,
)
from skill.memory.schema import MOST_DAYS, SHARED, Kind, Note
from skill.memory.sealing import Ring, SealError, UnknownKeyError
from skill.memory.store import Store
from skill.memory.values import ValueUnreadableError

REST_SECONDS = 2.0
"""After the database did not answer, how long it is not asked again: nobody waits in vain."""

T = TypeVar("T")

_SCOPES: dict[Scope, frozenset[Kind] | None] = {
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
    """Keeps what people ask to be kept, in one store."""

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
        self._store = Store(database, keys, today=today, days=days)
        self._now = now
        self._days = days
        self._tell = tell
        self._told: Problem | None = None
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
        return self._guarded(lambda: self._done(self._store.made))

    def rotate(self) -> Done | Lost:
        """Seal everything with a new key. Safe to repeat after any interruption."""
        return self._guarded(lambda: self._done(self._store.rotate))

    @staticmethod
    def _done(work: Callable[[], object]) -> Done:
        work()
        return Done()

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
            self._store.look_again()
            return work()

    def _lost(self, problem: Problem) -> Lost:
        if problem is Problem.UNREACHABLE:
            self._rests_until = self._now() + REST_SECONDS
        if problem is not self._told:
            self._told = problem
            self._tell(problem)
        return Lost(problem)

    @contextmanager
    def _open_folder(self, ring: Ring, person: Person) -> Iterator[Folder]:
        """What is filed of somebody, to change."""
        with self._store.writing() as records:
            yield Folder(self._store, records, ring, person)

    # -- reading -----------------------------------------------------------------------------------

    def _read(self, person: Person) -> tuple[dict[Kind, Any], set[int]]:
        """The single things by kind, and the days with figures, which stay closed."""
        ring = self._store.ring()
        if ring is None:
            return {}, set()
        with self._store.reading() as records:
            folder = Folder(self._store, records, ring, person)
            found = folder.found(None if person.channel == "local" else SHARED)
        single: dict[Kind, Any] = {
            row.kind: folder.value(row) for row in found if row.kind is not Kind.FIGURES
        }
        if any(row.kind in _IN_USE and row.day < folder.today for row in found):
            with self._open_folder(ring, person) as folder:
                folder.touch(_IN_USE)
        return single, {figures.day_of(row.item) for row in found if row.kind is Kind.FIGURES}

    def _recall(self, person: Person) -> Remembered:
        single, days = self._read(person)
        note, lock = single.get(Kind.NOTE), single.get(Kind.LOCK)
        return Remembered(
            settings=single.get(Kind.SETTINGS),
            place=single.get(Kind.PLACE),
            plan=single.get(Kind.PLAN),
            locked=lock is not None,
            figures=lock is not None and lock.agreed,
            days=len(days),
            earlier=any(day < self._store.today for day in days),
            note_waiting=note is not None,
            note_due=note is not None and note.due <= self._store.today,
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

    def _unlock(self, person: Person, digits: str) -> Opened | Refused:
        ring = self._store.ring()
        if ring is None:
            return Opened()
        with self._open_folder(ring, person) as folder:
            attempt = figures.try_once(folder)
        if not isinstance(attempt, figures.Try):
            return attempt
        key = locking.opened(attempt.lock, digits)
        if key is None:
            return Refused(attempt.left)
        with self._open_folder(ring, person) as folder:
            return figures.opened(folder, attempt.lock, key)

    # -- writing -----------------------------------------------------------------------------------

    def _apply(self, person: Person, effects: Sequence[Effect]) -> Done:
        only_deletes = all(isinstance(effect, Forget) for effect in effects)
        ring = self._store.deletable() if only_deletes else self._store.made()
        if ring is None:
            return Done()  # there is nothing to delete
        with self._open_folder(ring, person) as folder:
            for effect in effects:
                self._carry_out(folder, effect, private=person.channel == "local")
        if any(isinstance(effect, Forget) for effect in effects):
            self._store.tidy()
        return Done()

    def _carry_out(self, folder: Folder, effect: Effect, *, private: bool) -> None:
        match effect:
            case KeepSettings(settings=settings):
                folder.put(Kind.SETTINGS, settings)
            case KeepPlace(place=place):
                folder.put(Kind.PLACE, place)
            case Forget(scope=scope):
                day = folder.today if scope == "today" else None
                folder.delete(_SCOPES[scope], day=day)
            case Unlock():
                pass  # opening changes nothing
            case KeepPlan() | LeaveNote() | Lock() | KeepFigures() | Record():
                if private:
                    self._keep_private(folder, effect)
            case _:
                assert_never(effect)

    @staticmethod
    def _keep_private(
        folder: Folder, effect: KeepPlan | LeaveNote | Lock | KeepFigures | Record
    ) -> None:
        """What a person's own machine alone keeps."""
        match effect:
            case KeepPlan(plan=plan):
                folder.put(Kind.PLAN, plan)
            case LeaveNote(when=when):
                day = due(when, date.fromordinal(folder.today))
                folder.put(Kind.NOTE, Note(day.toordinal()))
            case Lock(digits=digits, old=old):
                figures.choose(folder, digits, old)
            case KeepFigures():
                figures.agree(folder)
            case Record(figures=answered):
                figures.record(folder, answered)
            case _:
                assert_never(effect)
