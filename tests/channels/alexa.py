"""A conversation as Alexa holds it: JSON over HTTP to the real service, SSML back.

Time is Alexa's: each request carries the moment at which the person spoke, which is when they had
heard as much of the last response as the conversation says.
"""

import http.client
import json
import re
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any

from werkzeug.serving import make_server

from content.schema import Catalog
from skill.alexa.app import create_app
from skill.alexa.limits import ONSET_SECONDS, RESPONSE_BYTES, SSML_CHARACTERS
from skill.dialogue import Dialogue
from skill.flows.context import SENTENCE_PAUSE
from tests.conversation import Conversation, Heard, Step

APPLICATION = "amzn1.ask.skill.00000000-0000-4000-8000-000000000000"
TOLD = {"v": 1, "told": True}
"""A session in which Alexa's own sentence was said: conversations are the same on every channel."""
FIRST = datetime(2026, 1, 10, 21, 0, tzinfo=UTC)


class AlexaChannel:
    """The service on a loopback socket, and somebody who talks to it through Alexa."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._catalog = dialogue.catalog
        app = create_app(dialogue, dev=True, choose=lambda: 0)
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    def __enter__(self) -> "AlexaChannel":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def port(self) -> int:
        """Where the service listens."""
        return self._server.server_port

    def play(self, conversation: Conversation, script: list[Heard]) -> list[Heard]:
        """Hold it; at a silence Alexa says its reprompt and ends, and so does the list."""
        device = Device(self.port, self._catalog, conversation.locale)
        heard: list[Heard] = []
        for step, listened in zip(conversation.steps, script, strict=True):
            if step.silence:
                device.close("EXCEEDED_MAX_REPROMPTS")
                break
            heard.append(
                self._to_the_end(device, step) if step.parts == "all" else device.step(step)
            )
            device.listen(max(0.0, listened.seconds - heard[-1].seconds))
        return heard

    def _to_the_end(self, device: "Device", step: Step) -> Heard:
        """Do a step and say yes to "shall we go on?" for as long as that is asked."""
        question = f" {self._catalog.phrases.go_on}"
        back = device.step(step)
        text, seconds = "", 0.0
        while back.text.endswith(question):
            said = back.text.removesuffix(question)
            text += said.removesuffix(f" [{SENTENCE_PAUSE:g}s]") + " "
            seconds += (listened := device.packed_seconds())
            device.listen(listened)
            back = heard(device.request(device.intent("AMAZON.YesIntent", {})))
        return Heard(with_joined_silences(text + back.text), back.after, seconds)


class Device:
    """An Echo without a screen, its session and its clock."""

    def __init__(self, port: int, catalog: Catalog, locale: str = "en-US") -> None:
        self._port = port
        self._catalog = catalog
        self._locale = locale
        self._now = FIRST
        self._count = 0
        self.attributes: dict[str, Any] | None = None

    def step(self, step: Step) -> Heard:
        """Do one step of a conversation and say what came back."""
        answer = self.request(self._request(step))
        return heard(answer)

    def listen(self, seconds: float) -> None:
        """Let time pass: the answer begins, and so much of it is heard."""
        self._now += timedelta(seconds=ONSET_SECONDS + seconds)

    def packed_seconds(self) -> float:
        """How long the parts of the last response are together."""
        assert self.attributes
        return float(sum(self.attributes["pack"]["seconds"]))

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request and keep the session as Alexa does."""
        body = json.dumps(self.envelope(request)).encode()
        status, answer = post(self._port, body)
        assert status == 200
        assert len(answer) <= RESPONSE_BYTES
        data: dict[str, Any] = json.loads(answer)
        response = data["response"]
        if request["type"] == "SessionEndedRequest":
            assert not response
            self.attributes = None
            return data
        ended = response.get("shouldEndSession", False)
        self.attributes = None if ended else data.get("sessionAttributes", {})
        assert not (ended and "reprompt" in response)
        return data

    def close(self, reason: str) -> None:
        """Alexa tells that the session is over; it accepts no answer."""
        self.request(self._dated({"type": "SessionEndedRequest", "reason": reason}))

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        """A request in the envelope Alexa sends."""
        new = self.attributes is None
        application = {"applicationId": APPLICATION}
        user = {"userId": "amzn1.ask.account.TEST"}
        return {
            "version": "1.0",
            "session": {
                "new": new,
                "sessionId": "amzn1.echo-api.session.1",
                "application": application,
                "user": user,
                "attributes": self.attributes or TOLD,
            },
            "context": {
                "System": {
                    "application": application,
                    "user": user,
                    "device": {"deviceId": "amzn1.ask.device.TEST", "supportedInterfaces": {}},
                    "apiEndpoint": "https://api.amazonalexa.com",
                    "apiAccessToken": "token",
                }
            },
            "request": request,
        }

    def _request(self, step: Step) -> dict[str, Any]:
        if step.launch:
            return self.launch()
        name = "AMAZON.FallbackIntent" if step.intent == "none" else step.intent or ""
        return self.intent(name, step.slots)

    def intent(self, name: str, slots: dict[str, str | int]) -> dict[str, Any]:
        """An IntentRequest with its slots as Alexa resolves them."""
        contract = self._catalog.intents[name].slots
        filled = {slot: _slot(slot, contract[slot], value) for slot, value in slots.items()}
        empty = {slot: {"name": slot, "confirmationStatus": "NONE"} for slot in contract}
        return self._dated(
            {
                "type": "IntentRequest",
                "dialogState": "COMPLETED",
                "intent": {
                    "name": name,
                    "confirmationStatus": "NONE",
                    "slots": {**empty, **filled},
                },
            }
        )

    def launch(self) -> dict[str, Any]:
        """A LaunchRequest."""
        return self._dated({"type": "LaunchRequest"})

    def _dated(self, request: dict[str, Any]) -> dict[str, Any]:
        self._count += 1
        return {
            **request,
            "requestId": f"amzn1.echo-api.request.{self._count}",
            "locale": self._locale,
            "timestamp": self._now.isoformat(timespec="microseconds").replace("+00:00", "Z"),
        }


