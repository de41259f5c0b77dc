"""What is said about the help itself: `HelpWords(...).about(text)`.

Who has heard what to do may ask what comes first, or thank us; anybody may ask for help lines, and
say in which country they are. All that is said must be accounted for, as in a clear no.
"""

from collections.abc import Iterable
from functools import cache, cached_property
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
        self._alone = cache(self._placed_alone)
        self._beside = cache(self._asked_beside)

    def prepare(self) -> None:
        """Make the regular expressions now, but for those of a country, which few name."""
        _ = self._patterns, self._named

    def about(self, text: str) -> About | None:
        """What all of `text` asks or says; None for anything else."""
        joined = self._joined(text)
        for about, pattern in self._patterns.items():
            if joined and pattern.fullmatch(joined):
                return about
        asked = any(self._beside(country).fullmatch(joined) for country in self._in(joined))
        return "lines" if asked else None

    def country(self, text: str, *, helping: bool) -> str:
        """The country that `text` says one is in, or ""; while `helping`, a place will do."""
        joined = self._joined(text)
        for country in self._in(joined):
            located, placed = self._alone(country)
            if located.fullmatch(joined) or self._beside(country).fullmatch(joined):
                return country
            if helping and placed.fullmatch(joined):
                return country
        return ""

    def _joined(self, text: str) -> str:
        words = self._reader.words(text)
        return "" if len(words) > MOST_WORDS else "".join(f"{word} " for word in words)

    def _in(self, joined: str) -> list[str]:
        """The countries that the words name in any way."""
        return [country for country, named in self._named.items() if named.search(joined)]

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
    def _named(self) -> dict[str, Pattern[str]]:
        return {
            country: compile_regex(rf"(?<![^ ]){self._any(places)}")
            for country, places in self._content.places.items()
        }

    def _placed_alone(self, country: str) -> tuple[Pattern[str], Pattern[str]]:
        content = self._content
        located, placed = self._of(content.located, country), self._of(content.placed, country)
        return compile_regex(located), compile_regex(placed)

    def _asked_beside(self, country: str) -> Pattern[str]:
        """Asking for lines and saying where, in either order."""
        lines, content = self._any(self._content.lines), self._content
        located, placed = self._of(content.located, country), self._of(content.placed, country)
        return compile_regex(f"{located}{lines}|{lines}(?:{located}|{placed})")

    def _of(self, texts: Iterable[str], country: str) -> str:
        places = f"({'|'.join(self._content.places[country])})"
        return self._any(text.replace(_PLACE, places) for text in texts)

    def _any(self, texts: Iterable[str]) -> str:
        forms = map(self._language.regex, map(self._language.node, texts))
        return f"(?:{'|'.join(forms)})"
