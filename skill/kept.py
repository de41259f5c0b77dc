"""What may be kept when a person asks for it, as plain data.

It is passed into a turn (`Turn.remembered`) and comes out of a reply (`Reply.effects`); who carries
it out, where and for how long is not known here. There is no other data about anybody: whatever has
no field here is not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from content.schema import Minutes
from skill.speech import Style

DEFAULT_DAYS = 30
"""For how many days a thing is kept after it was last used, unless somebody says otherwise."""

# What is kept comes back from a store, so its values have bounds, like a state's.
Name: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z0-9 -]{1,40}$")]
"""The id of something in content: a script, a group of moods, a need, a comfort."""
Seconds: TypeAlias = Annotated[float, Field(ge=0, le=7200, allow_inf_nan=False)]
Index: TypeAlias = Annotated[int, Field(ge=0, le=1000)]
Pace: TypeAlias = Annotated[float, Field(ge=0.5, le=2, allow_inf_nan=False)]
Rated: TypeAlias = Annotated[int, Field(ge=0, le=10)]
Cards: TypeAlias = Annotated[tuple[Name, ...], Field(max_length=40)]
"""The ids of question cards, each once."""
Words: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[^\W\d_]+(['\u2019 ][^\W\d_]+)*$|^$", max_length=80)
]
"""Words of a person's own choice, in lower case; empty for none."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How somebody likes to be spoken to. That there are any means they asked for it to be kept."""

    pace: Pace = 1.0
    style: Style = "plain"
    minutes: Minutes | None = None
    """The length of a session when none is named; None for the script's own."""
    background: bool = True
    """Whether sounds beside the voice are welcome."""
    discreet: bool = False
    """Whether greetings say nothing about what this is for."""
    exit: Words = ""
    """The person's own words for the way out at once, beside the usual ones."""
    cards: Cards = ()
    """Question cards they kept, the newest last. They name our own questions and no answer: which
    question somebody likes tells nothing about their health, so it is a setting like the others,
    which a service may keep as well. Each person has their own."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stopped a script."""

    script: Name
    minutes: Annotated[float, Field(gt=0, le=60, allow_inf_nan=False)]
    section: Index = 0
    round: Index = 0
    elapsed: Seconds = 0.0
    no_holds: bool = False
    own_pace: bool = False
    pattern: Annotated[tuple[Seconds, ...], Field(max_length=4)] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """One day's check-in: numbers and categories, no words."""

    rating: Rated | None = None
    """How at ease the body was, 0 to 10."""
    after: Rated | None = None
    """The same, once more, after calming."""
    mood: Name | None = None
    """The group of the mood, such as "low"."""
    need: Name | None = None
    """What would help, by its id."""

    def with_newer(self, other: "Figures") -> "Figures":
        """These figures with those of `other` in place of them where it has any."""
        return Figures(
            rating=self.rating if other.rating is None else other.rating,
            after=self.after if other.after is None else other.after,
            mood=self.mood if other.mood is None else other.mood,
            need=self.need if other.need is None else other.need,
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody likes afterwards and what they would rather leave, from the comfort menu."""

    likes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    leaves: Annotated[tuple[Name, ...], Field(max_length=20)] = ()


@dataclass(frozen=True, slots=True)
class LastTime:
    """The newest figures there are from before today."""

    figures: Figures
    days_ago: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known about the person of this turn; all of it is empty until they ask."""

    settings: Settings | None = None
    place: Place | None = None
    plan: Plan | None = None
    locked: bool = False
    """Whether the person has chosen digits that close the figures."""
    figures: bool = False
    """Whether they have said yes to keeping figures: a yes of its own, apart from the settings'."""
    days: int = 0
    """On how many days figures were kept."""
    earlier: bool = False
    """Whether there are figures from before today."""
    tried: "Tried | None" = None
    """What came of an `Unlock` of this turn."""
    last: LastTime | None = None
    """The newest figures from before today: there when they were opened for this turn."""
    note_waiting: bool = False
    """Whether a note was left."""
    note_due: bool = False
    """Whether its day has come."""
    private: bool = False
    """Whether this is the person's own machine: answers and notes may be kept here, if wished."""
    keeps_days: int = DEFAULT_DAYS
    """For how many days things are kept here."""

    @property
    def anything(self) -> bool:
        """Whether there is anything to delete."""
        kept = (self.settings, self.place, self.plan)
        there = (self.days, self.note_waiting, self.locked)
        return any(item is not None for item in kept) or any(there)


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Something may be kept, and it cannot be reached now."""


Tried: TypeAlias = Literal["right", "wrong", "shut"]
"""The digits fit, do not, or have been wrong too often for today."""

PIN_DIGITS = (4, 8)
"""How many digits a person may choose, at least and at most."""


# -- what a reply asks for -------------------------------------------------------------------------

Scope: TypeAlias = Literal["today", "everything", "place", "note", "figures", "plan"]


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """Keep these settings in place of the ones there are."""

    settings: Settings


@dataclass(frozen=True, slots=True)
class KeepPlace:
    """Keep this place in place of the one there is."""

    place: Place


@dataclass(frozen=True, slots=True)
class KeepPlan:
    """Keep this plan in place of the one there is."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Record:
    """Add these figures to today's."""

    figures: Figures


@dataclass(frozen=True, slots=True)
class LeaveNote:
    """Say so at the first start on or after the day that `when` names (content/*/lists/when)."""

    when: Name


@dataclass(frozen=True, slots=True)
class Lock:
    """Close the figures with these digits; those there are stay if `old` opens them."""

    digits: str = field(repr=False)
    old: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class KeepFigures:
    """From now on keep the figures of check-ins, closed with the digits there are."""


@dataclass(frozen=True, slots=True)
class Unlock:
    """Open the figures for one answer: the turn is put once more, with `Remembered.tried`."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Forget:
    """Delete what `scope` names."""

    scope: Scope


Effect: TypeAlias = (
    KeepSettings | KeepPlace | KeepPlan | Record | LeaveNote | Lock | KeepFigures | Unlock | Forget
)


# -- the words for it, as content has them ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row of the table of what is kept: for the privacy page, a terminal, a test."""

    kind: str
    what: str
    why: str
    where: str
    days: int
    """For how many days at most, by default."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Each value of it and what it says."""
