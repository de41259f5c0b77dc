"""The service over a socket, with a dialogue of a few words."""

import importlib
import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.serving import make_server

from skill.alexa.app import create_app
from skill.alexa.limits import ONSET_SECONDS
from skill.alexa.packing import Handler
from skill.alexa.skill import ForeignRequestError, builder
from skill.alexa.wsgi import SkillIdMissingError
from skill.timing import say_seconds
from tests.alexa.fakes import GO_ON, Failing, Parts
from tests.alexa.requests import APPLICATION, envelope, intent, launch, slot
from tests.channels.alexa import heard, post

PART = say_seconds("part 0.") + 10


@contextmanager
def service(dialogue: Handler) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, create_app(dialogue, dev=True, choose=lambda: 0))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def send(port: int, data: object) -> dict[str, Any]:
    status, body = post(port, json.dumps(data).encode())
    assert status == 200
    answer: dict[str, Any] = json.loads(body)
    return answer


def at(second: float) -> str:
    return f"2026-01-10T21:{int(second // 60):02}:{second % 60:06.3f}Z"


def follow(port: int, before: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    session = {"new": False, "attributes": before["sessionAttributes"]}
    return send(port, envelope(request, session=session))


def test_a_response_keeps_the_session_open_only_when_it_asks() -> None:
    with service(Parts(2)) as port:
        answer = send(port, envelope(launch()))
    assert answer["version"] == "1.0"
    assert heard(answer).text == "part 0. [10s] part 1. [10s] The end?"
    assert answer["response"]["shouldEndSession"] is False
    assert "More?" in answer["response"]["reprompt"]["outputSpeech"]["ssml"]


def test_pausing_in_the_middle_of_a_long_response_and_going_on_from_there() -> None:
    dialogue = Parts(9)
    with service(dialogue) as port:
        first = send(port, envelope(launch(timestamp=at(0))))
        later = at(ONSET_SECONDS + 2 * PART + 4)
        paused = follow(port, first, intent("AMAZON.PauseIntent", timestamp=later))
        assert heard(paused).text == "Waiting."
        turn = dialogue.turns[-1]
        assert turn.intent == "AMAZON.PauseIntent"
        assert turn.heard == pytest.approx(4, abs=0.05)
        resumed = follow(port, paused, intent("AMAZON.YesIntent", timestamp=at(120)))
    assert heard(resumed).text.startswith("part 2. [10s] part 3.")


def test_yes_to_going_on_gives_the_next_part_and_not_the_last_one_again() -> None:
    with service(Parts(40, seconds=50)) as port:
        first = send(port, envelope(launch(timestamp=at(0))))
        assert heard(first).text.endswith(GO_ON)
        later = at(ONSET_SECONDS + 340)
        second = follow(port, first, intent("AMAZON.YesIntent", timestamp=later))
        assert heard(second).text.startswith("part 6. [50s]")
        third = follow(port, second, intent("AMAZON.YesIntent", timestamp="2026-01-10T21:20:00Z"))
    assert heard(third).text.startswith("part 12. [50s]")


def test_yes_in_the_middle_of_it_gives_the_part_that_is_being_heard() -> None:
    with service(Parts(40, seconds=50)) as port:
        first = send(port, envelope(launch(timestamp=at(0))))
        early = at(ONSET_SECONDS + 60)
        second = follow(port, first, intent("AMAZON.YesIntent", timestamp=early))
    assert heard(second).text.startswith("part 1. [50s]")


def test_the_end_of_a_session_is_met_with_an_empty_response() -> None:
    with service(Parts(2)) as port:
        ended = launch(type="SessionEndedRequest", reason="EXCEEDED_MAX_REPROMPTS")
        answer = send(port, envelope(ended))
    assert answer["response"] == {}
    assert not answer.get("sessionAttributes")


def test_the_dialogue_hears_where_the_session_ended() -> None:
    dialogue = Parts(9)
    with service(dialogue) as port:
        first = send(port, envelope(launch(timestamp=at(0))))
        ended = launch(type="SessionEndedRequest", timestamp=at(ONSET_SECONDS + 2 * PART + 4))
        follow(port, first, ended)
    assert dialogue.turns[-1].kind == "end"
    assert dialogue.turns[-1].heard == pytest.approx(4, abs=0.05)


def test_whether_an_intent_could_be_answered() -> None:
    dialogue = Parts(2)
    slots = {
        "technique": slot("technique", "box", "box-breathing"),
        "minutes": slot("minutes", "soon"),
        "x": slot("x", "?"),
    }
    known = {**intent("BreathingIntent", slots), "type": "CanFulfillIntentRequest"}
    unknown = {**intent("TomorrowIntent"), "type": "CanFulfillIntentRequest"}
    with service(dialogue) as port:
        answer = send(port, envelope(known, session=None))
        assert answer["response"] == {
            "canFulfillIntent": {
                "canFulfill": "MAYBE",
                "slots": {
                    "technique": {"canUnderstand": "YES", "canFulfill": "YES"},
                    "minutes": {"canUnderstand": "MAYBE", "canFulfill": "YES"},
                    "x": {"canUnderstand": "NO", "canFulfill": "NO"},
                },
            }
        }
        answer = send(port, envelope(unknown, session=None))
        assert answer["response"] == {"canFulfillIntent": {"canFulfill": "NO"}}
        del known["intent"]["slots"]["x"]
        answer = send(port, envelope(known, session=None))
        assert answer["response"]["canFulfillIntent"]["canFulfill"] == "YES"
    assert dialogue.turns == []


class Household:
    """Remembers who was there."""

    def __init__(self) -> None:
        self.dialogues: dict[str, Parts] = {}
        self.forgotten: list[str] = []

    def handler(self, user_id: str) -> Parts:
        return self.dialogues.setdefault(user_id, Parts(2))

    def forget(self, user_id: str) -> None:
        self.forgotten.append(user_id)


def test_each_person_is_answered_by_what_remembers_them() -> None:
    people = Household()
    client = create_app(Parts(2), dev=True, people=people).test_client()
    for user in ("one", "two"):
        data = envelope(launch())
        data["context"]["System"]["user"]["userId"] = user
        assert client.post("/alexa", json=data).status_code == 200
    assert set(people.dialogues) == {"one", "two"}


def test_whoever_disables_the_skill_is_forgotten() -> None:
    people = Household()
    client = create_app(Parts(2), dev=True, people=people).test_client()
    gone = envelope(launch(type="AlexaSkillEvent.SkillDisabled"), session=None)
    assert json.loads(client.post("/alexa", json=gone).data)["response"] == {}
    assert people.forgotten == ["amzn1.ask.account.TEST"]


def test_a_request_in_one_breath_opens_a_session_and_is_answered() -> None:
    with service(Parts(2)) as port:
        session = {"new": True, "attributes": {}}
        one_shot = intent(
            "BreathingIntent", {"technique": slot("technique", "box", "box-breathing")}
        )
        answer = send(port, envelope(one_shot, session=session))
    assert heard(answer).text.startswith("part 0.")
    assert answer["sessionAttributes"]["v"] == 1


def test_what_needs_no_words_leaves_the_session_as_it_was() -> None:
    with service(Parts(2)) as port:
        session = {"new": False, "attributes": {"v": 1, "state": {"a": [1]}, "\ud800": "\udfff"}}
        answer = send(port, envelope(launch(type="Alexa.Tomorrow"), session=session))
    assert answer["response"] == {}
    assert answer["sessionAttributes"]["state"] == {"a": [1]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"7",
        b"garbage",
        b'{"request": 3}',
        b'{"request": {"type": "LaunchRequest"}',
        b'\xff\xfe{"request": {}}',
        b'{"request": NaN}',
        b"[" * 200_000,
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b'{"request": {"x": ' + b"9" * 6_000 + b"}}",
        b" " * 300_000,
    ],
    ids=lambda body: repr(body[:24]),
)
def test_a_body_that_is_no_envelope_is_a_bad_request(body: bytes) -> None:
    with service(Parts(2)) as port:
        status, answer = post(port, body)
    assert (status, answer) == (400, b"")


