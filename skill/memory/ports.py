"""The port: what a channel's composition may ask of the memory. Plain types, outcomes as types."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Literal, Protocol, TypeAlias

from skill.kept import Effect, Figures, LastTime, Place, Plan, Remembered, Settings

Channel: TypeAlias = Literal["local", "service"]


@dataclass(frozen=True, slots=True)
class Person:
    """Whose memory it is. The id never leaves the process: stores see a keyed hash of it."""

    channel: Channel
    id: str = field(repr=False)


class Problem(Enum):
    """Why the memory cannot be used. The value is the line for the person or the operator."""

    NO_KEY = (
        "The key to what is kept is missing. Bring back the key file or unlock the keyring; "
        "'aftercare forget --everything' starts afresh."
    )
    WRONG_KEY = (
        "The key does not fit what is kept. Bring back the right key; "
        "'aftercare forget --everything' starts afresh."
    )
    BAD_KEY = "The key file cannot be read. Bring back a copy of it."
    EXPOSED_KEY = "Others can read the key file. Make it yours alone (chmod 600), then start again."
    LOCKED_KEY = "The system's keyring does not answer. Unlock it, then start again."
    DAMAGED = (
        "The file of what is kept is damaged. Bring back a copy of it; "
        "'aftercare forget --everything' starts afresh."
    )
    FOREIGN = (
        "The place for what is kept holds another program's data. Choose another one with "
        "AFTERCARE_STORE."
    )
    NEWER = "What is kept was written by a newer version. Install that version to use it."
    READ_ONLY = "The disk cannot be written to. Free it for writing; see AFTERCARE_STORE."
    FULL = "The disk is full. Make room, then start again."
    DISK = "The disk does not answer. See that it is there; AFTERCARE_STORE names another place."
    BUSY = "Another program holds what is kept. End it, then start again."
    UNREACHABLE = "The database does not answer. It is tried again by itself."
    CLOCK = (
        "The clock is behind what was kept last. Set it right; "
        "'aftercare forget --everything' starts afresh."
    )
    LOCKED = "The digits are not the ones that were chosen. Nothing was changed."
    NOT_INSTALLED = "Keeping anything needs more libraries: pip install 'aftercare[memory]'"


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of somebody; empty when that is nothing."""

    remembered: Remembered


@dataclass(frozen=True, slots=True)
class Done:
    """It is carried out, and stays so whatever happens now."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Nothing was read, and nothing was changed."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Day:
    """The figures of one day."""

    day: date
    figures: Figures


@dataclass(frozen=True, slots=True)
class Everything:
    """All that is kept of one person."""

    settings: Settings | None = None
    place: Place | None = None
    plan: Plan | None = None
    note: date | None = None
    locked: bool = False
    """Whether digits were chosen."""
    closed: int = 0
    """On how many days figures were kept; `Memory.unlock` shows them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The digits fit: all figures there are."""

    days: tuple[Day, ...] = ()
    last: LastTime | None = None
    """The newest from before today."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The digits do not fit, or have been wrong too often for today."""

    left: int
    """How many tries are left today; none: even the right digits do not open."""


class Memory(Protocol):
    """What may be kept."""

    def recall(self, person: Person) -> Recalled | Lost:
        """What is remembered of `person`."""

    def apply(self, person: Person, effects: Sequence[Effect]) -> Done | Lost:
        """Carry out what a reply asks for, all of it or nothing."""

    def everything(self, person: Person) -> Everything | Lost:
        """All that is kept of `person`, for them to see."""

    def unlock(self, person: Person, digits: str) -> Opened | Refused | Lost:
        """The figures of `person`. Every wrong try counts, also when it is cut short."""
