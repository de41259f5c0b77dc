"""Many complaints and needs, and words in any order: what comes back keeps to the rules."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.checks.rules import matcher, plain, read_rules, sentences, words
from content.coach import Coach
from content.loader import read, root_folder
from skill.flows.istatement import Declined, IStatements, Rewritten, Unclear

COMPLAINTS = Path(__file__).with_name("complaints.txt").read_text(encoding="utf-8").splitlines()
"""Collected while the rules were made; that they are followed at all is what is tested here."""

VOCABULARY = sorted({word for line in COMPLAINTS for word in line.split()})
ENGINE = IStatements(read(root_folder(), "en-US/coach.yaml", Coach).item)
RULES = read_rules(root_folder(), "en-US").item
OURS = {"rule-1", "rule-2", "rule-15"}
"""Rules that hold for these, whatever the person's own words were."""
BLAME = re.compile(r"\b(always|never|should|must|he|she|him|his)\b", re.IGNORECASE)
OWN_WORDS = 7
"""Words by which a sentence of somebody's own, in a frame of ours, may be longer than ours."""


def assert_kind(outcome: Rewritten, own: str = "") -> None:
    """It keeps to the rules; words of blame may be there only where they are in `own` words."""
    said = sentences(plain(outcome.spoken))
    longest = max(len(words(sentence)) for sentence in said)
    assert longest <= RULES.limits.sentence_words + OWN_WORDS
    blame = {word.lower() for word in BLAME.findall(outcome.statement)}
    assert {word for word in blame if word not in own} == set(), outcome.statement
    assert all(sentence[0].isupper() and sentence[-1] in ".?" for sentence in said), said
    assert "{" not in outcome.spoken
    assert "  " not in outcome.spoken


def test_there_are_many() -> None:
    assert len(set(COMPLAINTS)) == len(COMPLAINTS) > 400


@pytest.mark.parametrize("way", [0, 1])
def test_each_is_rewritten_kindly(way: int) -> None:
    missed = []
    banned = [matcher(ban.any) for rule in RULES.rules if rule.id in OURS for ban in rule.ban]
    for said in COMPLAINTS:
        outcome = ENGINE.rewrite(said, way)
        if isinstance(outcome, Rewritten):
            assert_kind(outcome)
            assert not [ban for ban in banned if ban.search(outcome.statement)], outcome.statement
        else:
            missed.append(said)
    assert missed == []


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(VOCABULARY), max_size=40), st.integers(0, 3))
def test_any_words_get_one_of_three_answers(spoken: list[str], way: int) -> None:
    match ENGINE.rewrite(" ".join(spoken), way):
        case Rewritten() as outcome:
            # What is told again in somebody's own words is as fair as they are.
            assert_kind(outcome, " ".join(spoken))
        case Declined(reason=reason):
            assert reason in {"harm", "pressure", "explicit"}
        case Unclear():
            pass


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(ENGINE.rewrite(text), Rewritten | Declined | Unclear)


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(COMPLAINTS),
    st.sampled_from(["he hits me", "i'm scared of him", "she won't let me leave"]),
    st.booleans(),
)
def test_fear_beside_a_complaint_is_not_rewritten(said: str, fear: str, first: bool) -> None:  # noqa: FBT001 - hypothesis passes it
    text = f"{fear} and {said}" if first else f"{said} and {fear}"
    assert ENGINE.rewrite(text) == Declined("harm")
