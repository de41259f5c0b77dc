"""What is said to a feeling that somebody tells of where nothing else was understood."""

from typing import Annotated

from pydantic import Field

from content.base import Id, Model, Text, Texts
from content.scripts import Offer


class FeelingTold(Model):
    """One way in which people tell how it was, and what is said to it."""

    id: Id
    hears: Texts
    """Regular expressions, looked for in the bare words."""
    spares: tuple[Text, ...] = ()
    """The same for words that are about something else."""
    say: Texts
    then: Offer | None = None
    """What is offered; without one it is the choice that `say` names."""


class Feelings(Model):
    """content/<locale>/feelings.yaml: the first kind that fits is taken."""

    kinds: Annotated[tuple[FeelingTold, ...], Field(min_length=1)]
    choice: tuple[Text, ...]
    """The requests that a text without an offer names, in its order."""
