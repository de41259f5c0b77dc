import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_core.utils import (
    get_api_access_token,
    get_device_id,
    get_intent_name,
    get_locale,
    get_request_type,
    get_simple_slot_values,
    get_slot_value_v2,
    get_supported_interfaces,
    is_intent_name,
    is_new_session,
)
from ask_sdk_model import IntentRequest, Request, RequestEnvelope, Response, ResponseEnvelope
from ask_sdk_model.interfaces.viewport import ViewportState
from ask_sdk_model.ui import Reprompt, SsmlOutputSpeech

from skill.alexa.serializer import TolerantSerializer, moment, ready, shown
from tests.alexa.requests import envelope, intent, launch, slot

OURS, THEIRS = TolerantSerializer(), DefaultSerializer()
BREATHING = intent("BreathingIntent", {"technique": slot("technique", "box", "box-breathing")})


def ours(data: dict[str, Any]) -> Any:  # noqa: ANN401 - the SDK's models
    return OURS.deserialize(json.dumps(data), RequestEnvelope)


@pytest.mark.parametrize(
    "request_",
    [
        launch(),
        BREATHING,
        {**launch(), "type": "SessionEndedRequest", "reason": "USER_INITIATED"},
        {**launch(), "type": "System.ExceptionEncountered", "cause": {"requestId": "r"}},
        {**launch(), "type": "AlexaSkillEvent.SkillDisabled"},
    ],
    ids=lambda request: str(request["type"]),
)
def test_a_request_of_today_reads_as_with_the_default_serializer(request_: dict[str, Any]) -> None:
    data = envelope(request_)
    theirs = THEIRS.deserialize(json.dumps(data), RequestEnvelope)
    assert type(ours(data).request).__name__ == type(theirs.request).__name__
    assert isinstance(ours(data).request, type(theirs.request))
    assert OURS.serialize(ours(data)) == THEIRS.serialize(theirs)
    assert ours(data).to_dict() == theirs.to_dict()


def test_the_sdks_own_helpers_work_on_it() -> None:
    handler_input = HandlerInput(request_envelope=ours(envelope(BREATHING)))
    assert get_request_type(handler_input) == "IntentRequest"
    assert get_intent_name(handler_input) == "BreathingIntent"
    assert is_intent_name("BreathingIntent")(handler_input)
    assert get_locale(handler_input) == "en-US"
    assert get_api_access_token(handler_input) == "token"
    assert get_device_id(handler_input) == "amzn1.ask.device.TEST"
    assert not is_new_session(handler_input)
    assert get_supported_interfaces(handler_input).alexa_presentation_apl is not None
    value = get_slot_value_v2(handler_input, "technique")
    assert value is not None
    assert [simple.value for simple in get_simple_slot_values(value) or ()] == ["box"]


TOMORROW: list[tuple[str, dict[str, Any]]] = [
    ("request type", envelope(launch(type="Alexa.Tomorrow"))),
    ("no request type", envelope({"requestId": "r"})),
    ("dialog state", envelope({**BREATHING, "dialogState": "TOMORROW"})),
    (
        "entity resolution status",
        envelope(intent("BreathingIntent", {"technique": slot("technique", "b", code="ER_NEW")})),
    ),
    ("timestamp in seconds", envelope(launch(timestamp=1768078800))),
    ("timestamp in milliseconds", envelope(launch(timestamp=1768078800000))),
    ("session-end reason", envelope(launch(type="SessionEndedRequest", reason="TOMORROW"))),
    (
        "player activity",
        envelope(launch(), context={"AudioPlayer": {"playerActivity": "TOMORROW"}}),
    ),
    (
        "viewport type",
        envelope(launch(), context={"Viewports": [{"type": "HOLOGRAM", "id": "x"}]}),
    ),
    (
        "slot value type",
        envelope(
            intent("X", {"s": {"name": "s", "value": "v", "slotValue": {"type": "Map", "x": 1}}})
        ),
    ),
    ("wrong types", envelope({**BREATHING, "intent": [1], "locale": 7, "timestamp": []})),
    ("no session", envelope(launch(), session=None)),
    ("extra keys", envelope({**launch(), "self": 1, "__class__": "x", "deserialized_types": 3})),
]


