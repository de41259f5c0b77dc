"""The small language the signs of danger are written in, compiled to regular expressions.

A pattern is a row of words as `safety_words` leaves them. Beside plain words there are

    <name>     one of the words of that name         (a|b c)    one or the other
    x?         x may be left out                     !x  &x     not followed, followed by x
    ..         up to two words in between            ...        up to five words in between
    _          any one word                          ^  $       where a clause begins, ends

A gap holds neither a negator nor a word that turns to another thought: what stands beyond those is
said about something else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

BREAK = "_"
"""Stands where something without meaning for us was taken out: nothing reaches across it."""

_GAPS = {"..": 2, "...": 5}
_TOKEN = re.compile(r"\.{2,3}|<[a-z_]+>|[a-z0-9]+|[()|?!&^$_]|\s+|.")


class PatternError(ValueError):
    """A pattern that cannot be read; the message is for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word."""

    text: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to `most` words in between."""

    most: int


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Any one word."""


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a clause begins ("^") or ends ("$")."""

    sign: str


@dataclass(frozen=True, slots=True)
class Row:
    """One after the other."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """May be left out."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Whether `part` follows, or must not; it is not part of the match."""

    part: "Node"
    wanted: bool


Node: TypeAlias = Word | Gap | AnyWord | Edge | Row | Either | Maybe | Ahead


class Language:
    """What patterns refer to: named words, and the words a gap does not cross."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        *,
        breaks: Iterable[str],
        negators: Iterable[str],
    ) -> None:
        self._texts = names
        self._known: dict[str, Node] = {}
        clause = sorted({BREAK, *breaks})
        closed = "|".join(map(re.escape, sorted({*clause, *negators})))
        self._gap = f"(?!(?:{closed}) )[^ ]+ "
        self._start = "|".join([r"\A", *(rf"(?<=\b{re.escape(word)} )" for word in clause)])
        self._end = f"\\Z|(?:{'|'.join(map(re.escape, clause))}) "

    def node(self, pattern: str) -> Node:
        """The pattern as a tree."""
        return _Reader(pattern, self._named).read()

    def regex(self, node: Node) -> str:
        """The regular expression of `node`, for text whose every word is followed by a space."""
        match node:
            case Word(text):
                return f"{re.escape(text)} "
            case Gap(most):
                return f"(?:{self._gap}){{0,{most}}}?"
            case AnyWord():
                return f"(?!{re.escape(BREAK)} )[^ ]+ "
            case Edge(sign):
                return f"(?:{self._start})" if sign == "^" else f"(?={self._end})"
            case Row(parts):
                return "".join(map(self.regex, parts))
            case Either(options):
                # Longest first, so that "pass out" is tried before "pass".
                forms = sorted({self.regex(option) for option in options}, key=len, reverse=True)
                return f"(?:{'|'.join(forms)})"
            case Maybe(part):
                return f"(?:{self.regex(part)})?"
            case Ahead(part, wanted):
                return f"(?{'=' if wanted else '!'}{self.regex(part)})"
            case _:
                assert_never(node)

    def _named(self, name: str) -> Node:
        if name not in self._known:
            if name not in self._texts:
                raise PatternError(f"no words named <{name}>")
            self._known[name] = Either(tuple(map(self.node, self._texts[name])))
        return self._known[name]


class _Reader:
    """Recursive descent over one pattern."""

    def __init__(self, pattern: str, named: Callable[[str], Node]) -> None:
        self._pattern, self._named = pattern, named
        self._tokens = [token for token in _TOKEN.findall(pattern) if not token.isspace()]
        self._at = 0

    def read(self) -> Node:
        node = self._either()
        if self._at != len(self._tokens):
            raise PatternError(f"{self._pattern!r}: {self._peek()!r} stands where it cannot")
        return node

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _either(self) -> Node:
        options = [self._row()]
        while self._peek() == "|":
            self._at += 1
            options.append(self._row())
        return options[0] if len(options) == 1 else Either(tuple(options))

    def _row(self) -> Node:
        parts: list[Node] = []
        while self._peek() not in ("", "|", ")"):
            parts.append(self._part())
        if not parts:
            raise PatternError(f"{self._pattern!r}: something is missing")
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _part(self) -> Node:
        node = self._single()
        if self._peek() == "?":
            self._at += 1
            return Maybe(node)
        return node

    def _single(self) -> Node:
        token = self._peek()
        self._at += 1
        if token in _GAPS:
            return Gap(_GAPS[token])
        if token.startswith("<"):
            return self._named(token[1:-1])
        match token:
            case "_":
                return AnyWord()
            case "^" | "$":
                return Edge(token)
            case "!":
                return Ahead(self._single(), wanted=False)
            case "&":
                return Ahead(self._single(), wanted=True)
            case "(":
                node = self._either()
                if self._peek() != ")":
                    raise PatternError(f"{self._pattern!r}: a bracket is not closed")
                self._at += 1
                return node
            case _ if token.isalnum():
                return Word(token)
            case _:
                raise PatternError(f"{self._pattern!r}: {token!r} stands where it cannot")


# -- which words a text needs before a pattern is worth trying -------------------------------------


def words_of(node: Node) -> set[str]:
    """Every word that occurs in `node`."""
    match node:
        case Word(text):
            return {text}
        case Row(parts) | Either(parts):
            return {word for part in parts for word in words_of(part)}
        case Maybe(part) | Ahead(part):
            return words_of(part)
        case Gap() | AnyWord() | Edge():
            return set()
        case _:
            assert_never(node)


def keys_of(node: Node, often: Counter[str]) -> set[str] | None:
    """Words one of which any match holds, as rare as can be; None when there are none."""
    match node:
        case Word(text):
            return {text}
        case Row(parts):
            found = [keys for part in parts if (keys := keys_of(part, often)) is not None]
            return min(found, key=lambda keys: sum(often[word] for word in keys), default=None)
        case Either(options):
            each = [keys_of(option, often) for option in options]
            known = [keys for keys in each if keys is not None]
            return set().union(*known) if len(known) == len(each) else None
        case Maybe() | Ahead() | Gap() | AnyWord() | Edge():
            return None
        case _:
            assert_never(node)
