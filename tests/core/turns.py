"""What the handler answers to words, whatever they were understood as."""

from content import load
from skill.dialogue import Dialogue
from skill.turn import Position, Reply, Request, SlotValue, State, Turn

CATALOG = load("en-US")
DIALOGUE = Dialogue(CATALOG)


def told(
    at: Position | State,
    words: str,
    intent: str | None = None,
    *candidates: str,
    **slots: str | SlotValue,
) -> tuple[Reply, State]:
    """The answer to words that were not understood, or were taken for an intent with slots.

    `candidates` are the intents they may mean; the words of a slot are all of them.
    """
    filled = {
        name: value if isinstance(value, SlotValue) else SlotValue(words, value)
        for name, value in slots.items()
    }
    turn = Turn(
        "no_match" if intent is None else "intent",
        intent=intent,
        slots=filled,
        text=words,
        candidates=tuple(map(Request, candidates)),
    )
    return DIALOGUE.handle(turn, at if isinstance(at, State) else State(at))
