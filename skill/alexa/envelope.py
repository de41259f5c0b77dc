"""The outermost shape of a request: JSON with a request in it."""

import json
from dataclasses import dataclass
from typing import Any

import orjson

from skill.alexa.fields import Json


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
        # It remembers keys from one request to the next, and never words.
        data = orjson.loads(body)
    except ValueError:
        # Most likely it is no JSON. The slower reader takes more: half a surrogate pair, UTF-16.
        try:
            data = json.loads(body, parse_constant=_refuse)
        except (ValueError, RecursionError):
            return Malformed()
    if not isinstance(data, dict) or not isinstance(data.get("request"), dict):
        return Malformed()
    return Envelope(data)


def application_ids(data: Json) -> set[object]:
    """The skill's id wherever the envelope names it; None stands for one that is no text."""
    places = (("context", "System", "application"), ("session", "application"))
    found: set[object] = set()
    for place in places:
        value: Any = data
        for key in (*place, "applicationId"):
            if not isinstance(value, dict) or key not in value:
                break
            value = value[key]
        else:
            found.add(value if isinstance(value, str) else None)
    return found


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
