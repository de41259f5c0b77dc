"""Reading an utterance: one spelling for all transcribers, empty words left out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from content.schema import Hearing

Tokens: TypeAlias = tuple[str, ...]

_NOT_A_WORD = re.compile(r"[^\w'{}]+|_")
_STRAY_APOSTROPHE = re.compile(r"(?<!\w)'|'(?!\w)")
_OUT_OF_TEN = re.compile(r"(?<=\d)\s*/\s*10\b")
_DIGITS = re.compile(r"\d+")
_LONGEST = 200
"""Words of an utterance that are read; nobody asks for something in more."""


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number in the words: tokens `start` up to `end` (not included)."""

    start: int
    end: int
    value: int


class Phrases:
    """A set of phrases, looked for in tokens."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = {found for phrase in phrases if (found := key(phrase))}
        # Most words begin and end no phrase: then there is nothing to compare.
        self._from = _lengths((phrase[0], len(phrase)) for phrase in self._phrases)
        self._to = _lengths((phrase[-1], len(phrase)) for phrase in self._phrases)

    def __contains__(self, tokens: object) -> bool:
        return tokens in self._phrases

    def at(self, tokens: Tokens, start: int) -> int:
        """How many tokens from `start` on are a phrase, the longest one; 0 for none."""
        left = len(tokens) - start
        for length in self._from.get(tokens[start], ()) if left > 0 else ():
            if length <= left and tokens[start : start + length] in self._phrases:
                return length
        return 0

    def before(self, tokens: Tokens, end: int) -> int:
        """How many tokens up to `end` are a phrase, the longest one; 0 for none."""
        for length in self._to.get(tokens[end - 1], ()) if end else ():
            if length <= end and tokens[end - length : end] in self._phrases:
                return length
        return 0

    def find(self, tokens: Tokens) -> Iterator[tuple[int, int]]:
        """Where phrases stand, from left to right, without overlap: start and end."""
        at = 0
        while at < len(tokens):
            length = self.at(tokens, at)
            if length:
                yield at, at + length
            at += length or 1

    def without(self, tokens: Tokens) -> Tokens:
        """The tokens that belong to no phrase."""
        taken = {index for start, end in self.find(tokens) for index in range(start, end)}
        return tuple(token for index, token in enumerate(tokens) if index not in taken)


def _lengths(words: Iterable[tuple[str, int]]) -> dict[str, tuple[int, ...]]:
    """The lengths of phrases by one of their words, the longest first."""
    found: dict[str, set[int]] = {}
    for word, length in words:
        found.setdefault(word, set()).add(length)
    return {word: tuple(sorted(some, reverse=True)) for word, some in found.items()}


def key(text: str) -> Tokens:
    """Tokens to compare by: "I'm" and "im" are the same."""
    return tuple(text.replace("'", "").split())


def is_clean(text: str) -> bool:
    """Whether cleaning leaves the words of `text` as they are: content has many such sentences."""
    if not (text.isascii() and text.islower()):
        return False
    letters = text.replace(" ", "")
    if letters.isalpha():
        return True
    return letters.replace("'", "").isalpha() and not _STRAY_APOSTROPHE.search(text)


class Reader:
    """Reads utterances of one language."""

    def __init__(self, hearing: Hearing, numbers: dict[str, int]) -> None:
        self._say: dict[int, str] = {}
        self._said: dict[Tokens, int] = {}
        self._alone: dict[Tokens, int] = {}
        for words, value in numbers.items():
            plain = words.replace("-", " ")
            first = self._say.setdefault(value, plain)
            if first == plain:
                self._said[key(plain)] = value
            else:
                self._alone[key(plain)] = value
        self._number_lengths = _lengths((words[0], len(words)) for words in self._said)
        self._out_of_ten = next(iter(hearing.rating_tails), "")
        self._fillers = Phrases(hearing.fillers)
        self._openers = Phrases((*hearing.openers, *hearing.fillers))
        self._requests = Phrases((*hearing.openers, *hearing.fillers, *hearing.requests))
        self._closers = Phrases((*hearing.closers, *hearing.fillers))
        self._function_words = frozenset(key(" ".join(hearing.function_words)))

    def clean(self, text: str) -> str:
        """Lower case, numbers as words, no punctuation but apostrophes within words."""
        if is_clean(text):
            return " ".join(text.split()[:_LONGEST])
        text = unicodedata.normalize("NFKC", text).lower().replace("\u2019", "'")
        text = _OUT_OF_TEN.sub(f" {self._out_of_ten} ", text)
        text = _STRAY_APOSTROPHE.sub(" ", _NOT_A_WORD.sub(" ", text))
        text = _DIGITS.sub(lambda match: f" {self._spoken(match[0])} ", text)
        return " ".join(text.split()[:_LONGEST])

    def _spoken(self, digits: str) -> str:
        """A number as it is said; one that is too large digit by digit."""
        value = int(digits) if len(digits) < len("1000") else -1
        if value in self._say:
            return self._say[value]
        return " ".join(self._say.get(int(digit), digit) for digit in digits)

    def forms(self, tokens: Tokens) -> Iterator[Tokens]:
        """The utterance as it is, then with less and less around it; never empty, each once."""
        seen: set[Tokens] = set()
        calm = self._fillers.without(tokens)
        late = self._strip_start(calm, self._openers)
        bare = self._strip_start(calm, self._requests)
        for form in (
            tokens,
            calm,
            late,
            self._strip_end(calm),
            self._strip_end(late),
            bare,
            self._strip_end(bare),
        ):
            if form and form not in seen:
                seen.add(form)
                yield form

    def _strip_start(self, tokens: Tokens, phrases: Phrases) -> Tokens:
        while tokens:
            length = phrases.at(tokens, 0)
            if not length or length == len(tokens):
                break
            tokens = tokens[length:]
        return tokens

    def _strip_end(self, tokens: Tokens) -> Tokens:
        while tokens:
            length = self._closers.before(tokens, len(tokens))
            if not length or length == len(tokens):
                break
            tokens = tokens[: len(tokens) - length]
        return tokens

    def says_nothing(self, tokens: Tokens) -> bool:
        """Whether there are only words that never act by themselves."""
        return all(token in self._function_words for token in self._fillers.without(tokens))

    def numbers(self, tokens: Tokens) -> list[NumberSpan]:
        """The numbers that are said, from left to right."""
        found: list[NumberSpan] = []
        at = 0
        while at < len(tokens):
            length, value = next(self.numbers_at(tokens, at), (1, None))
            if value is not None:
                found.append(NumberSpan(at, at + length, value))
            at += length
        return found

    def numbers_at(self, tokens: Tokens, at: int) -> Iterator[tuple[int, int]]:
        """Every number that starts at `at`: its length in tokens and its value, longest first."""
        left = len(tokens) - at
        for length in self._number_lengths.get(tokens[at], ()) if left > 0 else ():
            value = self._said.get(tokens[at : at + length])
            if value is not None and length <= left:
                yield length, value

    def said(self, value: int) -> str:
        """How a number is said."""
        return self._say[value]

    def number_alone(self, tokens: Tokens) -> int | None:
        """The value of words that are a number, also as a transcriber mishears a lone one."""
        return self._said.get(tokens, self._alone.get(tokens))
