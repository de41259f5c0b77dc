"""Reads one YAML text into a model, and words what is wrong with it for the person who wrote it.

An error names the file, the line, the place in the file and what is allowed there. YAML's traps are
closed: a key given twice, `yes` or `on` read as true, and 1:30 read as the number 90 are errors.
"""

import difflib
import reprlib
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from content.schema import ID_PATTERN, ROW_PATTERN, Model

M_co = TypeVar("M_co", bound=Model, covariant=True)
M = TypeVar("M", bound=Model)
Path = tuple[str | int, ...]
"""Keys and indexes from the top of a file to a place in it."""

MAX_PROBLEMS = 5
"""How many problems of one file are told at once."""


class ContentError(Exception):
    """Content that cannot be used; the message is for the person who wrote it."""


# -- YAML without its surprises --------------------------------------------------------------------

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # PyYAML's loaders carry no types
    """YAML without the surprises of YAML 1.1."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _bad("a key is a plain word", key)
            if key.value in seen:
                raise _bad(f"the key {key.value!r} stands twice", key)
            seen.add(key.value)
        result: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return result


def _bad(message: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def _plain_bool(_loader: Any, node: yaml.ScalarNode) -> object:  # noqa: ANN401 - PyYAML's loader
    # "yes:" and "on:" are keys of ours: only true and false are truth values.
    return {"true": True, "false": False}.get(str(node.value).lower(), str(node.value))


def _plain_int(_loader: Any, node: yaml.ScalarNode) -> int:  # noqa: ANN401 - PyYAML's loader
    digits = str(node.value).lstrip("+-")
    if not digits.isdecimal() or (digits.startswith("0") and len(digits) > 1):
        raise _bad(f"write {node.value!r} as a plain number, or in quotes as text", node)
    return int(node.value)


def _plain_float(_loader: Any, node: yaml.ScalarNode) -> float:  # noqa: ANN401 - PyYAML's loader
    whole, _, fraction = str(node.value).lstrip("+-").partition(".")
    if not (whole.isdecimal() and fraction.isdecimal()):
        raise _bad(f"write {node.value!r} as a plain number, or in quotes as text", node)
    return float(node.value)


_Loader.add_constructor("tag:yaml.org,2002:bool", _plain_bool)
_Loader.add_constructor("tag:yaml.org,2002:int", _plain_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _plain_float)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


def read_yaml(text: str, name: str) -> Any:  # noqa: ANN401 - whatever the file holds
    """Parse one YAML document; `name` is how errors call it."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        raise ContentError(f"{name}{line}: {_yaml_words(error)}") from None
    except yaml.YAMLError as error:
        first = str(error).splitlines()[0]
        raise ContentError(f"{name}: not readable as YAML: {first}") from None


_YAML_WORDS = {
    "found character that cannot start any token": "a tab, or a sign YAML keeps for itself, stands "
    "here: indent with spaces and put such text in quotes",
    "mapping values are not allowed in this context": "a colon and a space inside a text: put the "
    "text in quotes",
    "could not find expected ':'": "a key without its colon",
    "found a tab character that violates indentation": "a tab: indent with spaces",
    "found unexpected end of stream": "the file ends inside a text: a quote is not closed",
    "did not find expected node content": "a list or a key is opened here and not finished",
    "did not find expected key": "this line does not fit the ones before it: look at the "
    "indentation, and put text with quotes or colons in quotes",
}
"""What the parser's commonest complaints mean for a writer."""


def _yaml_words(error: yaml.MarkedYAMLError) -> str:
    told = str(error.problem or error.context)
    return _YAML_WORDS.get(told, told)


# -- one file --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Source(Generic[M_co]):
    """A content file: its name as errors call it, its text, and what it holds."""

    name: str
    text: str
    item: M_co


class Lines:
    """Where the places of a YAML text stand."""

    def __init__(self, text: str) -> None:
        self._top: yaml.Node | None = yaml.compose(text, Loader=_Loader)

    def find(self, path: Sequence[str | int]) -> tuple[int, Path]:
        """The line of `path`, counted from 1, and the part of `path` that stands in the text.

        Levels that only a model names, such as the member of a union, are left out.
        """
        node, line, there = self._top, 1, []
        for part in path:
            match node, part:
                case yaml.MappingNode(), str():
                    pair = next((pair for pair in node.value if pair[0].value == part), None)
                    if pair is None:
                        continue
                    line, node = pair[0].start_mark.line + 1, pair[1]
                case yaml.SequenceNode(), int() if part < len(node.value):
                    node = node.value[part]
                    line = node.start_mark.line + 1
                case _:
                    continue
            there.append(part)
        return line, tuple(there)


