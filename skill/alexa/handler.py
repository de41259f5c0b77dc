"""The SDK's handlers: one for every request, one for whatever goes wrong."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any, assert_never

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import Response

from content.schema import Catalog
from skill.alexa.disclaimer import Disclaimer
from skill.alexa.fields import Json, within
from skill.alexa.limits import ONSET_SECONDS
from skill.alexa.packing import CONTINUES, Handler, Packed, Place, pack, rewind
from skill.alexa.people import People
from skill.alexa.reminders import Errands
from skill.alexa.request import (
    Answered,
    Asked,
    Disabled,
    Ended,
    Noticed,
    NotShown,
    Probed,
    incoming,
    user_id,
)
from skill.alexa.response import (
    ask,
    ask_leave,
    can_fulfill,
    response,
    silent,
)
from skill.alexa.serializer import shown
from skill.alexa.session import Session, kept, read
from skill.alexa.store import store
from skill.alexa.visuals.screen import directives, own_name, screen_of
from skill.errands import How, Outcome, Remind
from skill.replace import replace
from skill.speech import Say
from skill.turn import Turn

log = logging.getLogger(__name__)


class Conversation(AbstractRequestHandler):
    """Answers every request through the dialogue."""

    def __init__(
        self,
        catalog: Catalog,
        people: People,
        choose: Callable[[], int],
        errands: Errands | None = None,
    ) -> None:
        self._catalog = catalog
        self._people = people
        self._choose = choose
        self._errands = errands
        self._disclaimer = Disclaimer(store(catalog.locale).disclaimer)

    def can_handle(self, handler_input: HandlerInput) -> bool:  # noqa: ARG002 - the SDK's interface
        """Every request is ours."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer one request."""
        envelope = shown(handler_input.request_envelope)
        user = user_id(envelope) or ""
        came = incoming(envelope, self._catalog, self._choose())
        match came:
            case Asked():
                return self._answer(came, self._people.handler(user), handler_input)
            case Answered():
                return self._answered(came, self._people.handler(user), handler_input)
            case Ended():
                self._end(came, self._people.handler(user))
                _keep(handler_input, {})
                return silent()
            case Probed():
                return can_fulfill(came, self._catalog)
            case Disabled():
                self._people.forget(user)
                return silent()
            case NotShown(token=token):
                log.warning("a screen could not show %s", own_name(token))
                return silent()
            case Noticed():
                return silent()
            case _:
                assert_never(came)

    def _answer(self, asked: Asked, dialogue: Handler, handler_input: HandlerInput) -> Response:
        envelope = shown(handler_input.request_envelope)
        session = read(asked.attributes)
        place = _place(session, asked.at, asked.turn.locale, dialogue)
        able = self._errands is not None and self._errands.possible(envelope)
        turn = asked.turn
        if place.heard is not None or able:
            turn = replace(turn, heard=place.heard, reminders=able)
        asked_to_go_on = session.pack is not None and session.pack.asks_to_go_on
        if asked_to_go_on and place.at_end and turn.intent in CONTINUES:
            turn = Turn("proceed", turn.locale, variant=turn.variant)
        packed = pack(dialogue, turn, place.state)
        told = session.told or self._disclaimer.is_in(packed)
        if not told and (full := self._disclaimer.added(packed)) is not None:
            packed, told = full, True
        ended = packed.after == "end"
        _keep(handler_input, {} if ended else kept(packed, asked.at, told=told))
        if packed.errand is not None and self._errands is not None:
            now = Session(packed.state, told=told)
            return self._run(packed.errand, now, turn, dialogue, handler_input)
        return self._said(packed, envelope)

    def _run(
        self,
        errand: Remind,
        session: Session,
        turn: Turn,
        dialogue: Handler,
        handler_input: HandlerInput,
    ) -> Response:
        """Do what the answer asks for first. Without leave, have Alexa ask for it."""
        errands, envelope = self._errands, shown(handler_input.request_envelope)
        if errands is None or errands.denied(envelope):
            return ask_leave(errand)
        how = errands.carry_out(errand, envelope, turn.locale)
        if how == "not_allowed":
            return ask_leave(errand)
        return self._told(Outcome(errand, how), session, turn.locale, dialogue, handler_input)

    def _answered(
        self, answered: Answered, dialogue: Handler, handler_input: HandlerInput
    ) -> Response:
        """Whoever holds the account has been asked: with their leave, do it; say how it went."""
        outcome, envelope = answered.outcome, shown(handler_input.request_envelope)
        if outcome.how == "done":
            how: How = "failed"
            if self._errands is not None:
                how = self._errands.carry_out(outcome.errand, envelope, answered.locale)
            outcome = replace(outcome, how=how)
        session = read(answered.attributes)
        return self._told(outcome, session, answered.locale, dialogue, handler_input)

    def _told(
        self,
        outcome: Outcome,
        session: Session,
        locale: str,
        dialogue: Handler,
        handler_input: HandlerInput,
    ) -> Response:
        turn = Turn("outcome", locale, variant=self._choose(), outcome=outcome)
        packed = pack(dialogue, turn, session.state)
        _keep(handler_input, kept(packed, None, told=session.told))
        envelope = shown(handler_input.request_envelope)
        return self._said(packed, envelope, permission_card=outcome.how == "not_allowed")

    def _said(self, packed: Packed, envelope: Json, *, permission_card: bool = False) -> Response:
        """The response, with what the device is to show."""
        screen = screen_of(envelope)
        return response(
            packed,
            directives(packed, screen, self._catalog),
            at_once=screen is not None and screen.touched,
            permission_card=permission_card,
        )

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
        request = within(shown(handler_input.request_envelope), "request")
        if request.get("type") not in ("LaunchRequest", "IntentRequest"):
            return silent()
        phrases = self._catalog.phrases
        return ask((Say(phrases.trouble),), (Say(phrases.launch_reprompt),))


def _keep(handler_input: HandlerInput, attributes: dict[str, Any]) -> None:
    if handler_input.request_envelope.session is not None:
        handler_input.attributes_manager.session_attributes = attributes
