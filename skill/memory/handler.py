"""The dialogue with a memory: what is remembered goes into each turn, effects are carried out.

Looks like the dialogue to a channel. A turn that only goes on asks nothing and changes nothing.
"""

from dataclasses import replace
from typing import Protocol

from content.schema import Catalog
from skill.kept import Remembered, Unreachable
from skill.memory.ports import Lost, Memory, Person, Recalled
from skill.turn import Reply, State, Turn


class Handler(Protocol):
    """The dialogue."""

    @property
    def catalog(self) -> Catalog:
        """The content it answers from."""

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn."""


class Remembering:
    """Answers for one person."""

    def __init__(self, dialogue: Handler, memory: Memory, person: Person) -> None:
        self._dialogue = dialogue
        self._memory = memory
        self._person = person

    @property
    def catalog(self) -> Catalog:
        """The content it answers from."""
        return self._dialogue.catalog

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn, and do what the answer says is done."""
        if turn.kind != "proceed":
            turn = replace(turn, remembered=self._recalled())
        reply, after = self._dialogue.handle(turn, state)
        if not reply.effects:
            return reply, after
        done = self._memory.apply(self._person, reply.effects)
        if isinstance(done, Lost) and reply.unkept:
            reply = replace(reply, speech=reply.unkept)
        return replace(reply, effects=(), unkept=()), after

    def _recalled(self) -> Remembered | Unreachable:
        outcome = self._memory.recall(self._person)
        return outcome.remembered if isinstance(outcome, Recalled) else Unreachable()