def test_an_envelope_with_nothing_in_it_is_answered_with_nothing() -> None:
    with service(Parts(2)) as port:
        assert send(port, {"request": {}})["response"] == {}


def test_healthz_and_other_paths() -> None:
    with service(Parts(2)) as port:
        client = create_app(Parts(2), dev=True).test_client()
        assert client.get("/healthz").data == b"ok\n"
        assert client.get("/alexa").status_code == 405
        assert client.get("/nowhere").status_code == 404
        assert post(port, b"{}", "/nowhere")[0] == 404


def test_a_fault_of_ours_is_told_gently_and_logged_without_a_word(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), service(Failing(1)) as port:
        answer = send(port, envelope(intent("BreathingIntent")))
    assert heard(answer).text == "Trouble."
    assert answer["response"]["shouldEndSession"] is False
    assert answer["sessionAttributes"] == {"v": 1}
    assert "a turn failed: RuntimeError" in caplog.text
    captured = capfd.readouterr()
    for text in (caplog.text, captured.out, captured.err):
        assert "secret" not in text
        assert "Traceback" not in text
    assert all(record.exc_info is None for record in caplog.records)


def test_a_fault_in_something_unsaid_is_silent() -> None:
    with service(Failing(1)) as port:
        ended = launch(type="SessionEndedRequest", reason="ERROR")
        assert send(port, envelope(ended))["response"] == {}


def test_aws_lambda_answers_the_same() -> None:
    handler = builder(Parts(2), lambda: 0).lambda_handler()
    answer = handler(envelope(launch()), None)
    assert heard(json.loads(json.dumps(answer))).text.startswith("part 0. [10s]")


def test_aws_lambda_answers_for_its_own_skill_alone() -> None:
    made = builder(Parts(2), lambda: 0)
    made.only_for = APPLICATION
    handler = made.lambda_handler()
    assert handler(envelope(launch()), None)["response"]["outputSpeech"]
    with pytest.raises(ForeignRequestError):
        handler(envelope(launch(), context=None, session=None), None)
    other = envelope(launch())
    other["session"]["application"]["applicationId"] = "another"
    other["context"]["System"]["application"]["applicationId"] = "another"
    with pytest.raises(ForeignRequestError):
        handler(other, None)


def test_the_lambda_module_refuses_to_load_without_the_skills_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AFTERCARE_SKILL_ID", raising=False)
    sys.modules.pop("skill.alexa.aws", None)
    with pytest.raises(SkillIdMissingError):
        importlib.import_module("skill.alexa.aws")
    monkeypatch.setenv("AFTERCARE_SKILL_ID", APPLICATION)
    module = importlib.import_module("skill.alexa.aws")
    answer = module.handler(envelope(intent("AMAZON.HelpIntent")), None)
    assert answer["response"]["shouldEndSession"] is False
