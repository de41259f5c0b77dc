"""What comes of listening to an utterance: three types, one for each thing that may follow."""

from dataclasses import dataclass
from typing import TypeAlias

from skill.turn import Request

EXACT = 0.99
"""The confidence in words that are a sample, or an answer, as they stand."""


@dataclass(frozen=True, slots=True)
class Recognized:
    """Understood well enough to act."""

    request: Request
    confidence: float


@dataclass(frozen=True, slots=True)
class Unsure:
    """Near to something: ask before acting. Likeliest first, at most three."""

    candidates: tuple[Request, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class NotRecognized:
    """Not for us, or beyond us."""

    confidence: float = 0.0
    """How likely it is that it was for us after all."""
    nearest: Request | None = None
    """What it would have been, for measuring; it never acts."""


Outcome: TypeAlias = Recognized | Unsure | NotRecognized
