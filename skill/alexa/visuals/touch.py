"""What a touch means: the request it stands for, as if it had been said."""

from collections.abc import Sequence

from content.schema import Catalog
from skill.turn import SlotValue, Turn

LONGEST = 600
"""Characters of a slot's words; what we send is far below."""


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
    return (
        isinstance(text, str)
        and len(text) <= LONGEST
        and (resolved is None or type(resolved) in (str, int))
    )
