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
            current.append(char)
            at += 1
    if closing:
        raise TemplateError(f"{text!r}: a bracket is not closed")
    return (*options, tuple(current)), at


def _sentences(sequence: _Sequence) -> Iterator[str]:
    if not sequence:
        yield ""
        return
    head, tail = sequence[0], sequence[1:]
    if isinstance(head, str):
        run = [head]
        while tail and isinstance(tail[0], str):
            run.append(tail[0])
            tail = tail[1:]
        for rest in _sentences(tail):
            yield "".join(run) + rest
        return
    for option in head.options:
        for start in _sentences(option):
            for rest in _sentences(tail):
                yield start + rest
