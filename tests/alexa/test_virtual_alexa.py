"""A client we did not write holds conversations with `aftercare serve --dev`."""

import json
from pathlib import Path

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


# One for each thing a person may want, and what they might say next. The service's own limits are
# checked on every response; so is its SSML, by a checker we did not write.
MORE: list[list[tuple[str | None, str | None]]] = [
    [
        ("box breathing", "BreathingIntent"),
        ("pause", "AMAZON.PauseIntent"),
        ("resume", "AMAZON.ResumeIntent"),
        ("next", "AMAZON.NextIntent"),
    ],
    [
        ("breathing exercise", "BreathingIntent"),
        ("slower", "SlowerIntent"),
        ("faster", "FasterIntent"),
    ],
    [(None, None), ("body scan", "BodyScanIntent"), ("repeat", "AMAZON.RepeatIntent")],
    [("muscle relaxation", "MuscleRelaxationIntent"), ("start over", "AMAZON.StartOverIntent")],
    [("grounding", "GroundingIntent"), ("previous", "AMAZON.PreviousIntent")],
    [
        ("start a wind down", "StartWindDownIntent"),
        ("longer", "LongerIntent"),
        ("shorter", "ShorterIntent"),
    ],
    [("play the ocean one for five minutes", "StartWindDownIntent"), ("whisper", "WhisperIntent")],
    [
        ("play rain", "StartWindDownIntent"),
        ("quieter", "QuieterIntent"),
        ("louder", "LouderIntent"),
    ],
    [("say something kind", "AffirmationIntent"), ("more", "MoreIntent")],
    [
        ("start a check in", "StartCheckInIntent"),
        ("three", "ScaleAnswerIntent"),
        ("next", "AMAZON.NextIntent"),
        ("no", "AMAZON.NoIntent"),
    ],
    [("feedback session", "PartnerFeedbackIntent"), ("no", "AMAZON.NoIntent")],
    [("my turn", "TurnIntent")],
    [("rewrite you never hold me", "IStatementIntent"), ("yes", "AMAZON.YesIntent")],
    [("how do i bring it up", "HowToAskIntent"), ("next", "AMAZON.NextIntent")],
    [
        ("aftercare ideas", "AftercareIdeasIntent"),
        ("ideas for long distance", "AftercareIdeasIntent"),
    ],
    [("why do i feel sad after sex", "PostSexBluesIntent"), ("yes", "AMAZON.YesIntent")],
    [("what is sub drop", "FaqIntent"), ("no", "AMAZON.NoIntent")],
    [("what helps with soreness", "PhysicalRecoveryIntent")],
    [("is this private", "PrivacyIntent"), ("who are you", "WhoAreYouIntent")],
    [("set a reminder", "SetReminderIntent")],
    [("forget everything", "DeleteDataIntent"), ("no", "AMAZON.NoIntent")],
    [("how did i feel last time", "RecallLastIntent")],
    [("no holds", "NoHoldsIntent"), ("at my own pace", "OwnPaceIntent")],
    [("breathe in for four out for six", "BreathPatternIntent")],
    [("i don't feel safe", "UrgentHelpIntent"), ("repeat", "AMAZON.RepeatIntent")],
    [("my chest hurts", "UrgentHelpIntent"), ("yes", "AMAZON.YesIntent")],
    [("wait five minute", "SettleInIntent"), ("resume", "AMAZON.ResumeIntent")],
    [("read me the weather", "QuickExitIntent")],
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require()
    file = tmp_path_factory.mktemp("model") / "en-US.json"
    made = interaction_model(load("en-US"), "en-US")
    file.write_text(json.dumps(made), encoding="utf-8")
    return file


def test_many_short_conversations(model: Path) -> None:
    with serve() as served:
        held = converse(served.port, model, "en-US", [[said for said, _ in c] for c in MORE])
    for conversation, expected in zip(held, MORE, strict=True):
        for exchange, (said, intent) in zip(conversation, expected, strict=True):
            assert exchange.intent == intent, said
            assert exchange.findings == (), said
            assert len(exchange.ssml) < SSML_CHARACTERS, said
            assert exchange.ssml, said
            assert exchange.ended or exchange.reprompt, said


@pytest.fixture(scope="module")
def held(model: Path) -> list[Exchange]:
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
