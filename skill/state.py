"""A session's state as JSON and back. Anything foreign or from another version is refused."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from skill.turn import State

VERSION = 1
"""Raised when the shape of the state changes in a way that old data does not fit."""

_STATE: TypeAdapter[State] = TypeAdapter(State)


class StateError(ValueError):
    """The data is not a state of this version. The message names no value of it."""


def to_json(state: State) -> dict[str, Any]:
    """`state` as JSON-ready data."""
    data: dict[str, Any] = _STATE.dump_python(state, mode="json")
    return data


def from_json(data: object) -> State:
    """The state in `data`; raises `StateError` when it is none of this version."""
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise StateError("not a state of this version")
    try:
        return _STATE.validate_python(data)
    except ValidationError as error:
        places = {".".join(str(part) for part in problem["loc"]) for problem in error.errors()}
        raise StateError(f"not a state of this version ({', '.join(sorted(places)[:3])})") from None
