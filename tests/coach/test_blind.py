"""Sentences of others: what comes back keeps the meaning, or is declined where it should be."""

import json
from typing import Final

import pytest

from skill.flows.istatement import Declined, IStatements, Outcome, Rewritten
from tests.coach import snapshot

LEAST_GOOD: Final = {"blind-1.jsonl": 39, "blind-2.jsonl": 38}
"""Of forty. What is missing keeps its meaning in words that the set does not list."""


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


def is_good(line: dict[str, object], outcome: Outcome) -> bool:
    if line["polarity"] == "decline":
        return isinstance(outcome, Declined)
    if not isinstance(outcome, Rewritten):
        return False
    said = outcome.statement.lower()
    groups = line["keep"]
    assert isinstance(groups, list)
    return all(any(word in said for word in group) for group in groups)


@pytest.mark.parametrize("name", snapshot.SETS)
def test_meaning_is_kept(engine: IStatements, name: str) -> None:
    lines = [json.loads(row) for row in (snapshot.HERE / name).read_text("utf-8").splitlines()]
    assert len(lines) == 40
    good = [line for line in lines if is_good(line, engine.rewrite(line["text"]))]
    assert len(good) >= LEAST_GOOD[name]
    declined = [line for line in lines if line["polarity"] == "decline"]
    assert declined
    assert all(line in good for line in declined)
    answers = [engine.rewrite(line["text"]) for line in lines if line not in declined]
    assert all(isinstance(outcome, Rewritten) for outcome in answers)


def test_the_answers_are_those_that_were_read() -> None:
    assert snapshot.made() == snapshot.FILE.read_text("utf-8")


@pytest.mark.parametrize("said", (snapshot.HERE / "fear.txt").read_text("utf-8").splitlines())
def test_fear_and_force_are_not_rewritten(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Declined("harm")


@pytest.mark.parametrize("said", (snapshot.HERE / "not-fear.txt").read_text("utf-8").splitlines())
def test_what_only_sounds_like_it_is_rewritten(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten)
