"""Small things every flow needs to make words from content: a wording, a number, a choice."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from content.schema import Catalog


def pick(texts: Sequence[str], variant: int) -> str:
    """One of several wordings; `variant` comes from the channel."""
    return texts[variant % len(texts)]


def number(catalog: Catalog, value: int) -> str:
    """A number in the words of the locale, or its digits where the locale has none for it."""
    return next((word for word, known in catalog.numbers.items() if known == value), str(value))


def minutes(catalog: Catalog, value: float) -> str:
    """A length as it is said: "three minutes"."""
    whole = round(value)
    phrase = catalog.phrases.minute_one if whole == 1 else catalog.phrases.minute_many
    return phrase.format(number=number(catalog, whole))


def days(catalog: Catalog, value: int) -> str:
    """A number of days as it is said: "thirty days"."""
    phrase = catalog.phrases.day_one if value == 1 else catalog.phrases.day_many
    return phrase.format(number=number(catalog, value))


def choices(catalog: Catalog, options: Sequence[str]) -> str:
    """Several options as one phrase: "a, b or c"."""
    if len(options) < 2:
        return "".join(options)
    return f"{', '.join(options[:-1])} {catalog.phrases.choices_or} {options[-1]}"


def plain(text: str) -> str:
    """`text` as bare words: what a transcriber, or somebody who types, may write in many ways."""
    return " ".join(re.findall(r"[\w']+", text.lower()))


def bare(text: str) -> str:
    """Bare words without apostrophes, which a transcriber or a typist may leave out."""
    return plain(text).replace("'", "")


def hears(text: str, patterns: Iterable[str]) -> bool:
    """Whether one of the regular expressions of content is found in the bare words of `text`."""
    words = plain(text.replace("\u2019", "'"))
    return any(re.search(pattern, words) for pattern in patterns)


def mentions(text: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases of content stands among the words of `text`."""
    said = f" {bare(text)} "
    return any(f" {' '.join(words)} " in said for words in bare_words(phrases))


@cache
def bare_words(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The bare words of each of the phrases of content, which are the same every time."""
    return tuple(tuple(bare(phrase).split()) for phrase in phrases)


def sentence(text: str) -> str:
    """`text` with its first letter raised."""
    return text[:1].upper() + text[1:]
