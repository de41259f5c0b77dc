"""The memory of a person's own machine. Loads no library before there is anything to read or keep.

The names of folder, file and key give nothing away.
"""

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from skill.kept import DEFAULT_DAYS, Effect, Forget, Remembered
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

if TYPE_CHECKING:
    from skill.memory.keeper import Keeper
    from skill.memory.keys import Keys
    from skill.memory.sqlite_file import SqliteFile

FOLDER, FILE, KEY = "local-notes", "notes.db", "notes.key"
LIBRARIES = ("sqlalchemy", "alembic", "cryptography", "keyring")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the store and its key are."""

    file: Path
    key: Path


def usual_place(environ: Mapping[str, str]) -> Place:
    """Among the user's data."""
    home = Path(environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / FOLDER
    return Place(home / FILE, home / KEY)


def place_of(file: Path) -> Place:
    """The key of a named file lies beside it, where there is no keyring."""
    return Place(file, file.with_suffix(".key"))


def is_address(where: str) -> bool:
    """Whether this names a database server: no place for a person's own memory."""
    return where.startswith(("postgresql://", "postgres://"))


def installed() -> bool:
    """Whether what keeping needs is there."""
    return all(importlib.util.find_spec(name) is not None for name in LIBRARIES)


class LocalMemory:
    """One file, made when the first thing is kept."""

    def __init__(
        self, place: Place, *, days: int = DEFAULT_DAYS, tell: Callable[[Problem], None]
    ) -> None:
        self._place = place
        self._days = days
        self._tell = tell
        self._keeper: Keeper | None = None

    def recall(self, person: Person) -> Recalled | Lost:
        """What is remembered of `person`."""
        if not self._place.file.exists():
            return Recalled(Remembered(private=True, keeps_days=self._days))
        keeper = self._opened()
        return keeper.recall(person) if keeper is not None else self._missing()

    def apply(self, person: Person, effects: Sequence[Effect]) -> Done | Lost:
        """Carry out what a reply asks for."""
        if not self._place.file.exists() and all(isinstance(e, Forget) for e in effects):
            return Done()
        keeper = self._opened()
        return keeper.apply(person, effects) if keeper is not None else self._missing()

    def everything(self, person: Person) -> Everything | Lost:
        """All that is kept of `person`."""
        if not self._place.file.exists():
            return Everything()
        keeper = self._opened()
        return keeper.everything(person) if keeper is not None else self._missing()

    def unlock(self, person: Person, digits: str) -> Opened | Refused | Lost:
        """The figures of `person`, opened with their digits."""
        if not self._place.file.exists():
            return Opened()
        keeper = self._opened()
        return keeper.unlock(person, digits) if keeper is not None else self._missing()

    def change_key(self) -> Done | Lost:
        """Seal everything with a new key."""
        if not self._place.file.exists():
            return Done()
        keeper = self._opened()
        return keeper.rotate() if keeper is not None else self._missing()

    def start_afresh(self) -> Done | Lost:
        """Delete store and key, whatever state they are in."""
        if not installed():
            return Lost(Problem.NOT_INSTALLED)
        from skill.memory.database import StoreProblemError

        file, keys = self._files()
        try:
            file.remove(keys.remove)
        except StoreProblemError as error:
            return Lost(error.problem)
        return Done()

    def _opened(self) -> "Keeper | None":
        if self._keeper is None and installed():
            import time
            from datetime import date

            from skill.memory.keeper import Keeper

            file, keys = self._files()
            self._keeper = Keeper(
                file,
                keys,
                today=lambda: date.today(),  # noqa: DTZ011 - days are the person's own
                now=time.monotonic,
                days=self._days,
                tell=self._tell,
            )
        return self._keeper

    def _files(self) -> "tuple[SqliteFile, Keys]":
        from skill.memory.keys import Keys, system_vault
        from skill.memory.sqlite_file import SqliteFile

        return SqliteFile(self._place.file), Keys(self._place.key, system_vault())

    def _missing(self) -> Lost:
        self._tell(Problem.NOT_INSTALLED)
        return Lost(Problem.NOT_INSTALLED)
