"""What is said about the help itself: `HelpWords(...).about(text)`.

Who has heard what to do may ask what comes first, or thank us; anybody may ask for help lines, and
say in which country they are. All that is said must be accounted for, as in a clear no.
"""

from collections.abc import Iterable
from functools import cached_property
from re import Pattern
from re import compile as compile_regex
from typing import Literal, TypeAlias

from content.urgent import HelpWords as Content
from skill.understanding.denials import MOST_WORDS
from skill.understanding.safety_patterns import Language
from skill.understanding.safety_words import Reader

About: TypeAlias = Literal["next", "thanks", "lines"]

_PLACE = "<place>"


class HelpWords:
    """Knows what is said about the help; one is made for a locale."""

    def __init__(self, content: Content, language: Language, reader: Reader) -> None:
        """Get ready."""
        self._content, self._language, self._reader = content, language, reader

    def prepare(self) -> None:
        """Make every regular expression now."""
        _ = self._patterns, self._located, self._placed, self._asked_in

    def about(self, text: str) -> About | None:
        """What all of `text` asks or says; None for anything else."""
        joined = self._joined(text)
        for about, pattern in self._patterns.items():
            if joined and pattern.fullmatch(joined):
                return about
        return "lines" if self._place(self._asked_in, joined) else None

    def country(self, text: str, *, helping: bool) -> str:
        """The country that `text` says one is in, or ""; while `helping`, a place will do."""
        joined = self._joined(text)
        found = self._place(self._located, joined) or self._place(self._asked_in, joined)
        if not found and helping:
            found = self._place(self._placed, joined)
        return found

    def _joined(self, text: str) -> str:
        words = self._reader.words(text)
        return "" if len(words) > MOST_WORDS else "".join(f"{word} " for word in words)

    def _place(self, patterns: dict[str, Pattern[str]], joined: str) -> str:
        if not joined:
            return ""
        return next((key for key, known in patterns.items() if known.fullmatch(joined)), "")

    @cached_property
    def _patterns(self) -> dict[About, Pattern[str]]:
        content = self._content
        texts: dict[About, tuple[str, ...]] = {
            "next": content.next,
            "thanks": content.thanks,
            "lines": content.lines,
        }
        return {about: compile_regex(self._any(some)) for about, some in texts.items()}

    @cached_property
    def _located(self) -> dict[str, Pattern[str]]:
        return self._in_each(self._content.located)

    @cached_property
    def _placed(self) -> dict[str, Pattern[str]]:
        return self._in_each(self._content.placed)

    @cached_property
    def _asked_in(self) -> dict[str, Pattern[str]]:
        """Asking for lines and saying where, in either order."""
        lines, content = self._any(self._content.lines), self._content
        found: dict[str, Pattern[str]] = {}
        for country in content.places:
            located = self._any(self._of(content.located, country))
            placed = self._any(self._of(content.placed, country))
            found[country] = compile_regex(f"{located}{lines}|{lines}(?:{located}|{placed})")
        return found

    def _in_each(self, texts: Iterable[str]) -> dict[str, Pattern[str]]:
        some = tuple(texts)
        return {
            country: compile_regex(self._any(self._of(some, country)))
            for country in self._content.places
        }

    def _of(self, texts: Iterable[str], country: str) -> list[str]:
        places = f"({'|'.join(self._content.places[country])})"
        return [text.replace(_PLACE, places) for text in texts]

    def _any(self, texts: Iterable[str]) -> str:
        forms = map(self._language.regex, map(self._language.node, texts))
        return f"(?:{'|'.join(forms)})"
