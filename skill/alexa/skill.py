"""The skill on ask-sdk-core, built through its own extension points."""

import json
import random
from collections.abc import Callable

from ask_sdk_core.skill import CustomSkill
from ask_sdk_core.skill_builder import CustomSkillBuilder
from ask_sdk_model import RequestEnvelope

from skill.alexa.envelope import Envelope, application_ids
from skill.alexa.fields import Json
from skill.alexa.handler import Conversation, Trouble
from skill.alexa.packing import Handler
from skill.alexa.people import People, Strangers
from skill.alexa.reminders import Errands
from skill.alexa.serializer import TolerantSerializer
from skill.alexa.writing import write

SERIALIZER = TolerantSerializer()


class ForeignRequestError(Exception):
    """A request for another skill."""


class Builder(CustomSkillBuilder):
    """The SDK's builder, with the serializer that takes tomorrow's requests."""

    only_for: str | None = None
    """The skill whose requests Lambda's handler answers. The SDK's own check of the id cannot do
    without a context in the request."""

    def create(self) -> CustomSkill:
        """The skill."""
        skill = super().create()
        skill.serializer = SERIALIZER  # type: ignore[assignment]  # declared as the default one, used as any
        return skill

    def lambda_handler(self) -> Callable[[Json, object], Json]:  # type: ignore[override]  # declared as text in, but Lambda gives and takes JSON already read
        """The function AWS Lambda calls with the request already read from JSON."""
        skill, skill_id = self.create(), self.only_for

        def handler(event: Json, context: object) -> Json:
            if skill_id is not None and application_ids(event) != {skill_id}:
                raise ForeignRequestError
            envelope = SERIALIZER.view(event, RequestEnvelope)
            answer: Json = json.loads(write(SERIALIZER.serialize(skill.invoke(envelope, context))))
            return answer

        return handler


def builder(
    dialogue: Handler,
    choose: Callable[[], int] | None = None,
    people: People | None = None,
    errands: Errands | None = None,
) -> Builder:
    """A builder that answers with `dialogue`.

    `choose` picks among wordings, by chance if None; `people` remembers, nobody does if None;
    without `errands` none are done.
    """
    made = Builder()
    catalog = dialogue.catalog
    people = people or Strangers(dialogue)
    made.add_request_handler(Conversation(catalog, people, choose or _by_chance, errands))
    made.add_exception_handler(Trouble(catalog))
    return made


class AlexaSkill:
    """Answers envelopes."""

    def __init__(
        self,
        dialogue: Handler,
        choose: Callable[[], int] | None = None,
        people: People | None = None,
        errands: Errands | None = None,
    ) -> None:
        self._skill = builder(dialogue, choose, people, errands).create()

    def answer(self, envelope: Envelope) -> bytes:
        """The response's JSON."""
        request = SERIALIZER.view(envelope.data, RequestEnvelope)
        return write(SERIALIZER.serialize(self._skill.invoke(request, None)))


def _by_chance() -> int:
    return random.randrange(1_000_000)  # noqa: S311 - a choice of wording is no secret
