"""From words to a request: `Understanding.recognize(text, expecting)`.

The outcome is a type: `Recognized` acts, `Unsure` asks, `NotRecognized` is left alone or met
gently.
"""

from dataclasses import dataclass
from typing import TypeAlias

from skill.turn import Request


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


Outcome: TypeAlias = Recognized | Unsure | NotRecognized
