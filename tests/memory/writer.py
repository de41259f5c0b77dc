"""A program that keeps, forgets and changes keys without end, to be killed in the middle.

It says what it is about to do and what is done, so that whoever killed it knows what was confirmed.
"""

import os
from datetime import date
from itertools import count
from pathlib import Path

from skill.kept import Effect, Forget, KeepPlan, KeepSettings, LeaveNote, Plan, Settings
from skill.memory.keeper import Keeper
from skill.memory.keys import Keys
from skill.memory.ports import Done, Person
from skill.memory.service import store_at

DAY = date(2026, 3, 10)
STAYS = Person("local", "stays")


def keeper(where: str | Path, key_file: Path) -> Keeper:
    """The memory as every program here opens it."""
    return Keeper(store_at(str(where)), Keys(key_file), today=lambda: DAY, now=lambda: 0.0)


def goes(name: str) -> Person:
    """Somebody of whom three things are kept, and then forgotten."""
    return Person("local", f"goes {name}")


def write(where: str | Path, key_file: Path, first: int, pipe: int) -> None:
    """Work until killed."""
    memory = keeper(where, key_file)

    def say(what: str) -> None:
        os.write(pipe, f"{what}\n".encode())

    for number in count(first):
        say(f"keep {number}")
        assert memory.apply(STAYS, [KeepPlan(Plan(likes=(str(number),)))]) == Done()
        say(f"kept {number}")
        passing = goes(str(number))
        effects: list[Effect] = [KeepSettings(Settings()), KeepPlan(Plan()), LeaveNote("tomorrow")]
        say(f"add {number}")
        assert memory.apply(passing, effects) == Done()
        say(f"added {number}")
        if number % 4 == 3:
            assert memory.rotate() == Done()
        say(f"forget {number}")
        assert memory.apply(passing, [Forget("everything")]) == Done()
        say(f"forgotten {number}")
