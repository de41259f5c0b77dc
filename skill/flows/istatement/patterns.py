"""A small pattern language over words, compiled to regular expressions.

A pattern is words. [a] may be left out, (a|b) is a choice, <name> is one of a class of phrases,
{name} captures one word or more, and {name:class} one of a class. Text is lower case with single
spaces.
"""

import re
from collections.abc import Iterable, Mapping

PAUSE = ","
"""A pause as a word of its own, where a text has them."""

_TOKEN = re.compile(r"\s*(?:<([\w-]+)>|\{(\w+)(?::([\w-]+))?\}|([\[\](|)])|([\w'-]+|,))")
_OPEN = {"[": "(?:", "(": "(?:", "|": "|", ")": ")", "]": ")?"}
_CAPTURE = r"(?P<{name}>\S+(?: \S+)*?)(?: |$)"


class PatternError(ValueError):
    """A pattern that cannot be read."""


class Patterns:
    """Compiles patterns with one set of classes."""

    def __init__(self, classes: Mapping[str, Iterable[str]]) -> None:
        self._sources: dict[str, str] = {}
        for name, phrases in classes.items():
            either = "|".join(self._source(phrase) for phrase in phrases)
            self._sources[name] = f"(?:{either})"

    def whole(self, pattern: str) -> re.Pattern[str]:
        """Matches a whole text with `fullmatch`."""
        return re.compile(self._source(pattern))

    def anywhere(self, patterns: Iterable[str], ahead: str = "") -> re.Pattern[str]:
        """Finds any of `patterns` as whole words with `search`."""
        either = "|".join(self._source(pattern) for pattern in patterns)
        return re.compile(rf"(?<!\S)(?:{either}){ahead}")

    def source(self, pattern: str) -> str:
        """The regular expression of a pattern, to be part of another."""
        return self._source(pattern)

    def _source(self, pattern: str) -> str:
        parts: list[str] = []
        at = 0
        while at < len(pattern.rstrip()):
            found = _TOKEN.match(pattern, at)
            if found is None:
                raise PatternError(f"{pattern!r}: not readable at {at}")
            at = found.end()
            name, capture, of, sign, word = found.groups()
            if name is not None:
                parts.append(self._class(name, pattern))
            elif of is not None:
                parts.append(f"(?P<{capture}>{self._class(of, pattern)})")
            elif capture is not None:
                parts.append(_CAPTURE.format(name=capture))
            elif sign is not None:
                parts.append(_OPEN[sign])
            else:
                parts.append(rf"{re.escape(word)}(?: |$)")
        return "".join(parts)

    def _class(self, name: str, pattern: str) -> str:
        if name not in self._sources:
            raise PatternError(f"{pattern!r}: no class <{name}> above it")
        return self._sources[name]
