"""The dialogue with a memory: what is remembered goes into each turn, effects are carried out.

Looks like the dialogue to a channel. A turn that only goes on asks nothing and changes nothing.
"""

from dataclasses import replace
from typing import Protocol

from content.schema import Catalog
from skill.kept import Remembered, Unlock, Unreachable
from skill.memory.ports import Lost, Memory, Opened, Person, Recalled, Refused
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
        for effect in reply.effects:
            if isinstance(effect, Unlock):
                # What is closed comes into the same turn once more, opened or not.
                turn = replace(turn, remembered=self._opened(turn, effect))
                reply, after = self._dialogue.handle(turn, state)
                break
        if not reply.effects:
            return reply, after
        done = self._memory.apply(self._person, reply.effects)
        if isinstance(done, Lost) and reply.unkept:
            reply = replace(reply, speech=reply.unkept)
        return replace(reply, effects=(), unkept=()), after

    def _recalled(self) -> Remembered | Unreachable:
        outcome = self._memory.recall(self._person)
        return outcome.remembered if isinstance(outcome, Recalled) else Unreachable()

    def _opened(self, turn: Turn, effect: Unlock) -> Remembered | Unreachable:
        known = turn.remembered
        if not isinstance(known, Remembered):
            return Unreachable()
        match self._memory.unlock(self._person, effect.digits):
            case Opened(last=last):
                return replace(known, tried="right", last=last)
            case Refused(left=left):
                return replace(known, tried="wrong" if left else "shut")
            case Lost():
                return Unreachable()
