"""The session attributes: what Alexa carries for us from one request to the next.

They come back from outside, so they are validated; what is foreign or from another version is
dropped and the session starts afresh.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from skill.alexa.limits import PACKED_PARTS
from skill.alexa.packing import Packed
from skill.alexa.serializer import PlainJson
from skill.state import StateError, from_json
from skill.turn import Seconds, State
from skill.values import quickly_made

VERSION = 1
"""Raised when the attributes' shape changes in a way that a running session does not fit."""


@dataclass(frozen=True, slots=True)
class LastPack:
    """The last response, when it was made of parts: see `skill.alexa.packing`."""

    start: State
    seconds: tuple[Seconds, ...]
    at: datetime
    """When the request it answered was made, by Alexa's clock."""
    asks_to_go_on: bool


@quickly_made
@dataclass(frozen=True, slots=True)
class Session:
    """All a session is between two requests."""

    state: State
    pack: LastPack | None = None
    told: bool = False
    """Whether the disclaimer was said."""


@dataclass(frozen=True, slots=True)
class _PackData:
    start: dict[str, Any]
    seconds: Annotated[tuple[Seconds, ...], Field(min_length=1, max_length=PACKED_PARTS)]
    at: AwareDatetime
    ask: bool


_NEW = Session(State())

_PACK: TypeAdapter[_PackData] = TypeAdapter(_PackData)


def kept(packed: Packed, at: datetime | None, *, told: bool = False) -> PlainJson:
    """The attributes to send with `packed`, which answers a request made at `at`.

    States are in it as they are: see `skill.alexa.writing`.
    """
    attributes = PlainJson(v=VERSION, told=told, state=packed.state)
    if packed.seconds and at is not None:
        attributes["pack"] = {
            "start": packed.start,
            "seconds": [round(seconds, 2) for seconds in packed.seconds],
            "at": at.isoformat(),
            "ask": packed.asks_to_go_on,
        }
    return attributes


def read(attributes: Mapping[str, Any] | None) -> Session:
    """The session in `attributes`; a new one when there is none of this version."""
    if not attributes or attributes.get("v") != VERSION:
        return _NEW
    told = attributes.get("told") is True
    if "state" not in attributes:
        return Session(State(), told=True) if told else _NEW
    try:
        state = from_json(attributes.get("state"))
        pack = _pack(attributes["pack"]) if "pack" in attributes else None
    except (StateError, ValidationError):
        return _NEW
    return Session(state, pack, told)


def _pack(data: object) -> LastPack:
    found = _PACK.validate_python(data)
    return LastPack(from_json(found.start), found.seconds, found.at, found.ask)
