"""Two wishes in one breath: what was said, taken back and said anew, and what is to come after.

Each half has to be something that somebody wrote down: only what joins them is free. "Give us five
minutes and then the ocean", "the ocean in five minutes", "not the breathing one, the ocean".
"""

from collections.abc import Callable, Iterator

from content.schema import Catalog
from skill.routes import Routes
from skill.turn import Request, SlotValue
from skill.understanding.reading import Phrases, Reader, Tokens
from skill.understanding.slots import Slots

_SETTLE = "SettleInIntent"
_WIND_DOWN = "StartWindDownIntent"
_NO_BREATH = "NoBreathingIntent"
_REFUSALS = (_NO_BREATH, "SomethingElseIntent", "AMAZON.NoIntent")
_OF_THE_BREATH = ("BreathingIntent", "BreathPatternIntent", "OwnPaceIntent", "NoHoldsIntent")
_MOST_ASIDE = 8
"""Words beside a wish with a delay, or beside a refusal, that may be the reason for it."""
_PLAIN_REFUSAL = 3
"""Words of a refusal that stands although nobody wrote down what follows it."""

Exactly = Callable[[Tokens], Request | None]
"""What is meant by words that somebody wrote down."""


class Composed:
    """Reads turns that are made of two."""

    def __init__(self, catalog: Catalog, reader: Reader, slots: Slots, exactly: Exactly) -> None:
        """Get ready."""
        self._routes = Routes(catalog)
        self._reader = reader
        self._slots = slots
        self._exactly = exactly
        self._joins = Phrases(catalog.hearing.joins)
        self._within = Phrases(catalog.hearing.within)
        self._approximations = Phrases(catalog.hearing.approximations)

    def find(self, tokens: Tokens) -> Request | None:
        """What is meant as a whole; None where the words are not made of two wishes."""
        final = self._slots.corrected(tokens)
        anew = self._exactly(final) if final != tokens else None
        return anew or self._delayed(tokens) or self._halves(tokens)

    def _delayed(self, tokens: Tokens) -> Request | None:
        """A wish with a delay beside it: the ocean in five minutes."""
        for start in range(len(tokens)):
            lead = self._within.at(tokens, start)
            if not lead:
                continue
            lead += self._approximations.at(tokens, start + lead)
            length, minutes = self._slots.length_at(tokens, start + lead)
            if minutes is None:
                continue
            end = start + lead + length
            before, aside = tokens[:start], tokens[end:]
            if not before:
                before, aside = aside, ()
            then = self._session(before) if len(aside) <= _MOST_ASIDE else None
            if then is not None:
                said = SlotValue(" ".join(tokens[start + lead : end]), minutes)
                return Request(_SETTLE, {"minutes": said, "then": then})
        return None

    def _halves(self, tokens: Tokens) -> Request | None:
        refused: Request | None = None
        for first, second, joined in self._split(tokens):
            one = self._exactly(first)
            if one is None and len(first) > _MOST_ASIDE:
                continue  # whatever the rest is, too much stands beside it
            other = self._exactly(second)
            if one is not None and other is not None:
                together = self._together(one, other, first, second, joined=joined)
                if together is not None:
                    return together
            for meant, words, aside in ((one, first, second), (other, second, first)):
                plain = len(words) >= _PLAIN_REFUSAL and len(aside) <= _MOST_ASIDE
                if meant is not None and meant.intent == _NO_BREATH and plain:
                    refused = refused or meant
        return refused

    def _split(self, tokens: Tokens) -> Iterator[tuple[Tokens, Tokens, bool]]:
        """Every way to cut the words in two, and whether a word that joins stood between."""
        for at in range(1, len(tokens)):
            join = self._joins.at(tokens, at)
            if at + join < len(tokens):
                yield tokens[:at], tokens[at + join :], join > 0

    def _together(
        self, one: Request, other: Request, first: Tokens, second: Tokens, *, joined: bool
    ) -> Request | None:
        for wait, words in ((one, second), (other, first)):
            then = self._session(words) if wait.intent == _SETTLE and joined else None
            if then is not None:
                return Request(_SETTLE, {**wait.slots, "then": then})
        for no, wish in ((one, other), (other, one)):
            if no.intent not in _REFUSALS or (no is other and no.intent != _NO_BREATH):
                continue
            action = self._routes.action(wish)
            if action is None or wish.intent == no.intent:
                continue
            if no.intent != _NO_BREATH:
                return wish
            # A wish without the breath names something else, or it is any that spares the breath.
            spared = wish.intent not in _OF_THE_BREATH and action != self._routes.usual(_WIND_DOWN)
            return wish if spared else no
        return None

    def _session(self, tokens: Tokens) -> SlotValue | None:
        """What can begin by itself, as what comes after some quiet time."""
        wish = self._exactly(tokens)
        action = None if wish is None else self._routes.action(wish)
        if action is None:
            return None
        named = action.script or action.checkin
        return None if named is None else SlotValue(" ".join(tokens), named)
