"""A rating among other words: "seven but my knees are sore", "a bit stiff so maybe a four"."""

from dataclasses import dataclass

from skill.flows.context import Context
from skill.wording import bare

_RATINGS = range(11)
_PRONOUN = 1
"""The number whose word stands for things, too: "the second one"."""


@dataclass(frozen=True, slots=True)
class Read:
    """A rating, and what was said beside it."""

    value: int
    rest: str


def read(context: Context, text: str) -> Read | None:
    """The one rating in `text` with something beside it; None where there is none to be sure of.

    It opens the answer and something joins on to it, or it closes the answer after a word such as
    "maybe": anywhere else a number counts something.
    """
    words = bare(text).split()
    numbers = {bare(word): value for word, value in context.catalog.numbers.items()}
    found = [
        (at, value)
        for at, word in enumerate(words)
        if (value := int(word) if word.isdecimal() else numbers.get(word)) is not None
    ]
    if len(found) != 1 or found[0][1] not in _RATINGS:
        return None
    at, value = found[0]
    before, after = words[:at], words[at + 1 :]
    if not after:
        hedged = bool(before) and _is_hedges(context, before[-1:])
        return Read(value, " ".join(before)) if hedged and value != _PRONOUN else None
    joins = any(
        after[: len(joiner)] == joiner
        for joiner in (bare(phrase).split() for phrase in context.catalog.hearing.joiners)
    )
    # Where a comma was written, the rating ends there.
    ends = text.lower().partition(",")[0].split()[-1:] == [words[at]]
    if not (joins or ends) or not _is_hedges(context, before):
        return None
    return Read(value, " ".join(after))


def _is_hedges(context: Context, words: list[str]) -> bool:
    """Whether these words change nothing about an answer."""
    hearing = context.catalog.hearing
    aside = (*hearing.hedges, *hearing.fillers, *hearing.openers)
    return set(words) <= {word for phrase in aside for word in bare(phrase).split()}
