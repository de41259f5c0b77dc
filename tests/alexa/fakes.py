"""A dialogue of a few words, so that the channel is tested without content."""

from dataclasses import replace
from functools import cache
from typing import Any

from content.schema import Catalog, Intent, ListValue, Phrases, SlotList
from skill.speech import Pause, Say
from skill.turn import Idle, InScript, Reply, State, Turn

GO_ON = "Go on?"


@cache
def catalog() -> Catalog:
    """Only what the channel itself reads."""
    words = {
        name: ("w",) if "tuple" in str(field.annotation) else "w"
        for name, field in Phrases.model_fields.items()
    }
    phrases = Phrases.model_validate(
        {**words, "go_on": GO_ON, "trouble": "Trouble.", "launch_reprompt": "What next?"}
    )
    parts: dict[str, Any] = {
        "locale": "en-US",
        "intents": {
            "AMAZON.YesIntent": Intent(),
            "AMAZON.PauseIntent": Intent(),
            "BreathingIntent": Intent(slots={"technique": "technique", "minutes": "minutes"}),
            "IStatementIntent": Intent(slots={"complaint": "free"}),
        },
        "lists": {
            "technique": SlotList(
                type="technique",
                values=(ListValue(id="box-breathing", says=("box breathing", "square breathing")),),
            )
        },
        "numbers": {"three": 3},
        "scripts": {},
        "phrases": phrases,
    }
    return Catalog.model_construct(**parts)


class Parts:
    """A script of numbered parts, each one word and a silence; it takes note of its turns."""

    def __init__(self, count: int, seconds: float = 10.0, words: str = "part") -> None:
        self._count = count
        self._seconds = seconds
        self._words = words
        self.turns: list[Turn] = []

    @property
    def catalog(self) -> Catalog:
        """The fake content."""
        return catalog()

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Start at a launch, hold at a pause, go on otherwise."""
        self.turns.append(turn)
        position = state.position
        if turn.intent == "AMAZON.PauseIntent":
            return Reply((Say("Waiting."),), (Say("Still waiting."),)), state
        if turn.intent == "AMAZON.YesIntent" and isinstance(position, InScript):
            return self._part(position, state)
        if turn.kind == "proceed" and isinstance(position, InScript):
            return self._part(replace(position, section=position.section + 1), state)
        return self._part(InScript("parts", 5), state)

    def _part(self, position: InScript, state: State) -> tuple[Reply, State]:
        if position.section >= self._count:
            return Reply((Say("The end?"),), (Say("More?"),)), replace(state, position=Idle())
        words = f"{self._words} {position.section}."
        speech = (Say(words), Pause(self._seconds))
        return Reply(speech, after="proceed"), replace(state, position=position)


class Failing(Parts):
    """A dialogue with a fault, whose message would give something away."""

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Fail."""
        raise RuntimeError(f"secret: {turn} {state}")
