"""The service's database: tables in PostgreSQL, shared by all its workers."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from skill.memory.database import Database, Fill, StoreProblemError, at_head, migrate
from skill.memory.ports import Problem
from skill.memory.tables import KEPT

CONNECT_SECONDS = 2
STATEMENT_MS = 2000
_LOCK = 0x6E6F7465
"""The advisory lock under which one of several workers makes the tables."""


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
                self._known = at_head(connection)
        return self._known

    def create(self, fill: Fill) -> None:
        """Make the tables; of several workers one does it."""
        with self.writing() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            tables = set(inspect(connection).get_table_names())
            if not at_head(connection):
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
