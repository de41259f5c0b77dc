"""From a request envelope to what it means for us. Nothing in a request can make this raise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from content.schema import Catalog
from skill.alexa.fields import Json, items, text, within
from skill.alexa.serializer import moment
from skill.alexa.visuals import touch
from skill.errands import How, Outcome, Remind
from skill.turn import SlotValue, Turn
from skill.values import quickly_made

NO_MATCH = "AMAZON.FallbackIntent"
DEFAULT_LOCALE = "en-US"

_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")
_NUMBERS = ("minutes", "number")
_MOST_DIGITS = 9
_LEFT_OUT = ("", "?")
"""A slot's value when the person left it out, and when it was not understood."""
_SURE = "ER_SUCCESS_MATCH"
_REMIND = "remind "
_AT = "@"
_HOURS = frozenset(str(hour) for hour in range(24))
_LEAVE: Mapping[str, How] = {
    "ACCEPTED": "done",
    "DENIED": "refused",
    "NOT_ANSWERED": "unanswered",
}


@quickly_made
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


def incoming(envelope: Json, catalog: Catalog, variant: int) -> Incoming:
    """What the envelope means; `variant` is the wording its answer gets."""
    request = within(envelope, "request")
    kept = within(envelope, "session").get("attributes")
    attributes = kept if isinstance(kept, dict) else None
    locale = _locale(request.get("locale"))
    match request.get("type"):
        case "LaunchRequest" | "SessionResumedRequest":
            turn = Turn("launch", locale, variant=variant)
        case "IntentRequest":
            turn = _turn(within(request, "intent"), catalog, locale, variant)
        case touch.REQUEST:
            meant = touch.touched(items(request, "arguments"), catalog, locale, variant)
            if meant is None:
                return Noticed(attributes)
            turn = meant
        case "Alexa.Presentation.APL.RuntimeError":
            return NotShown(text(request, "token"))
        case "SessionEndedRequest":
            return Ended(locale, moment(request.get("timestamp")), attributes)
        case "CanFulfillIntentRequest":
            return _probed(within(request, "intent"), catalog, locale)
        case "Connections.Response" if (errand := read_errand(text(request, "token"))) is not None:
            outcome = Outcome(errand, _leave(request))
            return Answered(outcome, locale, moment(request.get("timestamp")), attributes)
        case "AlexaSkillEvent.SkillDisabled":
            return Disabled()
        case _:
            return Noticed(attributes)
    return Asked(turn, moment(request.get("timestamp")), attributes)


def user_id(envelope: Json) -> str | None:
    """Whose account it is: Alexa's id for this person and this skill."""
    return (
        text(within(envelope, "context", "System", "user"), "userId")
        or text(within(envelope, "session", "user"), "userId")
        or None
    )


def token(errand: Remind) -> str:
    """What an errand is called while Alexa asks about it; the session may be over by then."""
    hour = "" if errand.hour is None else f"{_AT}{errand.hour}"
    return f"{_REMIND}{errand.when}{hour}"


def read_errand(token: str | None) -> Remind | None:
    """The errand of a token of ours."""
    if not token or not token.startswith(_REMIND):
        return None
    when, at, hour = token.removeprefix(_REMIND).partition(_AT)
    return Remind(when, int(hour)) if at and hour in _HOURS else Remind(when)


def _leave(response: Json) -> How:
    """What whoever holds the account has answered; anything unclear is no leave."""
    if text(within(response, "status"), "code") != "200":
        return "failed"
    return _LEAVE.get(str(within(response, "payload").get("status")), "failed")


def _probed(intent: Json, catalog: Catalog, locale: str) -> Probed:
    slots = within(intent, "slots")
    filled = tuple(key for key in slots if text(within(slots, key), "value"))
    return Probed(_turn(intent, catalog, locale, 0), filled)


def _locale(value: object) -> str:
    return value if isinstance(value, str) and _LOCALE.fullmatch(value) else DEFAULT_LOCALE


def _turn(intent: Json, catalog: Catalog, locale: str, variant: int) -> Turn:
    name = text(intent, "name")
    if not name or name == NO_MATCH:
        return Turn("no_match", locale, variant=variant)
    contract = catalog.intents.get(name)
    kinds = contract.slots if contract else {}
    slots = {}
    for key, slot in within(intent, "slots").items():
        said = slot.get("value") if isinstance(slot, dict) else None
        if isinstance(said, str) and said not in _LEFT_OUT:
            slots[key] = _slot(said, slot, kinds.get(key), catalog)
    return Turn("intent", locale, intent=name, slots=slots, variant=variant)


def _slot(said: str, slot: Json, kind: str | None, catalog: Catalog) -> SlotValue:
    if kind in _NUMBERS:
        return SlotValue(said, _number(said, catalog))
    resolved = _resolved(within(slot, "resolutions"))
    if resolved is None and kind in catalog.lists:
        resolved = _listed(said, kind, catalog)
    return SlotValue(said, resolved)


def _number(said: str, catalog: Catalog) -> int | None:
    if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS:
        return int(said)
    return catalog.numbers.get(said.lower())


def _resolved(resolutions: Json) -> str | None:
    """The id of the first value that any of Alexa's sources is sure of."""
    for source in items(resolutions, "resolutionsPerAuthority"):
        if not isinstance(source, dict) or within(source, "status").get("code") != _SURE:
            continue
        for wrapped in items(source, "values"):
            found = text(within(wrapped, "value"), "id") if isinstance(wrapped, dict) else None
            if found:
                return found
    return None


def _listed(said: str, kind: str, catalog: Catalog) -> str | None:
    said = said.lower()
    for value in catalog.lists[kind].values:
        if said == value.id.lower() or said in (name.lower() for name in value.says):
            return value.id
    return None
