"""Somebody who talks with the service through Alexa, with an account of their own."""

import json
from typing import Any

from flask import Flask

from content.schema import Catalog
from tests.channels.alexa import Device, heard


class Visitor(Device):
    """A device in this process."""

    def __init__(self, app: Flask, catalog: Catalog, user: str) -> None:
        super().__init__(0, catalog)
        self._client = app.test_client()
        self._user = user

    def envelope(self, request: dict[str, Any]) -> dict[str, Any]:
        """A request of this account."""
        data = super().envelope(request)
        data["session"]["user"] = data["context"]["System"]["user"] = {"userId": self._user}
        return data

    def request(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send one request and keep the session as Alexa does."""
        answer = self._client.post("/alexa", data=json.dumps(self.envelope(request)))
        assert answer.status_code == 200
        data: dict[str, Any] = json.loads(answer.data)
        ended = (
            data["response"].get("shouldEndSession", False)
            or "outputSpeech" not in (data["response"])
        )
        self.attributes = None if ended else data.get("sessionAttributes", {})
        return data

    def say(self, intent: str, **slots: str | int) -> str:
        """Say something, and what comes back."""
        name = intent if intent.endswith("Intent") else f"AMAZON.{intent}Intent"
        return heard(self.request(self.intent(name, slots))).text

    def open(self) -> str:
        """Launch the skill."""
        return heard(self.request(self.launch())).text

    def disable(self) -> None:
        """Disable the skill."""
        kind = "AlexaSkillEvent.SkillDisabled"
        event = self._dated({"type": kind, "eventCreationTime": self._now.isoformat()})
        data = self.envelope(event)
        del data["session"]
        assert self._client.post("/alexa", data=json.dumps(data)).status_code == 200
