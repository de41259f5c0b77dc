"""Raw words, as someone types them or a recogniser hears them, in one plain form.

Lower case, no punctuation, short forms written out, known slips put right, hesitations and stutters
left out. What counts as which is content.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LONGEST_STUTTER = 3
"""Words: "i can't i can't breathe" is one saying of it."""


class Reader:
    """Reads raw words; one is made for a locale."""

    def __init__(
        self,
        *,
        signs: Mapping[str, str],
        short: Mapping[str, str],
        endings: Mapping[str, str],
        slips: Mapping[str, str],
        fillers: Iterable[str],
        repeatable: Iterable[str],
    ) -> None:
        if any(sign.isalnum() for sign in signs):
            raise ValueError("a sign is no letter and no digit")
        self._signs = str.maketrans({sign: f" {word} " for sign, word in signs.items()})
        self._short = {form: tuple(full.split()) for form, full in short.items()}
        self._endings = [(ending, tuple(full.split())) for ending, full in endings.items()]
        self._any_ending = tuple(endings)
        self._phrases = Phrases({**slips, **dict.fromkeys(fillers, "")})
        self._repeatable = frozenset(repeatable)

    def words(self, text: str) -> tuple[str, ...]:
        """The words of `text` in their plain form."""
        found: list[str] = []
        for token in self._tokens(text):
            found.extend(self._whole(token))
        replaced = self._phrases.replaced(found)
        if replaced is not found:
            # Twice: a hesitation may have stood within a phrase ("safe um word").
            replaced = self._phrases.replaced(replaced)
        return self._without_stutter(replaced)

    def _tokens(self, text: str) -> list[str]:
        if text.isascii() and text.replace(" ", "").isalnum():
            return text.lower().split()  # as it comes out below, in a tenth of the time
        plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).lower()
        return _WORD.findall(plain.translate(self._signs))

    def _without_stutter(self, words: list[str]) -> tuple[str, ...]:
        if len(set(words)) == len(words):
            return tuple(words)
        result: list[str] = []
        for word in words:
            result.append(word)
            if word in self._repeatable:
                continue  # "nine nine nine" is no stutter
            for length in range(_LONGEST_STUTTER, 0, -1):
                if result[-length:] == result[-2 * length : -length]:
                    del result[-length:]
                    break
        return tuple(result)

    def _whole(self, token: str) -> tuple[str, ...]:
        if token in self._short:
            return self._short[token]
        if token.endswith(self._any_ending):
            for ending, full in self._endings:
                if token.endswith(ending) and token != ending:
                    return (*self._whole(token[: -len(ending)]), *full)
        return tuple(token.split("'"))


class Phrases:
    """Replaces whole phrases, the longest that fits first."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        self._full = {tuple(phrase.split()): tuple(new.split()) for phrase, new in phrases.items()}
        lengths: dict[str, set[int]] = {}
        for phrase in self._full:
            lengths.setdefault(phrase[0], set()).add(len(phrase))
        self._lengths = {first: sorted(some, reverse=True) for first, some in lengths.items()}

    def none_in(self, words: Iterable[str]) -> bool:
        """Whether no phrase can be among `words`, as with most of what is said."""
        return self._lengths.keys().isdisjoint(words)

    def replaced(self, words: list[str]) -> list[str]:
        """`words` with every phrase replaced; the same list where there is none."""
        if self.none_in(words):
            return words
        result: list[str] = []
        at = 0
        while at < len(words):
            for length in self._lengths.get(words[at], ()):
                new = self._full.get(tuple(words[at : at + length]))
                if new is not None:
                    result.extend(new)
                    at += length
                    break
            else:
                result.append(words[at])
                at += 1
        return result
