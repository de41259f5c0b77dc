"""A statement that lost what was said, or turned it round, is not said."""

import pytest

from skill.flows.istatement import IStatements, Rewritten, Unclear
from skill.flows.istatement.faithful import Faithful
from skill.flows.istatement.patterns import Patterns
from skill.flows.istatement.verbs import Verbs
from tests.coach import snapshot


@pytest.fixture(scope="module")
def faithful() -> Faithful:
    grammar = snapshot.coach().grammar
    patterns = Patterns(grammar.classes)
    return Faithful(grammar, patterns, Verbs(grammar, patterns))


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(
    ("said", "statement", "kept"),
    [
        ("you never bring me water", "I would love it if you brought me water.", True),
        ("you hold me so tenderly", "I would love it if you held me.", False),
        (
            "you paint fences while grandma juggles oranges",
            "I would love it if you listened.",
            False,
        ),
        # what the tables answer in words of their own is not lost
        ("you fall asleep and snore", "I miss you.", True),
        # a reason may be what it is about
        ("hold me because grandma juggles oranges", "I would love it if you held me.", False),
    ],
)
def test_the_words_come_back(faithful: Faithful, said: str, statement: str, *, kept: bool) -> None:
    assert faithful.holds(said, statement) is kept


@pytest.mark.parametrize(
    "said",
    [
        "at christmas you kissed me all evening and since then i get crumbs",
        "you said fine",
        "i said no to the feather and she said okay",
    ],
)
def test_what_was_good_is_not_called_hard(engine: IStatements, said: str) -> None:
    outcome = engine.rewrite(said)
    assert isinstance(outcome, Unclear) or "hard when you" not in outcome_of(outcome)


def outcome_of(outcome: object) -> str:
    return outcome.statement if isinstance(outcome, Rewritten) else ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("i wish omar would hum to me", "I would love it if you hummed to me."),
        ("i want keiko to rub my feet afterwards", "you rubbed my feet"),
        ("we agreed we would have a bath and you left", "agreed we would have a bath and you left"),
        ("life is so busy and you never sit with me", "you do not sit with me"),
    ],
)
def test_names_promises_and_words_before_it_are_followed(
    engine: IStatements, said: str, kept: str
) -> None:
    assert kept in outcome_of(engine.rewrite(said))


@pytest.mark.parametrize(
    "said",
    [
        "what do i do when they say no",
        "how should i react if my wife says no",
        "what if he says no",
    ],
)
def test_how_to_take_a_no_is_a_question_and_no_pressure(engine: IStatements, said: str) -> None:
    assert engine.rewrite(said) == Unclear()
    assert engine.fitting_tip(said) == "able-and-willing"


def test_to_change_a_no_is_pressure(engine: IStatements) -> None:
    outcome = engine.rewrite("how do i get her to change her mind when she says no")
    assert not isinstance(outcome, Rewritten | Unclear)
    assert outcome.reason == "pressure"
