"""The sentence that Alexa's terms ask for, once a session."""

import pytest

from content import load
from skill.alexa.store import store
from tests.alexa.shows import Show

PLACE = {"kind": "keeping", "about": "place", "before": {"kind": "idle"}}
WORDS = store("en-US").disclaimer


def said(show: Show) -> str:
    text: str = show.response["outputSpeech"]["ssml"]
    return text


def test_it_is_said_once_before_the_question() -> None:
    show = Show()
    show.open()
    greeting = load("en-US").phrases.launch[0]
    start, _, question = greeting.rpartition(". ")
    assert f"{start}. {WORDS} {question}" in said(show)
    show.say("PostSexBluesIntent")
    assert WORDS not in said(show)


@pytest.mark.parametrize("name", ["PostSexBluesIntent", "PhysicalRecoveryIntent", "FaqIntent"])
def test_an_answer_in_one_breath_has_it_too(name: str) -> None:
    show = Show()
    show.say(name)
    assert said(show).count(WORDS) == 1
    show.say("AMAZON.NoIntent")
    assert WORDS not in said(show)


def test_help_says_as_much_by_itself() -> None:
    show = Show()
    show.say("AMAZON.HelpIntent")
    assert WORDS not in said(show)
    show.say("PostSexBluesIntent")
    assert WORDS not in said(show)


@pytest.mark.parametrize(
    ("name", "then"),
    [
        ("UrgentHelpIntent", "AMAZON.RepeatIntent"),
        ("BreathingIntent", "AMAZON.PauseIntent"),
        ("SettleInIntent", "AMAZON.PauseIntent"),
    ],
)
def test_it_waits_for_urgent_help_and_for_scripts(name: str, then: str) -> None:
    show = Show()
    show.say(name)
    assert WORDS not in said(show)
    show.say(then)
    assert WORDS not in said(show)
    show.say("FaqIntent")
    assert WORDS in said(show)


def test_it_stands_in_no_question_of_consent() -> None:
    show = Show()
    show.attributes = {"v": 1, "state": {"version": 1, "position": PLACE}}
    show.say("AMAZON.RepeatIntent")
    assert WORDS not in said(show)
    show.say("AMAZON.NoIntent")
    assert WORDS in said(show)


@pytest.mark.parametrize("name", ["AMAZON.StopIntent", "QuickExitIntent"])
def test_a_goodbye_is_one(name: str) -> None:
    show = Show()
    show.say(name)
    assert WORDS not in said(show)


def test_discretion_comes_first() -> None:
    show = Show()
    show.attributes = {"v": 1, "state": {"version": 1, "discreet": True}}
    show.open()
    assert WORDS not in said(show)


def test_a_new_session_says_it_again() -> None:
    show = Show()
    show.open()
    show.say("AMAZON.StopIntent")
    assert show.attributes == {}
    show.open()
    assert WORDS in said(show)
