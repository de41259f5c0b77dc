"""What the skill store shows: content/<locale>/alexa.yaml."""

from functools import cache
from typing import Annotated, TypeAlias

from pydantic import StringConstraints

from content.loader import read, root_folder
from content.schema import Model

InvocationName: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^[a-z.']+( [a-z.']+)+$", min_length=2, max_length=50)
]


class Store(Model):
    """The skill as its store page and its users name it."""

    invocation_name: InvocationName
    """Two words or more, in lower case, without Alexa's own words."""


@cache
def store(locale: str) -> Store:
    """The store page's content of a content locale."""
    return read(root_folder(), f"{locale}/alexa.yaml", Store).item
