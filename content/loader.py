"""Reads content files into a `Catalog`.

An error names the file, the line, the place in the file and what is allowed there. YAML's traps are
closed: a key given twice, `yes` or `on` read as true, and 1:30 read as the number 90 are errors.
"""

import functools
from collections.abc import Hashable, Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from content.schema import (
    Answer,
    Catalog,
    CheckIn,
    Feedback,
    HelpLines,
    Intents,
    Model,
    OutOfScope,
    Phrases,
    Script,
    SlotList,
    Urgent,
    Utterances,
)

M = TypeVar("M", bound=Model)
MAX_PROBLEMS = 5
"""How many problems of one file are told at once."""


class ContentError(Exception):
    """Content that cannot be used; the message is for the person who wrote it."""


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # PyYAML's loaders carry no types
    """YAML without the surprises of YAML 1.1."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        result: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return result


def _plain_bool(_loader: Any, node: yaml.ScalarNode) -> object:  # noqa: ANN401 - PyYAML's loader
    # "yes:" and "on:" are keys of ours: only true and false are truth values.
    return {"true": True, "false": False}.get(str(node.value).lower(), str(node.value))


def _plain_int(_loader: Any, node: yaml.ScalarNode) -> int:  # noqa: ANN401 - PyYAML's loader
    text = str(node.value)
    if not text.lstrip("+-").isdecimal() or (text.lstrip("+-").startswith("0") and len(text) > 1):
        raise yaml.constructor.ConstructorError(
            None, None, f"write {text!r} as plain seconds, or in quotes", node.start_mark
        )
    return int(text)


_Loader.add_constructor("tag:yaml.org,2002:bool", _plain_bool)
_Loader.add_constructor("tag:yaml.org,2002:int", _plain_int)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


def read_yaml(text: str, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse one YAML document; `name` is how errors call it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ContentError(f"{name}{line}: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise ContentError(f"{name}: not readable as YAML: {error}") from None


def line_of(text: str, path: Iterable[str | int]) -> int:
    """The line, counted from 1, at which `path` (keys and indexes) starts in a YAML text."""
    node = yaml.compose(text, Loader=_Loader)
    line = 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == part), None)
            if found is None:
                continue  # a level that pydantic names and YAML does not, such as a union's member
            line, node = found[0].start_mark.line + 1, found[1]
        elif (
            isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value)
        ):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def parse(model: type[M], text: str, name: str) -> M:
    """Validate one YAML text as `model`; `name` is how errors call it."""
    data = _tuples(read_yaml(text, name))
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ContentError("\n".join(_problems(error, text, name))) from None


def _tuples(value: Any) -> Any:  # noqa: ANN401 - JSON-like data in, the same out
    """Lists as tuples, as the strict and frozen models want them."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


def _problems(error: ValidationError, text: str, name: str) -> list[str]:
    lines: list[str] = []
    for problem in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in problem["loc"])
        at = line_of(text, problem["loc"])
        told = f"{name}:{at}: {place}: {problem['msg']}" if place else f"{name}: {problem['msg']}"
        if told not in lines:
            lines.append(told)
    if len(lines) > MAX_PROBLEMS:
        lines = [*lines[:MAX_PROBLEMS], f"{name}: and {len(lines) - MAX_PROBLEMS} more"]
    return lines


def _root() -> Traversable:
    return files("content")


def locales() -> tuple[str, ...]:
    """The locales there is content for."""
    return tuple(
        sorted(
            entry.name for entry in _root().iterdir() if entry.joinpath("phrases.yaml").is_file()
        )
    )


def _one(folder: Traversable, path: str, model: type[M]) -> M:
    file = folder.joinpath(*path.split("/"))
    name = f"content/{path}" if folder == _root() else f"content/{folder.name}/{path}"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError(f"{name}: the file is missing") from None
    except UnicodeDecodeError:
        raise ContentError(f"{name}: not UTF-8 text") from None
    return parse(model, text, name)


def _many(folder: Traversable, sub: str, model: type[M], key: str) -> dict[str, M]:
    found: dict[str, M] = {}
    names = sorted(f.name for f in folder.joinpath(sub).iterdir() if f.name.endswith(".yaml"))
    for name in names:
        item = _one(folder, f"{sub}/{name}", model)
        ident = str(getattr(item, key))
        if ident != name.removesuffix(".yaml"):
            raise ContentError(
                f"content/{folder.name}/{sub}/{name}: {key} is {ident!r}; it has the file's name"
            )
        found[ident] = item
    return found


class _Numbers(Model):
    numbers: dict[str, int]


@functools.cache
def load(locale: str) -> Catalog:
    """All content of `locale`, validated; the same object for every caller.

    Raises `ContentError` with file, line and what is wrong, or when there is no such locale.
    """
    if locale not in locales():
        raise ContentError(f"no content for {locale!r}; there is {', '.join(locales())}")
    root, folder = _root(), _root().joinpath(locale)
    parts = {
        "locale": locale,
        "intents": _one(root, "intents.yaml", Intents).intents,
        "helplines": _one(root, "helplines.yaml", HelpLines),
        "utterances": _many(folder, "intents", Utterances, "intent"),
        "lists": _many(folder, "lists", SlotList, "type"),
        "out_of_scope": _one(folder, "out-of-scope.yaml", OutOfScope).examples,
        "numbers": _one(folder, "numbers.yaml", _Numbers).numbers,
        "phrases": _one(folder, "phrases.yaml", Phrases),
        "scripts": _many(folder, "scripts", Script, "id"),
        "checkins": _many(folder, "checkins", CheckIn, "id"),
        "feedback": _many(folder, "feedback", Feedback, "id"),
        "answers": _many(folder, "answers", Answer, "id"),
        "urgent": _one(folder, "urgent.yaml", Urgent),
    }
    try:
        return Catalog.model_validate(parts)
    except ValidationError as error:
        raise ContentError(f"content/{locale}: {error.errors()[0]['msg']}") from None
