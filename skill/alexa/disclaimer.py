"""What Alexa's terms ask for: that this is no medical advice is said aloud, once a session."""

from skill.alexa.packing import Packed
from skill.replace import replace
from skill.speech import Say
from skill.timing import sentences
from skill.turn import Helping, InScript, Keeping, Locking, Phrasing, Reminding, Settling

_AT_ONCE = (InScript, Settling)
"""Where what was asked for begins at once."""
_ALONE = (Helping, Keeping, Reminding, Locking, Phrasing)
"""Where what is asked stands alone."""


class Disclaimer:
    """The sentence of one locale."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._last = sentences(words)[-1]

    def is_in(self, packed: Packed) -> bool:
        """Whether an answer says as much by itself, as help does: its last sentence is the same."""
        return any(self._last in item.text for item in packed.speech if isinstance(item, Say))

    def added(self, packed: Packed) -> Packed | None:
        """The answer with it before the closing question; None where it has to wait.

        Urgent help is short and direct, nothing is put between somebody and a script, or between
        what is asked for a yes and the question; a goodbye is one, and whoever wants discretion is
        not told aloud what this is about.
        """
        state = packed.state
        if packed.after == "end" or packed.seconds or packed.errand is not None or state.discreet:
            return None
        if isinstance(state.position, _AT_ONCE) and not state.last:
            return None
        if isinstance(state.position, _ALONE):
            return None
        speech = list(packed.speech)
        for at in reversed(range(len(speech))):
            asking = speech[at]
            if isinstance(asking, Say):
                *before, question = sentences(asking.text)
                text = " ".join((*before, self._words, question))
                speech[at] = Say(text, asking.style, asking.pace)
                return replace(packed, speech=tuple(speech))
        return None
