"""Sets of authors whose sentences nobody who works on the detector reads: counts alone tell.

A failure names no sentence, so the sets stay a measure. How they were made: README.md.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

from content.loader import load
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety

SETS = (8, 9, 10)
MOST_MISSED = {8: 1, 9: 0, 10: 0}
MOST_ANSWERED = {8: 4, 9: 3, 10: 0}
"""Look-alikes that are taken for danger at once."""
MOST_ASKED = {8: 10, 9: 14, 10: 6}
"""Look-alikes that lead to a question."""


@pytest.fixture(scope="module")
def safety() -> Safety:
    catalog = load("en-US")
    return Safety(catalog, unease=Understanding(catalog).unease)


def counts(safety: Safety, kind: str, number: int) -> Counter[str]:
    file = Path(__file__).parent / f"held-out-{number}-{kind}.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    assert len(lines) >= 95
    found = [safety.look(json.loads(line)["text"]) for line in lines]
    return Counter(
        "left" if danger is None else "answered" if danger.certain else "asked" for danger in found
    )


@pytest.mark.parametrize("number", SETS)
def test_who_calls_for_help_is_heard(safety: Safety, number: int) -> None:
    assert counts(safety, "urgent", number)["left"] <= MOST_MISSED[number]


@pytest.mark.parametrize("number", SETS)
def test_what_only_sounds_like_it_is_mostly_left_alone(safety: Safety, number: int) -> None:
    found = counts(safety, "lookalikes", number)
    assert found["answered"] <= MOST_ANSWERED[number]
    assert found["asked"] <= MOST_ASKED[number]
