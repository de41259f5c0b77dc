"""The two databases: one SQLite file of a person's own, or PostgreSQL behind the service.

Both give transactions and translate what the engine complains of into a `Problem`. A SQLite file
appears in one step, complete with its tables; it is opened for each transaction anew, so nothing is
held between turns and whatever happens to the file shows at the next one.
"""

import fcntl
import os
import secrets
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from skill.memory.local import is_address
from skill.memory.ports import Problem
from skill.memory.tables import HEAD, KEPT, VERSION_TABLE

APPLICATION_ID = 0x6E6F7465
"""Marks our SQLite files."""
BUSY_SECONDS = 3
CHECKED_BYTES = 8 * 1024 * 1024
"""A SQLite file up to this size is looked through when it is first opened."""
SMALLEST_BYTES = 4096
"""Less than one page is no database."""
CONNECT_SECONDS = 2
STATEMENT_MS = 2000
_LOCK = 0x6E6F7465
"""The advisory lock under which one of several workers makes the tables."""

Fill = Callable[[Connection], None]
"""Puts the first row into fresh tables; nobody else makes any meanwhile."""


class StoreProblemError(Exception):
    """The store cannot be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.name)
        self.problem = problem


class Database(ABC):
    """A place for the tables."""

    @abstractmethod
    def exists(self) -> bool:
        """Whether the tables are there and of this version; raises `StoreProblemError`."""

    @abstractmethod
    def create(self, fill: Fill) -> None:
        """Make the tables unless they are there; raises `StoreProblemError`."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that reads."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that writes, committed at its end."""

    def tidy(self, last: Callable[[], None]) -> None:  # noqa: B027 - where there is nothing to tidy, none is done
        """After a deletion: leave nothing behind that can go; `last` then deletes the keys."""


def migrate(connection: Connection) -> None:
    """Bring the tables to this version."""
    from alembic import command  # only here: it is seldom needed, and not light
    from alembic.config import Config
    from alembic.util.exc import CommandError

    config = Config()
    config.set_main_option("script_location", "skill.memory:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StoreProblemError(Problem.NEWER) from None


def _at_head(connection: Connection) -> bool:
    """Whether the tables are there; False when there are none or older ones.

    Raises `StoreProblemError` when they are another program's or a newer version's.
    """
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        if KEPT.name in tables:
            raise StoreProblemError(Problem.FOREIGN)
        return False
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608 - a constant
    if version is not None and str(version) > HEAD:
        raise StoreProblemError(Problem.NEWER)
    return version == HEAD


# -- SQLite ----------------------------------------------------------------------------------------


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
            at_head = _at_head(connection)
        if not at_head:
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
            _sync(draft)
            draft.replace(self._path)
            _sync(self._path.parent)
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
    import errno

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


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# -- PostgreSQL ------------------------------------------------------------------------------------


class Postgres(Database):
    """Tables in a PostgreSQL database."""

    def __init__(self, url: str, *, connections: int = 10) -> None:
        self._engine = create_engine(
            url.replace("postgresql://", "postgresql+psycopg://", 1),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=CONNECT_SECONDS,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "options": f"-c statement_timeout={STATEMENT_MS} -c lock_timeout={STATEMENT_MS}",
            },
        )
        self._known = False

    def exists(self) -> bool:
        """Whether the tables are there."""
        if not self._known:
            with self.reading() as connection:
                self._known = _at_head(connection)
        return self._known

    def create(self, fill: Fill) -> None:
        """Make the tables; of several workers one does it."""
        with self.writing() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            tables = set(inspect(connection).get_table_names())
            if not _at_head(connection):
                migrate(connection)
            if KEPT.name not in tables:
                fill(connection)
        self._known = True

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that reads."""
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes."""
        with self._translated(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == "42P01":  # a table is gone
                self._known = False
            raise StoreProblemError(_postgres_problem(error.orig)) from None
        except SQLAlchemyError:
            # The pool has none to give.
            raise StoreProblemError(Problem.UNREACHABLE) from None


def _postgres_problem(error: object) -> Problem:
    state = str(getattr(error, "sqlstate", None) or "")
    match state:
        case "53100":
            return Problem.FULL
        case "25006":
            return Problem.READ_ONLY
        case "42501" | "42703":
            return Problem.FOREIGN
        case _:
            return Problem.UNREACHABLE


def database(where: str | Path) -> Database:
    """The database at a `postgresql://` address, or in a file."""
    if isinstance(where, str) and is_address(where):
        return Postgres(where.replace("postgres://", "postgresql://", 1))
    return SqliteFile(Path(where))
