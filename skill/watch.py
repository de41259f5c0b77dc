"""What a turn's words show before any flow hears it: a way out, or danger."""

from collections.abc import Mapping

from content.schema import Catalog
from skill.turn import Turn
from skill.understanding.safety import Danger, Safety, Words, named_danger


class Watch:
    """Looks at the words of a turn, and at those of its slots."""

    def __init__(self, catalog: Catalog, safety: Safety) -> None:
        """Watch with the signs of `catalog`, as `safety` weighs them."""
        self._catalog, self._safety = catalog, safety

    def heard(self, turn: Turn) -> Mapping[str, Words]:
        """The raw words, and what is left of them in the slots: the texts and their words."""
        texts = [slot.text for slot in turn.slots.values()]
        if turn.text:
            texts.insert(0, turn.text)
        return {text: self._safety.words(text) for text in texts if text}

    def way_out(self, heard: Mapping[str, Words], own: str) -> bool:
        """Whether the raw words, or what is left of them in a slot, end it at once."""
        return any(self._safety.quick_exit(text, own, words) for text, words in heard.items())

    def danger(self, turn: Turn, heard: Mapping[str, Words], *, second: bool) -> Danger | None:
        """The worst that the raw words show, or any slot's words where there are no others.

        A slot's words alone may be a piece of what is harmless as a whole. What the coach is told
        (not `second`) it weighs itself.
        """
        found: Danger | None = None
        for text in (turn.text,) if turn.text else heard:
            danger = self._safety.look(text, heard[text], second=second)
            if danger is not None and danger.certain:
                return danger
            found = found or danger
        if found is None and turn.intent == "UrgentHelpIntent":
            return named_danger(self._catalog, turn.slots)
        return found
