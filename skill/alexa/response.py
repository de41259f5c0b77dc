"""From what is to be said to the SDK's response."""

from collections.abc import Mapping

from ask_sdk_model import Response
from ask_sdk_model.canfulfill import (
    CanFulfillIntent,
    CanFulfillIntentValues,
    CanFulfillSlot,
    CanFulfillSlotValues,
    CanUnderstandSlotValues,
)
from ask_sdk_model.interfaces.connections import SendRequestDirective
from ask_sdk_model.ui import AskForPermissionsConsentCard, Reprompt, SsmlOutputSpeech

from content.schema import Catalog
from skill.alexa.packing import Packed
from skill.alexa.permissions import REMINDERS
from skill.alexa.request import Probed, token
from skill.alexa.ssml import ssml
from skill.errands import Remind
from skill.speech import Speech
from skill.turn import SlotValue


def response(packed: Packed) -> Response:
    """The response that says it; the session stays open only when something was asked."""
    listens = packed.after == "listen"
    return Response(
        output_speech=SsmlOutputSpeech(ssml=ssml(packed.speech)) if packed.speech else None,
        reprompt=_reprompt(packed.reprompt) if listens and packed.reprompt else None,
        should_end_session=not listens,
    )


def ask_leave(errand: Remind) -> Response:
    """Have Alexa ask whoever holds the account whether we may set reminders.

    Alexa says all of it in its own words, and tells us with a request what the answer was.
    """
    payload: dict[str, object] = {
        "@type": "AskForPermissionsConsentRequest",
        "@version": "1",
        "permissionScope": REMINDERS,
    }
    return Response(
        directives=[SendRequestDirective(name="AskFor", payload=payload, token=token(errand))]
    )


def with_permission_card(said: Response) -> Response:
    """The response with a card in the app that tells how to let us set reminders."""
    said.card = AskForPermissionsConsentCard(permissions=[REMINDERS])
    return said


def ask(speech: Speech, reprompt: Speech) -> Response:
    """A response outside any flow, which leaves the session open."""
    return Response(
        output_speech=SsmlOutputSpeech(ssml=ssml(speech)),
        reprompt=_reprompt(reprompt),
        should_end_session=False,
    )


def can_fulfill(probed: Probed, catalog: Catalog) -> Response:
    """Whether an intent and its slots are ones we answer."""
    known = probed.turn.intent is not None and probed.turn.intent in catalog.intents
    slots = {
        name: CanFulfillSlot(
            can_understand=_values(probed.turn.slots, name)[0],
            can_fulfill=_values(probed.turn.slots, name)[1],
        )
        for name in probed.asked_slots
    }
    answer = CanFulfillIntentValues.YES if known else CanFulfillIntentValues.NO
    if known and any(slot.can_understand == CanUnderstandSlotValues.NO for slot in slots.values()):
        answer = CanFulfillIntentValues.MAYBE
    return Response(can_fulfill_intent=CanFulfillIntent(can_fulfill=answer, slots=slots or None))


def _values(
    slots: Mapping[str, SlotValue], name: str
) -> tuple[CanUnderstandSlotValues, CanFulfillSlotValues]:
    slot = slots.get(name)
    if slot is None:
        return CanUnderstandSlotValues.NO, CanFulfillSlotValues.NO
    if slot.value is None:
        return CanUnderstandSlotValues.MAYBE, CanFulfillSlotValues.YES
    return CanUnderstandSlotValues.YES, CanFulfillSlotValues.YES


def silent() -> Response:
    """A response that says nothing and changes nothing."""
    return Response()


def _reprompt(speech: Speech) -> Reprompt:
    return Reprompt(output_speech=SsmlOutputSpeech(ssml=ssml(speech)))
