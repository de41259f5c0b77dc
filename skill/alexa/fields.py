"""Reading JSON that came from outside: what is of another kind than expected is not there."""

from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

_NOTHING: Json = {}


def within(data: Json, *path: str) -> Json:
    """The object at the end of `path`; an empty one where there is none."""
    for key in path:
        found = data.get(key)
        if not isinstance(found, dict):
            return _NOTHING
        data = found
    return data


def text(data: Json, key: str) -> str | None:
    """The text under `key`."""
    found = data.get(key)
    return found if isinstance(found, str) else None


def items(data: Json, key: str) -> list[Any]:
    """What is listed under `key`; nothing where there is no list."""
    found = data.get(key)
    return found if isinstance(found, list) else []
