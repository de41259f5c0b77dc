"""Broken requests: never a 5xx, never a fault of ours, never content in the log.

Five thousand of them in every run; AFTERCARE_FUZZ=50000 for as many as one likes.
"""

import itertools
import json
import logging
import os
import re
from typing import Any

import pytest
from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse
from flask import Flask

from content import load
from skill.alexa.app import create_app
from skill.alexa.limits import RESPONSE_BYTES, SSML_CHARACTERS
from skill.alexa.reminders import AlexaReminders
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
        launch(
            type="Alexa.Presentation.APL.UserEvent",
            token="screen-choices",  # noqa: S106 - no password
            arguments=["BreathingIntent", {"technique": ["box", "box-breathing"]}],
        ),
        launch(
            type="Alexa.Presentation.APL.RuntimeError",
            token="screen-pacer",  # noqa: S106 - no password
            errors=[{"type": "LIST_ERROR", "reason": "INTERNAL_ERROR", "message": "m"}],
        ),
        launch(type="Connections.Response", name="AskFor", payload={"status": "ACCEPTED"}),
        *(answered(status) for status in ("ACCEPTED", "DENIED", "NOT_ANSWERED")),
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
    client = service(dialogue).test_client()
    sessions: list[Any] = [None]
    reminding = None
    for request in requests:
        answer = json.loads(client.post("/alexa", data=json.dumps(envelope(request))).data)
        if answer.get("sessionAttributes"):
            sessions.append(answer["sessionAttributes"])
            if request.get("intent", {}).get("name") == "SetReminderIntent":
                reminding = answer["sessionAttributes"]
    assert reminding is not None
    asked = envelope(intent("AMAZON.YesIntent"), session={"new": False, "attributes": reminding})
    return [
        *(
            envelope(request, session={"new": False, "attributes": sessions[i * 7 % len(sessions)]})
            for i, request in enumerate(requests * 4)
        ),
        *[asked] * 8,
    ]


def answered(status: str) -> dict[str, Any]:
    """What Alexa tells after it has asked for leave to set reminders."""
    return launch(
        type="Connections.Response", name="AskFor", status={"code": "200", "message": SECRET},
        payload={"status": status}, token="remind tomorrow",  # noqa: S106 - no password
    )  # fmt: skip


class Whims(ApiClient):
    """Alexa's services on every kind of day; nothing leaves this process."""

    def __init__(self) -> None:
        bodies = ('"Europe/London"', f'{{"code": "{SECRET}"}}', SECRET, "", "null", "[]", "7")
        self._answers = itertools.cycle(
            itertools.product((200, 200, 201, 401, 403, 429, 500), bodies)
        )

    def invoke(self, _request: ApiClientRequest) -> ApiClientResponse:
        status, body = next(self._answers)
        if status == 429:
            raise ApiClientException(SECRET)
        return ApiClientResponse(headers=[], status_code=status, body=body)


def service(dialogue: Dialogue) -> Flask:
    reminders = AlexaReminders(dialogue.catalog.reminders, Whims())
    return create_app(dialogue, dev=True, choose=lambda: 0, errands=reminders)


OURS = re.compile(
    r"no reminder was set: (the time zone is not to be had|the service answered \d+)"
    r"|a screen could not show (a document|[a-z]+)"
)
"""All that the log may say."""


def test_broken_requests(dialogue: Dialogue, caplog: pytest.LogCaptureFixture) -> None:
    client = service(dialogue).test_client()
    fuzzer = Fuzzer(seeds(dialogue), seed=20260110)
    statuses: dict[int, int] = {}
    told = 0
    with caplog.at_level(logging.DEBUG):
        for number, body in enumerate(fuzzer.bodies(COUNT)):
            answer = client.post("/alexa", data=body)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code in (200, 400), number
            for record in caplog.records:
                assert OURS.fullmatch(record.getMessage()), (number, caplog.text)
                assert record.exc_info is None
            told += len(caplog.records)
            caplog.clear()
            if answer.status_code == 200:
                check(answer.data, number)
    assert statuses[200] > COUNT * 0.8
    assert statuses[400] > COUNT * 0.02
    assert told > COUNT * 0.001  # errands were tried


def check(body: bytes, number: int) -> None:
    """The response is one that Alexa takes."""
    assert len(body) <= RESPONSE_BYTES, number
    response = json.loads(body)["response"]
    speech = response.get("outputSpeech", {}).get("ssml", "")
    assert len(speech) < SSML_CHARACTERS, number
