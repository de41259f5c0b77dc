"""The SDK's handlers: one for every request, one for whatever goes wrong."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, assert_never

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from content.schema import Catalog
from skill.alexa.limits import ONSET_SECONDS
from skill.alexa.packing import CONTINUES, Handler, Place, pack, rewind
from skill.alexa.people import People
from skill.alexa.request import Asked, Disabled, Ended, Noticed, Probed, incoming, user_id
from skill.alexa.response import ask, can_fulfill, response, silent
from skill.alexa.session import Session, kept, read
from skill.speech import Say
from skill.turn import Turn

log = logging.getLogger(__name__)


class Conversation(AbstractRequestHandler):
    """Answers every request through the dialogue."""

    def __init__(self, catalog: Catalog, people: People, choose: Callable[[], int]) -> None:
        self._catalog = catalog
        self._people = people
        self._choose = choose

    def can_handle(self, handler_input: HandlerInput) -> bool:  # noqa: ARG002 - the SDK's interface
        """Every request is ours."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer one request."""
        envelope = handler_input.request_envelope
        user = user_id(envelope) or ""
        came = incoming(envelope, self._catalog, self._choose())
        match came:
            case Asked():
                return self._answer(came, self._people.handler(user), handler_input)
            case Ended():
                self._end(came, self._people.handler(user))
                _keep(handler_input, {})
                return silent()
            case Probed():
                return can_fulfill(came, self._catalog)
            case Disabled():
                self._people.forget(user)
                return silent()
            case Noticed():
                return silent()
            case _:
                assert_never(came)

    def _answer(self, asked: Asked, dialogue: Handler, handler_input: HandlerInput) -> Response:
        session = read(asked.attributes)
        place = _place(session, asked.at, asked.turn.locale, dialogue)
        turn = replace(asked.turn, heard=place.heard)
        asked_to_go_on = session.pack is not None and session.pack.asks_to_go_on
        if asked_to_go_on and place.at_end and turn.intent in CONTINUES:
            turn = Turn("proceed", turn.locale, variant=turn.variant)
        packed = pack(dialogue, turn, place.state)
        ended = packed.after == "end"
        _keep(handler_input, {} if ended else kept(packed, asked.at))
        return response(packed)

    def _end(self, ended: Ended, dialogue: Handler) -> None:
        """Tell the dialogue where the session ended; it can say nothing any more."""
        session = read(ended.attributes)
        place = _place(session, ended.at, ended.locale, dialogue)
        dialogue.handle(Turn("end", ended.locale, heard=place.heard), place.state)


def _place(session: Session, at: datetime | None, locale: str, dialogue: Handler) -> Place:
    """Where the listener is in what was said last."""
    last = session.pack
    if last is None:
        return Place(session.state, None, at_end=True)
    elapsed = None if at is None else (at - last.at).total_seconds() - ONSET_SECONDS
    return rewind(
        dialogue,
        start=last.start,
        seconds=last.seconds,
        end=session.state,
        elapsed=elapsed,
        locale=locale,
    )


class Trouble(AbstractExceptionHandler):
    """When our own code fails, the person hears so and can try again; the log has no words."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:  # noqa: ARG002 - the SDK's interface
        """Every failure is ours."""
        return True

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Say that something went wrong; the session stays as it was."""
        log.error("a turn failed: %s", type(exception).__name__)
        request: Any = handler_input.request_envelope.request
        if request is None or request.object_type not in ("LaunchRequest", "IntentRequest"):
            return silent()
        phrases = self._catalog.phrases
        return ask((Say(phrases.trouble),), (Say(phrases.launch_reprompt),))


def _keep(handler_input: HandlerInput, attributes: dict[str, Any]) -> None:
    if handler_input.request_envelope.session is not None:
        handler_input.attributes_manager.session_attributes = attributes
