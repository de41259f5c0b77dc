"""The memory of the service: settings and places of those who asked, over one shared database."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from content.schema import Catalog
from skill.kept import DEFAULT_DAYS, Forget, KeptRow
from skill.memory.handler import Handler, Remembering
from skill.memory.local import is_address
from skill.memory.ports import Done, Lost, Memory, Person, Problem
from skill.memory.schema import MOST_DAYS, SHARED, kept_table

if TYPE_CHECKING:
    from skill.memory.database import Database
    from skill.memory.keeper import Keeper

log = logging.getLogger(__name__)

STORE = "AFTERCARE_STORE"
KEY_FILE = "AFTERCARE_KEY_FILE"
KEEP_DAYS = "AFTERCARE_KEEP_DAYS"
MOST_OWED = 10_000
"""Deletions that are waited with while the database is away; past that, retention takes care."""


class ServiceMisconfiguredError(Exception):
    """The settings of the service's memory cannot be used; the message is for the operator."""


class Visitors:
    """Answers for each person with what is remembered of them, and forgets them.

    A deletion that finds no database is owed: it is made up for as soon as there is one.
    """

    def __init__(self, dialogue: Handler, memory: Memory) -> None:
        self._dialogue = dialogue
        self._memory = memory
        self._owed: dict[str, None] = {}

    def handler(self, user_id: str) -> Handler:
        """What answers somebody; whoever has no id is remembered by nothing."""
        self._make_up()
        if not user_id:
            return self._dialogue
        return Remembering(self._dialogue, self._memory, Person("service", user_id))

    def forget(self, user_id: str) -> None:
        """Delete all that is kept of somebody."""
        if user_id and not self._forgotten(user_id):
            if len(self._owed) < MOST_OWED:
                self._owed[user_id] = None
            log.warning("a deletion waits for the database")

    def _make_up(self) -> None:
        while self._owed:
            user_id = next(iter(self._owed))
            if not self._forgotten(user_id):
                return
            self._owed.pop(user_id, None)

    def _forgotten(self, user_id: str) -> bool:
        done = self._memory.apply(Person("service", user_id), [Forget("everything")])
        return not isinstance(done, Lost)


def visitors(dialogue: Handler, environ: Mapping[str, str]) -> Visitors | None:
    """Who remembers, by the environment; None when nothing is to be kept.

    Raises `ServiceMisconfiguredError`. What else is wrong is told in the log, and the service goes
    on without a memory until it is right.
    """
    memory = shared_memory(environ)
    if memory is None:
        return None
    memory.open()
    return Visitors(dialogue, memory)


def kept_rows(catalog: Catalog, environ: Mapping[str, str]) -> list[KeptRow]:
    """All that the service may keep, as it is set up here; for its privacy page."""
    if not environ.get(STORE):
        return []
    days = int(environ.get(KEEP_DAYS, str(DEFAULT_DAYS)))
    shared = {kind.name.lower() for kind in SHARED}
    return [row for row in kept_table(catalog, days) if row.kind in shared]


def store_at(where: str) -> "Database":
    """The database at a `postgresql://` address, or in a file."""
    if is_address(where):
        from skill.memory.postgres import Postgres

        return Postgres(where.replace("postgres://", "postgresql://", 1))
    from skill.memory.sqlite_file import SqliteFile

    return SqliteFile(Path(where))


def rotate(store: str, key_file: str) -> Done | Lost:
    """Encrypt all that the service keeps with a new key; raises `ServiceMisconfiguredError`."""
    memory = shared_memory({STORE: store, KEY_FILE: key_file}, tell=lambda _: None)
    if memory is None:
        raise ServiceMisconfiguredError(f"{KEY_FILE} is set, so {STORE} names what it is for.")
    return memory.rotate()


def shared_memory(
    environ: Mapping[str, str], tell: Callable[[Problem], None] | None = None
) -> "Keeper | None":
    """The memory that the environment names, not opened yet; raises `ServiceMisconfiguredError`."""
    where = environ.get(STORE)
    if not where:
        return None
    key_file = environ.get(KEY_FILE)
    if not key_file:
        raise ServiceMisconfiguredError(
            f"{STORE} is set, so {KEY_FILE} names the key file that all workers share."
        )
    days = environ.get(KEEP_DAYS, str(DEFAULT_DAYS))
    if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= MOST_DAYS):
        raise ServiceMisconfiguredError(f"{KEEP_DAYS} is a number from 1 to {MOST_DAYS}.")
    try:
        from skill.memory.keeper import Keeper
        from skill.memory.keys import Keys

        store = store_at(where)
    except ImportError:
        raise ServiceMisconfiguredError(
            f"{STORE} is set, but what it needs is not installed: "
            "pip install 'aftercare[memory,postgres]'"
        ) from None
    return Keeper(
        store,
        Keys(Path(key_file)),
        today=lambda: datetime.now(UTC).date(),
        now=time.monotonic,
        days=int(days),
        tell=tell or _tell,
    )


def _tell(problem: Problem) -> None:
    log.error("nothing is remembered: %s", problem.value)
