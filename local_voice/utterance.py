"""Something a person says, while it is being said and made out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from local_voice.ports import HEARING_RATE, Samples

if TYPE_CHECKING:
    from concurrent.futures import Future

LONGEST_COMMAND_SECONDS = 2.5
"""In an open room, longer utterances are not for us and are not transcribed."""
LOOK_AHEAD_SECONDS = 0.2
"""Silence within an utterance after which its words are made out, in case it was the end."""
STREAMED_SECONDS = 0.1
"""How much sound is handed to the transcriber at a time."""

AT_ONCE = frozenset(
    {"AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.PauseIntent", "QuickExitIntent"}
)
"""Requests that act on a partial result, without waiting for the end of the utterance."""


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
    looked_ahead: bool = False
    """Whether the words so far are being made out, with nothing but silence since."""
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
