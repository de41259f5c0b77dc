"""The SDK's serializer, tolerant and lazy.

The default one builds every model of an envelope before the first is looked at, and raises on any
value it does not know: a new request type, a new enum value, a timestamp that is a number. Here a
model is a view of the JSON it stands for. An attribute is converted when it is first read; an
enum's unknown value stays the string it was, an unknown type stays its base class, and what does
not fit its type is None.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from enum import Enum
from importlib import import_module
from typing import Any, TypeAlias

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_model import Response
from ask_sdk_model.services import Serializer

_Convert: TypeAlias = Callable[[Any], Any]

_LIST = re.compile(r"list\[(.*)\]")
_DICT = re.compile(r"dict\([^,]*, (.*)\)")
_MILLISECONDS_FROM = 100_000_000_000
"""Timestamps that are numbers: below it seconds since 1970 (up to the year 5138), else ms."""


class TolerantSerializer(Serializer):
    """Reads requests without ever raising on their values; writes responses."""

    def deserialize(self, payload: str | bytes | None, obj_type: Any) -> Any:  # noqa: ANN401 - the SDK's interface
        """An instance of `obj_type`, a model class or a type's name, from JSON text."""
        if payload is None:
            return None
        try:
            data = json.loads(payload, parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise SerializationException("not JSON") from None
        return self.view(data, obj_type)

    def view(self, data: Any, obj_type: Any) -> Any:  # noqa: ANN401 - JSON in, a model out
        """An instance of `obj_type` that shows `data`, which is JSON already read."""
        return _converter(obj_type)(data)

    def serialize(self, obj: Any) -> Any:  # noqa: ANN401 - a model in, JSON out
        """JSON-ready data for a model, or for anything made of models."""
        kind = type(obj)
        if kind in _AS_IT_IS:
            return obj
        write = _writers.get(kind) or _writer(kind)
        return write(self.serialize, obj)


def shown(view: Any) -> dict[str, Any]:  # noqa: ANN401 - a model that `view` has made
    """The JSON that a view shows, as it came."""
    payload: dict[str, Any] = view._payload  # noqa: SLF001 - our own class
    return payload


def ready(response: dict[str, Any]) -> Response:
    """A response for the SDK whose JSON is made already: nothing of it is written anew."""
    made: Response = _show(Response, PlainJson(response))
    return made


def moment(value: object) -> datetime | None:
    """A timestamp as ISO 8601 text or as a number, in UTC unless it says otherwise."""
    try:
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if abs(value) >= _MILLISECONDS_FROM else value
            return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


class PlainJson(dict[str, Any]):
    """JSON that belongs to one request alone: it need be neither copied nor converted."""

    def __deepcopy__(self, _memo: object) -> "PlainJson":
        return self


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


# -- writing ---------------------------------------------------------------------------------------

_Serialize: TypeAlias = Callable[[Any], Any]
_Write: TypeAlias = Callable[[_Serialize, Any], Any]

_AS_IT_IS = frozenset({str, int, float, bool, type(None), PlainJson})
_writers: dict[type, _Write] = {}


def _writer(kind: type) -> _Write:
    """How instances of a class are written; found out once for each class."""
    found: _Write
    if issubclass(kind, Enum):
        found = _write_enum
    elif issubclass(kind, str | int | float):
        found = _write_same
    elif issubclass(kind, dict):
        found = _write_dict
    elif issubclass(kind, list | tuple):
        found = _write_list
    elif issubclass(kind, date):
        found = _write_date
    else:
        found = _model_writer(kind)
    _writers[kind] = found
    return found


def _write_enum(_serialize: _Serialize, value: Enum) -> object:
    return value.value


def _write_same(_serialize: _Serialize, value: object) -> object:
    return value


def _write_dict(serialize: _Serialize, value: dict[str, Any]) -> dict[str, Any]:
    return {key: serialize(item) for key, item in value.items()}


def _write_list(serialize: _Serialize, value: Iterable[Any]) -> list[Any]:
    return [serialize(item) for item in value]


def _write_date(_serialize: _Serialize, value: date) -> str:
    return value.isoformat()


def _model_writer(model: type) -> _Write:
    keys = _keys(model)

    def write(serialize: _Serialize, instance: object) -> dict[str, Any]:
        return {
            keys[attribute]: value if type(value) in _AS_IT_IS else serialize(value)
            for attribute, value in vars(instance).items()
            if value is not None and attribute in keys
        }

    def write_view(serialize: _Serialize, instance: Any) -> dict[str, Any]:  # noqa: ANN401 - a view
        payload: dict[str, Any] = instance._payload  # noqa: SLF001 - our own class
        if type(payload) is PlainJson and not vars(instance):
            return payload  # and nobody has looked at it, let alone changed it
        shown = ((key, getattr(instance, attribute)) for attribute, key in keys.items())
        return {key: serialize(value) for key, value in shown if value is not None}

    return write_view if model in _views.values() else write


# -- views -----------------------------------------------------------------------------------------

_views: dict[type, type] = {}
_converters: dict[Any, _Convert] = {}
_key_maps: dict[type, dict[str, str]] = {}


def _keys(model: type) -> dict[str, str]:
    """The JSON key of each attribute of a model class."""
    found = _key_maps.get(model)
    if found is None:
        names = getattr(model, "attribute_map", {})
        types: dict[str, str] = model.deserialized_types  # type: ignore[attr-defined]  # on every SDK model
        found = _key_maps[model] = {name: names.get(name, name) for name in types}
    return found


def _view_of(model: type) -> type:
    """The subclass of a model whose instances show JSON; made once for each model."""
    found = _views.get(model)
    if found is not None:
        return found
    types: dict[str, Any] = model.deserialized_types  # type: ignore[attr-defined]  # on every SDK model
    fields = {name: _Field(name, key, types[name]) for name, key in _keys(model).items()}
    own = {"__slots__": ("_payload",), "__module__": model.__module__}
    found = type(model.__name__, (model,), {**fields, **own})
    _views[model] = found
    return found


class _Field:
    """An attribute of a view: converted when it is first read, and then the instance's own.

    Python looks at it only while the instance holds nothing of that name.
    """

    __slots__ = ("_convert", "_key", "_kind", "_name")

    def __init__(self, name: str, key: str, kind: Any) -> None:  # noqa: ANN401 - a class or a type's name
        self._name, self._key, self._kind = name, key, kind
        self._convert: _Convert = self._find_out

    def __get__(self, instance: Any, owner: type) -> Any:  # noqa: ANN401 - an instance of a view
        if instance is None:
            return self
        value = instance._payload.get(self._key)  # noqa: SLF001 - our own class
        if value is not None:
            value = self._convert(value)
        setattr(instance, self._name, value)
        return value

    def _find_out(self, value: object) -> object:
        """Convert the first one: what an attribute is made of may be half of the SDK."""
        self._convert = _converter(self._kind)
        return self._convert(value)


def _show(model: type, payload: dict[str, Any]) -> Any:  # noqa: ANN401 - an instance of the model
    instance: Any = object.__new__(_view_of(model))
    instance._payload = payload  # noqa: SLF001 - our own class
    return instance


def _converter(kind: Any) -> _Convert:  # noqa: ANN401 - a class or a type's name
    found = _converters.get(kind)
    if found is None:
        found = _converters[kind] = _make_converter(kind)
    return found


def _make_converter(kind: Any) -> _Convert:  # noqa: ANN401 - a class or a type's name
    if not isinstance(kind, str):
        return _model_converter(kind)
    if kind in _NATIVE:
        return _NATIVE[kind]
    if listed := _LIST.fullmatch(kind):
        item = listed.group(1)
        return lambda value: _items(_converter(item), value)
    if mapped := _DICT.fullmatch(kind):
        inner = mapped.group(1)
        if inner == "object":
            return lambda value: PlainJson(value) if isinstance(value, dict) else None
        return lambda value: _entries(_converter(inner), value)
    module, _, name = kind.rpartition(".")
    return _model_converter(getattr(import_module(module), name))


def _model_converter(model: Any) -> _Convert:  # noqa: ANN401 - an SDK class
    if issubclass(model, Enum):
        return _member_of(model)
    if hasattr(model, "get_real_child_model"):
        return lambda value: _show(_child(model, value), value) if isinstance(value, dict) else None
    return _shower(model)


def _shower(model: type) -> _Convert:
    """Shows JSON objects as one class, which is made when the first one comes."""
    view: Any = None

    def show(value: object) -> Any:  # noqa: ANN401 - an instance of the model
        nonlocal view
        if not isinstance(value, dict):
            return None
        if view is None:
            view = _view_of(model)
        instance = object.__new__(view)
        instance._payload = value
        return instance

    return show


def _child(model: Any, value: dict[str, Any]) -> type:  # noqa: ANN401 - an SDK class
    """The subclass that the discriminator in `value` names, or the base class itself."""
    name = value.get(model.json_discriminator_key)
    path = model.discriminator_value_class_map.get(name) if isinstance(name, str) else None
    if path is None:
        found: type = model
        return found
    return _classes.get(path) or _load(path)


_classes: dict[str, type] = {}


def _load(path: str) -> type:
    module, _, name = path.rpartition(".")
    found: type = getattr(import_module(module), name)
    _classes[path] = found
    return found


def _member_of(enum: type[Enum]) -> _Convert:
    """The enum's member, or the text itself when this SDK does not know it."""
    members = {member.value: member for member in enum}
    return lambda value: members.get(value, value) if isinstance(value, str) else None


def _items(convert: _Convert, value: object) -> list[Any] | None:
    if not isinstance(value, list):
        return None
    return [None if item is None else convert(item) for item in value]


def _entries(convert: _Convert, value: object) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        return None
    return {key: None if item is None else convert(item) for key, item in value.items()}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    number = _real(value)
    return None if number is None else int(number)


def _real(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e300 else None


def _day(value: object) -> date | None:
    found = moment(value)
    return None if found is None else found.date()


_NATIVE: dict[str, _Convert] = {
    "str": _text,
    "bool": _truth,
    "int": _whole,
    "long": _whole,
    "float": _real,
    "object": lambda value: value,
    "datetime": moment,
    "date": _day,
}
