"""What starts what, and the guided scripts. Times are seconds unless a name says minutes."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from content.base import Id, Model, Row, Text, Texts

Style: TypeAlias = Literal["plain", "soft", "whisper"]
Breath: TypeAlias = Literal["in", "hold", "out", "rest"]
Minutes: TypeAlias = Literal[1, 3, 5, 10, 15]

LONGEST_UNANNOUNCED_PAUSE = 12.0
"""Seconds of silence a listener takes for intended; longer ones are announced (mission, part B)."""


class Action(Model):
    """Something the dialogue can start: one field is set, and perhaps one that goes with it."""

    script: Id | None = None
    minutes: float | None = None
    answer: Id | None = None
    checkin: Id | None = None
    feedback: Id | None = None
    favorites: bool = False
    """Of a pack of cards, those that somebody kept."""
    coach: Id | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Action":
        chosen = [
            name
            for name in ("script", "answer", "checkin", "feedback", "coach")
            if getattr(self, name) is not None
        ]
        if len(chosen) != 1:
            raise ValueError("name exactly one of script, answer, checkin, feedback, coach")
        if self.minutes is not None and self.script is None:
            raise ValueError("minutes goes with script")
        if self.favorites and self.feedback is None:
            raise ValueError("favorites goes with feedback")
        return self


class Trigger(Model):
    """A request that leads to a piece of content: an intent, maybe narrowed by a slot's value."""

    intent: str
    slot: str | None = None
    value: str | int | None = None

    @model_validator(mode="after")
    def _slot_with_value(self) -> "Trigger":
        if (self.slot is None) != (self.value is None):
            raise ValueError("slot and value go together")
        return self


class Offer(Model):
    """A question that ends a reply, and what a yes to it starts."""

    ask: Texts
    yes: Action


class SayStep(Model):
    """Words."""

    say: Text
    style: Style | None = None


class PauseStep(Model):
    """A silence; it may be lengthened up to `up_to` seconds so that the script fills its length."""

    pause: Annotated[float, Field(gt=0, le=120)]
    up_to: Annotated[float, Field(gt=0, le=120)] | None = None
    announced: bool = False

    @model_validator(mode="after")
    def _bounds(self) -> "PauseStep":
        if self.up_to is not None and self.up_to < self.pause:
            raise ValueError("up_to is at least the pause itself")
        if (self.up_to or self.pause) > LONGEST_UNANNOUNCED_PAUSE and not self.announced:
            raise ValueError(
                "a silence over 12 seconds is announced in the words before it; set announced: true"
            )
        return self


class CueStep(Model):
    """A short cue and the silence after it, together `seconds` long: breathing keeps its rhythm."""

    cue: Text
    seconds: Annotated[float, Field(ge=1, le=30)]
    breath: Breath | None = None
    style: Style | None = None


def _step_kind(value: object) -> str | None:
    keys = value.keys() if isinstance(value, dict) else type(value).model_fields.keys()  # type: ignore[attr-defined]  # a Model otherwise
    # The names differ from the keys: an error's path is to tell one from the other.
    kinds = {"say": "SayStep", "pause": "PauseStep", "cue": "CueStep"}
    return next((kind for key, kind in kinds.items() if key in keys), None)


Step: TypeAlias = Annotated[
    Annotated[SayStep, Tag("SayStep")]
    | Annotated[PauseStep, Tag("PauseStep")]
    | Annotated[CueStep, Tag("CueStep")],
    Discriminator(
        _step_kind,
        custom_error_type="step",
        custom_error_message="a step is one of say, pause or cue",
    ),
]
Steps: TypeAlias = Annotated[tuple[Step, ...], Field(min_length=1)]


class Section(Model):
    """A part of a script: given whole, then the listener may interrupt or it goes on by itself."""

    id: Id
    repeat: Literal["once", "to-length"] | Annotated[int, Field(ge=1, le=60)] = "once"
    """How often the rounds are given; "to-length" repeats until the script's length is filled."""
    steps: Steps | None = None
    rounds: Annotated[tuple[Steps, ...], Field(min_length=1)] | None = None
    """Rounds that differ, given in turn; the last one is then repeated. Instead of `steps`."""
    at_least: Minutes | None = None
    """The section belongs only to sessions of this many minutes or more."""
    pacing: Literal["any", "led", "own"] = "any"
    """Whether it is for led breathing only, for breathing at one's own pace only, or for both."""
    style: Style | None = None
    pace: Annotated[float, Field(ge=0.6, le=1.2)] = 1.0

    @model_validator(mode="after")
    def _steps_or_rounds(self) -> "Section":
        if (self.steps is None) == (self.rounds is None):
            raise ValueError("give either steps or rounds")
        return self

    def round_steps(self, index: int) -> tuple[Step, ...]:
        """The steps of round `index`, counted from 0."""
        if self.rounds is None:
            assert self.steps is not None  # noqa: S101 - the validator above guarantees it
            return self.steps
        return self.rounds[min(index, len(self.rounds) - 1)]


class Script(Model):
    """A guided calming script."""

    id: Id
    title: Text
    """Said as "three minutes of <title>"."""
    about: Text
    """One sentence that tells a person choosing what it is like."""
    minutes: Annotated[tuple[Minutes, ...], Field(min_length=1)]
    default: Minutes
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opt_in: Offer | None = None
    """A question asked before the script starts, for techniques that do not suit everyone."""
    more: Offer | None = None
    """What is offered to whoever wants more of it, where more of it would be too much."""
    ends: Literal["question", "silence"] = "question"
    pattern: Literal["breath"] | None = None
    """"breath": in, hold, out and rest may be set by voice."""
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _default_is_offered(self) -> "Script":
        if self.default not in self.minutes:
            raise ValueError(f"default {self.default} is not one of minutes {self.minutes}")
        return self
