"""What two people say to whether they would like to, and to each other."""

import pytest

from skill.speech import Pause, as_text
from skill.timing import speech_seconds
from skill.turn import (
    Helping,
    Idle,
    InCheckIn,
    InFeedback,
    InScript,
    Position,
    Request,
    SlotValue,
    State,
    Turn,
)
from tests.core.turns import CATALOG, DIALOGUE, told

ROUND = CATALOG.feedback["check-in-together"]
FIRST, SECOND = InFeedback(ROUND.id), InFeedback(ROUND.id, ready=1)
TURN = InFeedback(ROUND.id, ready=2)


# -- whether they would like to --------------------------------------------------------------------


@pytest.mark.parametrize("at", [FIRST, SECOND])
@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("skip me", "AMAZON.NextIntent"),
        ("I'm not really in the mood.", None),
        ("yes if we have to", "AMAZON.YesIntent"),
        ("honestly I'm too tired", "PhysicalRecoveryIntent"),
        ("maybe tomorrow", None),
        ("I'd rather not, love", None),
        ("do I have to?", None),
    ],
)
def test_reluctance_is_a_no(at: InFeedback, words: str, intent: str | None) -> None:
    reply, after = told(at, words, intent)
    assert as_text(reply.speech).startswith(ROUND.gate.declined)
    assert isinstance(after.position, InScript)


def test_passing_is_no_yes_where_no_words_arrive() -> None:
    reply, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.NextIntent"), State(FIRST))
    assert as_text(reply.speech).startswith(ROUND.gate.declined)


def test_whoever_asks_hears_what_there_is_to_agree_to() -> None:
    reply, after = told(FIRST, "hang on, what am I saying yes to?")
    assert as_text(reply.speech) == f"{ROUND.gate.about} [0.8s] {ROUND.gate.first}"
    assert after.position == FIRST


@pytest.mark.parametrize(
    ("words", "intent"), [("hello?", "HelloIntent"), ("my turn", "TurnIntent"), ("so um", None)]
)
def test_the_second_answer_that_is_neither_is_a_no(words: str, intent: str | None) -> None:
    reply, after = told(FIRST, words, intent)
    assert as_text(reply.speech).endswith(ROUND.gate.first)
    assert as_text(reply.speech) != ROUND.gate.first, "nobody hears the same twice"
    reply, _ = DIALOGUE.handle(Turn("no_match", text="erm what"), after)
    assert as_text(reply.speech).startswith(ROUND.gate.declined)


def test_one_voice_agrees_for_itself_alone() -> None:
    _, after = told(FIRST, "yes from both of us")
    assert after.position == SECOND
    _, after = told(SECOND, "yes from both of us")
    assert after.position == TURN
    _, after = told(SECOND, "both of us don't want to")
    assert isinstance(after.position, InScript)


@pytest.mark.parametrize("at", [FIRST, SECOND, TURN])
@pytest.mark.parametrize("words", ["no, there's only me", "I'm by myself tonight", "it's for one"])
def test_a_person_alone_goes_on_alone(at: InFeedback, words: str) -> None:
    reply, after = told(at, words)
    assert after.position == InCheckIn("solo")
    assert CATALOG.checkins["solo"].opening in as_text(reply.speech)


def test_where_there_is_nothing_like_it_for_one_there_is_something_calm() -> None:
    _, after = told(InFeedback("four-steps"), "I'm alone")
    assert isinstance(after.position, InScript)


# -- in a turn -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("mine's a five, a bit achy", "PhysicalRecoveryIntent"),
        ("I want you to go slower", "SlowerIntent"),
        ("hold me", "AftercareIdeasIntent"),
        ("blue, like the sea", None),
        ("six", "ScaleAnswerIntent"),
        ("yes, that's right", "AMAZON.YesIntent"),
        ("thank you for that", "ThanksIntent"),
        ("I'd love it if you played the ocean", "StartWindDownIntent"),
    ],
)
def test_what_is_said_to_a_partner_passes_the_turn(words: str, intent: str | None) -> None:
    reply, after = told(TURN, words, intent)
    assert after.position == InFeedback(ROUND.id, ready=2, speaker=1)
    assert ROUND.prompts[0].second in as_text(reply.speech)
    assert reply.after == "proceed"


def test_a_guess_at_what_was_said_to_a_partner_is_not_asked_about() -> None:
    turn = Turn("no_match", text="I feel so sad", candidates=(Request("FeelingAnswerIntent"),))
    reply, after = DIALOGUE.handle(turn, State(TURN))
    assert after.position == InFeedback(ROUND.id, ready=2, speaker=1)
    assert "Did you mean" not in as_text(reply.speech)


@pytest.mark.parametrize("heard", [20.0, 70.0])
def test_whoever_still_has_the_floor_is_not_interrupted(heard: float) -> None:
    whole = DIALOGUE.handle(Turn("intent", intent="AMAZON.RepeatIntent"), State(TURN))[0].speech
    seven = {"number": SlotValue("seven", 7)}
    turn = Turn("intent", intent="ScaleAnswerIntent", slots=seven, text="seven", heard=heard)
    reply, after = DIALOGUE.handle(turn, State(TURN))
    assert after.position == TURN
    assert isinstance(reply.speech[0], Pause)
    assert speech_seconds(reply.speech) == pytest.approx(speech_seconds(whole) - heard, abs=0.01)


def test_a_prompt_that_was_cut_short_is_not_said_again() -> None:
    turn = Turn("intent", intent="ScaleAnswerIntent", text="seven", heard=2.0)
    reply, _ = DIALOGUE.handle(turn, State(TURN))
    assert ROUND.prompts[0].first not in as_text(reply.speech)
    assert isinstance(reply.speech[0], Pause)


def test_after_all_of_a_turn_was_heard_it_passes() -> None:
    turn = Turn("intent", intent="ScaleAnswerIntent", text="seven", heard=500.0)
    _, after = DIALOGUE.handle(turn, State(TURN))
    assert after.position == InFeedback(ROUND.id, ready=2, speaker=1)


@pytest.mark.parametrize(
    ("words", "intent", "expected"),
    [
        ("say that again", "AMAZON.RepeatIntent", TURN),
        ("your go", "TurnIntent", InFeedback(ROUND.id, ready=2, speaker=1)),
        ("can we have a break", "AMAZON.PauseIntent", None),
    ],
)
def test_commands_are_carried_out(words: str, intent: str, expected: Position | None) -> None:
    _, after = told(TURN, words, intent)
    assert after.position == (expected or InFeedback(ROUND.id, ready=2, breaks=1, paused=True))


def test_a_wish_about_the_voice_is_for_us_where_nobody_is_spoken_to() -> None:
    _, after = told(TURN, "slower please", "SlowerIntent")
    assert after.pace < 1


def test_stop_and_danger_come_before_everything() -> None:
    assert told(TURN, "please stop now", "AMAZON.StopIntent")[0].after == "end"
    assert told(FIRST, "I'm tired, stop", "AMAZON.StopIntent")[1].position == Idle()
    for at in (FIRST, TURN):
        assert isinstance(told(at, "he hit me and I can't breathe")[1].position, Helping)
