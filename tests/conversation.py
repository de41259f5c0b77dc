"""Conversation files: what a person says and what comes back, readable by a writer.

A file is a list of steps. Each has what the person does and what is expected back:

    - covers: [S1, S2]            only first: the rows of the mission this conversation proves
    - launch: true                opens the session
      reply: Hello                words heard, in full or a run of them, silences as [4s]
    - user: start box breathing   what is said (the local voice hears these words)
      intent: BreathingIntent     what Alexa makes of it; "none" when nothing
      slots: {technique: box-breathing, minutes: 3}
      parts: 2                    parts of a script heard before the next step; or "all"
      reply: "Let your shoulders drop, if that feels good. [4s]"
    - silence: true               nothing is said
    - user: stop
      intent: AMAZON.StopIntent
      after: end                  listen, proceed or end

`reply` may be a list; each entry must be heard, in order.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from content.loader import ContentError, read_yaml
from content.schema import Model, Row
from skill.dialogue import Dialogue
from skill.speech import Speech, as_text
from skill.timing import speech_seconds
from skill.turn import SlotValue, State, Turn

FOLDER = Path(__file__).parent / "conversations"


class Step(Model):
    """One thing the person does, and what is expected back."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    launch: bool = False
    silence: bool = False
    user: str | None = None
    intent: str | None = None
    slots: dict[str, str | int] = Field(default_factory=dict)
    parts: int | Literal["all"] = 1
    reply: str | tuple[str, ...] = ()
    after: Literal["listen", "proceed", "end"] | None = None

    @model_validator(mode="after")
    def _one_deed(self) -> "Step":
        if [self.launch, self.silence, self.user is not None].count(True) != 1:
            raise ValueError("a step has exactly one of launch, silence and user")
        if (self.user is None) != (self.intent is None):
            raise ValueError("user and intent go together")
        return self

    @property
    def replies(self) -> tuple[str, ...]:
        """The runs of words expected back, in order."""
        return (self.reply,) if isinstance(self.reply, str) else self.reply

    def turn(self, locale: str) -> Turn:
        """The step as the dialogue receives it when nothing stands in between."""
        if self.launch:
            return Turn("launch", locale)
        if self.silence:
            return Turn("no_input", locale)
        if self.intent == "none":
            return Turn("no_match", locale, text=self.user)
        slots = {name: SlotValue(str(value), value) for name, value in self.slots.items()}
        return Turn("intent", locale, intent=self.intent, slots=slots, text=self.user)


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation file."""

    name: str
    locale: str
    covers: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back for one step."""

    text: str
    """Words and silences as `skill.speech.as_text` writes them."""
    after: str
    seconds: float
    """How long the person listened before the next step, by the estimate of skill.timing."""


class Channel(Protocol):
    """One way a conversation can be held."""

    def play(self, conversation: Conversation, script: list[Heard]) -> list[Heard]:
        """Hold it; `script` is what the handler alone answered, with its times."""


class _Head(Model):
    covers: tuple[Row, ...]


_STEPS = TypeAdapter(tuple[Step, ...])


def read(path: Path) -> Conversation:
    """Read one conversation file; raises ContentError with the file's name."""
    data = read_yaml(path.read_text(encoding="utf-8"), path.name)
    if not isinstance(data, list) or not data:
        raise ContentError(f"{path.name}: a conversation is a list of steps")
    covers: tuple[str, ...] = ()
    if set(data[0]) == {"covers"}:
        covers = _Head(covers=tuple(data.pop(0)["covers"])).covers
    return Conversation(path.stem, path.parent.name, covers, _STEPS.validate_python(data))


def conversations() -> Iterator[Path]:
    """Every conversation file; fails when there is none."""
    found = sorted(FOLDER.glob("*/*.yaml"))
    if not found:
        raise ContentError(f"no conversation files under {FOLDER.name}/")
    yield from found


class HandlerChannel:
    """The dialogue alone."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    def play(self, conversation: Conversation, script: list[Heard] | None = None) -> list[Heard]:  # noqa: ARG002 - the protocol's signature
        """Hold the conversation on the handler."""
        state = State()
        heard: list[Heard] = []
        for step in conversation.steps:
            reply, state = self._dialogue.handle(step.turn(conversation.locale), state)
            speech: Speech = reply.speech
            parts = 1
            while reply.after == "proceed" and (step.parts == "all" or parts < step.parts):
                reply, state = self._dialogue.handle(Turn("proceed", conversation.locale), state)
                speech += reply.speech
                parts += 1
            heard.append(Heard(as_text(speech), reply.after, speech_seconds(speech)))
        return heard
