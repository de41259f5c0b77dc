"""Something a person says, while it is being said and made out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from local_voice.ports import HEARING_RATE, Samples

if TYPE_CHECKING:
    from concurrent.futures import Future


@dataclass(slots=True)
class Utterance:
    """One run of speech."""

    while_speaking: bool
    """Whether we were speaking when it began."""
    unsure: bool
    """Whether it may be our own voice as far as the canceller knows."""
    open_room: bool
    """Whether partners speak to each other, and only a command is for us."""
    buffered: list[Samples]
    """Sound not yet handed to the transcriber."""
    partial: "Future[str] | None" = None
    acted: bool = False
    """Whether a partial result was acted on; the rest is ignored."""

    @property
    def buffered_seconds(self) -> float:
        """How much waits."""
        return sum(map(len, self.buffered)) / HEARING_RATE

    def take(self) -> Samples:
        """What waits, as one piece."""
        sound = np.concatenate(self.buffered)
        self.buffered.clear()
        return sound
