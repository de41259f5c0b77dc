"""Reminders: each asked about, with leave and without, against a stand-in for Alexa's services."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from ask_sdk_core.exceptions import ApiClientException
from ask_sdk_model.services import ApiClientRequest
from werkzeug.serving import make_server

from content import load
from skill.alexa import api_client
from skill.alexa.api_client import AlexaServices
from skill.alexa.app import create_app
from skill.alexa.permissions import REMINDERS
from skill.alexa.reminders import AlexaReminders, due
from skill.alexa.request import read_errand, token
from skill.dialogue import Dialogue
from skill.errands import How, Outcome, Remind
from skill.speech import Say
from skill.turn import Reply, SlotValue, State, Turn
from tests.alexa.reminding import DEVICE, ZONE_PATH, Echo, Services
from tests.channels.alexa import heard

CATALOG = load("en-US")
WORDS = CATALOG.reminders
DIALOGUE = Dialogue(CATALOG)
NOW = datetime(2026, 1, 11, 5, 30, tzinfo=UTC)
"""A Saturday evening in Los Angeles: 21:30 on the tenth."""
TOMORROW = WORDS.moments["tomorrow"].name
ASK = WORDS.ask.format(label=WORDS.label, when=TOMORROW)


@pytest.fixture
def services() -> Iterator[Services]:
    with Services() as started:
        yield started


@pytest.fixture
def echo(services: Services) -> Iterator[Echo]:
    reminders = AlexaReminders(WORDS, AlexaServices(loopback=True), lambda: NOW)
    app = create_app(DIALOGUE, dev=True, choose=lambda: 0, errands=reminders)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield Echo(server.server_port, CATALOG, services)
    server.shutdown()
    thread.join()
    server.server_close()


def spoken(reply: Reply) -> str:
    return " ".join(item.text for item in reply.speech if isinstance(item, Say))


def wish(echo: Echo, when: str = "tomorrow") -> str:
    echo.request(echo.launch())
    return heard(echo.request(echo.intent("SetReminderIntent", {"when": when}))).text


def yes(echo: Echo) -> dict[str, Any]:
    return echo.request(echo.intent("AMAZON.YesIntent", {}))


def test_a_reminder_is_set_after_a_yes_that_knows_when_and_what(
    echo: Echo, services: Services
) -> None:
    assert wish(echo) == ASK
    assert services.asked == []
    back = heard(yes(echo))
    assert back.text.startswith(WORDS.set.format(when=TOMORROW))
    assert back.after == "listen"
    assert services.asked == [f"GET {ZONE_PATH.format(DEVICE)}", "POST /v1/alerts/reminders"]
    (reminder,) = services.created
    assert reminder["trigger"] == {
        "type": "SCHEDULED_ABSOLUTE",
        "scheduledTime": "2026-01-11T19:00:00",
        "timeZoneId": "America/Los_Angeles",
    }
    assert reminder["alertInfo"]["spokenInfo"]["content"] == [
        {"locale": "en-US", "text": WORDS.label}
    ]
    assert reminder["pushNotification"] == {"status": "DISABLED"}


def test_each_reminder_needs_its_own_yes(echo: Echo, services: Services) -> None:
    wish(echo)
    yes(echo)
    assert heard(echo.request(echo.intent("SetReminderIntent", {}))).text == ASK
    assert heard(echo.request(echo.intent("AMAZON.NoIntent", {}))).text.startswith(WORDS.refused)
    assert len(services.created) == 1


def test_the_label_names_nothing() -> None:
    said = WORDS.label.lower()
    matter = ("after", "care", "check", "partner", "intima", "sex", "breath", "soft landing",
              "feel", "together", "us")  # fmt: skip
    assert not [word for word in matter if word in said]


def test_a_question_is_repeated_and_put_aside(echo: Echo, services: Services) -> None:
    wish(echo)
    assert heard(echo.request(echo.intent("AMAZON.RepeatIntent", {}))).text == ASK
    back = echo.request(echo.intent("BreathingIntent", {"minutes": 1}))
    assert "One minute" in heard(back).text
    assert services.created == []


def test_a_session_goes_on_after_it(echo: Echo) -> None:
    echo.request(echo.launch())
    echo.request(echo.intent("BreathingIntent", {"minutes": 5}))
    echo.listen(60)
    echo.request(echo.intent("SetReminderIntent", {"when": "tomorrow"}))
    assert heard(yes(echo)).text.endswith(CATALOG.phrases.go_on)
    assert heard(yes(echo)).text.startswith(CATALOG.phrases.resumed)


# -- leave -----------------------------------------------------------------------------------------


def directive(answer: dict[str, Any]) -> dict[str, Any]:
    response = answer["response"]
    assert set(response) == {"directives"}
    (sent,) = response["directives"]
    found: dict[str, Any] = sent
    return found


@pytest.mark.parametrize("scope", [None, "DENIED"])
def test_without_leave_alexa_asks_for_it_and_then_it_is_set(
    echo: Echo, services: Services, scope: str | None
) -> None:
    services.allowed, echo.scope = False, scope
    wish(echo)
    answer = yes(echo)
    sent = directive(answer)
    assert sent["type"] == "Connections.SendRequest"
    assert sent["name"] == "AskFor"
    assert sent["payload"] == {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "1",
        "permissionScope": REMINDERS,
    }
    assert services.created == []
    if scope is not None:
        assert services.asked == []
    services.allowed, echo.scope = True, "GRANTED"
    told = heard(echo.answered(answer, "ACCEPTED"))
    assert told.text.startswith(WORDS.set.format(when=TOMORROW))
    assert told.after == "listen"
    assert len(services.created) == 1


def test_it_is_set_even_when_the_session_was_lost_while_alexa_asked(
    echo: Echo, services: Services
) -> None:
    services.allowed = False
    wish(echo, "next week")
    answer = yes(echo)
    services.allowed, echo.attributes = True, None
    told = heard(echo.answered(answer, "ACCEPTED")).text
    assert told.startswith(WORDS.set.format(when=WORDS.moments["next week"].name))
    assert services.created[0]["trigger"]["scheduledTime"] == "2026-01-17T19:00:00"


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        ("DENIED", "200", WORDS.refused),
        ("NOT_ANSWERED", "200", WORDS.unanswered),
        ("SOMETHING_NEW", "200", WORDS.failed),
        ("ACCEPTED", "400", WORDS.failed),
        ("ACCEPTED", "500", WORDS.failed),
    ],
)
def test_without_a_yes_to_alexa_nothing_is_set(
    echo: Echo, services: Services, status: str, code: str, says: str
) -> None:
    services.allowed = False
    wish(echo)
    answer = yes(echo)
    services.allowed = True
    told = heard(echo.answered(answer, status, code))
    assert told.text.startswith(says)
    assert told.after == "listen"
    assert services.created == []


def test_leave_that_does_not_hold_shows_the_card(echo: Echo, services: Services) -> None:
    services.allowed = False
    wish(echo)
    answer = echo.answered(yes(echo), "ACCEPTED")
    assert heard(answer).text.startswith(WORDS.not_allowed)
    assert answer["response"]["card"] == {
        "type": "AskForPermissionsConsent",
        "permissions": [REMINDERS],
    }


@pytest.mark.parametrize(
    "request_", [{}, {"token": "other"}, {"token": None}, {"token": "remind nonsense"}]
)
def test_somebody_elses_answer_sets_nothing(
    echo: Echo, services: Services, request_: dict[str, Any]
) -> None:
    given = {"status": {"code": "200"}, "payload": {"status": "ACCEPTED"}, "name": "AskFor"}
    answer = echo.request(echo._dated({"type": "Connections.Response", **given, **request_}))
    assert services.created == []
    if request_.get("token") == "remind nonsense":
        assert heard(answer).text.startswith(WORDS.failed)
    else:
        assert answer["response"] == {}


# -- what the service may answer -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code", "says"),
    [
        (400, "INVALID_ALERT_INFO", WORDS.failed),
        (403, "MAX_REMINDERS_EXCEEDED", WORDS.full),
        (403, "DEVICE_NOT_SUPPORTED", WORDS.not_here),
        (403, "SOMETHING_NEW", WORDS.not_here),
        (404, "DEVICE_NOT_FOUND", WORDS.failed),
        (429, "TOO_MANY_REQUESTS", WORDS.failed),
        (500, "INTERNAL", WORDS.failed),
        (503, "UNAVAILABLE", WORDS.failed),
        (504, "TIMEOUT", WORDS.failed),
        (302, "ELSEWHERE", WORDS.failed),
    ],
)
def test_what_goes_wrong_is_said_in_clear_words(
    echo: Echo, services: Services, status: int, code: str, says: str
) -> None:
    services.refusal = (status, code)
    wish(echo)
    told = heard(yes(echo))
    assert told.text.startswith(says)
    assert told.after == "listen"


def test_an_answer_that_cannot_be_read_counts_by_its_status(echo: Echo, services: Services) -> None:
    services.garbled = True
    wish(echo)
    assert heard(yes(echo)).text.startswith(WORDS.failed)  # there is no time zone in it
    assert services.created == []


@pytest.mark.parametrize("allowed", [True, False])
def test_a_garbled_answer_about_the_reminder_counts_by_its_status(
    echo: Echo, services: Services, monkeypatch: pytest.MonkeyPatch, *, allowed: bool
) -> None:
    create = services.create

    def garble(*args: Any) -> tuple[int, object]:  # noqa: ANN401 - as it comes
        services.garbled = True
        return create(*args)

    monkeypatch.setattr(services, "create", garble)
    services.allowed = allowed
    wish(echo)
    answer = yes(echo)
    if allowed:
        assert heard(answer).text.startswith(WORDS.set.format(when=TOMORROW))
    else:
        assert directive(answer)["name"] == "AskFor"


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "x" * 300])
def test_a_time_zone_that_is_none(echo: Echo, services: Services, zone: str) -> None:
    services.zone = zone
    wish(echo)
    assert heard(yes(echo)).text.startswith(WORDS.failed)
    assert services.created == []


@pytest.mark.parametrize("status", [204, 401, 403, 500])
def test_no_time_zone(echo: Echo, services: Services, status: int) -> None:
    services.zone_status = status
    wish(echo)
    assert heard(yes(echo)).text.startswith(WORDS.failed)
    assert services.created == []


def test_a_slow_service_does_not_keep_anybody_waiting(
    echo: Echo, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_client, "CALL_SECONDS", 0.2)
    services.delay = 1.0
    wish(echo)
    assert heard(yes(echo)).text.startswith(WORDS.failed)


def test_no_service_at_all(echo: Echo) -> None:
    echo.endpoint = "http://127.0.0.1:1"
    wish(echo)
    assert heard(yes(echo)).text.startswith(WORDS.failed)


def test_where_the_request_carries_no_token_there_are_no_reminders(echo: Echo) -> None:
    echo.token = None
    assert wish(echo).startswith(CATALOG.memory.no_notes)


def test_a_moment_that_is_over(echo: Echo, services: Services) -> None:
    wish(echo, "this afternoon")
    assert heard(yes(echo)).text.startswith(WORDS.past)
    assert services.created == []


def test_a_moment_that_has_no_name_is_tomorrow(echo: Echo) -> None:
    assert wish(echo, "every week") == ASK


def test_the_log_holds_no_word_and_no_token(
    echo: Echo, services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.refusal = (500, "INTERNAL")
    with caplog.at_level(logging.WARNING):
        wish(echo)
        yes(echo)
    assert "no reminder was set: the service answered 500" in caplog.text
    for secret in ("token", "amzn1", WORDS.label, "tomorrow"):
        assert secret not in caplog.text


# -- the client ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://api.amazonalexa.com/v1/alerts/reminders",
        "https://api.amazonalexa.com.example.com/v1",
        "https://api.amazonalexa.com@example.com/v1",
        "https://example.com/api.amazonalexa.com/",
        "https://api.amazonalexa.com:444/v1",
        "https://api..amazonalexa.com/v1",
        "https://evil-api.amazonalexa.com/v1",
        "https://169.254.169.254/latest/meta-data",
        "http://10.0.0.1:80/",
        "http://127.0.0.1.example.com:80/",
        "http://localhost:1@example.com/",
        "https://api.amazonalexa.com",
        "file:///etc/passwd",
        "ftp://127.0.0.1:21/",
        "",
    ],
)
@pytest.mark.parametrize("loopback", [True, False])
def test_nobody_but_alexa_is_called(url: str, *, loopback: bool) -> None:
    with pytest.raises(ApiClientException, match="not one of Alexa's services"):
        AlexaServices(loopback=loopback).invoke(ApiClientRequest(url=url, method="GET"))


def test_outside_development_this_machine_is_not_called(services: Services) -> None:
    request = ApiClientRequest(url=f"{services.endpoint}/v1/x", method="GET", headers=[])
    with pytest.raises(ApiClientException):
        AlexaServices().invoke(request)
    assert services.asked == []
    assert AlexaServices(loopback=True).invoke(request).status_code == 401


@pytest.mark.parametrize(
    "url",
    [
        "https://api.amazonalexa.com/v1/x",
        "https://api.eu.amazonalexa.com/v1/x",
        "https://api.fe.amazonalexa.com:443/v1/x?y=1",
    ],
)
def test_alexas_own_addresses_are_called_over_tls(url: str) -> None:
    connection, path = AlexaServices()._connection(url)
    assert type(connection).__name__ == "HTTPSConnection"
    assert connection.host in url
    assert path.startswith("/v1/x")


# -- moments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "now", "at"),
    [
        ("tomorrow", "2026-01-10T23:59", "2026-01-11T19:00"),
        ("tomorrow", "2026-01-10T00:01", "2026-01-11T19:00"),
        ("tonight", "2026-01-10T20:54", "2026-01-10T21:00"),
        ("tonight", "2026-01-10T20:56", None),
        ("morning", "2026-01-10T02:00", "2026-01-10T09:00"),
        ("morning", "2026-01-10T22:00", "2026-01-11T09:00"),
        ("saturday", "2026-01-10T08:00", "2026-01-17T19:00"),
        ("sunday", "2026-01-10T08:00", "2026-01-11T19:00"),
        ("monday", "2026-01-10T08:00", "2026-01-12T19:00"),
        ("next month", "2026-01-31T08:00", "2026-03-02T19:00"),
        ("an hour", "2026-01-10T23:30", "2026-01-11T00:30"),
        ("ten minutes", "2026-01-10T23:30", "2026-01-10T23:40"),
        # The clocks go forward in between: still seven in the evening.
        ("tomorrow", "2026-03-07T21:00", "2026-03-08T19:00"),
    ],
)
def test_moments_are_on_the_clock_of_whoever_asks(when: str, now: str, at: str | None) -> None:
    zone = ZoneInfo("America/Los_Angeles")
    found = due(WORDS.moments[when], datetime.fromisoformat(now).replace(tzinfo=zone))
    assert (found and found.replace(tzinfo=None)) == (at and datetime.fromisoformat(at))


@pytest.mark.parametrize(
    ("when", "hour", "now", "at"),
    [
        ("tomorrow", 9, "2026-01-10T23:59", "2026-01-11T09:00"),
        ("tonight", 22, "2026-01-10T20:56", "2026-01-10T22:00"),
        ("this afternoon", 13, "2026-01-10T14:00", None),
        ("monday", 0, "2026-01-10T08:00", "2026-01-12T00:00"),
    ],
)
def test_an_hour_that_was_named_goes_before_the_moments_own(
    when: str, hour: int, now: str, at: str | None
) -> None:
    found = due(WORDS.moments[when], datetime.fromisoformat(now), hour)
    assert found == (at and datetime.fromisoformat(at))


def test_every_moment_is_one_that_people_name() -> None:
    named = {value.id for value in CATALOG.lists["when"].values}
    assert set(WORDS.moments) <= named
    assert WORDS.usual in WORDS.moments
    assert list(WORDS.hours) == [value.id for value in CATALOG.lists["hour"].values]


# -- the core --------------------------------------------------------------------------------------


def test_where_no_reminders_can_be_set_the_core_has_no_errand() -> None:
    asked, state = DIALOGUE.handle(
        Turn("intent", intent="SetReminderIntent", reminders=True), State()
    )
    assert asked.errand is None
    done, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent", reminders=True), state)
    assert done.errand == Remind("tomorrow")
    lost, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent"), state)
    assert lost.errand is None


@pytest.mark.parametrize(
    ("when", "hour", "meant", "told"),
    [
        ("tomorrow", "nine in the morning", 9, "tomorrow at nine in the morning"),
        ("tomorrow night", "nine in the morning", 21, "tomorrow at nine in the evening"),
        ("friday", "six in the evening", 18, "Friday at six in the evening"),
        (None, "twelve noon", 12, "tomorrow at twelve noon"),
        # They say nothing of a day: the hour counts for nothing.
        ("an hour", "ten in the morning", None, "an hour from now"),
        ("morning", "ten in the morning", None, WORDS.moments["morning"].name),
    ],
)
def test_the_hour_is_read_back_and_kept(
    when: str | None, hour: str, meant: int | None, told: str
) -> None:
    slots = {"hour": SlotValue(hour, hour)} | ({"when": SlotValue(when, when)} if when else {})
    turn = Turn("intent", intent="SetReminderIntent", slots=slots, reminders=True)
    asked, state = DIALOGUE.handle(turn, State())
    assert WORDS.ask.format(label=WORDS.label, when=told) in spoken(asked)
    done, _ = DIALOGUE.handle(Turn("intent", intent="AMAZON.YesIntent", reminders=True), state)
    assert done.errand == Remind(when or WORDS.usual, meant)
    assert read_errand(token(done.errand)) == done.errand
    reply, _ = DIALOGUE.handle(Turn("outcome", outcome=Outcome(done.errand, "done")), State())
    assert WORDS.set.format(when=told) in spoken(reply)


def test_every_outcome_has_words_and_leaves_the_talk_open() -> None:
    said = set()
    for how in get_args(How):
        outcome = Outcome(Remind("tomorrow"), how)
        reply, _ = DIALOGUE.handle(Turn("outcome", outcome=outcome), State())
        assert reply.after == "listen"
        assert reply.reprompt
        said.add(json.dumps([str(item) for item in reply.speech]))
    assert len(said) == 8