def _slot(name: str, kind: str, value: str | int) -> dict[str, Any]:
    filled: dict[str, Any] = {"name": name, "value": str(value), "confirmationStatus": "NONE"}
    if isinstance(value, str) and kind != "free":
        filled["resolutions"] = {
            "resolutionsPerAuthority": [
                {
                    "authority": f"amzn1.er-authority.echo-sdk.{APPLICATION}.{kind}",
                    "status": {"code": "ER_SUCCESS_MATCH"},
                    "values": [{"value": {"name": value, "id": value}}],
                }
            ]
        }
    return filled


def post(
    port: int, body: bytes, path: str = "/alexa", headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """Send a body; the status and what came back."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        sent = {"Content-Type": "application/json", **(headers or {})}
        connection.request("POST", path, body, sent)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


# -- what is heard ---------------------------------------------------------------------------------

_BREAK = re.compile(r"(\d+)(ms|s)")


def heard(answer: dict[str, Any]) -> Heard:
    """What a person hears of a response."""
    response = answer["response"]
    speech = response.get("outputSpeech", {}).get("ssml", "<speak/>")
    after = "end" if response["shouldEndSession"] else "listen"
    items = spoken(speech)
    text = " ".join(f"[{round(i, 1):g}s]" if isinstance(i, float) else i for i in items)
    return Heard(text, after, 0.0)


def spoken(ssml: str) -> list[str | float]:
    """Words and silences of an SSML document in order; adjacent silences are one."""
    assert len(ssml) < SSML_CHARACTERS
    root = ET.fromstring(ssml.replace("amazon:", ""))  # noqa: S314 - our own service's
    assert root.tag == "speak"
    found: list[str | float] = []

    def words(text: str | None) -> None:
        if text and text.strip():
            found.append(text.strip())

    def walk(element: ET.Element) -> None:
        if element.tag == "break":
            match = _BREAK.fullmatch(element.attrib["time"])
            assert match
            seconds = int(match[1]) / (1000 if match[2] == "ms" else 1)
            assert seconds <= 10
            if found and isinstance(found[-1], float):
                found[-1] += seconds
            else:
                found.append(seconds)
        words(element.text)
        for child in element:
            walk(child)
            words(child.tail)

    walk(root)
    return found


_SILENCE = re.compile(r"\[([\d.]+)s\]")
_SILENCES = re.compile(r"\[[\d.]+s\](?: \[[\d.]+s\])+")
_LAST_SILENCE = re.compile(r" \[[\d.]+s\]$")


def as_ssml_tells(script: list[Heard]) -> list[Heard]:
    """What the handler answered, as far as SSML tells it: neighbouring silences are one.

    The silence at the end of a part may be one with the silence that opens the next part.
    """
    told = []
    for item in script:
        text = with_joined_silences(item.text)
        if item.after == "proceed":
            text = _LAST_SILENCE.sub("", text)
        told.append(replace(item, text=text))
    return told


def with_joined_silences(text: str) -> str:
    """`text` with every run of silences as one silence of their length."""

    def joined(match: re.Match[str]) -> str:
        return f"[{round(sum(map(float, _SILENCE.findall(match[0]))), 1):g}s]"

    return _SILENCES.sub(joined, text)