@pytest.mark.parametrize(("name", "data"), TOMORROW, ids=[name for name, _ in TOMORROW])
def test_tomorrows_requests_are_read_without_raising(name: str, data: dict[str, Any]) -> None:
    read = ours(data)
    assert isinstance(read.request, Request), name
    OURS.serialize(read)


def test_what_is_not_known_stays_what_it_was() -> None:
    assert ours(envelope(launch(type="Alexa.Tomorrow"))).request.object_type == "Alexa.Tomorrow"
    read = ours(envelope({**BREATHING, "dialogState": "TOMORROW"})).request
    assert isinstance(read, IntentRequest)
    assert read.dialog_state == "TOMORROW"
    assert read.intent is not None


def test_the_default_serializer_raises_on_them() -> None:
    data = json.dumps(envelope({**BREATHING, "dialogState": "TOMORROW"}))
    with pytest.raises(SerializationException):
        THEIRS.deserialize(data, RequestEnvelope)


@pytest.mark.parametrize("text", ["", "{", "\x00", "[" * 100_000, '{"a": NaN}'])
def test_what_is_not_json_is_an_error_without_its_text(text: str) -> None:
    with pytest.raises(SerializationException, match=r"^not JSON$"):
        OURS.deserialize(text, RequestEnvelope)


def test_session_attributes_survive_the_sdks_defensive_copy() -> None:
    attributes = ours(envelope(launch())).session.attributes
    assert copy.deepcopy(attributes) == {"v": 1}


def test_an_attribute_that_there_is_not_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError):
        _ = ours(envelope(launch())).request.tomorrow


def test_attributes_can_be_set_as_on_any_model() -> None:
    read = ours(envelope(launch()))
    read.request.locale = "en-GB"
    assert OURS.serialize(read)["request"]["locale"] == "en-GB"


def test_a_response_is_written_as_by_the_default_serializer() -> None:
    answer = ResponseEnvelope(
        version="1.0",
        session_attributes={"v": 1, "list": [1, 2.5, None, True]},
        response=Response(
            output_speech=SsmlOutputSpeech(ssml="<speak>Hi.</speak>"),
            reprompt=Reprompt(output_speech=SsmlOutputSpeech(ssml="<speak>Hm?</speak>")),
            should_end_session=False,
        ),
    )
    assert OURS.serialize(answer) == THEIRS.serialize(answer)


def test_a_ready_response_is_written_as_it_is_and_can_be_read_and_changed() -> None:
    data = {
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Hi.</speak>"},
        "shouldEndSession": False,
    }
    made = ready(data)
    assert isinstance(made, Response)
    assert OURS.serialize(made) == data
    assert made.output_speech is not None
    assert made.output_speech.object_type == "SSML"
    assert OURS.serialize(made) == data
    made.should_end_session = True
    assert OURS.serialize(made) == {**data, "shouldEndSession": True}


def test_a_view_gives_back_the_json_it_shows() -> None:
    data = envelope(launch())
    assert shown(ours(data)) == data


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-01-10T21:00:00Z", datetime(2026, 1, 10, 21, tzinfo=UTC)),
        ("2026-01-10T21:00:00", datetime(2026, 1, 10, 21, tzinfo=UTC)),
        ("2026-01-10T22:00:00+01:00", datetime(2026, 1, 10, 21, tzinfo=UTC)),
        (1768078800, datetime(2026, 1, 10, 21, tzinfo=UTC)),
        (1768078800000, datetime(2026, 1, 10, 21, tzinfo=UTC)),
        ("noon", None),
        (True, None),
        (1e300, None),
        (float("nan"), None),
        (None, None),
        ([], None),
    ],
)
def test_moments(value: object, expected: datetime | None) -> None:
    assert moment(value) == expected


def test_a_view_looks_like_its_model() -> None:
    viewport = ours(envelope(launch())).context.viewport
    assert isinstance(viewport, ViewportState)
    assert viewport.pixel_width == 1280
