"""The committed APL documents, each with what all of them share.

APL joins documents by imports, which a device fetches; ours are joined here, so that a screen needs
nothing but the response.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from skill.alexa.serializer import PlainJson

Name: TypeAlias = Literal["pacer", "progress", "choices", "help", "quiet"]
COMMON = "common"
_TYPE = re.compile(r'"type": "(\w+)"')

VERSION = (1, 4)
"""The APL that the documents are written in; every screen since 2020 has it."""


@cache
def document(name: Name) -> PlainJson:
    """A document; nobody changes it, so one serves every response."""
    common, own = _read(COMMON), _read(name)
    layouts: dict[str, object] = common.pop("layouts")
    used = dict(_used(own, layouts))
    return PlainJson({**common, **({"layouts": used} if used else {}), **own})


def _used(part: object, layouts: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The layouts that a part of a document uses, and those that they use."""
    for name in set(_TYPE.findall(json.dumps(part))) & set(layouts):
        yield name, layouts[name]
        yield from _used(layouts[name], layouts)


def _read(name: str) -> dict[str, Any]:
    text = files(__package__).joinpath("apl", f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return _bare(found)


def _bare(value: dict[str, Any]) -> dict[str, Any]:
    """Without the descriptions, which are for readers of the file and not for screens."""
    return {key: _inner(found) for key, found in value.items() if key != "description"}


def _inner(value: object) -> object:
    match value:
        case dict():
            return _bare(value)
        case list():
            return [_inner(item) for item in value]
        case _:
            return value
