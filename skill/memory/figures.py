"""Figures in the store: each answer is a piece of its day, closed with the person's own lock.

Nothing that is closed is read to add to it, so a check-in needs no digits. The pieces of a day are
put together when they are opened; a later one counts more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from skill.kept import Figures, LastTime
from skill.memory import locking
from skill.memory.database import StoreProblemError
from skill.memory.folder import Folder
from skill.memory.ports import Day, Opened, Problem, Refused
from skill.memory.records import Record
from skill.memory.schema import MOST_TRIES, Kind, Lock
from skill.memory.values import from_bytes, to_bytes

PIECES = 1000
"""Items of one day. Nobody answers so often; the last one is then written over."""


def day_of(item: int) -> int:
    """The day that an item belongs to, as `date.toordinal` counts."""
    return item // PIECES


def record(folder: Folder, figures: Figures) -> None:
    """Add figures to today's; nobody's are kept without a lock."""
    lock = _lock(folder)
    if lock is None:
        return
    item = _next_item(folder.found({Kind.FIGURES}), folder.today)
    bound = folder.identity(Kind.FIGURES, item)
    folder.put_bytes(
        Kind.FIGURES, item, locking.close(lock, bound, to_bytes(Kind.FIGURES, figures))
    )


# -- the lock --------------------------------------------------------------------------------------


def choose(folder: Folder, digits: str, old: str) -> None:
    """Lock with these digits; what is closed stays if `old` opens it, and goes without them."""
    there = _lock(folder)
    if there is None or not old:
        # Without the digits from before, what they close stays closed for good.
        folder.delete({Kind.FIGURES})
        folder.put(Kind.LOCK, locking.new_lock(digits))
        return
    key = locking.opened(there, old)
    if key is None:
        raise StoreProblemError(Problem.LOCKED)
    folder.put(Kind.LOCK, replace(locking.relocked(key, digits), agreed=there.agreed))


def agree(folder: Folder) -> None:
    """Note the person's yes to keeping figures, with the lock that closes them."""
    lock = _lock(folder)
    if lock is None:
        raise StoreProblemError(Problem.LOCKED)  # it was forgotten meanwhile, elsewhere
    folder.put(Kind.LOCK, replace(lock, agreed=True))


def _lock(folder: Folder) -> Lock | None:
    found = folder.found({Kind.LOCK}, lock=True)
    lock: Lock | None = folder.value(found[0]) if found else None
    return lock


# -- opening ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Try:
    """One try at the digits, which counts already."""

    lock: Lock
    left: int
    """How many there are after it today."""


def try_once(folder: Folder) -> Try | Opened | Refused:
    """Count a try before it is made: nobody gains one by ending us in between."""
    lock = _lock(folder)
    if lock is None:
        return Opened()
    misses = lock.misses_on(folder.today) + 1
    if misses > MOST_TRIES:
        return Refused(0)
    folder.put(Kind.LOCK, locking.counted(lock, folder.today, misses))
    return Try(lock, MOST_TRIES - misses)


def opened(folder: Folder, lock: Lock, key: X25519PrivateKey) -> Opened:
    """All figures there are, the tries given back."""
    folder.put(Kind.LOCK, locking.counted(lock, folder.today, 0))
    pieces = []
    for found in folder.found({Kind.FIGURES}):
        plain = locking.look_in(key, found.identity, folder.unsealed(found))
        pieces.append((found.item, from_bytes(Kind.FIGURES, plain)))
    days = _by_day(pieces)
    before = max((day for day in days if day < folder.today), default=None)
    return Opened(
        days=tuple(Day(date.fromordinal(day), days[day]) for day in sorted(days)),
        last=None if before is None else LastTime(days[before], folder.today - before),
    )


def _next_item(found: Sequence[Record], day: int) -> int:
    """Where the next piece of a day goes."""
    taken = [record.item for record in found if day_of(record.item) == day]
    return min(max(taken, default=day * PIECES - 1) + 1, day * PIECES + PIECES - 1)


def _by_day(pieces: Iterable[tuple[int, Figures]]) -> dict[int, Figures]:
    """The figures of each day, of items and what is in them."""
    days: dict[int, Figures] = {}
    for item, figures in sorted(pieces, key=lambda piece: piece[0]):
        day = day_of(item)
        days[day] = days[day].with_newer(figures) if day in days else figures
    return days
