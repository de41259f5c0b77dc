"""What tests of the coach's conversations share."""

from skill.dialogue import Dialogue
from skill.state import from_json, to_json
from skill.turn import InCoach, Reply, State, Turn


def at(state: State) -> InCoach:
    """Where in the coach it is."""
    assert isinstance(state.position, InCoach)
    return state.position


def play(dialogue: Dialogue, state: State, *turns: Turn) -> tuple[list[Reply], State]:
    """The replies to `turns`, and the last state; every state comes back from its text."""
    replies = []
    for turn in turns:
        reply, state = dialogue.handle(turn, state)
        assert from_json(to_json(state)) == state
        replies.append(reply)
    return replies, state
