"""A programme of words and silences, pulled sample by sample: holds, fades and keeps its place.

Pure arithmetic, shared by the speaker on the sound card and the one that writes a file, so that
what the tests measure is what is heard. Guarded by a lock: the sound card pulls from a
thread of its own.
"""

import threading
from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from local_voice.background import Background
from local_voice.ports import Samples

FADE_SECONDS = 0.010
"""Long enough that no cut clicks, short enough to be at once."""
RETURN_SECONDS = 0.300
"""How words fade back in after having been held."""
VOLUME_SECONDS = 0.2
"""How long a change of the volume takes."""


@dataclass(slots=True)
class _Piece:
    words: Samples | None
    """None for a silence."""
    length: int
    at: int = 0


class Mixer:
    """The programme and where it stands."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._lock = threading.Lock()
        self._pieces: deque[_Piece] = deque()
        self._queued = 0
        self._played = 0
        self._holding = False
        self._tail: npt.NDArray[np.float32] = np.zeros(0, np.float32)
        """What still sounds of words that were cut: their fade."""
        self._fade_in = 0
        """Samples of fade-in still to go."""
        self._fade_in_length = 1
        self._background = Background(rate)
        self._volume = self._volume_now = 1.0

    def volume(self, volume: float) -> None:
        """From now on make everything so loud: 1 is as it was given."""
        self._volume = volume

    def accompany(self, name: str) -> None:
        """Let a sound of `local_voice.background` be heard under the words; "" for none."""
        self._background.play(name)

    @property
    def played(self) -> int:
        """Samples of the programme played so far."""
        return self._played

    @property
    def queued(self) -> int:
        """Samples of the programme not yet played."""
        return self._queued

    @property
    def sounding(self) -> bool:
        """Whether words are next, and not held."""
        with self._lock:
            return bool(self._pieces) and self._pieces[0].words is not None and not self._holding

    @property
    def blocked(self) -> bool:
        """Whether words are next and are held."""
        with self._lock:
            return bool(self._pieces) and self._pieces[0].words is not None and self._holding

    def add(self, words: Samples) -> None:
        """Append words."""
        if len(words):
            self._append(_Piece(words, len(words)))

    def add_silence(self, samples: int) -> None:
        """Append a silence."""
        if samples > 0:
            self._append(_Piece(None, samples))

    def _append(self, piece: _Piece) -> None:
        with self._lock:
            self._pieces.append(piece)
            self._queued += piece.length

    def hold(self) -> None:
        """Fall silent and keep the place; a silence runs on to its end."""
        with self._lock:
            if not self._holding:
                self._holding = True
                self._cut()

    def release(self) -> None:
        """Go on where it was held."""
        with self._lock:
            if self._holding:
                self._holding = False
                within = bool(self._pieces) and self._pieces[0].at > 0
                self._fade_in_length = round((RETURN_SECONDS if within else 0) * self.rate) or 1
                self._fade_in = self._fade_in_length if within else 0

    def drop(self) -> None:
        """Fall silent and forget what is queued."""
        with self._lock:
            if not self._holding:
                self._cut()
            self._holding = False
            self._fade_in = 0
            self._pieces.clear()
            self._queued = 0

    def _cut(self) -> None:
        """Let the next moment of the words under way sound as it fades; the place stays."""
        piece = self._pieces[0] if self._pieces else None
        if piece is None or piece.words is None or piece.at == 0:
            return
        length = round(FADE_SECONDS * self.rate)
        fading = piece.words[piece.at : piece.at + length].astype(np.float32)
        fading *= np.linspace(self._gain(), 0.0, len(fading), dtype=np.float32)
        both = np.zeros(max(len(fading), len(self._tail)), np.float32)
        both[: len(fading)] += fading
        both[: len(self._tail)] += self._tail  # an earlier cut may still be sounding
        self._tail = both

    def _gain(self) -> float:
        return 1.0 - self._fade_in / self._fade_in_length

    def pull(self, count: int) -> Samples:
        """The next `count` samples as they sound."""
        out = np.zeros(count, np.float32)
        with self._lock:
            tail = self._tail[:count]
            out[: len(tail)] += tail
            self._tail = self._tail[count:]
            filled, spoke = 0, False
            while filled < count and self._pieces:
                piece = self._pieces[0]
                if self._holding and piece.words is not None:
                    break
                taken = min(count - filled, piece.length - piece.at)
                if piece.words is not None:
                    out[filled : filled + taken] += self._ramped(
                        piece.words[piece.at : piece.at + taken]
                    )
                piece.at += taken
                filled += taken
                self._played += taken
                self._queued -= taken
                spoke = spoke or piece.words is not None
                if piece.at == piece.length:
                    self._pieces.popleft()
            self._background.mix(out, words=spoke, held=self._holding)
            self._turn(out)
        return np.clip(np.rint(out), -32768, 32767).astype(np.int16)

    def _turn(self, out: npt.NDArray[np.float32]) -> None:
        """Bring the volume nearer to the wanted one."""
        before, step = self._volume_now, len(out) / self.rate / VOLUME_SECONDS
        missing = self._volume - before
        self._volume_now = before + max(-step, min(step, missing))
        if before != 1.0 or self._volume_now != 1.0:
            out *= np.linspace(before, self._volume_now, len(out), dtype=np.float32)

    def _ramped(self, words: Samples) -> npt.NDArray[np.float32]:
        sound = words.astype(np.float32)
        fading = min(self._fade_in, len(sound))
        if fading:
            start = self._fade_in_length - self._fade_in
            ramp = np.arange(start, start + fading, dtype=np.float32) / self._fade_in_length
            sound[:fading] *= ramp
            self._fade_in -= fading
        return sound
