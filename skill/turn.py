"""The vocabulary both channels share with the dialogue: turn, reply, state.

A channel turns what it received into a `Turn`, calls the dialogue, speaks the `Reply` and keeps the
`State` for the next turn. Nothing here knows a channel, a clock or a store.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from content.schema import Action, HelpLine, Minutes
from skill.errands import Outcome, Remind
from skill.kept import Cards, Effect, Name, Plan, Remembered, Unreachable, Words
from skill.speech import Speech, Style
from skill.values import quickly_made

TurnKind: TypeAlias = Literal[
    "launch", "intent", "proceed", "no_input", "no_match", "outcome", "end"
]
After: TypeAlias = Literal["listen", "proceed", "end"]

# A state comes back from outside (session attributes, a store), so its numbers have bounds.
Seconds: TypeAlias = Annotated[float, Field(ge=0, le=7200, allow_inf_nan=False)]
Index: TypeAlias = Annotated[int, Field(ge=0, le=1000)]
Pace: TypeAlias = Annotated[float, Field(ge=0.5, le=2, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class SlotValue:
    """One filled slot."""

    text: str
    """The words as the person said them."""
    value: str | int | None = None
    """The resolved value: a list entry's id, a number, or None when nothing matched."""


@dataclass(frozen=True, slots=True)
class Request:
    """An intent with its slots: what was understood, or what it may have been."""

    intent: str
    slots: Mapping[str, SlotValue] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that happened on the person's side."""

    kind: TurnKind
    locale: str = "en-US"
    intent: str | None = None
    """The intent's name as in content/intents.yaml; only for kind "intent"."""
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    text: str | None = None
    """The raw words, where the channel has them (the local voice does, Alexa does not)."""
    candidates: tuple[Request, ...] = ()
    """For kind "no_match": what it may have been, likeliest first; empty when nothing was near."""
    variant: int = 0
    """Which wording to take where content offers several; the channel chooses, never the core."""
    heard: float | None = None
    """Seconds of the last reply that were played before this turn; None when all of it was."""
    remembered: Remembered | Unreachable | None = None
    """What is known about the person; None where nothing can be kept."""
    reminders: bool = False
    """Whether the channel can set reminders for the person: see `Reply.errand`."""
    outcome: Outcome | None = None
    """How an errand went; only for kind "outcome"."""
    own_sound: bool = False
    """Whether the channel makes its sound itself: quieter than a whisper, sounds beside the voice,
    tones for the breath."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is under way."""

    kind: Literal["idle"] = "idle"


@quickly_made
@dataclass(frozen=True, slots=True)
class InScript:
    """A guided script is under way; section and round name the part that was last given."""

    script: str
    minutes: Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)]
    section: Index = 0
    round: Index = 0
    elapsed: Seconds = 0.0
    """Seconds of the script heard before what comes next."""
    said: Index = 0
    """How many sentences of the part were heard to their end: it goes on after them."""
    lead: Seconds = 0.0
    """Seconds of what was said before the part when it was last given."""
    paused: bool = False
    no_holds: bool = False
    own_pace: bool = False
    pattern: tuple[Seconds, ...] = ()
    """Seconds for in, hold, out and rest when the person chose them; empty for the script's own."""
    kind: Literal["script"] = "script"


@dataclass(frozen=True, slots=True)
class InCheckIn:
    """A check-in is under way; `question` indexes the one being asked."""

    checkin: str
    question: Index = 0
    paused: bool = False
    kind: Literal["checkin"] = "checkin"


@dataclass(frozen=True, slots=True)
class InFeedback:
    """Partners take turns; `speaker` is 0 or 1."""

    feedback: str
    ready: Annotated[int, Field(ge=0, le=2)] = 0
    """How many of the two have said yes to it."""
    first: Index = 0
    """The prompt it began with, where it may begin with any."""
    prompt: Index = 0
    """How many prompts came before this one."""
    deck: Cards = ()
    """The prompts of this round by their ids, in this order; empty for all there are."""
    speaker: Literal[0, 1] = 0
    breaks: Index = 0
    """How many breathing breaks were taken; the second one ends the round."""
    paused: bool = False
    kind: Literal["feedback"] = "feedback"


