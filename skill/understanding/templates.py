"""Sample templates: (a|b) is a choice, [a] may be left out, {slot} is filled by the person.

`expand` gives every sentence of a template with its slots left as they are; `begin` and `steps` go
through what it can say word by word, without writing out the sentences. The syntax is hassil's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

_CLOSING = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class _Choice:
    options: tuple["_Sequence", ...]


_Sequence: TypeAlias = tuple[str | _Choice, ...]

_SPACE = " "
_PIECE = re.compile(r"\s+|\S+")
_PLAIN = re.compile(r"[a-z']+|\{\w+\}")


@dataclass(frozen=True, slots=True)
class Rest:
    """What of a template is still to be said: a sequence from a place on, then what is around."""

    sequence: _Sequence
    """Words, or parts of one, and the spaces between them; choices."""
    at: int
    outer: "Rest | None"


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


def begin(template: str, clean: Callable[[str], str]) -> Rest:
    """All of `template`, its words as `clean` writes them."""
    return Rest(_in_words(_parse(template), clean), 0, None)


def steps(rest: Rest) -> Iterator[tuple[str, Rest | None]]:
    """Every next word (or slot), with what may follow it: None where the sentence ends there."""
    return _steps(rest, "", spaced=False)


def _steps(rest: Rest | None, word: str, *, spaced: bool) -> Iterator[tuple[str, Rest | None]]:
    """The steps after the beginning of a word; `spaced` is whether a space follows it already."""
    while rest is not None:
        if rest.at == len(rest.sequence):
            rest = rest.outer
            continue
        part, after = rest.sequence[rest.at], Rest(rest.sequence, rest.at + 1, rest.outer)
        if isinstance(part, _Choice):
            for option in part.options:
                yield from _steps(Rest(option, 0, after), word, spaced=spaced)
            return
        if part == _SPACE:
            spaced = bool(word)
        elif spaced and not part.startswith("'"):  # "what (is|'s)" says "what's"
            yield word, rest
            return
        else:
            word, spaced = word + part, False
        rest = after
    if word:
        yield word, None


def _in_words(sequence: _Sequence, clean: Callable[[str], str]) -> _Sequence:
    """The sequence with its texts cut into words and spaces."""
    said: list[str | _Choice] = []
    for part in sequence:
        if isinstance(part, _Choice):
            said.append(_Choice(tuple(_in_words(option, clean) for option in part.options)))
            continue
        for piece in _PIECE.findall(part):
            if piece.isspace():
                said.append(_SPACE)
            elif _PLAIN.fullmatch(piece):
                said.append(piece)
            else:
                said.extend(_PIECE.findall(clean(piece)))
    return tuple(said)


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
