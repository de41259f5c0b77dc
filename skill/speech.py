"""What is said: sentences and silences, in the order they are heard."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from skill.values import quickly_made

Style: TypeAlias = Literal["plain", "soft", "whisper"]


@quickly_made
@dataclass(frozen=True, slots=True)
class Say:
    """A sentence or a few, spoken without a break of ours in between."""

    text: str
    style: Style = "plain"
    pace: float = 1.0
    """Speaking rate relative to the normal calm rate: 0.8 is slower, 1.2 is faster."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Pause:
    """A silence."""

    seconds: float
    announced: bool = False
    """Whether the words before it say that a longer silence follows (required above 12 s)."""
    beat: float | None = None
    """Seconds from the start of the words before it to the end of this pause, where a rhythm is to
    be kept: a channel that knows how long the words took goes by it, others by `seconds`."""


Speech: TypeAlias = tuple[Say | Pause, ...]


def as_text(speech: Speech) -> str:
    """The speech as one line of text, silences as "[4s]": "Breathe in. [3.5s] And out. [4s]"."""
    return " ".join(
        item.text if isinstance(item, Say) else f"[{round(item.seconds, 1):g}s]" for item in speech
    )
