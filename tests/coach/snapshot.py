"""The answers to the sentences that others wrote, as a file that shows when one changes."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from content.coach import Coach
from content.loader import read, root_folder
from skill.flows.istatement import Declined, IStatements, Rewritten

HERE: Final = Path(__file__).parent
SETS: Final = ("blind-1.jsonl", "blind-2.jsonl", "blind-3.jsonl", "blind-4.jsonl")
MEANT: Final = (
    "blind-5.jsonl",
    "blind-6.jsonl",
    "seventh.jsonl",
    "eighth.jsonl",
    "ninth.jsonl",
    "tenth.jsonl",
    "eleventh.jsonl",
    "twelfth.jsonl",
    "thirteenth.jsonl",
    "fourteenth.jsonl",
    "fifteenth.jsonl",
    "sixteenth.jsonl",
    "seventeenth.jsonl",
    "eighteenth.jsonl",
    "nineteenth.jsonl",
    "twentieth.jsonl",
    "twenty-first.jsonl",
    "twenty-second.jsonl",
    "twenty-third.jsonl",
    "twenty-fourth.jsonl",
    "twenty-fifth.jsonl",
    "twenty-sixth.jsonl",
    "twenty-seventh.jsonl",
    "twenty-eighth.jsonl",
    "twenty-ninth.jsonl",
    "thirtieth.jsonl",
)
"""Sets in which the author wrote what is meant, in place of words that have to come back."""
FILE: Final = HERE / "snapshot.txt"


@cache
def coach() -> Coach:
    """The coach of the one locale there is."""
    return read(root_folder(), "en-US/coach.yaml", Coach).item


@cache
def engine() -> IStatements:
    """Its rules."""
    return IStatements(coach())


def answer(statements: IStatements, said: str) -> str:
    """What comes back, in a line."""
    match statements.rewrite(said):
        case Rewritten(statement=statement):
            return statement
        case Declined(reason=reason):
            return f"({reason})"
        case _:
            return "(not followed)"


def statement(statements: IStatements, said: str) -> str:
    """What is made of `said`, which has to be followed."""
    outcome = statements.rewrite(said)
    assert isinstance(outcome, Rewritten), outcome
    return outcome.statement


def texts() -> list[str]:
    """What was said in all sets."""
    lines = [
        line for name in (*SETS, *MEANT) for line in (HERE / name).read_text("utf-8").splitlines()
    ]
    return [str(json.loads(line)["text"]) for line in lines]


def made() -> str:
    """The whole file."""
    statements = engine()
    return "".join(f"{said}\n  {answer(statements, said)}\n" for said in texts())


if __name__ == "__main__":
    FILE.write_text(made(), encoding="utf-8")
