"""Check-ins, feedback between partners, and answers."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from content.base import Id, Model, Row, Text, Texts
from content.scripts import Action, Offer, Trigger

QuestionKind: TypeAlias = Literal["scale", "feeling", "ease", "connection", "need"]


class Reaction(Model):
    """What is said to an answer.

    `to` names an answer or a group of them, the answer's own before its group's; "other" takes the
    rest.
    """

    to: Text
    say: Texts
    then: Offer | None = None
    """What may follow where the answer came unasked, and at the end of a check-in."""


class Question(Model):
    """One question of a check-in. Every question can be skipped."""

    id: Id
    kind: QuestionKind
    ask: Texts
    reprompt: Text
    meaning: Text | None = None
    """Said to whoever asks what is meant."""
    reactions: Annotated[tuple[Reaction, ...], Field(min_length=1)]


class Repeated(Model):
    """The rating asked again after calming; the replies tell the change, never a score."""

    offer: Texts
    ask: Text
    up: Texts
    """{before?} and {now?}."""
    same: Texts
    """{now?}."""
    down: Texts
    """{before?} and {now?}."""


class CheckIn(Model):
    """A short check-in."""

    id: Id
    title: Text
    who: Literal["solo", "partner"]
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opening: Text
    questions: Annotated[tuple[Question, ...], Field(min_length=1)]
    skipped: Texts
    unclear: Texts
    left: Texts
    """Said when nobody answers any more."""
    closing: Texts
    closing_offer: Offer | None = None
    """What may follow where no answer has something of its own to offer."""
    repeated: Repeated | None = None


class FeedbackPrompt(Model):
    """One prompt that both partners answer in turn."""

    id: Id
    name: Text | None = None
    """A part of a sentence that tells what a card is about: "tomorrow's breakfast"."""
    first: Text
    """Said to whoever starts."""
    second: Text
    """Said when the turn changes."""


class Gate(Model):
    """Asks each partner separately for a yes before anything starts."""

    first: Text
    second: Text
    """Asks the other one."""
    about: Text
    """What there is to agree to, for whoever asks."""
    declined: Text
    """Said to a no or a silence from either, without asking for a reason."""
    instead: Action
    """What a no leads to: something calm for one."""


class FavoriteWords(Model):
    """What is said about the cards that somebody keeps."""

    kept: Text
    kept_already: Text
    how_to_keep: Text
    """Said once where they could be kept for longer, and nobody has asked for it."""
    taken_out: Text
    not_among: Text
    """The open card is none of them."""
    listening: Text
    """Follows each of these while a card is open: whoever has the floor goes on."""
    none_open: Text
    none_yet: Text
    take_out_when_open: Text
    told: Text
    """{things}."""
    also: Text
    """More of the same: {things}."""
    more: Text
    """Those that are not named: {number}."""
    ask: Text
    """Whether to play them; a yes opens a round of them."""
    opening: Text


class Feedback(Model):
    """Partners hear a prompt, answer each other in turn, and go on."""

    id: Id
    title: Text
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    opening: Text
    gate: Gate
    prompts: Annotated[tuple[FeedbackPrompt, ...], Field(min_length=1)]
    break_script: Id
    """The script of the breathing break that "pause" gives, one minute long."""
    break_end: Text
    """Said when a second break is asked for: ends the round kindly."""
    begins: Literal["first", "any"] = "first"
    """Whether the prompts have an order, or may begin anywhere, like a pack of cards."""
    turn_seconds: Annotated[float, Field(ge=10, le=120)]
    next_is: Literal["turn", "prompt"] = "turn"
    """What "next" and "skip" lead to: the other's turn, or another prompt (a card is put away)."""
    favorites: FavoriteWords | None = None
    """Where its prompts are cards that can be kept; each has a name then."""
    listen_back: Texts
    """Asks the listener to say back what they heard, and the speaker to confirm; in full the first
    time, and in one of the other wordings once everybody knows."""
    closing: Text

    @model_validator(mode="after")
    def _cards_have_names(self) -> "Feedback":
        if self.favorites is not None:
            for prompt in self.prompts:
                if prompt.name is None:
                    raise ValueError(f"prompts: {prompt.id} needs a name, to be told by")
        return self


class Answer(Model):
    """A short spoken answer that leads on to something to do."""

    id: Id
    title: Text
    on: tuple[Trigger, ...]
    covers: tuple[Row, ...] = ()
    say: Annotated[tuple[Texts, ...], Field(min_length=1)]
    """Paragraphs, each with one wording or several."""
    lasts: Text | None = None
    """How long what it is about lasts, for those who ask."""
    helps: Text | None = None
    """What can be done about it."""
    short: Text | None = None
    """All of it in a sentence or two, for those who ask for less."""
    another: Id | None = None
    """An answer with more of the same."""
    then: Offer | None = None
