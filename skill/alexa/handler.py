"""The SDK's handlers: one for every request, one for whatever goes wrong."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any, assert_never

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from skill.alexa.limits import ONSET_SECONDS
from skill.alexa.packing import CONTINUES, Handler, Place, pack, rewind
from skill.alexa.request import Asked, Ended, Noticed, incoming
from skill.alexa.response import ask, response, silent
from skill.alexa.session import Session, kept, read
from skill.speech import Say
from skill.turn import Turn

log = logging.getLogger(__name__)


class Conversation(AbstractRequestHandler):
    """Answers every request through the dialogue."""

    def __init__(self, dialogue: Handler, choose: Callable[[], int]) -> None:
        self._dialogue = dialogue
        self._choose = choose

    def can_handle(self, handler_input: HandlerInput) -> bool:  # noqa: ARG002 - the SDK's interface
        """Every request is ours."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer one request."""
        envelope = handler_input.request_envelope
        asked = incoming(envelope, self._dialogue.catalog, self._choose())
        match asked:
            case Asked():
                return self._answer(asked, handler_input)
            case Ended():
                _keep(handler_input, {})
                return silent()
            case Noticed():
                return silent()
            case _:
                assert_never(asked)

    def _answer(self, asked: Asked, handler_input: HandlerInput) -> Response:
        session = read(asked.attributes)
        place = self._place(session, asked)
        turn = replace(asked.turn, heard=place.heard)
        asked_to_go_on = session.pack is not None and session.pack.asks_to_go_on
        if asked_to_go_on and place.at_end and turn.intent in CONTINUES:
            turn = Turn("proceed", turn.locale, variant=turn.variant)
        packed = pack(self._dialogue, turn, place.state)
        ended = packed.after == "end"
        _keep(handler_input, {} if ended else kept(packed, asked.at))
        return response(packed)

    def _place(self, session: Session, asked: Asked) -> Place:
        """Where the listener is in what was said last."""
        last = session.pack
        if last is None:
            return Place(session.state, None, at_end=True)
        elapsed = None
        if asked.at is not None:
            elapsed = (asked.at - last.at).total_seconds() - ONSET_SECONDS
        return rewind(
            self._dialogue,
            start=last.start,
            seconds=last.seconds,
            end=session.state,
            elapsed=elapsed,
            locale=asked.turn.locale,
        )


class Trouble(AbstractExceptionHandler):
    """When our own code fails, the person hears so and can try again; the log has no words."""

    def __init__(self, dialogue: Handler) -> None:
        self._dialogue = dialogue

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:  # noqa: ARG002 - the SDK's interface
        """Every failure is ours."""
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Say that something went wrong; the session stays as it was."""
        log.error("a turn failed: %s", type(exception).__name__)
        request: Any = handler_input.request_envelope.request
        if request is None or request.object_type not in ("LaunchRequest", "IntentRequest"):
            return silent()
        phrases = self._dialogue.catalog.phrases
        return ask((Say(phrases.trouble),), (Say(phrases.launch_reprompt),))


def _keep(handler_input: HandlerInput, attributes: dict[str, Any]) -> None:
    if handler_input.request_envelope.session is not None:
        handler_input.attributes_manager.session_attributes = attributes
