"""Sentences of others: what comes back keeps the meaning, or is declined where it should be."""

import json
from functools import cache
from typing import Final

import pytest

from skill.flows.istatement import Declined, IStatements, Outcome, Rewritten, Unclear
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.verbs import Verbs
from tests.coach import snapshot

LINES: Final = {name: 60 if name == "blind-3.jsonl" else 40 for name in snapshot.SETS}
LEAST_GOOD: Final = {
    "blind-1.jsonl": 39,
    "blind-2.jsonl": 38,
    "blind-3.jsonl": 60,
    "blind-4.jsonl": 39,
}
"""What is missing in the first two keeps its meaning in words that the set does not list."""
MOST_UNCLEAR: Final = {"blind-4.jsonl": 1}
"""Declined in words; none in the other sets."""

MOST_NOT_FOLLOWED: Final = {
    "blind-5.jsonl": (40, 1),
    "blind-6.jsonl": (40, 1),
    "seventh.jsonl": (240, 17),
    "eighth.jsonl": (40, 5),
    "ninth.jsonl": (80, 10),
    "tenth.jsonl": (40, 5),
    "eleventh.jsonl": (40, 5),
    "twelfth.jsonl": (40, 2),
    "thirteenth.jsonl": (40, 6),
    "fourteenth.jsonl": (40, 0),
    "fifteenth.jsonl": (40, 0),
    "sixteenth.jsonl": (40, 0),
    "seventeenth.jsonl": (40, 0),
    "eighteenth.jsonl": (40, 0),
    "nineteenth.jsonl": (40, 0),
    "twentieth.jsonl": (40, 0),
    "twenty-first.jsonl": (40, 0),
    "twenty-second.jsonl": (40, 0),
    "twenty-third.jsonl": (40, 0),
    "twenty-fourth.jsonl": (40, 0),
    "twenty-fifth.jsonl": (40, 0),
    "twenty-sixth.jsonl": (40, 0),
    "twenty-seventh.jsonl": (40, 0),
    "twenty-eighth.jsonl": (40, 0),
    "twenty-ninth.jsonl": (40, 0),
    "thirtieth.jsonl": (40, 1),
}
"""How many there are, and how many are not followed; the others were read (snapshot.txt)."""
DECLINED: Final = {"i don't want to be touched for a while after and you keep doing it"}
"""Written as complaints, and asked about all the same: a no that was not kept."""


NAMES: Final = ("blind-5", "blind-6", "seventh", "eighth", "ninth", "tenth", "eleventh")
FEAR: Final = ("fear.txt", *(f"{name}-fear.txt" for name in NAMES))
NOT_FEAR: Final = tuple(f"{name}-not-fear.txt" for name in NAMES)


def told(names: tuple[str, ...]) -> list[str]:
    """The lines of files."""
    return [
        line for name in names for line in (snapshot.HERE / name).read_text("utf-8").splitlines()
    ]


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


def is_good(line: dict[str, object], outcome: Outcome) -> bool:
    if line["polarity"] == "decline":
        return isinstance(outcome, Declined)
    if line["polarity"] == "unclear":
        return isinstance(outcome, Unclear)
    if not isinstance(outcome, Rewritten):
        return False
    said = outcome.statement.lower()
    plain = plainly(said)
    groups = line["keep"]
    assert isinstance(groups, list)
    return all(any(word in said or plainly(word) in plain for word in group) for group in groups)


def plainly(text: str) -> str:
    """`text` with every verb in its plain form: "held" is kept where "hold" comes back."""
    return " ".join(map(verbs().lemma, text.split()))


@cache
def verbs() -> Verbs:
    grammar = snapshot.coach().grammar
    return Verbs(grammar, Patterns(grammar.classes))


@pytest.mark.parametrize("name", snapshot.SETS)
def test_meaning_is_kept(engine: IStatements, name: str) -> None:
    lines = [json.loads(row) for row in (snapshot.HERE / name).read_text("utf-8").splitlines()]
    assert len(lines) == LINES[name]
    good = [line for line in lines if is_good(line, engine.rewrite(line["text"]))]
    assert len(good) >= LEAST_GOOD[name]
    declined = [line for line in lines if line["polarity"] == "decline"]
    assert declined
    assert all(line in good for line in declined)
    wanted = [line for line in lines if line["polarity"] not in ("decline", "unclear")]
    answers = [engine.rewrite(line["text"]) for line in wanted]
    unclear = [outcome for outcome in answers if not isinstance(outcome, Rewritten)]
    assert len(unclear) <= MOST_UNCLEAR.get(name, 0)


@pytest.mark.parametrize("name", snapshot.MEANT)
def test_what_is_not_followed_is_declined_in_words(engine: IStatements, name: str) -> None:
    rows = (snapshot.HERE / name).read_text("utf-8").splitlines()
    said = [json.loads(row)["text"] for row in rows]
    outcomes = [engine.rewrite(text) for text in said]
    lines, most = MOST_NOT_FOLLOWED[name]
    assert len(outcomes) == lines
    declined = {
        text for text, outcome in zip(said, outcomes, strict=True) if isinstance(outcome, Declined)
    }
    assert declined <= DECLINED
    assert sum(isinstance(outcome, Unclear) for outcome in outcomes) <= most


def test_the_answers_are_those_that_were_read() -> None:
    assert snapshot.made() == snapshot.FILE.read_text("utf-8")


@pytest.mark.parametrize("said", told(FEAR))
def test_fear_and_force_are_not_rewritten(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Declined("harm")


@pytest.mark.parametrize("said", (snapshot.HERE / "not-fear.txt").read_text("utf-8").splitlines())
def test_what_only_sounds_like_it_is_rewritten(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten)


@pytest.mark.parametrize("said", told(NOT_FEAR))
def test_what_only_sounds_like_it_is_not_refused(engine: IStatements, said: str) -> None:
    assert isinstance(engine.rewrite(said), Rewritten | Unclear)
