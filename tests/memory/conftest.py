"""Real stores: a SQLite file, a PostgreSQL server of the tests' own."""

import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest

pytest.importorskip("sqlalchemy", reason="needs aftercare[memory]")
pytest.importorskip("cryptography", reason="needs aftercare[memory]")
pytest.importorskip("alembic", reason="needs aftercare[memory]")

from skill.memory.database import Database
from skill.memory.keeper import Keeper
from skill.memory.keys import Keys
from skill.memory.ports import Day, Opened, Person, Problem
from skill.memory.postgres import Postgres
from skill.memory.sqlite_file import SqliteFile

pytest.importorskip("psycopg", reason="needs aftercare[postgres]")

from tests.memory import postgres

ME = Person("local", "one")
PIN = "2468"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """New locks open quickly; what a try takes in earnest has a test of its own."""
    monkeypatch.setattr("skill.memory.locking.COST", 2**4)


@dataclass
class Days:
    """A calendar and a clock that tests turn by hand."""

    day: date = date(2026, 3, 10)
    seconds: float = 0.0

    def today(self) -> date:
        return self.day

    def now(self) -> float:
        return self.seconds

    def pass_by(self, days: int) -> None:
        self.day += timedelta(days=days)


@dataclass
class Kept:
    """A store of one kind, and memories that open it as separate programs would."""

    database: Callable[[], Database]
    key_file: Path
    days: Days = field(default_factory=Days)
    told: list[Problem] = field(default_factory=list)

    def keeper(self, *, kept_days: int = 30) -> Keeper:
        return Keeper(
            self.database(),
            Keys(self.key_file),
            today=self.days.today,
            now=self.days.now,
            days=kept_days,
            tell=self.told.append,
        )

    def figures(self, person: Person = ME, digits: str = PIN) -> tuple[Day, ...]:
        """What digits open."""
        outcome = self.keeper().unlock(person, digits)
        assert isinstance(outcome, Opened), outcome
        return outcome.days


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    folder = postgres.folder()
    try:
        started = postgres.Server(folder, talkative=True)
        started.start()
        yield started
        started.stop(signal.SIGQUIT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite(tmp_path: Path) -> Kept:
    """A file; written through to the disk, as for a person."""
    file = tmp_path / "place" / "notes.db"
    return Kept(lambda: SqliteFile(file), file.with_name("notes.key"))


@pytest.fixture
def postgresql(server: postgres.Server, tmp_path: Path) -> Iterator[Kept]:
    opened: list[Postgres] = []

    def database() -> Postgres:
        opened.append(Postgres(server.url, connections=4))
        return opened[-1]

    yield Kept(database, tmp_path / "notes.key")
    clear(server.url)
    for one in opened:
        one.close()


def clear(url: str) -> None:
    """Drop the tables, as an operator would."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("kept", "kept_about", "kept_version"):
            connection.execute(f"DROP TABLE IF EXISTS {name}")


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Kept:
    made: Kept = request.getfixturevalue(request.param)
    return made
