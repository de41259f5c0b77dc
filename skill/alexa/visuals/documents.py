"""The committed APL documents, each with what all of them share.

APL joins documents by imports, which a device fetches; ours are joined here, so that a screen needs
nothing but the response.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias, get_args

from skill.alexa.fields import Json
from skill.alexa.writing import Fragment

Name: TypeAlias = Literal["pacer", "progress", "choices", "help", "quiet"]
COMMON = "common"
TOKEN = "screen-"  # noqa: S105 - how documents are told apart; no secret
_NAMES: Mapping[str, Name] = {name: name for name in get_args(Name)}
_TYPE = re.compile(r'"type": "(\w+)"')

VERSION = (1, 4)
"""The APL that the documents are written in; a screen that has only an older one gets nothing."""


@cache
def document(name: Name) -> Json:
    """A document; nobody changes it."""
    common, own = _read(COMMON), _read(name)
    layouts: dict[str, object] = common.pop("layouts")
    used = dict(_used(own, layouts))
    return {**common, **({"layouts": used} if used else {}), **own}


def named(token: str | None) -> Name | None:
    """The document with this token, where it is one of ours."""
    return _NAMES.get((token or "").removeprefix(TOKEN))


@cache
def fragment(name: Name) -> Fragment:
    """A document as it is sent; it is far larger than the rest of a response, and written once."""
    return Fragment(document(name))


def _used(part: object, layouts: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The layouts that a part of a document uses, and those that they use."""
    for name in sorted(set(_TYPE.findall(json.dumps(part))) & set(layouts)):
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
