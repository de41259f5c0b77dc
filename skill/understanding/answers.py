"""Answers to the question that was asked: its slot's value, alone or among other words."""

from typing import TypeAlias

from content.schema import Catalog, SlotType
from skill.turn import Request, SlotValue
from skill.understanding.outcome import Outcome, Recognized, Unsure
from skill.understanding.reading import Phrases, Reader, Tokens
from skill.understanding.slots import Slots

ANSWERED = 0.95
OPEN_ANSWER = 0.7
"""Confidence where no model estimates it: a plain answer, and words that no list knows."""

_MOST_RATINGS = 3
_STRAY_SHARE = 0.5
"""The part of the words that answers another question than the asked one."""

Names: TypeAlias = tuple[str, ...]
"""The intents that are expected, the asked one's first."""


class Answers:
    """Reads turns as answers."""

    def __init__(self, catalog: Catalog, reader: Reader, slots: Slots) -> None:
        self._reader = reader
        self._slots = slots
        self._hedges = Phrases((*catalog.hearing.hedges, *catalog.hearing.fillers))
        self._contract = {name: intent.slots for name, intent in catalog.intents.items()}
        self._slot_of: dict[str, tuple[str, SlotType]] = {
            name: next(iter(intent.slots.items()))
            for name, intent in catalog.intents.items()
            if intent.answer and intent.slots
        }

    def asked(self, expected: Names) -> str | None:
        """The answer to the question that was asked, if one was: the first expected."""
        return next((name for name in expected if name in self._slot_of), None)

    def plain(self, tokens: Tokens, expected: Names) -> Outcome | None:
        """The turn as a plain answer to a question of ours, hedges aside."""
        final = self._slots.corrected(tokens)
        asked = self.asked(expected)
        for name in expected:
            if name not in self._slot_of:
                continue
            slot, kind = self._slot_of[name]
            if kind == "number":
                outcome = self._rating(name, slot, final)
                if outcome is not None:
                    return outcome
                continue
            value = self._slots.listed(kind, final)
            if value is None or (name != asked and not _is_most(final, value)):
                continue
            around = self._slots.without(kind, final, value)
            if self._is_all(final, value) or not self._hedges.without(around):
                request = Request(name, {slot: value})
                if not self._reader.says_nothing(final):
                    return Recognized(request, ANSWERED)
                if name == asked:
                    return Unsure((request,), ANSWERED)
        return None

    def among(self, asked: str, tokens: Tokens) -> Request | None:
        """The answer whose value stands among other words; numbers mean too much else for it."""
        slot, kind = self._slot_of[asked]
        value = self._slots.listed(kind, self._slots.corrected(tokens))
        return Request(asked, {slot: value}) if value else None

    def in_own_words(self, asked: str, tokens: Tokens) -> Request:
        """The words as an answer: a value of the list where there is one, or as they are."""
        slot, _ = self._slot_of[asked]
        return self.among(asked, tokens) or Request(asked, {slot: SlotValue(" ".join(tokens))})

    def length(self, tokens: Tokens, expected: Names) -> Outcome | None:
        """A length and nothing else, where the intent expected first takes one."""
        name = next(iter(expected), "")
        slots = self._contract[name] if name else {}
        slot = next((slot for slot, kind in slots.items() if kind == "minutes"), None)
        final = self._slots.corrected(tokens)
        value = self._slots.minutes(final, asked=True) if slot else None
        if slot is None or value is None:
            return None
        if not self._is_all(final, value) or self._reader.says_nothing(final):
            return None
        return Recognized(Request(name, {slot: value}), ANSWERED)

    def lone_number(self, tokens: Tokens) -> str | None:
        """The answer that a number by itself would be."""
        name = next((n for n, (_, kind) in self._slot_of.items() if kind == "number"), None)
        if len(self._slots.ratings(tokens)) != 1:
            return None
        return None if self._hedges.without(self._slots.without_ratings(tokens)) else name

    def _rating(self, name: str, slot: str, tokens: Tokens) -> Outcome | None:
        found = self._slots.ratings(tokens)
        values = list(dict.fromkeys(span.value for span in found))
        rest = self._slots.without_ratings(tokens)
        if not values or self._hedges.without(rest):
            return None
        requests = tuple(
            Request(name, {slot: SlotValue(self._reader.said(value), value)}) for value in values
        )
        if len(requests) == 1 and not self._reader.says_nothing(tokens):
            return Recognized(requests[0], ANSWERED)
        return Unsure(requests[:_MOST_RATINGS], ANSWERED)

    def _is_all(self, tokens: Tokens, value: SlotValue) -> bool:
        """Whether nothing but hedges stands around the value."""
        words = tuple(value.text.split())
        for at in range(len(tokens) - len(words) + 1):
            if tokens[at : at + len(words)] == words:
                around = tokens[:at], tokens[at + len(words) :]
                if not any(self._hedges.without(part) for part in around):
                    return True
        return False


def _is_most(tokens: Tokens, value: SlotValue) -> bool:
    """Whether the value is most of what was said."""
    return len(value.text.split()) >= _STRAY_SHARE * len(tokens)
