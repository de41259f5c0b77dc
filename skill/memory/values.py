"""Values as bytes and back. What does not fit the shape of its kind is refused, not repaired."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from skill.memory.schema import SHAPES, Kind

_ADAPTERS: dict[Kind, TypeAdapter[Any]] = {kind: TypeAdapter(s) for kind, s in SHAPES.items()}


class ValueUnreadableError(Exception):
    """The bytes are no value of their kind. Names no value."""


_BLOCK = 32
"""Values are padded with spaces to a multiple of so many bytes: their length tells nothing."""


def to_bytes(kind: Kind, value: object) -> bytes:
    """`value` as JSON."""
    plain = _ADAPTERS[kind].dump_json(value, exclude_defaults=True)
    return plain + b" " * (-len(plain) % _BLOCK)


def from_bytes(kind: Kind, data: bytes) -> Any:  # noqa: ANN401 - the shape goes with the kind
    """The value in `data`."""
    try:
        return _ADAPTERS[kind].validate_json(data)
    except ValidationError:
        raise ValueUnreadableError(kind.name) from None
