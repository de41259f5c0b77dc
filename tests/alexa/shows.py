"""An Echo Show: it speaks to the skill in its own process, keeps the session and what it shows."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from content import load
from skill.alexa.envelope import Envelope
from skill.alexa.limits import RESPONSE_BYTES
from skill.alexa.skill import AlexaSkill
from skill.dialogue import Dialogue
from tests.alexa.requests import envelope, intent, launch, slot

APL = "Alexa.Presentation.APL"
FOLDER = Path(__file__).parent / "screen"
INSTALL = "npm install --prefix tests/alexa/screen"


@cache
def skill() -> AlexaSkill:
    """The skill; building it takes a while."""
    return AlexaSkill(Dialogue(load("en-US")), lambda: 0)


class Show:
    """One device and its session."""

    def __init__(self, locale: str = "en-US", interfaces: dict[str, Any] | None = None) -> None:
        self._locale = locale
        self._interfaces = interfaces
        self.attributes: dict[str, Any] = {}
        self.shown: dict[str, Any] | None = None
        """The last directive."""
        self.answer: dict[str, Any] = {}
        """The last answer, session and all."""
        self.response: dict[str, Any] = {}
        self.bytes = 0
        """Size of the last response."""

    def open(self) -> dict[str, Any]:
        """Open the skill."""
        return self.ask(launch())

    def say(self, name: str, **slots: str | int) -> dict[str, Any]:
        """Say something that Alexa takes for an intent."""
        filled = {
            key: slot(key, str(value), *([value] if isinstance(value, str) else []))
            for key, value in slots.items()
        }
        return self.ask(intent(name, filled))

    def touch(self, arguments: object) -> dict[str, Any]:
        """Touch something that sends these arguments."""
        assert self.shown is not None
        token = self.shown["token"]
        source = {"type": "TouchWrapper", "handler": "Press"}
        request = launch(type=f"{APL}.UserEvent", token=token, arguments=arguments, source=source)
        return self.ask(request)

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Send a request, take the answer in, and give it back."""
        sent = envelope({**request, "locale": self._locale})
        sent["session"]["attributes"] = self.attributes
        if self._interfaces is not None:
            sent["context"]["System"]["device"]["supportedInterfaces"] = self._interfaces
        if self.shown is not None:
            sent["context"][APL] = {"token": self.shown["token"], "version": "1.4"}
        answer = skill().answer(Envelope(sent))
        assert len(answer) <= RESPONSE_BYTES
        self.bytes = len(answer)
        self.answer = json.loads(answer)
        self.attributes = self.answer.get("sessionAttributes", {})
        self.response = self.answer["response"]
        for directive in self.response.get("directives", ()):
            self.shown = directive
        return self.response

    @property
    def document(self) -> str:
        """Which document is shown."""
        assert self.shown is not None
        token: str = self.shown["token"]
        return token.removeprefix("screen-")

    @property
    def screen(self) -> dict[str, Any]:
        """The data of what is shown."""
        assert self.shown is not None
        found: dict[str, Any] = self.shown["datasources"]["screen"]
        return found


def require(package: str) -> None:
    """Skip the test where a package of tests/alexa/screen is missing."""
    if not (FOLDER / "node_modules" / package).is_dir():
        pytest.skip(f"{package} is not installed: {INSTALL}")


def validated(documents: Sequence[object]) -> list[list[dict[str, Any]]]:
    """What the checker of Amazon's authoring tool finds in each document."""
    require("apl-suggester")
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    done = subprocess.run(
        ["node", "--no-warnings", "validate.mjs"],  # noqa: S607 - the installed Node
        cwd=FOLDER, input=json.dumps(documents), capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: list[list[dict[str, Any]]] = json.loads(done.stdout)
    return found
