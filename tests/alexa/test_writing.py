"""Responses as they are sent: what is quick about writing them changes nothing."""

import json
from typing import Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import ResponseEnvelope

from skill.alexa.writing import Fragment, write
from skill.state import to_json
from skill.turn import Position, State
from tests.alexa.requests import intent, launch, slot
from tests.alexa.shows import Show
from tests.core.test_dialogue import IDS, POSITIONS

SDK = DefaultSerializer()


@pytest.mark.parametrize("last", ["help", "half a pair \ud800"])
@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
def test_a_state_is_written_as_its_json(position: Position, last: str) -> None:
    state = State(position, minutes=5, last=last)
    plain = json.dumps({"state": to_json(state)}, ensure_ascii=False, separators=(",", ":"))
    assert write({"state": state}).decode() == plain.replace("\ud800", "?")


@pytest.mark.parametrize("text", ["as it is", "half a pair \ud800"])
def test_a_fragment_is_written_as_what_it_stands_for(text: str) -> None:
    answer = {"said": text, "document": Fragment({"a": [1, None], "b": "\u2019"})}
    assert json.loads(write(answer)) == {
        "said": text.replace("\ud800", "?"),
        "document": {"a": [1, None], "b": "\u2019"},
    }


REQUESTS: list[dict[str, Any]] = [
    launch(),
    launch(type="SessionEndedRequest", reason="USER_INITIATED"),
    launch(type="Alexa.Presentation.APL.UserEvent", arguments=["AMAZON.YesIntent", {}]),
    {
        **intent("BreathingIntent", {"minutes": slot("minutes", "?")}),
        "type": "CanFulfillIntentRequest",
    },
    *(
        intent(name)
        for name in (
            "AMAZON.YesIntent",
            "AMAZON.StopIntent",
            "AMAZON.FallbackIntent",
            "BreathingIntent",
            "UrgentHelpIntent",
            "FaqIntent",
        )
    ),
]


@pytest.mark.parametrize("position", POSITIONS, ids=IDS)
def test_a_response_is_one_that_the_sdk_itself_would_write(position: Position) -> None:
    show = Show()
    for request in REQUESTS:
        show.attributes = {"v": 1, "state": to_json(State(position))}
        show.ask(request)
        read = SDK.deserialize(json.dumps(show.answer), ResponseEnvelope)
        assert SDK.serialize(read) == show.answer, request["type"]
