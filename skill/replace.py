"""`dataclasses.replace` for dataclasses with slots, in a fraction of the time.

A turn is a chain of small changes to values that never change: nothing is done more often.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    from skill.values import copier

    def replace(item: object, /, **changes: object) -> object:
        """A copy of `item` with other values in some of its fields."""
        return copier(type(item))(item, **changes)
