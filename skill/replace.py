"""`dataclasses.replace` for dataclasses with slots, in a third of the time.

A turn is a chain of small changes to values that never change: nothing is done more often.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import replace as replace
else:
    from collections.abc import Callable
    from dataclasses import fields
    from functools import cache
    from typing import TypeVar

    Item = TypeVar("Item")

    @cache
    def _copier(kind: type) -> Callable[..., object]:
        """What copies instances of one class; made as `dataclass` makes an `__init__`."""
        names = [field.name for field in fields(kind)]
        setters = {f"_set_{name}": getattr(kind, name).__set__ for name in names}
        lines = [
            f"def copy(_item, /, *, {', '.join(f'{name}=_same' for name in names)}):",
            "    _made = _new(_kind)",
            *(f"    _set_{n}(_made, _item.{n} if {n} is _same else {n})" for n in names),
            "    return _made",
        ]
        scope = {"_kind": kind, "_new": object.__new__, "_same": object(), **setters}
        exec("\n".join(lines), scope)  # noqa: S102 - of names in our own classes
        return scope["copy"]

    def replace(item: Item, /, **changes: object) -> Item:
        """A copy of `item` with other values in some of its fields."""
        return _copier(type(item))(item, **changes)
