"""A person's own database: one SQLite file that its owner alone can read.

It appears in one step, complete with its tables. It is opened for each transaction anew, so nothing
is held between turns, and whatever happens to the file shows at the next one.
"""

import errno
import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, select, text
from sqlalchemy.exc import DBAPIError

from skill.memory.database import Database, Fill, StoreProblemError, at_head, migrate
from skill.memory.ports import Problem
from skill.memory.syncing import sync
from skill.memory.tables import KEPT

APPLICATION_ID = 0x6E6F7465
"""Marks our files."""
BUSY_SECONDS = 3
CHECKED_BYTES = 8 * 1024 * 1024
"""A file up to this size is looked through when it is first opened."""
SMALLEST_BYTES = 4096
"""Less than one page is no database."""


class SqliteFile(Database):
    """One file that its owner alone can read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = _sqlite(path)
        self._checked: int | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def exists(self) -> bool:
        """Whether the file is there and sound."""
        try:
            size = self._path.stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            raise StoreProblemError(Problem.DISK) from None
        if size < SMALLEST_BYTES:
            # We leave no file without its tables: this one was cut off.
            raise StoreProblemError(Problem.DAMAGED)
        inode = self._path.stat().st_ino
        if self._checked != inode:
            self._check(size)
            self._checked = inode
        return True

    def _check(self, size: int) -> None:
        self._path.chmod(0o600)
        with self._translated(), self._engine.connect() as connection:
            mark = connection.execute(text("PRAGMA application_id")).scalar()
            if mark != APPLICATION_ID:
                raise StoreProblemError(Problem.FOREIGN)
            if size <= CHECKED_BYTES:
                found = connection.execute(text("PRAGMA quick_check(1)")).scalar()
                if found != "ok":
                    raise StoreProblemError(Problem.DAMAGED)
            current = at_head(connection)
        if not current:
            # Not `writing`: `create` looks here while it holds the folder's lock.
            with self._translated(), self._engine.connect() as connection, connection.begin():
                connection.execute(text("BEGIN IMMEDIATE"))
                migrate(connection)

    def create(self, fill: Fill) -> None:
        """Make the file in one step."""
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with _locked(self._path.parent, fcntl.LOCK_EX):
                if not self.exists():
                    self._create(fill)
        except OSError as error:
            raise StoreProblemError(_disk(error)) from None

    def _create(self, fill: Fill) -> None:
        draft = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        engine = _sqlite(draft)
        try:
            with self._translated():
                with engine.connect() as connection:
                    connection.execute(text(f"PRAGMA application_id = {APPLICATION_ID}"))
                    connection.execute(text("PRAGMA journal_mode = WAL"))
                with engine.connect() as connection, connection.begin():
                    connection.execute(text("BEGIN IMMEDIATE"))
                    migrate(connection)
                    fill(connection)
            sync(draft)
            draft.replace(self._path)
            sync(self._path.parent)
        finally:
            engine.dispose()
            for end in ("", "-wal", "-shm"):
                draft.with_name(draft.name + end).unlink(missing_ok=True)

    def remove(self, last: Callable[[], None]) -> None:
        """Delete the file, whatever state it is in; `last` then deletes the keys."""
        try:
            with _locked(self._path.parent, fcntl.LOCK_EX):
                self._unlink()
                last()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreProblemError(_disk(error)) from None

    def tidy(self, last: Callable[[], None]) -> None:
        """Delete the file when nothing is in it any more."""
        try:
            with _locked(self._path.parent, fcntl.LOCK_EX):
                if self.exists() and self._empty():
                    self._unlink()
                    last()
        except OSError as error:
            raise StoreProblemError(_disk(error)) from None

    def _empty(self) -> bool:
        with self._translated(), self._engine.connect() as connection:
            return connection.execute(select(KEPT.c.kind).limit(1)).first() is None

    def _unlink(self) -> None:
        # The log goes first: without its file it could never be read again.
        for end in ("-wal", "-shm", ""):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads."""
        with self._shared(), self._translated(), self._engine.connect() as connection:
            connection.execute(text("BEGIN"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes."""
        with (
            self._shared(),
            self._translated(),
            self._engine.connect() as connection,
            connection.begin(),
        ):
            connection.execute(text("BEGIN IMMEDIATE"))
            yield connection

    @contextmanager
    def _shared(self) -> Iterator[None]:
        """Nobody takes the file away meanwhile."""
        try:
            with _locked(self._path.parent, fcntl.LOCK_SH):
                yield
        except OSError as error:
            raise StoreProblemError(_disk(error)) from None

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise StoreProblemError(self._problem(error.orig)) from None
        except sqlite3.Error as error:
            raise StoreProblemError(self._problem(error)) from None

    def _problem(self, error: object) -> Problem:
        problem = _sqlite_problem(error)
        with suppress(OSError):
            # Where SQLite maps its index into memory, a full disk looks like a broken one.
            if problem is Problem.DISK and os.statvfs(self._path.parent).f_bavail == 0:
                return Problem.FULL
        return problem


def _sqlite(path: Path) -> Engine:
    where = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(where, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return create_engine(
        "sqlite+pysqlite://", creator=connect, poolclass=NullPool, hide_parameters=True
    )


def _sqlite_problem(error: object) -> Problem:
    name = str(getattr(error, "sqlite_errorname", ""))
    for start, problem in (
        ("SQLITE_FULL", Problem.FULL),
        ("SQLITE_READONLY", Problem.READ_ONLY),
        ("SQLITE_CORRUPT", Problem.DAMAGED),
        ("SQLITE_NOTADB", Problem.DAMAGED),
        ("SQLITE_ERROR", Problem.DAMAGED),
        ("SQLITE_BUSY", Problem.BUSY),
        ("SQLITE_LOCKED", Problem.BUSY),
    ):
        if name.startswith(start):
            return problem
    return Problem.DISK


def _disk(error: OSError) -> Problem:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return Problem.FULL
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return Problem.READ_ONLY
        case _:
            return Problem.DISK


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    """The folder itself is the lock: no further file."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)
