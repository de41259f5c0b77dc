"""A conversation on the handler with a real memory."""

import functools

from content import load
from skill.dialogue import Dialogue
from skill.kept import DEFAULT_DAYS
from skill.memory.handler import Remembering
from skill.memory.ports import Memory, Person
from skill.speech import as_text
from skill.turn import Reply, SlotValue, State, Turn
from skill.understanding.matcher import Understanding
from skill.wording import days
from tests.memory.conftest import ME

CATALOG = load("en-US")
_FOR = days(CATALOG, DEFAULT_DAYS)
ASK_SETTINGS = CATALOG.memory.ask_settings.format(days=_FOR)
ASK_FIGURES = CATALOG.memory.ask_figures.format(days=_FOR)
ASK_PLAN = CATALOG.plan.ask_keep.format(days=_FOR)
"""The questions before something is kept, as they are put where nobody says for how long."""
DIALOGUE = Dialogue(CATALOG)
"""One for all these tests: what it looks up for the first time takes a while."""


@functools.cache
def understanding() -> Understanding:
    """The understanding of the local voice, once."""
    return Understanding(CATALOG)


class Talk:
    """One session."""

    def __init__(self, dialogue: Dialogue, memory: Memory, person: Person = ME) -> None:
        self._handler = Remembering(dialogue, memory, person)
        self.state = State()
        self.reply: Reply | None = None

    def launch(self) -> str:
        return self._take(Turn("launch"))

    def say(self, intent: str, text: str | None = None, /, **slots: str | int) -> str:
        filled = {name: SlotValue(str(value), value) for name, value in slots.items()}
        name = intent if intent.endswith("Intent") else f"AMAZON.{intent}Intent"
        return self._take(Turn("intent", intent=name, slots=filled, text=text))

    def digits(self, digits: str) -> str:
        """Say digits, as they come where they were asked for."""
        slots = {"digits": SlotValue(digits)}
        return self._take(Turn("intent", intent="ScaleAnswerIntent", slots=slots, text=digits))

    def words(self, words: str) -> str:
        """Say words of one's own choice, as they come where they were asked for."""
        slots = {"words": SlotValue(words)}
        return self._take(Turn("intent", intent="SetPreferenceIntent", slots=slots, text=words))

    def go_on(self) -> str:
        return self._take(Turn("proceed"))

    def not_understood(self, text: str) -> str:
        return self._take(Turn("no_match", text=text))

    def _take(self, turn: Turn) -> str:
        self.reply, self.state = self._handler.handle(turn, self.state)
        assert not self.reply.effects
        return as_text(self.reply.speech)
