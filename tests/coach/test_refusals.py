"""A second opinion bears on what the coach is told: with a weak sign early, by itself late."""

import pytest

from content import load
from skill.dialogue import Dialogue
from skill.flows.istatement import Declined, IStatements, Rewritten
from skill.flows.istatement.refusals import AT_EASE, CALM, SURE, UNEASY
from skill.turn import Helping, Idle, InCoach, SlotValue, State, Turn
from skill.understanding.safety import Safety
from tests.coach import snapshot

WEAK = "you follow me into the kitchen right after and i get cold"
BROAD = "you force me to watch golf every sunday"
"""A sign that is not firm."""

FIRM = "you kept my passport and i need it for work, i want my passport back"
CALM_WORDS = "you never make tea on sundays and i miss that"


@pytest.fixture(scope="module")
def engine() -> IStatements:
    return snapshot.engine()


@pytest.mark.parametrize(
    ("said", "unease", "refused"),
    [
        (WEAK, CALM, False),
        (WEAK, UNEASY - 0.01, False),
        (WEAK, UNEASY, True),
        (CALM_WORDS, UNEASY, False),
        (CALM_WORDS, SURE - 0.01, False),
        (CALM_WORDS, SURE, True),
        # one that is at ease outweighs a sign that is not firm; where there is none, the sign holds
        (BROAD, CALM, True),
        (BROAD, AT_EASE / 2, False),
        (BROAD, AT_EASE + 0.01, True),
        (FIRM, AT_EASE / 2, True),
    ],
)
def test_a_second_opinion_refuses(
    engine: IStatements, said: str, unease: float, *, refused: bool
) -> None:
    outcome = engine.rewrite(said, unease=unease)
    assert isinstance(outcome, Declined if refused else Rewritten)


@pytest.mark.parametrize("said", ["i'm scared i'll burn the toast", "i'm scared you'll be bored"])
def test_everyday_worry_is_rewritten(engine: IStatements, said: str) -> None:
    assert "I am scared" in snapshot.statement(engine, said)


def heard(text: str, unease: float) -> State:
    """Where the dialogue is after the coach was told `text`, given a second opinion of it."""
    catalog = load("en-US")
    dialogue = Dialogue(catalog, Safety(catalog, unease=lambda _: unease))
    turn = Turn(
        "intent", intent="IStatementIntent", text=text, slots={"complaint": SlotValue(text)}
    )
    return dialogue.handle(turn, State(Idle()))[1]


def test_the_dialogue_hands_its_second_opinion_to_the_coach() -> None:
    assert isinstance(heard(WEAK, CALM).position, InCoach)
    assert isinstance(heard(WEAK, UNEASY).position, Helping)


def test_the_coach_is_told_a_complaint_that_sounds_uneasy_elsewhere() -> None:
    assert isinstance(heard(CALM_WORDS, SURE - 0.01).position, InCoach)
    assert isinstance(heard(CALM_WORDS, SURE).position, Helping)
