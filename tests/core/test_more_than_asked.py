"""Answers of a check-in that say more, or the opposite, of what a single word of them says."""

import pytest

from skill.speech import as_text
from skill.turn import (
    Confirming,
    InCheckIn,
    Rated,
    Reply,
    Request,
    SlotValue,
    State,
    Turn,
)
from tests.core.turns import CATALOG, DIALOGUE, told

QUESTIONS = CATALOG.checkins["solo"].questions
BODY, MOOD, EASE, CONNECTION, NEED = (
    InCheckIn("solo", question=number) for number in range(len(QUESTIONS))
)


def reacts(position: InCheckIn, to: str, reply: Reply) -> bool:
    """Whether the reply begins with the reaction to an answer."""
    reactions = QUESTIONS[position.question].reactions
    say = next(reaction.say for reaction in reactions if reaction.to == to)
    return as_text(reply.speech).startswith(say[0])


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("not particularly comfortable", "content"),
        ("I wish I felt good", "happy"),
        ("hardly relaxed", "calm"),
    ],
)
def test_a_good_feeling_that_is_missing_is_low_for_the_body(words: str, value: str) -> None:
    reply, _ = told(BODY, words, "FeelingAnswerIntent", feeling=value)
    assert reacts(BODY, "low", reply)
    reply, _ = told(BODY, words)
    assert reacts(BODY, "low", reply), "where nothing was understood, too"


@pytest.mark.parametrize(
    ("words", "value", "group"),
    [
        ("not half as relaxed as I'd like", "calm", "tense"),
        ("I want to feel safe", "safe", "tense"),
        ("I'm not all that happy", "happy", "low"),
        ("I can't feel grateful", "grateful", "low"),
        ("not sad any more", "sad", "other"),
        ("no, I feel good", "happy", "pleasant"),
        ("not bad", "content", "pleasant"),
        ("not sad but calm", "calm", "pleasant"),
    ],
)
def test_a_denied_mood_is_not_that_mood(words: str, value: str, group: str) -> None:
    reply, _ = told(MOOD, words, "FeelingAnswerIntent", feeling=value)
    assert reacts(MOOD, group, reply), as_text(reply.speech)


def test_a_good_feeling_told_as_missing_is_not_asked_about() -> None:
    guess = Request("FeelingAnswerIntent", {"feeling": SlotValue("happy", "happy")})
    turn = Turn("no_match", text="I never feel happy", candidates=(guess,))
    reply, after = DIALOGUE.handle(turn, State())
    assert reacts(MOOD, "low", reply)
    assert isinstance(after.position, Confirming)


def test_close_to_nobody_is_no_closeness() -> None:
    reply, _ = told(CONNECTION, "I don't feel close to anyone")
    assert reacts(CONNECTION, "space", reply)


@pytest.mark.parametrize(
    ("words", "number", "group"),
    [
        ("eight though my hips are sore", 8, "low"),
        ("it's an eight, all good", 8, "high"),
        ("my neck is stiff so maybe a two", 2, "low"),
        ("5 because of the long day", 5, "middle"),
    ],
)
def test_a_number_among_other_words_is_taken(words: str, number: int, group: str) -> None:
    reply, after = told(BODY, words)
    assert after.rated == Rated("solo", number)
    assert after.position == MOOD
    assert reacts(BODY, group, reply)


@pytest.mark.parametrize(
    "words", ["one of my knees hurts", "two sore knees", "the second one", "from two to eight"]
)
def test_numbers_that_count_something_rate_nothing(words: str) -> None:
    _, after = told(BODY, words)
    assert after.rated is None
    assert after.position == BODY


@pytest.mark.parametrize(
    ("words", "group"), [("six but I feel lonely", "low"), ("six and feeling calm", "pleasant")]
)
def test_a_mood_told_with_the_number_is_not_asked_for_again(words: str, group: str) -> None:
    reply, after = told(BODY, words)
    assert after.rated == Rated("solo", 6)
    assert after.position == EASE
    say = next(r.say[0] for r in QUESTIONS[1].reactions if r.to == group)
    assert say in as_text(reply.speech)


@pytest.mark.parametrize("position", [BODY, MOOD, EASE, CONNECTION, NEED])
def test_whoever_asks_hears_what_is_meant(position: InCheckIn) -> None:
    reply, after = told(position, "sorry, what do you mean by that?")
    meaning = QUESTIONS[position.question].meaning
    assert meaning is not None
    assert as_text(reply.speech).startswith(meaning)
    assert after.position == position


def test_a_question_is_left_out_in_other_words() -> None:
    reply, after = told(BODY, "could we do it without numbers")
    assert as_text(reply.speech).startswith(CATALOG.checkins["solo"].skipped[0])
    assert after.position == MOOD


def test_a_word_about_who_is_here_is_no_word_about_the_body() -> None:
    reply, after = told(BODY, "I'm on my own", "FeelingAnswerIntent", feeling="lonely")
    assert after.position == BODY
    assert as_text(reply.speech).startswith(CATALOG.phrases.for_one)


def test_who_knows_no_need_has_not_named_one() -> None:
    reply, _ = told(NEED, "haven't a clue", "NeedAnswerIntent")
    assert as_text(reply.speech).startswith(CATALOG.checkins["solo"].skipped[0])
    reply, _ = told(NEED, "dunno, a blanket", "NeedAnswerIntent", need="warmth")
    assert reacts(NEED, "warmth", reply)


def test_two_feelings_are_not_one_of_them() -> None:
    reply, _ = told(MOOD, "sleepy but content", "FeelingAnswerIntent", feeling="tired")
    assert reacts(MOOD, "mixed", reply)
