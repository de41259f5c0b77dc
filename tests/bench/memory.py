"""A million people's settings: size on disk, reading and writing at that size.

AFTERCARE_BENCH_PEOPLE=20000 for a village.
"""

import os
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from skill.kept import KeepSettings, Settings
from skill.memory.database import Database
from skill.memory.keeper import Keeper
from skill.memory.keys import Keys
from skill.memory.ports import Done, Person, Recalled
from skill.memory.postgres import Postgres
from skill.memory.records import Record, Records, identity
from skill.memory.schema import Kind
from skill.memory.sealing import filed_under, seal
from skill.memory.sqlite_file import SqliteFile
from skill.memory.values import to_bytes
from tests.bench import Row
from tests.memory import postgres

PEOPLE = int(os.environ.get("AFTERCARE_BENCH_PEOPLE", "1000000"))
SAMPLES = 1000
PORTION = 5000
DAY = date(2026, 3, 10)


def run() -> list[Row]:
    folder = Path(tempfile.mkdtemp())
    rows: list[Row] = []
    try:
        rows += _sqlite(folder)
        if postgres.binaries() is not None:
            rows += _postgresql(folder)
    finally:
        shutil.rmtree(folder)
    return rows


def _sqlite(folder: Path) -> Iterator[Row]:
    file = folder / "sqlite" / "notes.db"
    keeper = _filled(SqliteFile(file), folder / "sqlite" / "notes.key")
    plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode = WAL")
    plain.execute("PRAGMA synchronous = FULL")
    plain.execute("CREATE TABLE kept (person BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID")
    plain.execute("BEGIN")
    plain.executemany(
        "INSERT INTO kept VALUES (?, ?)",
        ((number.to_bytes(32), bytes(32)) for number in range(PEOPLE)),
    )
    plain.execute("COMMIT")

    def read(number: int) -> None:
        key = number.to_bytes(32)
        plain.execute("SELECT value FROM kept WHERE person = ?", (key,)).fetchone()

    def write(number: int) -> None:
        key = number.to_bytes(32)
        plain.execute("UPDATE kept SET value = ? WHERE person = ?", (os.urandom(32), key))

    yield from _measured("SQLite", keeper, read, write, "sqlite3, one open connection, unsealed")
    size, bare = file.stat().st_size, (folder / "plain.db").stat().st_size
    yield _size("SQLite", size, bare, "32 + 32 bytes a person, one index")
    plain.close()


def _postgresql(folder: Path) -> Iterator[Row]:
    import psycopg

    with _server() as server:
        database = Postgres(server.url)
        keeper = _filled(database, folder / "postgres.key")
        with psycopg.connect(server.url, autocommit=True) as plain:
            plain.execute("CREATE TABLE plain (person BYTEA PRIMARY KEY, value BYTEA)")
            with plain.cursor().copy("COPY plain FROM STDIN") as copy:
                for number in range(PEOPLE):
                    copy.write_row((number.to_bytes(32), bytes(32)))

            def read(number: int) -> None:
                key = number.to_bytes(32)
                plain.execute("SELECT value FROM plain WHERE person = %s", (key,)).fetchone()

            def write(number: int) -> None:
                values = (os.urandom(32), number.to_bytes(32))
                plain.execute("UPDATE plain SET value = %s WHERE person = %s", values)

            yield from _measured(
                "PostgreSQL", keeper, read, write, "psycopg, one open connection, unsealed"
            )
            sizes = plain.execute(
                "SELECT pg_total_relation_size('kept'), pg_total_relation_size('plain')"
            ).fetchone()
            assert sizes is not None
            yield _size("PostgreSQL", sizes[0], sizes[1], "32 + 32 bytes a person, one index")
        database.close()


@contextmanager
def _server() -> Iterator[postgres.Server]:
    folder = postgres.folder()
    try:
        server = postgres.Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _person(number: int) -> Person:
    return Person("service", f"amzn1.ask.account.{number:040}")


def _filled(database: Database, key_file: Path) -> Keeper:
    """A store with everybody's settings, written in portions."""
    keys = Keys(key_file)
    keeper = Keeper(database, keys, today=lambda: DAY, now=time.monotonic)
    assert keeper.open() == Done()
    ring = keys.load()
    assert ring is not None
    value = to_bytes(Kind.SETTINGS, Settings(pace=0.8, style="soft", minutes=5))
    for start in range(0, PEOPLE, PORTION):
        records = []
        for number in range(start, min(start + PORTION, PEOPLE)):
            who = filed_under(ring, "service", _person(number).id)
            key, sealed = seal(ring, identity(who, Kind.SETTINGS, 0), value)
            records.append(Record(who, Kind.SETTINGS, 0, DAY.toordinal(), key, sealed))
        with database.writing() as connection:
            Records(connection).put(records)
    return keeper


def _measured(
    name: str,
    keeper: Keeper,
    read: Callable[[int], None],
    write: Callable[[int], None],
    against: str,
) -> Iterator[Row]:
    numbers = [index * 7919 % PEOPLE for index in range(SAMPLES)]

    def recall(number: int) -> None:
        found = keeper.recall(_person(number))
        assert isinstance(found, Recalled)
        assert found.remembered.settings is not None

    def keep(number: int) -> None:
        assert keeper.apply(_person(number), [KeepSettings(Settings(pace=0.9))]) == Done()

    for what, ours, baseline in (("read", recall, read), ("write", keep, write)):
        mine, theirs = _times(ours, numbers), _times(baseline, numbers)
        for share, at in (("p50", 0.5), ("p99", 0.99)):
            yield Row(
                f"{name}, {PEOPLE:,} people: {what} {share}",
                mine[int(at * SAMPLES)],
                theirs[int(at * SAMPLES)],
                "ms",
                against,
            )


def _times(call: Callable[[int], None], numbers: list[int]) -> list[float]:
    call(numbers[0])
    taken = []
    for number in numbers:
        start = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - start) * 1000)
    return sorted(taken)


def _size(name: str, size: int, bare: int, against: str) -> Row:
    mega = 1024 * 1024
    return Row(f"{name}, {PEOPLE:,} people: on disk", size / mega, bare / mega, "MB", against)
