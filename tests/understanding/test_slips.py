"""Short commands with a letter heard wrong."""

import pytest

from content.schema import Catalog
from skill.understanding.matcher import Understanding
from skill.understanding.outcome import Unsure
from skill.understanding.reading import Reader, key
from skill.understanding.slips import Slips


@pytest.fixture(scope="module")
def slips(catalog: Catalog) -> Slips:
    return Slips(catalog, Reader(catalog.hearing, catalog.numbers).clean)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("kelp me", "AMAZON.HelpIntent"),
        ("stop that", "AMAZON.StopIntent"),
        ("cancer that", "AMAZON.CancelIntent"),
        ("help", None),  # a word alone
        ("shop", None),
        ("hello there", None),
        ("held my hand", None),
        ("cats sit", None),
    ],
)
def test_one_letter_is_forgiven_in_two_words(slips: Slips, said: str, intent: str | None) -> None:
    assert slips.find(key(said)) == intent


def test_a_slip_is_asked_about(trained: Understanding) -> None:
    outcome = trained.recognize("skin this")
    assert isinstance(outcome, Unsure)
    assert outcome.candidates[0].intent == "AMAZON.NextIntent"
