"""Apostrophes play no part in comparing words; slots get them back as they were said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from skill.turn import Request, SlotValue
from skill.understanding.outcome import NotRecognized, Outcome, Recognized, Unsure


def spellings(cleaned: str) -> dict[str, str]:
    """The words with an apostrophe, by what they are compared as."""
    return {word.replace("'", ""): word for word in cleaned.split() if "'" in word}


def respelled(request: Request, spelled: Mapping[str, str]) -> Request:
    """The request with the words of its slots as they were said."""

    def again(words: str) -> str:
        return " ".join(spelled.get(word, word) for word in words.split())

    return replace(
        request,
        slots={
            name: SlotValue(
                again(slot.text), again(slot.value) if isinstance(slot.value, str) else slot.value
            )
            for name, slot in request.slots.items()
        },
    )


def as_said(outcome: Outcome, cleaned: str) -> Outcome:
    """The outcome with the words of its slots as they are in `cleaned`."""
    spelled = spellings(cleaned)
    if not spelled:
        return outcome
    match outcome:
        case Recognized(request=request):
            return replace(outcome, request=respelled(request, spelled))
        case Unsure(candidates=candidates):
            return replace(outcome, candidates=tuple(respelled(c, spelled) for c in candidates))
        case NotRecognized(nearest=nearest):
            return replace(outcome, nearest=nearest and respelled(nearest, spelled))
        case _:
            assert_never(outcome)
