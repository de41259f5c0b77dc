"""Who is speaking, as far as anything may be remembered of them.

What remembers is put in by the composition; the channel itself keeps nothing.
"""

from typing import Protocol

from skill.alexa.packing import Handler


class People(Protocol):
    """Answers for each person, and forgets them."""

    def handler(self, user_id: str) -> Handler:
        """What answers somebody, with what is remembered of them."""

    def forget(self, user_id: str) -> None:
        """Delete all that is kept of somebody: they have disabled the skill."""


class Strangers:
    """Nobody is remembered."""

    def __init__(self, dialogue: Handler) -> None:
        self._dialogue = dialogue

    def handler(self, user_id: str) -> Handler:  # noqa: ARG002 - the protocol's signature
        """The same for everybody."""
        return self._dialogue

    def forget(self, user_id: str) -> None:
        """Nothing was kept."""