@dataclass(frozen=True, slots=True)
class InCoach:
    """The coach is under way; `step` indexes the tips of the lesson."""

    step: Index = 0
    phase: Literal["lesson", "tip", "practice", "check"] = "lesson"
    """The whole lesson, one tip alone, waiting for a sentence, or asking whether ours fits."""
    candidate: Annotated[str, Field(max_length=600)] = ""
    """Our sentence while we ask about it; nothing else of what was said is kept."""
    guesses: tuple[Name, ...] = ()
    """Where it is a guess: the theme it is of, and those that would be offered next."""
    way: Index = 0
    """Which wording the next sentence gets."""
    tries: Index = 0
    """How often we did not follow, or missed the point."""
    paused: bool = False
    kind: Literal["coach"] = "coach"


@dataclass(frozen=True, slots=True)
class Settling:
    """The person asked for some quiet time first; `seconds` of it are still to come."""

    seconds: Seconds
    before: "Position"
    then: Action | None = None
    """What they have said they want after it."""
    kind: Literal["settling"] = "settling"


@dataclass(frozen=True, slots=True)
class Rated:
    """A rating given in a check-in, for this session only."""

    checkin: str
    value: Annotated[int, Field(ge=0, le=10)]


@dataclass(frozen=True, slots=True)
class Rating:
    """The rating may be given once more, after calming."""

    rated: Rated
    kind: Literal["rating"] = "rating"


@quickly_made
@dataclass(frozen=True, slots=True)
class Confirming:
    """A yes-or-no question is open: yes does `action`, no goes back to `before`."""

    action: Action
    before: "Position"
    kind: Literal["confirming"] = "confirming"


KeepingAbout: TypeAlias = Literal[
    "settings", "figures", "today", "no-figures", "everything", "place", "plan"
]


@dataclass(frozen=True, slots=True)
class Keeping:
    """A yes-or-no question about what is kept is open; no goes back to `before`."""

    about: KeepingAbout
    before: "Position"
    kind: Literal["keeping"] = "keeping"


@dataclass(frozen=True, slots=True)
class Reminding:
    """A yes-or-no question about a reminder is open; no goes back to `before`."""

    errand: Remind
    before: "Position"
    kind: Literal["reminding"] = "reminding"


Digits: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{0,8}$")]


@dataclass(frozen=True, slots=True)
class Locking:
    """Digits are asked for: to open what is closed, or to choose new ones by saying them twice.

    Nowhere but on a person's own machine, whose sessions are never written anywhere.
    """

    phase: Literal["look", "old", "new", "again"]
    before: "Position"
    digits: Digits = field(default="", repr=False)
    """What was chosen, until it is said again."""
    old: Digits = field(default="", repr=False)
    tries: Index = 0
    kind: Literal["locking"] = "locking"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """A person chooses their own words for the way out, by saying them twice."""

    before: "Position"
    words: Words = field(default="", repr=False)
    """What was said first; empty until then."""
    tries: Index = 0
    kind: Literal["phrasing"] = "phrasing"


@dataclass(frozen=True, slots=True)
class InPlan:
    """A plan for afterwards is being made, one comfort at a time."""

    phase: Literal["who", "asking", "agreeing", "keeping"] = "who"
    """For how many, each comfort in turn, whether it is agreed, and whether to keep it."""
    two: bool = False
    item: Index = 0
    speaker: Literal[0, 1] = 0
    likes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    leaves: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    paused: bool = False
    kind: Literal["plan"] = "plan"


@dataclass(frozen=True, slots=True)
class Choosing:
    """We were unsure and asked: one option is "did you mean ...?", more are a choice."""

    options: tuple[Request, ...]
    before: "Position"
    kind: Literal["choosing"] = "choosing"


@dataclass(frozen=True, slots=True)
class Helping:
    """Urgent help was given, or (`asked`) one question was put to find out whether it is needed."""

    flag: str
    asked: bool
    before: "Position"
    meant: Request | None = None
    """What the words that raised the doubt asked for: it is done after a no."""
    kind: Literal["helping"] = "helping"


