"""Small things every flow needs to make words from content: a wording, a number, a choice."""

import re
from collections.abc import Iterable, Sequence

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


def mentions(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands among the words of `text`."""
    said = f" {bare(text)} "
    return any(f" {bare(phrase)} " in said for phrase in phrases)


def sentence(text: str) -> str:
    """`text` with its first letter raised."""
    return text[:1].upper() + text[1:]
