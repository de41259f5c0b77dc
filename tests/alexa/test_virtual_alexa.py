"""A client we did not write holds conversations with `aftercare serve --dev`."""

import json

import pytest

from content import load
from skill.alexa.interaction_model import interaction_model
from skill.alexa.limits import SSML_CHARACTERS
from skill.timing import say_seconds
from tests.alexa.served import serve
from tests.alexa.virtual import Exchange, converse, require
from tests.channels.alexa import spoken

CONVERSATION = [
    (None, None),
    ("help", "AMAZON.HelpIntent"),
    ("box breathing for three minutes", "BreathingIntent"),
    ("start a check in", "StartCheckInIntent"),
    ("seven", "ScaleAnswerIntent"),
    ("a bit wobbly", "FeelingAnswerIntent"),
    ("carry on", "AMAZON.ResumeIntent"),
    ("close", None),
    ("some water", "NeedAnswerIntent"),
    ("no", "AMAZON.NoIntent"),
    ("feedback session", "PartnerFeedbackIntent"),
    ("yes", "AMAZON.YesIntent"),
    ("yes", "AMAZON.YesIntent"),
    ("next", "AMAZON.NextIntent"),
    ("stop", "AMAZON.StopIntent"),
]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    require()
    model = tmp_path_factory.mktemp("model") / "en-US.json"
    model.write_text(json.dumps(interaction_model(load("en-US"), "en-US")), encoding="utf-8")
    with serve() as served:
        [conversation] = converse(served.port, model, "en-US", [[said for said, _ in CONVERSATION]])
    return conversation


def words(exchange: Exchange) -> str:
    return " ".join(item for item in spoken(exchange.ssml) if isinstance(item, str))


def test_every_utterance_is_matched_to_its_intent(held: list[Exchange]) -> None:
    for exchange, (said, intent) in zip(held, CONVERSATION, strict=True):
        assert intent in (None, exchange.intent), said


def test_the_session_stays_open_until_stop(held: list[Exchange]) -> None:
    assert [exchange.ended for exchange in held] == [False] * (len(held) - 1) + [True]
    assert all(exchange.reprompt for exchange in held[:-1])
    assert not held[-1].reprompt


def test_the_speech_is_right_by_an_independent_check_and_by_our_limits(
    held: list[Exchange],
) -> None:
    for exchange in held:
        assert exchange.findings == ()
        assert 0 < len(exchange.ssml) < SSML_CHARACTERS
        assert words(exchange)


def test_box_breathing_is_three_minutes_of_it(held: list[Exchange]) -> None:
    breathing = held[2]
    assert words(breathing).startswith("Three minutes of box breathing.")
    seconds = sum(
        say_seconds(item) if isinstance(item, str) else item for item in spoken(breathing.ssml)
    )
    assert 175 < seconds < 200  # three minutes and the closing question


def test_the_check_in_goes_through_all_its_questions_to_its_closing(held: list[Exchange]) -> None:
    checkin = load("en-US").checkins["solo"]
    asked = [words(exchange) for exchange in held[3:9]]
    for question, heard in zip(checkin.questions, asked, strict=False):
        assert any(text in heard for text in question.ask)
    assert any(text in asked[-1] for text in checkin.closing)


def test_feedback_asks_both_and_gives_the_turns(held: list[Exchange]) -> None:
    feedback = load("en-US").feedback["loved-change-need"]
    assert feedback.gate.first in words(held[10])
    assert feedback.gate.second in words(held[11])
    assert feedback.prompts[0].first in words(held[12])
    assert feedback.prompts[0].second in words(held[13])
