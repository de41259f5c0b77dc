"""Broken requests: never a 5xx, never a fault of ours, never content in the log.

Five thousand of them in every run; AFTERCARE_FUZZ=50000 for as many as one likes.
"""

import json
import logging
import os
from typing import Any

import pytest

from content import load
from skill.alexa.app import create_app
from skill.alexa.limits import RESPONSE_BYTES, SSML_CHARACTERS
from skill.dialogue import Dialogue
from tests.alexa.fuzz import SECRET, Fuzzer
from tests.alexa.requests import envelope, intent, launch, slot

COUNT = int(os.environ.get("AFTERCARE_FUZZ", "5000"))


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


def seeds(dialogue: Dialogue) -> list[dict[str, Any]]:
    """Every intent with filled slots, and every kind of request, in sessions of ours."""
    catalog = dialogue.catalog
    requests = [
        launch(),
        launch(type="SessionEndedRequest", reason="ERROR", error={"type": "INVALID_RESPONSE"}),
        launch(type="SessionResumedRequest", cause={"type": "ConnectionCompleted"}),
        launch(type="System.ExceptionEncountered", error={"type": "x", "message": SECRET}),
        launch(type="Alexa.Presentation.APL.UserEvent", arguments=["pause"], token="t"),  # noqa: S106 - no password
        launch(type="Connections.Response", name="AskFor", payload={"status": "ACCEPTED"}),
        {**intent("BreathingIntent"), "type": "CanFulfillIntentRequest"},
        launch(type="AlexaSkillEvent.SkillDisabled"),
        launch(type="AudioPlayer.PlaybackStarted", token="t"),  # noqa: S106 - no password
    ]
    for name, contract in catalog.intents.items():
        slots = {}
        for key, kind in contract.slots.items():
            values = catalog.lists[kind].values if kind in catalog.lists else ()
            slots[key] = slot(key, values[0].says[0], values[0].id) if values else slot(key, "3")
        requests.append(intent(name, slots))
    client = create_app(dialogue, dev=True, choose=lambda: 0).test_client()
    sessions: list[Any] = [None]
    for request in requests:
        answer = json.loads(client.post("/alexa", data=json.dumps(envelope(request))).data)
        if answer.get("sessionAttributes"):
            sessions.append(answer["sessionAttributes"])
    return [
        envelope(request, session={"new": False, "attributes": sessions[i * 7 % len(sessions)]})
        for i, request in enumerate(requests * 4)
    ]


def test_broken_requests(dialogue: Dialogue, caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(dialogue, dev=True).test_client()
    fuzzer = Fuzzer(seeds(dialogue), seed=20260110)
    statuses: dict[int, int] = {}
    with caplog.at_level(logging.DEBUG):
        for number, body in enumerate(fuzzer.bodies(COUNT)):
            answer = client.post("/alexa", data=body)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code in (200, 400), number
            assert not caplog.records, (number, caplog.text)
            if answer.status_code == 200:
                check(answer.data, number)
    assert statuses[200] > COUNT * 0.8
    assert statuses[400] > COUNT * 0.02


def check(body: bytes, number: int) -> None:
    """The response is one that Alexa takes."""
    assert len(body) <= RESPONSE_BYTES, number
    response = json.loads(body)["response"]
    speech = response.get("outputSpeech", {}).get("ssml", "")
    assert len(speech) < SSML_CHARACTERS, number
