"""Whether words are a clear no to a question about danger: `Denials(...).hold(text, flag)`.

All of what is said must be accounted for: a no and what may follow it, or what says as much without
one. Whoever says more, or in doubt, has not denied anything. What counts as which is content.
"""

from collections.abc import Iterable
from functools import cache, cached_property
from re import Pattern
from re import compile as compile_regex

from content.urgent import Denials as Content
from content.urgent import Denied
from skill.understanding.safety_patterns import Language
from skill.understanding.safety_words import Reader

MOST_WORDS = 16
"""Words of a no; longer ones tell of something."""

_MOST_PARTS = 5
"""Parts that may follow a no."""

_NOTHING = compile_regex(r"(?!)")


class Denials:
    """Knows a clear no; one is made for a locale."""

    def __init__(self, denials: Content, language: Language, reader: Reader) -> None:
        """Get ready; `reader` leaves no doubt out."""
        self._denials, self._language, self._reader = denials, language, reader
        self._whole = cache(self._made)
        self._wished = cache(self._wish)
        self._reasoned = cache(self._reason)

    def prepare(self, flags: Iterable[str]) -> None:
        """Make the regular expressions for the questions about `flags` now."""
        for flag in flags:
            self._whole(flag)
            self._wished(flag)
            self._reasoned(flag)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of `text`, those that tell of a doubt among them."""
        return self._reader.words(text)

    def hold(self, text: str, flag: str) -> bool:
        """Whether `text` is a clear no to the question about `flag`."""
        return self._all_of(self._whole(flag), text)

    def wish(self, text: str, flag: str) -> bool:
        """Whether `text` is such a no, and tells what is wanted instead."""
        return self._all_of(self._wished(flag), text)

    def reason(self, text: str, flag: str) -> bool:
        """Whether `text` is no no, and gives a reason that may say as much."""
        return self._all_of(self._reasoned(flag), text)

    def _all_of(self, pattern: Pattern[str], text: str) -> bool:
        words = self.words(text)
        if not words or len(words) > MOST_WORDS:
            return False
        return pattern.fullmatch("".join(f"{word} " for word in words)) is not None

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
        kinds = self._kinds(flag)
        polite = self._denials.polite
        nos = self._nos_to(flag)
        after = self._any([*polite, *(text for kind in kinds for text in kind.after)])
        alone = self._any([text for kind in kinds for text in kind.alone])
        beside = self._any([*polite, *(text for kind in kinds for text in kind.alone)])
        most = f"{{0,{_MOST_PARTS}}}"
        return compile_regex(f"{nos}(?:{nos}|{after}){most}|{alone}{beside}{most}")

    def _wish(self, flag: str) -> Pattern[str]:
        kinds = self._kinds(flag)
        texts = [text for kind in kinds for text in kind.wishes]
        if not texts:
            return _NOTHING
        nos, wish, polite = self._nos_to(flag), self._any(texts), self._any(self._denials.polite)
        # Some say as much with no word for no: "only with relaxing".
        alone = self._any([text for kind in kinds for text in kind.alone])
        most = f"{{0,{_MOST_PARTS}}}"
        return compile_regex(f"(?:{nos}(?:{nos}|{polite}){most}|(?={alone})){wish}{polite}{most}")

    def _reason(self, flag: str) -> Pattern[str]:
        texts = [text for kind in self._kinds(flag) for text in kind.reasons]
        if not texts:
            return _NOTHING
        polite = self._any(self._denials.polite)
        return compile_regex(f"{self._any(texts)}{polite}{{0,{_MOST_PARTS}}}")

    def _kinds(self, flag: str) -> list[Denied]:
        return [kind for kind in self._denials.kinds if not kind.flags or flag in kind.flags]

    def _nos_to(self, flag: str) -> str:
        own = [text for kind in self._kinds(flag) for text in kind.nos]
        return self._any([*self._denials.nos, *own])

    def _any(self, patterns: Iterable[str]) -> str:
        forms = map(self._language.regex, map(self._language.node, patterns))
        return f"(?:{'|'.join(forms)})"
