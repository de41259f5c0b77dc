"""What a complaint or a need is about: the points a sentence is made from."""

from dataclasses import dataclass
from typing import TypeAlias

from skill.flows.istatement.verbs import VerbPhrase


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something one wishes the other, or all together, would do."""

    phrase: VerbPhrase
    subject: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Unwanted:
    """Something done that is hard."""

    phrase: VerbPhrase
    subject: str


@dataclass(frozen=True, slots=True)
class To:
    """Something one would like to do, or to have done."""

    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class Boundary:
    """Something one would rather not do, or have done."""

    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class Share:
    """Something one ends up doing alone."""

    phrase: VerbPhrase


@dataclass(frozen=True, slots=True)
class Like:
    """Something done that is loved."""

    phrase: VerbPhrase
    subject: str


@dataclass(frozen=True, slots=True)
class Thing:
    """Something to have."""

    words: str


@dataclass(frozen=True, slots=True)
class Less:
    """Something there is too much of."""

    words: str


@dataclass(frozen=True, slots=True)
class Hard:
    """Something that is hard to bear."""

    words: str


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that used to be."""

    words: str


@dataclass(frozen=True, slots=True)
class Feel:
    """A feeling one would like to have."""

    words: str


@dataclass(frozen=True, slots=True)
class Feeling:
    """A feeling one has."""

    words: str


@dataclass(frozen=True, slots=True)
class Trait:
    """What somebody is said to be."""

    words: str


Point: TypeAlias = (
    Wanted
    | Unwanted
    | To
    | Boundary
    | Share
    | Like
    | Thing
    | Less
    | Hard
    | Miss
    | Feel
    | Feeling
    | Trait
)
