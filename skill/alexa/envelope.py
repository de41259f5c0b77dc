"""The outermost shape of a request: JSON with a request in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """A request envelope, as JSON."""

    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Malformed:
    """The body is no request envelope."""


def read_envelope(body: bytes) -> Envelope | Malformed:
    """The envelope in a request's body."""
    try:
        data = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return Malformed()
    if not isinstance(data, dict) or not isinstance(data.get("request"), dict):
        return Malformed()
    return Envelope(data)


def write(data: Json) -> bytes:
    """JSON as it is sent; half a surrogate pair, which UTF-8 cannot carry, becomes "?"."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
