"""What a database has to give: the tables, transactions, and a `Problem` where it cannot.

`sqlite_file` is a person's own, `postgres` the service's.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection, inspect, text

from skill.memory.ports import Problem
from skill.memory.tables import HEAD, KEPT, VERSION_TABLE

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


def at_head(connection: Connection) -> bool:
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
