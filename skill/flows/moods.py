"""The moods in raw words: "not so calm" and "i wish i felt safe" are no good feelings.

Nothing is kept here; what comes of it is the name of a group from content.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from content.schema import ListValue
from skill.flows.context import Context
from skill.wording import bare, bare_words

OTHER = "other"
"""The reaction for an answer in the person's own words that belongs to no group."""
MIXED, PLEASANT, LOW, TENSE = "mixed", "pleasant", "low", "tense"
"""Groups of feelings: what two of them make together, the one it takes for that, and what a good
feeling that is missing leaves."""

_LEAVES_TENSION = ("calm", "safe", "content")
"""Feelings whose absence is a tension; that of others is a low mood."""


@dataclass(frozen=True, slots=True)
class _Told:
    value: ListValue
    absent: bool


def mood_in(context: Context, text: str) -> str | None:
    """The group of the feelings that are told in `text`; None where none is."""
    return _mood(list(_told(context, text, "feeling")))


def missed(context: Context, text: str) -> str | None:
    """The group of a mood of which something is told as absent; None where nothing is."""
    told = list(_told(context, text, "feeling"))
    return _mood(told) if any(one.absent for one in told) else None


def is_absent(context: Context, text: str, kind: str, value: str) -> bool:
    """Whether an answer of a list is told as absent: "i don't feel close to anyone"."""
    return any(told.absent and told.value.id == value for told in _told(context, text, kind))


def _mood(told: Sequence[_Told]) -> str | None:
    if not told:
        return None
    groups = list(dict.fromkeys(filter(None, map(_group, told))))
    if PLEASANT in groups and len(groups) > 1:
        return MIXED
    return groups[0] if groups else OTHER


def _group(told: _Told) -> str | None:
    """The group it belongs to; None for a bad feeling that is not there."""
    if not told.absent:
        return told.value.group
    if told.value.group != PLEASANT:
        return None
    return TENSE if told.value.id in _LEAVES_TENSION else LOW


def _told(context: Context, text: str, kind: str) -> Iterator[_Told]:
    """The values of a list that are said, from left to right, the longest first."""
    by_words = _by_words(context.catalog.lists[kind].values)
    longest = max(map(len, by_words))
    words = tuple(bare(text).split())
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            value = by_words.get(words[at : at + length])
            if value is not None:
                yield _Told(value, _is_denied(context, words[:at]))
                at += length
                break
        else:
            at += 1


@cache
def _by_words(values: tuple[ListValue, ...]) -> dict[tuple[str, ...], ListValue]:
    """The values of a list of content by the words they are said in."""
    return {words: value for value in values for words in bare_words(value.says)}


def _is_denied(context: Context, before: tuple[str, ...]) -> bool:
    """Whether the words before a feeling end in what tells that it is absent."""
    hearing = context.catalog.hearing
    while before:
        if _ends_in(before, hearing.absent):
            return True
        length = _ends_in(before, hearing.degrees)
        if not length:
            return False
        before = before[: len(before) - length]
    return False


def _ends_in(words: tuple[str, ...], phrases: tuple[str, ...]) -> int:
    """How many words at the end are one of the phrases, the longest of them."""
    found = (len(phrase) for phrase in bare_words(phrases) if words[-len(phrase) :] == phrase)
    return max(found, default=0)
