"""Stands before whoever sees the conversation: digits that were asked for are not shown."""

from local_voice.ports import LoopState, Notice, Observer
from skill.turn import Reply

HIDDEN = "\u00b7\u00b7\u00b7\u00b7"


class Discreet:
    """Passes everything on, but what is said where digits are expected."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._secret = False

    def state(self, state: LoopState) -> None:
        """The loop went into `state`."""
        self._observer.state(state)

    def heard(self, text: str, *, acted: bool) -> None:
        """The person's words, or marks in their place."""
        self._observer.heard(HIDDEN if self._secret else text, acted=acted)

    def replying(self, reply: Reply) -> None:
        """A reply begins: it tells what may be said after it."""
        self._secret = reply.expecting is not None and reply.expecting.form == "digits"
        self._observer.replying(reply)

    def saying(self, text: str) -> None:
        """A sentence begins to sound."""
        self._observer.saying(text)

    def tick(self, spoken_seconds: float) -> None:
        """Time goes by."""
        self._observer.tick(spoken_seconds)

    def notice(self, notice: Notice) -> None:
        """Something happened to the machine."""
        self._observer.notice(notice)
