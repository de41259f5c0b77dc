"""Sample templates: (a|b) is a choice, [a] may be left out, {slot} is filled by the person.

`expand` gives every sentence of a template with its slots left as they are. The syntax is hassil's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple["_Sequence", ...]


_Sequence: TypeAlias = tuple[str | _Choice, ...]


class TemplateError(ValueError):
    """A template with brackets that do not match."""


def expand(template: str) -> Iterator[str]:
    """Every sentence of `template`, in order, each once; slots stay as {slot}."""
    seen: set[str] = set()
    for raw in _sentences(_parse(template)):
        sentence = " ".join(raw.split()).replace(" '", "'")  # "what (is|'s)" says "what's"
        if sentence not in seen:
            seen.add(sentence)
            yield sentence


def _parse(template: str) -> _Sequence:
    sequence, rest = _sequence(template, 0, "")
    if rest != len(template):
        raise TemplateError(f"{template!r}: a bracket closes that was not opened")
    return sequence[0]


def _sequence(text: str, at: int, closing: str) -> tuple[tuple[_Sequence, ...], int]:
    """The alternatives from `at` up to the closing bracket (or the end), and where they end."""
    options: list[_Sequence] = []
    current: list[str | _Choice] = []
    while at < len(text):
        char = text[at]
        if char in _CLOSING:
            inner, at = _sequence(text, at + 1, _CLOSING[char])
            current.append(_Choice(inner if char == "(" else ((), *inner)))
        elif char in ")]":
            if char != closing:
                break
            return (*options, tuple(current)), at + 1
        elif char == "|" and closing:
            options.append(tuple(current))
            current = []
            at += 1
        else:
            end = at + 1
            while end < len(text) and text[end] not in "()[]|":
                end += 1
            current.append(text[at:end])
            at = end
    if closing:
        raise TemplateError(f"{text!r}: a bracket is not closed")
    return (*options, tuple(current)), at


def _sentences(sequence: _Sequence) -> list[str]:
    said = [""]
    for part in sequence:
        if isinstance(part, str):
            said = [start + part for start in said]
        else:
            options = [sentence for option in part.options for sentence in _sentences(option)]
            said = [start + option for start in said for option in options]
    return said
