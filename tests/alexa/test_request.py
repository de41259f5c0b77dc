from datetime import UTC, datetime
from typing import Any

import pytest

from skill.alexa.request import (
    Asked,
    Disabled,
    Ended,
    Incoming,
    Noticed,
    Probed,
    incoming,
    user_id,
)
from skill.turn import SlotValue, Turn
from tests.alexa.fakes import catalog
from tests.alexa.requests import envelope, intent, launch, slot


def read(request: dict[str, Any], **changes: Any) -> Incoming:  # noqa: ANN401 - any JSON
    return incoming(envelope(request, **changes), catalog(), 3)


def turn(request: dict[str, Any]) -> Turn:
    found = read(request)
    assert isinstance(found, Asked)
    return found.turn


def test_a_launch() -> None:
    assert read(launch()) == Asked(
        Turn("launch", variant=3), datetime(2026, 1, 10, 21, tzinfo=UTC), {"v": 1}
    )


def test_an_intent_with_slots() -> None:
    slots = {
        "technique": slot("technique", "the square one", "box-breathing", "paced-breathing"),
        "minutes": slot("minutes", "3"),
        "unknown": slot("unknown", "words"),
        "empty": slot("empty", None),
        "misheard": slot("misheard", "?"),
    }
    assert turn(intent("BreathingIntent", slots)) == Turn(
        "intent",
        intent="BreathingIntent",
        slots={
            "technique": SlotValue("the square one", "box-breathing"),
            "minutes": SlotValue("3", 3),
            "unknown": SlotValue("words"),
        },
        variant=3,
    )


@pytest.mark.parametrize(
    ("filled", "value"),
    [
        (slot("minutes", "3"), 3),
        (slot("minutes", "three"), 3),
        (slot("minutes", "soon"), None),
        (slot("minutes", "٣"), None),
        (slot("minutes", "9" * 400), None),
        (slot("technique", "Square Breathing"), "box-breathing"),
        (slot("technique", "box-breathing", code="ER_SUCCESS_NO_MATCH"), "box-breathing"),
        (slot("technique", "something", code="ER_SUCCESS_NO_MATCH"), None),
        (slot("technique", "something", "x", code="ER_ERROR_TIMEOUT"), None),
        (slot("technique", "something", "x", code="ER_TOMORROW"), None),
    ],
)
def test_slot_values(filled: dict[str, Any], value: str | int | None) -> None:
    found = turn(intent("BreathingIntent", {filled["name"]: filled})).slots[filled["name"]]
    assert found == SlotValue(filled["value"], value)


@pytest.mark.parametrize("request_", [intent("AMAZON.FallbackIntent"), intent("")])
def test_no_intent_is_no_match(request_: dict[str, Any]) -> None:
    assert turn(request_).kind == "no_match"
    assert turn({**request_, "intent": None}).kind == "no_match"


@pytest.mark.parametrize(
    ("sent", "used"),
    [("en-GB", "en-GB"), ("fr-CA", "fr-CA"), ("en", "en-US"), (7, "en-US"), ("../x", "en-US")],
)
def test_locales(sent: object, used: str) -> None:
    assert turn(launch(locale=sent)).locale == used


def test_a_session_that_ended() -> None:
    ended = launch(type="SessionEndedRequest", reason="USER_INITIATED")
    assert read(ended) == Ended("en-US", datetime(2026, 1, 10, 21, tzinfo=UTC), {"v": 1})


def test_a_probe_names_every_slot_that_was_filled() -> None:
    slots = {
        "technique": slot("technique", "box", "box-breathing"),
        "minutes": slot("minutes", "?"),
        "empty": slot("empty", None),
    }
    probe = {**intent("BreathingIntent", slots), "type": "CanFulfillIntentRequest"}
    found = read(probe)
    assert isinstance(found, Probed)
    assert found.turn.slots == {"technique": SlotValue("box", "box-breathing")}
    assert found.asked_slots == ("technique", "minutes")


def test_a_disabled_skill() -> None:
    assert read(launch(type="AlexaSkillEvent.SkillDisabled")) == Disabled()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "amzn1.ask.account.TEST"),
        ({"context": None}, "amzn1.ask.account.TEST"),
        ({"session": None}, "amzn1.ask.account.TEST"),
        ({"session": None, "context": None}, None),
        ({"session": {"user": {"userId": 7}}, "context": {"System": {"user": []}}}, None),
    ],
)
def test_whose_account_it_is(changes: dict[str, Any], expected: str | None) -> None:
    assert user_id(envelope(launch(), **changes)) == expected


@pytest.mark.parametrize("kind", ["AudioPlayer.PlaybackStarted", "Alexa.Tomorrow", None, 7, {}])
def test_anything_else_is_noticed_and_the_session_kept(kind: object) -> None:
    assert read(launch(type=kind)) == Noticed({"v": 1})


def test_requests_outside_a_session() -> None:
    assert read(launch(), session=None) == Asked(
        Turn("launch", variant=3), datetime(2026, 1, 10, 21, tzinfo=UTC), None
    )
    assert read(launch(), context=None, session=[]) == read(launch(), session=None)


BROKEN_SLOTS: list[Any] = [
    None,
    [],
    {"technique": None},
    {"technique": "box"},
    {"technique": {"value": 7}},
    {"technique": {"value": "box", "resolutions": 3}},
    {"technique": {"value": "box", "resolutions": {"resolutionsPerAuthority": [None, 3, {}]}}},
    {
        "technique": {
            "value": "box",
            "resolutions": {
                "resolutionsPerAuthority": [
                    {"status": {"code": "ER_SUCCESS_MATCH"}, "values": [None, {}, {"value": {}}]}
                ]
            },
        }
    },
]


@pytest.mark.parametrize("slots", BROKEN_SLOTS)
def test_broken_slots_are_left_out(slots: object) -> None:
    request = intent("BreathingIntent")
    request["intent"]["slots"] = slots
    values = [found.value for found in turn(request).slots.values()]
    assert values in ([], [None])
