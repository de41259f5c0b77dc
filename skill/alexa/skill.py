"""The skill on ask-sdk-core: raw request bytes in, raw response bytes out."""

import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope

from skill.alexa.handler import Conversation, Trouble
from skill.alexa.packing import Handler
from skill.alexa.serializer import TolerantSerializer

log = logging.getLogger(__name__)

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answered:
    """The response's JSON."""

    body: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """The body is no request envelope."""


Outcome: TypeAlias = Answered | Refused


SERIALIZER = TolerantSerializer()


class Builder(CustomSkillBuilder):
    """The SDK's builder, with the serializer that takes tomorrow's requests."""

    def create(self) -> CustomSkill:
        """The skill."""
        skill = super().create()
        skill.serializer = SERIALIZER  # type: ignore[assignment]  # declared as the default one, used as any
        return skill

    def lambda_handler(self) -> Callable[[Json, object], Json]:  # type: ignore[override]  # declared as text in, but Lambda gives and takes JSON already read
        """The function AWS Lambda calls with the request already read from JSON."""
        skill = self.create()

        def handler(event: Json, context: object) -> Json:
            envelope = SERIALIZER.view(event, RequestEnvelope)
            answer: Json = SERIALIZER.serialize(skill.invoke(envelope, context))
            return answer

        return handler


def builder(dialogue: Handler, choose: Callable[[], int] | None = None) -> Builder:
    """A builder that answers with `dialogue`; `choose` picks among wordings, by chance if None."""
    made = Builder()
    made.add_request_handler(Conversation(dialogue, choose or _by_chance))
    made.add_exception_handler(Trouble(dialogue))
    return made


class AlexaSkill:
    """Answers request bodies."""

    def __init__(self, dialogue: Handler, choose: Callable[[], int] | None = None) -> None:
        self._skill = builder(dialogue, choose).create()

    def respond(self, body: bytes) -> Outcome:
        """Answer one request body."""
        try:
            data = json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return Refused()
        if not isinstance(data, dict) or not isinstance(data.get("request"), dict):
            return Refused()
        envelope = SERIALIZER.view(data, RequestEnvelope)
        answer = SERIALIZER.serialize(self._skill.invoke(envelope, None))
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return Answered(text.encode("utf-8", "replace"))


def _by_chance() -> int:
    return random.randrange(1_000_000)  # noqa: S311 - a choice of wording is no secret


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
