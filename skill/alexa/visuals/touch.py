"""What a touch means: the request it stands for, as if it had been said."""

from collections.abc import Sequence

from content.schema import Catalog
from skill.turn import SlotValue, Turn

REQUEST = "Alexa.Presentation.APL.UserEvent"
"""The type of the request that tells of it."""

LONGEST = 600
"""Characters of a slot's words; what we send is far below."""
LARGEST = 999_999_999
"""The largest number of a slot, as with what is said."""


def touched(
    arguments: Sequence[object] | None, catalog: Catalog, locale: str, variant: int
) -> Turn | None:
    """The turn of a touch; None when it is none of ours."""
    if not arguments or len(arguments) != 2:
        return None
    intent, slots = arguments
    contract = catalog.intents.get(intent) if isinstance(intent, str) else None
    if contract is None or not isinstance(slots, dict):
        return None
    filled = {
        name: SlotValue(value[0], value[1])
        for name, value in slots.items()
        if name in contract.slots and _is_slot(value)
    }
    if len(filled) != len(slots):
        return None
    return Turn("intent", locale, intent=str(intent), slots=filled, variant=variant)


def _is_slot(value: object) -> bool:
    if not isinstance(value, list) or len(value) != 2:
        return False
    text, resolved = value
    if not isinstance(text, str) or len(text) > LONGEST:
        return False
    if type(resolved) is int:
        return abs(resolved) <= LARGEST
    return resolved is None or isinstance(resolved, str)
