"""What the coach says of somebody's words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Composed:
    """The statement, and the question that leaves room for a no."""

    statement: str
    request: str
