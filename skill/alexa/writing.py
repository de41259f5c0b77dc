"""A response's JSON as bytes."""

import json
from typing import Any

import orjson

from content.schema import Model
from skill.alexa.fields import Json
from skill.state import to_json
from skill.turn import State


class Fragment:
    """A part of responses that never changes, and is written but once."""

    def __init__(self, data: Json) -> None:
        """Stand for `data`, which nobody changes any more."""
        self.data = data
        self.written = orjson.Fragment(orjson.dumps(data))


def write(data: Json) -> bytes:
    """JSON as it is sent, in which states and fragments may stand as they are.

    Half a surrogate pair, which UTF-8 cannot carry, becomes "?".
    """
    try:
        return orjson.dumps(data, default=_quickly)
    except TypeError:
        text = json.dumps(data, default=_thoroughly, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "replace")


def _quickly(part: Fragment | Model) -> orjson.Fragment | dict[str, Any]:
    """What has no form of its own; a state has, and what it holds of content comes here."""
    return part.written if isinstance(part, Fragment) else vars(part)


def _thoroughly(part: Fragment | State) -> Json:
    return part.data if isinstance(part, Fragment) else to_json(part)
