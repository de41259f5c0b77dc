"""From what is to be said to the SDK's response."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ask_sdk_model import Response

from content.schema import Catalog
from skill.alexa.packing import Packed
from skill.alexa.permissions import REMINDERS
from skill.alexa.request import Probed, token
from skill.alexa.serializer import ready
from skill.alexa.ssml import ssml
from skill.errands import Remind
from skill.speech import Speech
from skill.turn import SlotValue

_Json: TypeAlias = dict[str, Any]


def response(
    packed: Packed,
    directives: Sequence[_Json] = (),
    *,
    at_once: bool = False,
    permission_card: bool = False,
) -> Response:
    """The response that says it; the session stays open only when something was asked.

    `at_once` breaks off what is being said, and the card in the app tells how to let us set
    reminders.
    """
    listens = packed.after == "listen"
    said: _Json = {}
    if packed.speech:
        said["outputSpeech"] = _speech(packed.speech, at_once=at_once)
    if permission_card:
        said["card"] = {"type": "AskForPermissionsConsent", "permissions": [REMINDERS]}
    if listens and packed.reprompt:
        said["reprompt"] = {"outputSpeech": _speech(packed.reprompt)}
    if directives:
        said["directives"] = directives
    said["shouldEndSession"] = not listens
    return ready(said)


def ask_leave(errand: Remind) -> Response:
    """Have Alexa ask whoever holds the account whether we may set reminders.

    Alexa says all of it in its own words, and tells us with a request what the answer was.
    """
    wanted = {
        "type": "Connections.SendRequest",
        "name": "AskFor",
        "payload": {
            "@type": "AskForPermissionsConsentRequest",
            "@version": "1",
            "permissionScope": REMINDERS,
        },
        "token": token(errand),
    }
    return ready({"directives": [wanted]})


def ask(speech: Speech, reprompt: Speech) -> Response:
    """A response outside any flow, which leaves the session open."""
    return ready(
        {
            "outputSpeech": _speech(speech),
            "reprompt": {"outputSpeech": _speech(reprompt)},
            "shouldEndSession": False,
        }
    )


def can_fulfill(probed: Probed, catalog: Catalog) -> Response:
    """Whether an intent and its slots are ones we answer."""
    slots = {name: _slot(probed.turn.slots, name) for name in probed.asked_slots}
    answer = "NO"
    if probed.turn.intent is not None and probed.turn.intent in catalog.intents:
        unclear = any(slot["canUnderstand"] == "NO" for slot in slots.values())
        answer = "MAYBE" if unclear else "YES"
    found: _Json = {"canFulfill": answer}
    if slots:
        found["slots"] = slots
    return ready({"canFulfillIntent": found})


def _slot(slots: Mapping[str, SlotValue], name: str) -> _Json:
    slot = slots.get(name)
    if slot is None:
        return {"canUnderstand": "NO", "canFulfill": "NO"}
    return {"canUnderstand": "MAYBE" if slot.value is None else "YES", "canFulfill": "YES"}


def silent() -> Response:
    """A response that says nothing and changes nothing."""
    return ready({})


def _speech(speech: Speech, *, at_once: bool = False) -> _Json:
    if at_once:
        return {"type": "SSML", "playBehavior": "REPLACE_ALL", "ssml": ssml(speech)}
    return {"type": "SSML", "ssml": ssml(speech)}
