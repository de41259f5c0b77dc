"""From a request envelope to what it means for us. Nothing in a request can make this raise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ask_sdk_model import (
    Intent,
    IntentRequest,
    LaunchRequest,
    RequestEnvelope,
    SessionEndedRequest,
    SessionResumedRequest,
    Slot,
)
from ask_sdk_model.canfulfill import CanFulfillIntentRequest
from ask_sdk_model.events.skillevents import SkillDisabledRequest
from ask_sdk_model.interfaces.alexa.presentation.apl import RuntimeErrorEvent, UserEvent
from ask_sdk_model.interfaces.connections import ConnectionsResponse
from ask_sdk_model.slu.entityresolution import Resolutions, StatusCode

from content.schema import Catalog
from skill.alexa.visuals.touch import touched
from skill.errands import How, Outcome, Remind
from skill.turn import SlotValue, Turn

NO_MATCH = "AMAZON.FallbackIntent"
DEFAULT_LOCALE = "en-US"

_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_NUMBERS = ("minutes", "number")
_MOST_DIGITS = 9
_REMIND = "remind "
_LEAVE: Mapping[str, How] = {
    "ACCEPTED": "done",
    "DENIED": "refused",
    "NOT_ANSWERED": "unanswered",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The person said or opened something."""

    turn: Turn
    at: datetime | None
    """When, by Alexa's clock."""
    attributes: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The session is over and nothing can be said any more."""

    locale: str
    at: datetime | None
    attributes: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Probed:
    """Alexa wants to know whether we could answer this; nothing is to happen."""

    turn: Turn
    asked_slots: tuple[str, ...]
    """Every slot that was filled, understood or not."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Alexa has asked whoever holds the account whether we may do something."""

    outcome: Outcome
    """As it is now: "done" for leave to do it, which is still to be done."""
    locale: str
    at: datetime | None
    attributes: Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Disabled:
    """The person has disabled the skill."""


@dataclass(frozen=True, slots=True)
class NotShown:
    """A screen could not show what we sent; no words can be said to that."""

    token: str | None
    """The document's."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something happened that needs no words; the session goes on as it was."""

    attributes: Mapping[str, object] | None


Incoming: TypeAlias = Asked | Answered | Ended | Probed | Disabled | NotShown | Noticed


def incoming(envelope: RequestEnvelope, catalog: Catalog, variant: int) -> Incoming:
    """What the envelope means; `variant` is the wording its answer gets."""
    request = envelope.request
    attributes = envelope.session.attributes if envelope.session else None
    locale = _locale(request.locale if request else None)
    match request:
        case LaunchRequest() | SessionResumedRequest():
            turn = Turn("launch", locale, variant=variant)
        case IntentRequest():
            turn = _turn(request.intent, catalog, locale, variant)
        case UserEvent():
            touch = touched(request.arguments, catalog, locale, variant)
            if touch is None:
                return Noticed(attributes)
            turn = touch
        case RuntimeErrorEvent():
            return NotShown(request.token)
        case SessionEndedRequest():
            return Ended(locale, request.timestamp, attributes)
        case CanFulfillIntentRequest():
            return _probed(request.intent, catalog, locale)
        case ConnectionsResponse() if (errand := read_errand(request.token)) is not None:
            outcome = Outcome(errand, _leave(request))
            return Answered(outcome, locale, request.timestamp, attributes)
        case SkillDisabledRequest():
            return Disabled()
        case _:
            return Noticed(attributes)
    return Asked(turn, request.timestamp, attributes)


def user_id(envelope: RequestEnvelope) -> str | None:
    """Whose account it is: Alexa's id for this person and this skill."""
    system = envelope.context.system if envelope.context else None
    for holder in (system, envelope.session):
        user = holder.user if holder else None
        if user and user.user_id:
            found: str = user.user_id
            return found
    return None


def token(errand: Remind) -> str:
    """What an errand is called while Alexa asks about it; the session may be over by then."""
    return f"{_REMIND}{errand.when}"


def read_errand(token: str | None) -> Remind | None:
    """The errand of a token of ours."""
    if not token or not token.startswith(_REMIND):
        return None
    return Remind(token.removeprefix(_REMIND))


def _leave(response: ConnectionsResponse) -> How:
    """What whoever holds the account has answered; anything unclear is no leave."""
    if response.status is None or response.status.code != "200":
        return "failed"
    return _LEAVE.get(str((response.payload or {}).get("status")), "failed")


def _probed(intent: Intent | None, catalog: Catalog, locale: str) -> Probed:
    slots = (intent.slots if intent else None) or {}
    filled = tuple(key for key, slot in slots.items() if slot is not None and slot.value)
    return Probed(_turn(intent, catalog, locale, 0), filled)


def _locale(value: object) -> str:
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else DEFAULT_LOCALE


def _turn(intent: Intent | None, catalog: Catalog, locale: str, variant: int) -> Turn:
    name = intent.name if intent else None
    if intent is None or not name or name == NO_MATCH:
        return Turn("no_match", locale, variant=variant)
    slots = {
        key: value
        for key, slot in (intent.slots or {}).items()
        if slot is not None and (value := _slot(slot, key, name, catalog)) is not None
    }
    return Turn("intent", locale, intent=name, slots=slots, variant=variant)


def _slot(slot: Slot, key: str, intent: str, catalog: Catalog) -> SlotValue | None:
    """A slot's value; None when the person left it out or it was not understood ("?")."""
    text = slot.value
    if not text or text == "?":
        return None
    contract = catalog.intents.get(intent)
    kind = contract.slots.get(key) if contract else None
    if kind in _NUMBERS:
        return SlotValue(text, _number(text, catalog))
    resolved = _resolved(slot.resolutions)
    if resolved is None and kind in catalog.lists:
        resolved = _listed(text, kind, catalog)
    return SlotValue(text, resolved)


def _number(text: str, catalog: Catalog) -> int | None:
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text)
    return catalog.numbers.get(text.lower())


def _resolved(resolutions: Resolutions | None) -> str | None:
    """The id of the first value that any of Alexa's sources is sure of."""
    for source in (resolutions and resolutions.resolutions_per_authority) or ():
        if source is None or source.status is None:
            continue
        if source.status.code != StatusCode.ER_SUCCESS_MATCH:
            continue
        for wrapped in source.values or ():
            if wrapped is not None and wrapped.value is not None and wrapped.value.id:
                found: str = wrapped.value.id
                return found
    return None


def _listed(text: str, kind: str, catalog: Catalog) -> str | None:
    said = text.lower()
    for value in catalog.lists[kind].values:
        if said == value.id.lower() or said in (name.lower() for name in value.says):
            return value.id
    return None
