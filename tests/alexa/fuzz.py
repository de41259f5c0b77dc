"""Mutates request envelopes: whole values, keys and raw bytes. Seeded, so that a find repeats."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

SECRET = "xqzsecretword"  # noqa: S105 - no password
"""Stands in mutated texts; it must never be seen in a log."""

_JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 3, 10**30, 1.5, -1e308, "", " ", SECRET, SECRET * 300, "\x00",
    "\ud800", "é\u202e\U0001f600", "<speak>&", "{}", "[]", "null", "?", "7", "box-breathing",
    "LaunchRequest", "IntentRequest", "SessionEndedRequest", "en-GB", "de-DE",
    "2026-01-10T21:00:00",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", 253402300799999, "ER_SUCCESS_MATCH",
    [], {}, [[]], [None], {"": None}, {"value": SECRET}, [{"value": {"id": SECRET}}],
    {"version": 1}, {"kind": "script"}, {"deserialized_types": {}}, {"_payload": {}},
]  # fmt: skip


class Fuzzer:
    """An endless supply of broken envelopes."""

    def __init__(self, seeds: list[dict[str, Any]], seed: int) -> None:
        self._seeds = seeds
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def bodies(self, count: int) -> Iterator[bytes]:
        """`count` request bodies."""
        for _ in range(count):
            data = copy.deepcopy(self._random.choice(self._seeds))
            for _ in range(self._random.choice((1, 1, 2, 3, 8))):
                self._change(data)
            body = json.dumps(data).encode()
            yield self._garble(body) if self._random.random() < 0.1 else body

    def _change(self, data: dict[str, Any]) -> None:
        """One change somewhere in the tree."""
        places = list(_places(data))
        if not places:
            return
        holder, key = self._random.choice(places)
        match self._random.randrange(6):
            case 0:
                del holder[key]
            case 1:
                self._add(holder)
            case 2:
                other, name = self._random.choice(places)
                holder[key] = copy.deepcopy(other[name])
            case _:
                holder[key] = copy.deepcopy(self._random.choice(_JUNK))

    def _add(self, holder: Any) -> None:  # noqa: ANN401 - an object or an array
        value = copy.deepcopy(self._random.choice(_JUNK))
        if isinstance(holder, dict):
            holder[self._random.choice(("extra", "__class__", "type", "name", "value", ""))] = value
        else:
            holder.append(value)

    def _garble(self, body: bytes) -> bytes:
        at = self._random.randrange(len(body))
        match self._random.randrange(4):
            case 0:
                return body[:at]
            case 1:
                return body[:at] + bytes([self._random.randrange(256)]) + body[at + 1 :]
            case 2:
                return body[:at] + self._random.randbytes(4) + body[at:]
            case _:
                return body[:at] + body[at + 1 :]


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - any JSON
    """Every place in the tree, as what holds it and its key."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(items):
        yield value, key
        if isinstance(item, dict | list):
            yield from _places(item)
