"""What is understood, with and without an expectation; no model is needed for these."""

import pytest

from content.schema import Catalog
from skill.turn import Expectation, Request, SlotValue
from skill.understanding import NotRecognized, Recognized, Unsure
from skill.understanding.matcher import Understanding
from skill.understanding.turns import to_turn

NOTHING = ["and", "the", "to the", "uh", "um and the", "or so", "", "...", "i"]
STOP_OR_YES = Expectation(("AMAZON.StopIntent", "AMAZON.YesIntent"))
STRANGE = ["x" * 5000, "stop " * 3000, "\x00\ud83d\ude00", "{script}", "'''"]


def values(request: Request) -> dict[str, object]:
    return {name: slot.value for name, slot in request.slots.items()}


def accepted(understanding: Understanding, text: str, *expected: str) -> Request:
    outcome = understanding.recognize(text, Expectation(expected) if expected else None)
    assert isinstance(outcome, Recognized), f"{text!r}: {outcome}"
    return outcome.request


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Start box breathing for three minutes.", "BreathingIntent",
         {"technique": "box-breathing", "minutes": 3}),
        ("box breathing for 3 minutes", "BreathingIntent",
         {"technique": "box-breathing", "minutes": 3}),
        ("Four, seven, eight for 5 minutes", "BreathingIntent",
         {"technique": "four-seven-eight", "minutes": 5}),
        ("The stars one for eight minutes, please", "StartWindDownIntent",
         {"script": "starlight", "minutes": 8}),
        ("5-4-3-2-1", "GroundingIntent", {}),
        ("um could you stop please", "AMAZON.StopIntent", {}),
        ("in for five out for eight", "BreathPatternIntent", {"inhale": 5, "exhale": 8}),
        ("in for 4, hold for 4, out for 6", "BreathPatternIntent",
         {"inhale": 4, "hold": 4, "exhale": 6}),
        ("check in with both of us", "StartCheckInIntent", {"who": "partner"}),
        ("give us five minutes", "SettleInIntent", {"minutes": 5}),
        ("turn you never hold me into something kinder", "IStatementIntent",
         {"complaint": "you never hold me"}),
        ("help me say I need a bit of reassurance", "IStatementIntent", {"need": "reassurance"}),
        ("what is after care", "FaqIntent", {"topic": "aftercare"}),
        ("what happens without aftercare", "FaqIntent",
         {"topic": "aftercare", "angle": "without it"}),
        ("remind me in twenty minutes", "SetReminderIntent", {"when": "twenty minutes"}),
        ("read me the weather", "QuickExitIntent", {}),
        ("the rainy one", "StartWindDownIntent", {"script": "rain"}),
        ("box breathing for about a quarter of an hour", "BreathingIntent",
         {"technique": "box-breathing", "minutes": 15}),
        ("help me say I need to be held", "IStatementIntent", {"need": "to be held"}),
        ("turn you don't listen into something kinder", "IStatementIntent",
         {"complaint": "you don't listen"}),
    ],
)  # fmt: skip
def test_a_request_is_understood_with_its_slots(
    plain: Understanding, text: str, intent: str, slots: dict[str, object]
) -> None:
    request = accepted(plain, text)
    assert (request.intent, values(request)) == (intent, slots)


@pytest.mark.parametrize(
    ("text", "asked", "value"),
    [
        ("I'd say about a seven out of ten", "ScaleAnswerIntent", 7),
        ("ate", "ScaleAnswerIntent", 8),
        ("three, wait I mean four", "ScaleAnswerIntent", 4),
        ("0", "ScaleAnswerIntent", 0),
        ("ten out of ten", "ScaleAnswerIntent", 10),
        ("kind of wobbly, I guess", "FeelingAnswerIntent", "shaky"),
        ("not great, I feel low", "FeelingAnswerIntent", "sad"),
        ("some water please", "NeedAnswerIntent", "water"),
        ("I'm hungry", "NeedAnswerIntent", "food"),
        ("a bit of space", "NeedAnswerIntent", "space"),
        ("a bit of space", "ConnectionAnswerIntent", "space"),
        ("let's wind down", "EaseAnswerIntent", "wind-down"),
        ("my partner's turn", "TurnIntent", "partner"),
        ("I'm chilly, something warm", "NeedAnswerIntent", "warmth"),
        ("twelve, I suppose", "StartWindDownIntent", 12),
        ("just one minute", "BreathingIntent", 1),
        ("one", "BreathingIntent", 1),
        ("7/10", "ScaleAnswerIntent", 7),
        ("he should go first", "TurnIntent", "partner"),
        ("a little distant from her", "ConnectionAnswerIntent", "space"),
        ("I'm a bit cold", "NeedAnswerIntent", "warmth"),
    ],
)
def test_an_answer_is_read_by_the_question_that_was_asked(
    plain: Understanding, text: str, asked: str, value: object
) -> None:
    request = accepted(plain, text, asked)
    assert request.intent == asked
    assert list(values(request).values()) == [value]


def test_two_numbers_are_asked_about(plain: Understanding) -> None:
    outcome = plain.recognize("six or seven", Expectation(("ScaleAnswerIntent",)))
    assert isinstance(outcome, Unsure)
    assert [values(request) for request in outcome.candidates] == [{"number": 6}, {"number": 7}]


def test_a_function_word_that_sounds_like_a_number_is_asked_about(plain: Understanding) -> None:
    outcome = plain.recognize("to", Expectation(("ScaleAnswerIntent",)))
    assert isinstance(outcome, Unsure)