Position: TypeAlias = Annotated[
    Idle
    | InScript
    | InCheckIn
    | InFeedback
    | InCoach
    | Settling
    | Rating
    | Confirming
    | Keeping
    | Reminding
    | Locking
    | Phrasing
    | InPlan
    | Choosing
    | Helping,
    Field(discriminator="kind"),
]

Sound: TypeAlias = Literal["usual", "none", "rain", "ocean", "brown-noise"]
"""A sound beside the voice; "usual" is what the channel is set to."""


@quickly_made
@dataclass(frozen=True, slots=True)
class State:
    """All a session is, between two turns. JSON there and back: `skill.state`."""

    position: Position = field(default_factory=Idle)
    pace: Pace = 1.0
    style: Style = "plain"
    minutes: Minutes | None = None
    """The length of a script when none is named; None for the script's own."""
    background: bool = True
    """Whether sounds beside the voice are welcome."""
    sound: Sound = "usual"
    """What is heard beside the voice where the channel makes its sound itself."""
    tones: bool | None = None
    """Whether tones lead the breath in place of words, there; None for what is usual there."""
    hush: Annotated[int, Field(ge=0, le=3)] = 0
    """How many steps below a whisper's own loudness everything is, there."""
    discreet: bool = False
    """Whether greetings say nothing about what this is for."""
    exit: Words = ""
    """The person's own words for the way out at once, beside the usual ones."""
    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = ""
    """Whose help lines are read, where the person named another country than the channel's."""
    cards: Cards = ()
    """The question cards that were kept, the newest last."""
    plan: Plan | None = None
    """A plan for afterwards that was agreed in this session."""
    recalled: bool = False
    """Whether the settings that are remembered have come into the session."""
    misses: Index = 0
    """Turns in a row that were not understood or not heard."""
    last: str = ""
    """Content id of the last thing said outside a flow, so that it can be repeated."""
    rated: Rated | None = None
    """The first rating of a check-in, so that the repeated one can be compared with it."""
    version: Literal[1] = 1


@quickly_made
@dataclass(frozen=True, slots=True)
class Expectation:
    """What is likely to be said next: a prior for the recogniser and the matcher."""

    intents: tuple[str, ...]
    told: tuple[str, ...] = ()
    """Answers that are often told here though nothing was asked: taken where they are plain."""
    open_answer: bool = False
    """Whether free words are welcome here and are accepted as they are."""
    patience: float = 0.5
    """Seconds of silence after which the person is taken to have finished."""
    form: Literal["any", "digits", "words"] = "any"
    """What is heard as it is, as a slot of that name of the first intent: digits, which are not
    to be shown, or words."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a script is, in seconds."""

    title: str
    elapsed: float
    total: float


@quickly_made
@dataclass(frozen=True, slots=True)
class Phase:
    """One phase of a breath as it is spoken: starts `at` seconds into the reply."""

    breath: Literal["in", "hold", "out", "rest"]
    at: float
    seconds: float


@quickly_made
@dataclass(frozen=True, slots=True)
class Visual:
    """What a screen may show beside the words."""

    progress: Progress | None = None
    breathing: tuple[Phase, ...] = ()
    choices: tuple[Request, ...] = ()
    """What can be touched instead of said; at most three."""
    help_lines: tuple[HelpLine, ...] = ()
    asked_for: bool = True
    """Whether the help lines were asked for; they are kept out of sight until they are."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Reply:
    """One thing to say, and what happens after it."""

    speech: Speech
    reprompt: Speech = ()
    after: After = "listen"
    seconds: float | None = None
    """How long the speech takes by estimate, where whoever made it has reckoned that already."""
    expecting: Expectation | None = None
    visual: Visual | None = None
    effects: tuple[Effect, ...] = ()
    """What to keep or to delete. Only a launch, an intent or the end of a session has any, so that
    a channel may look ahead, and at words that may not be for us, without changing anything."""
    unkept: Speech = ()
    """Said instead when the effects cannot be carried out; empty when nothing need be said."""
    errand: Remind | None = None
    """What the channel does before anything is said. How it went comes back as a turn of kind
    "outcome", and the answer to that is what is heard."""
