"""Killed in the middle: no confirmed write lost, nothing deleted comes back, nothing half done.

A short run by default; AFTERCARE_KILLS=500 for the whole one.
"""

import os
import random
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from skill.kept import Remembered
from skill.memory.keeper import Keeper
from skill.memory.ports import Everything, Person, Recalled
from tests.memory import postgres
from tests.memory.conftest import clear
from tests.memory.writer import STAYS, goes, keeper, write

KILLS = int(os.environ.get("AFTERCARE_KILLS", "12"))
FRESH_EVERY = 8
"""After so many kills the next writer starts without a store: making one is interrupted too."""
SERVER_EVERY = 10
"""So often the server is killed as well."""
LONGEST_SECONDS = 0.25


@dataclass
class Said:
    """What a killed writer had said."""

    about: set[tuple[str, int]] = field(default_factory=set)

    def hear(self, pipe: int, text: bytes = b"") -> None:
        """Read all of it after `text`; the last line may be cut off."""
        while part := os.read(pipe, 65536):
            text += part
        for line in text.decode().split("\n")[:-1]:
            verb, number = line.split()
            self.about.add((verb, int(number)))

    def numbers(self, verb: str) -> set[int]:
        return {number for said, number in self.about if said == verb}


def everything(memory: Keeper, person: Person) -> Everything:
    outcome = memory.everything(person)
    assert isinstance(outcome, Everything), outcome
    return outcome


class Trial:
    """One store through many kills."""

    def __init__(self, where: str | Path, key_file: Path, chance: random.Random) -> None:
        self.where = where
        self.key_file = key_file
        self.chance = chance
        self.number = 0
        self.rounds = 0
        self.kept = -1
        self.confirmed = 0
        self.forgotten: set[int] = set()

    def round(self) -> None:
        """Let a writer work for a moment, kill it, and look."""
        said = self._killed()
        memory = keeper(self.where, self.key_file)
        self._look_at_what_stays(memory, said)
        self._look_at_what_goes(memory, said)
        self.number = max((number for _, number in said.about), default=self.number) + 1
        self.rounds += 1
        self.confirmed += len(said.numbers("kept")) + len(said.numbers("forgotten"))

    def _killed(self) -> Said:
        reading, writing = os.pipe()
        process = os.fork()
        if process == 0:
            try:
                write(self.where, self.key_file, self.number, writing)
            finally:
                os._exit(1)
        os.close(writing)
        # Every other one is left alone until it has confirmed something, however slow the machine.
        heard = b""
        while self.rounds % 2 and b"kept" not in heard:
            part = os.read(reading, 65536)
            assert part, "the writer ended by itself"
            heard += part
        time.sleep(self.chance.uniform(0, LONGEST_SECONDS))
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        assert os.WIFSIGNALED(status), "the writer ended by itself"
        said = Said()
        said.hear(reading, heard)
        os.close(reading)
        return said

    def _look_at_what_stays(self, memory: Keeper, said: Said) -> None:
        plan = everything(memory, STAYS).plan
        found = -1 if plan is None else int(plan.likes[0])
        assert found >= max(said.numbers("kept"), default=self.kept), "a confirmed write is lost"
        assert found <= max(said.numbers("keep"), default=self.kept), "a write from nowhere"
        self.kept = found

    def _look_at_what_goes(self, memory: Keeper, said: Said) -> None:
        self.forgotten |= said.numbers("forgotten")
        for number in self.forgotten:
            if number in said.numbers("forgotten") or self.chance.random() < 0.02:
                found = memory.recall(goes(str(number)))
                assert found == Recalled(Remembered(private=True)), "what was deleted is back"
        for number in said.numbers("add") - said.numbers("forgotten"):
            left = everything(memory, goes(str(number)))
            there = [item is not None for item in (left.settings, left.plan, left.note)]
            assert all(there) or not any(there), "half of it was done"
            if number in said.numbers("added") and number not in said.numbers("forget"):
                assert all(there), "a confirmed write is lost"


@pytest.fixture
def chance() -> random.Random:
    seed = random.SystemRandom().randrange(1_000_000)
    print(f"random moments from seed {seed}")
    return random.Random(seed)  # noqa: S311 - moments, not secrets


def told(name: str, trials: list[Trial], began: float) -> None:
    confirmed = sum(trial.confirmed for trial in trials)
    seconds = time.monotonic() - began
    print(f"{name}: {KILLS} kills, {confirmed} confirmed operations, {seconds:.0f} s")
    assert confirmed >= KILLS // 3, "the writers were killed before they did anything"


def test_a_file_survives_the_death_of_its_writer(tmp_path: Path, chance: random.Random) -> None:
    began = time.monotonic()
    trials: list[Trial] = []
    for number in range(KILLS):
        if number % FRESH_EVERY == 0:
            folder = tmp_path / str(number)
            trials.append(Trial(folder / "notes.db", folder / "notes.key", chance))
        trials[-1].round()
    told("SQLite", trials, began)


@pytest.fixture
def emptied(server: postgres.Server) -> Iterator[postgres.Server]:
    yield server
    clear(server.url)


def test_a_server_survives_the_death_of_its_clients_and_its_own(
    emptied: postgres.Server, tmp_path: Path, chance: random.Random
) -> None:
    began = time.monotonic()
    trials: list[Trial] = []
    for number in range(KILLS):
        if number % FRESH_EVERY == 0:
            clear(emptied.url)
            trials.append(Trial(emptied.url, tmp_path / f"{number}.key", chance))
        trials[-1].round()
        if number % SERVER_EVERY == SERVER_EVERY - 1:
            emptied.kill()
            emptied.start()
    told("PostgreSQL", trials, began)