def place_of(path: Sequence[str | int]) -> str:
    """A path as people read it: "sections.0.steps.2.say"."""
    return ".".join(str(part) for part in path)


def parse(model: type[M], text: str, name: str) -> M:
    """Validate one YAML text as `model`; `name` is how errors call it."""
    data = _tuples(read_yaml(text, name))
    if data is None:
        raise ContentError(f"{name}: the file is empty")
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise ContentError("\n".join(_problems(error, model, text, name))) from None


def _tuples(value: Any) -> Any:  # noqa: ANN401 - JSON-like data in, the same out
    """Lists as tuples, as the strict and frozen models want them."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    if isinstance(value, dict):
        return {key: _tuples(item) for key, item in value.items()}
    return value


# -- wording errors --------------------------------------------------------------------------------


def _problems(error: ValidationError, model: type[Model], text: str, name: str) -> list[str]:
    lines, told, missing = Lines(text), dict[str, None](), dict[str, list[str]]()
    # An unknown key first: where one is misspelt, another is missing because of it.
    for problem in sorted(error.errors(include_url=False), key=_is_known_key):
        line, there = lines.find(problem["loc"])
        where = f"{name}:{line}: {place_of(there)}: " if there else f"{name}:{line}: "
        if problem["type"] == "missing":
            missing.setdefault(where, []).append(repr(problem["loc"][-1]))
        else:
            told[where + _words(problem, model)] = None
    for where, keys in missing.items():
        are = "key {} is" if len(keys) == 1 else "keys {} are"
        told[f"{where}the {are.format(', '.join(keys))} missing"] = None
    found = list(told)
    if len(found) > MAX_PROBLEMS:
        found = [*found[:MAX_PROBLEMS], f"{name}: and {len(found) - MAX_PROBLEMS} more"]
    return found


def _is_known_key(problem: ErrorDetails) -> bool:
    return problem["type"] != "extra_forbidden"


_PATTERNS = {
    ID_PATTERN: "small letters, digits and single hyphens are allowed, such as box-breathing",
    ROW_PATTERN: "a row of the mission is needed: S1 to S78",
}
_NEEDED = {
    "bool_type": "true or false is needed",
    "dict_type": "keys with values are needed",
    "float_type": "a number is needed",
    "int_from_float": "a whole number is needed",
    "int_type": "a whole number is needed",
    "model_type": "keys with values are needed",
    "string_type": "text is needed",
    "string_too_short": "the text is empty",
    "too_short": "at least one is needed",
    "tuple_type": "a list is needed: each entry on a line of its own after a hyphen",
}


def _words(problem: ErrorDetails, model: type[Model]) -> str:
    """What one problem means, and what is allowed."""
    context = problem.get("ctx", {})
    match problem["type"]:
        case "extra_forbidden":
            return _unknown_key(str(problem["loc"][-1]), _keys(model, problem["loc"][:-1]))
        case "literal_error":
            return f"{_shown(problem['input'])} is not one of {context['expected']}"
        case "string_pattern_mismatch" if context["pattern"] in _PATTERNS:
            return f"{_shown(problem['input'])} does not fit: {_PATTERNS[context['pattern']]}"
        case "value_error":
            return str(context["error"])
        case known if known in _NEEDED:
            given = "nothing is given" if problem["input"] is None else ""
            got = given or f"not {_shown(problem['input'])}"
            return f"{_NEEDED[known]}; {got}" if known.endswith("_type") else _NEEDED[known]
        case _:
            return problem["msg"]


def _shown(value: object) -> str:
    """A value as an error repeats it: scalars in full, the rest by kind."""
    if isinstance(value, str | int | float):
        return reprlib.repr(value)
    return "keys with values" if isinstance(value, dict) else "a list"


def _unknown_key(key: str, allowed: Sequence[str]) -> str:
    near = difflib.get_close_matches(key, allowed, n=1)
    meant = f"; did you mean {near[0]!r}?" if near else "."
    return f"there is no key {key!r} here{meant} The keys are {', '.join(allowed)}"


def _keys(model: type[Model], path: Sequence[str | int]) -> list[str]:
    """The keys allowed at `path` below `model`."""
    found: list[type[BaseModel]] = [model]
    for part in path:
        if isinstance(part, int):
            continue
        deeper = [m.model_fields[part].annotation for m in found if part in m.model_fields]
        if deeper:
            found = [member for annotation in deeper for member in _models(annotation)]
        else:  # the name of a union's member: narrow to it
            found = [m for m in found if m.__name__ == part] or found
    return sorted({key for m in found for key in m.model_fields})


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
