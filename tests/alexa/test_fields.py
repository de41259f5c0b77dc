from typing import Any

import pytest

from skill.alexa.fields import items, text, within

DATA: dict[str, Any] = {"a": {"b": {"c": "d", "e": [1]}}, "list": [{}], "null": None, "7": 7}


def test_what_is_there_is_found() -> None:
    assert within(DATA, "a", "b") == {"c": "d", "e": [1]}
    assert text(within(DATA, "a", "b"), "c") == "d"
    assert items(within(DATA, "a", "b"), "e") == [1]


@pytest.mark.parametrize("path", [("x",), ("a", "x"), ("list", "0"), ("null", "x"), ("7", "x")])
def test_what_is_not_there_or_no_object_is_empty(path: tuple[str, ...]) -> None:
    assert within(DATA, *path) == {}


@pytest.mark.parametrize("key", ["x", "a", "list", "null", "7"])
def test_what_is_no_text_is_not_there(key: str) -> None:
    assert text(DATA, key) is None


@pytest.mark.parametrize("key", ["x", "a", "null", "7"])
def test_what_is_no_list_has_nothing_in_it(key: str) -> None:
    assert items(DATA, key) == []
