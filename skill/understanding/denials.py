"""Whether words are a clear no to a question about danger: `Denials(...).hold(text, flag)`.

All of what is said must be accounted for: a no and what may follow it, or what says as much without
one. Whoever says more, or in doubt, has not denied anything. What counts as which is content.
"""

from collections.abc import Iterable
from functools import cache, cached_property
from re import Pattern
from re import compile as compile_regex

from content.urgent import Denials as Content
from skill.understanding.safety_patterns import Language
from skill.understanding.safety_words import Reader

MOST_WORDS = 16
"""Words of a no; longer ones tell of something."""

_MOST_PARTS = 5
"""Parts that may follow a no."""


class Denials:
    """Knows a clear no; one is made for a locale."""

    def __init__(self, denials: Content, language: Language, reader: Reader) -> None:
        """Get ready; `reader` leaves no doubt out."""
        self._denials, self._language, self._reader = denials, language, reader
        self._whole = cache(self._made)

    def prepare(self, flags: Iterable[str]) -> None:
        """Make the regular expressions for the questions about `flags` now."""
        for flag in flags:
            self._whole(flag)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of `text`, those that tell of a doubt among them."""
        return self._reader.words(text)

    def hold(self, text: str, flag: str) -> bool:
        """Whether `text` is a clear no to the question about `flag`."""
        words = self.words(text)
        if not words or len(words) > MOST_WORDS:
            return False
        return self._whole(flag).fullmatch("".join(f"{word} " for word in words)) is not None

    def unled(self, text: str) -> str:
        """`text` without the no it begins with: to a question that denies nothing after it."""
        joined = "".join(f"{word} " for word in self.words(text))
        return self._leading.sub("", joined, count=1)

    @cached_property
    def _leading(self) -> Pattern[str]:
        return compile_regex(f"(?:{self._nos})*")

    @cached_property
    def _nos(self) -> str:
        return self._any(self._denials.nos)

    def _made(self, flag: str) -> Pattern[str]:
        kinds = [kind for kind in self._denials.kinds if not kind.flags or flag in kind.flags]
        polite = self._denials.polite
        after = self._any([*polite, *(text for kind in kinds for text in kind.after)])
        alone = self._any([text for kind in kinds for text in kind.alone])
        beside = self._any([*polite, *(text for kind in kinds for text in kind.alone)])
        most = f"{{0,{_MOST_PARTS}}}"
        return compile_regex(f"{self._nos}(?:{self._nos}|{after}){most}|{alone}{beside}{most}")

    def _any(self, patterns: Iterable[str]) -> str:
        forms = map(self._language.regex, map(self._language.node, patterns))
        return f"(?:{'|'.join(forms)})"