def test_a_function_word_that_names_a_person_is_asked_about(plain: Understanding) -> None:
    asked = plain.recognize("her", Expectation(("TurnIntent",)))
    assert isinstance(asked, Unsure)
    assert values(asked.candidates[0]) == {"turn": "partner"}
    other = plain.recognize("her", Expectation(("ScaleAnswerIntent", "TurnIntent")))
    assert isinstance(other, NotRecognized)


@pytest.mark.parametrize(
    ("intent", "text", "slots"),
    [
        ("AftercareIdeasIntent", "ideas for couples with adhd", {"context": "neurodivergent"}),
        ("SetReminderIntent", "nudge me in half an hour", {"when": "half an hour"}),
        ("SetPreferenceIntent", "speak more quickly", {"preference": "speed"}),
        (
            "SetPreferenceIntent",
            "all sessions five minutes by default",
            {"preference": "length", "minutes": 5},
        ),
        ("TurnIntent", "now he begins", {"turn": "partner"}),
        ("BreathingIntent", "do the four seven eight one", {"technique": "four-seven-eight"}),
    ],
)
def test_slots_are_found_where_the_intent_is_known(
    plain: Understanding, intent: str, text: str, slots: dict[str, object]
) -> None:
    assert values(plain.request(intent, text)) == slots


def test_beginning_and_end_of_different_samples_frame_free_words(plain: Understanding) -> None:
    text = "so how would I phrase I think you left too soon without blame"
    request = plain.request("IStatementIntent", text)
    assert values(request)["complaint"] == "i think you left too soon"


class Sure:
    """A model that is this sure of what it hears."""

    def __init__(self, catalog: Catalog, **odds: float) -> None:
        self._odds = dict.fromkeys(catalog.intents, 0.0) | odds | {"": 1 - sum(odds.values())}

    def probabilities(self, _text: str) -> dict[str, float]:
        return self._odds


@pytest.mark.parametrize(
    ("text", "odds", "decision"),
    [
        ("like a wobbly tower", 0.8, Recognized),
        ("like a tower that somebody built", 0.8, Unsure),
        ("like a wobbly tower", 0.4, Unsure),
        ("like a wobbly tower", 0.1, NotRecognized),
    ],
)  # fmt: skip
def test_own_words_answer_a_question_the_less_they_sound_like_others(
    catalog: Catalog, text: str, odds: float, decision: type
) -> None:
    understanding = Understanding(
        catalog, Sure(catalog, FeelingAnswerIntent=odds / 2, NeedAnswerIntent=odds / 2.5)
    )
    outcome = understanding.recognize(text, Expectation(("FeelingAnswerIntent",)))
    assert isinstance(outcome, decision), outcome


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("expecting", [None, STOP_OR_YES])
def test_function_words_never_act(
    plain: Understanding, text: str, expecting: Expectation | None
) -> None:
    assert isinstance(plain.recognize(text, expecting), NotRecognized)


@pytest.mark.parametrize("text", ["forget everything", "delete my data", "please erase all of it"])
def test_deleting_is_asked_about_every_time(plain: Understanding, text: str) -> None:
    outcome = plain.recognize(text, Expectation(("DeleteDataIntent",)))
    assert isinstance(outcome, Unsure)
    assert outcome.candidates[0].intent == "DeleteDataIntent"


@pytest.mark.parametrize(
    "text", ["stop", "please stop", "pause", "cancel", "stop it now", "hold on", "never mind"]
)
@pytest.mark.parametrize("asked", ["", "FeelingAnswerIntent", "AMAZON.YesIntent"])
def test_short_commands_act_at_once_wherever_they_are_said(
    plain: Understanding, catalog: Catalog, text: str, asked: str
) -> None:
    expecting = Expectation((asked,), open_answer=True) if asked else None
    outcome = plain.recognize(text, expecting)
    assert isinstance(outcome, Recognized)
    assert catalog.intents[outcome.request.intent].short


def test_own_words_are_an_answer_where_they_are_welcome(plain: Understanding) -> None:
    said = "like a boat that found its harbour"
    outcome = plain.recognize(said, Expectation(("FeelingAnswerIntent",), open_answer=True))
    assert isinstance(outcome, Recognized)
    assert outcome.request == Request("FeelingAnswerIntent", {"feeling": SlotValue(said)})
    closed = plain.recognize(said, Expectation(("ScaleAnswerIntent",)))
    assert isinstance(closed, NotRecognized)


def test_an_answer_means_nothing_where_nothing_was_asked(plain: Understanding) -> None:
    assert isinstance(plain.recognize("i'm hungry"), NotRecognized)


def test_outcomes_become_turns(plain: Understanding) -> None:
    text = "the ocean one"
    turn = to_turn(plain.recognize(text), text, "en-US", variant=2)
    assert (turn.kind, turn.intent, turn.text, turn.variant) == (
        "intent", "StartWindDownIntent", text, 2,
    )  # fmt: skip
    asked = to_turn(plain.recognize("forget everything"), "forget everything", "en-US")
    assert (asked.kind, asked.candidates[0].intent) == ("no_match", "DeleteDataIntent")
    missed = to_turn(plain.recognize("pass the salt"), "pass the salt", "en-US")
    assert (missed.kind, missed.candidates) == ("no_match", ())


@pytest.mark.parametrize("text", STRANGE)
def test_strange_input_is_survived(plain: Understanding, text: str) -> None:
    plain.recognize(text)
    plain.recognize(text, Expectation(("FeelingAnswerIntent",), open_answer=True))
