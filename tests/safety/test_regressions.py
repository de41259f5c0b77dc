"""What was once noticed stays noticed, and what was once left alone stays left alone.

regressions.jsonl only grows. `expect` is "answer" (urgent words at once), "notice" (answered or
asked about) or "nothing". The sentences were written for this project.
"""

import json
from pathlib import Path

import pytest

from content.loader import load
from skill.understanding.safety import Safety

FILE = Path(__file__).with_name("regressions.jsonl")
ROWS = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def safety() -> Safety:
    return Safety(load("en-US"))


@pytest.mark.parametrize("expect", ["answer", "notice", "nothing"])
def test_every_sentence_is_still_taken_as_it_was(safety: Safety, expect: str) -> None:
    wrong = []
    for row in ROWS:
        if row["expect"] != expect:
            continue
        danger = safety.look(row["text"])
        match expect:
            case "answer":
                right = danger is not None and danger.certain
            case "notice":
                right = danger is not None
            case _:
                right = danger is None
        if not right:
            wrong.append((row["text"], danger))
    assert wrong == []


def test_the_list_has_sentences_of_every_flag_and_none_twice() -> None:
    flags = {flag.id for flag in load("en-US").urgent.flags}
    assert {row["flag"] for row in ROWS if row["expect"] != "nothing"} == flags
    texts = [row["text"] for row in ROWS]
    assert len(texts) == len(set(texts))
    assert len(texts) >= 1200
