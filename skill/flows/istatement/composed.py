"""What the coach says of somebody's words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Composed:
    """The statement, and the question that leaves room for a no."""

    statement: str
    request: str


def ending_in(wishes: Iterable[str]) -> re.Pattern[str]:
    """Finds one of `wishes`, in a wording of ours, at the end of a statement, with its space."""
    starts = "|".join(re.escape(wish.partition("{")[0].rstrip(".")) for wish in wishes)
    return re.compile(rf" (?:{starts})[^.]*\.$")
