"""Slower speech at the same pitch: overlapping pieces laid further apart where they fit best."""

import numpy as np
import numpy.typing as npt

from local_voice.ports import Samples

_PIECE_SECONDS = 0.040
_SEARCH_SECONDS = 0.010


def stretched(samples: Samples, factor: float, rate: int) -> Samples:
    """`samples` made `factor` times as long (WSOLA)."""
    piece = round(_PIECE_SECONDS * rate) // 2 * 2
    if factor == 1.0 or len(samples) < 3 * piece:
        return samples
    half, search = piece // 2, round(_SEARCH_SECONDS * rate)
    window = np.hanning(piece + 1)[:piece].astype(np.float32)
    room = half + search
    source = np.pad(samples.astype(np.float32), (room, room + piece))
    length = round(len(samples) * factor)
    out = np.zeros(length + 2 * piece, np.float32)
    follow: npt.NDArray[np.float32] | None = None
    for start in range(0, length, half):
        at = room - half + round(start / factor)
        if follow is not None:
            around = source[at - search : at + search + piece]
            at += int(np.argmax(np.correlate(around, follow, "valid"))) - search
        out[start : start + piece] += source[at : at + piece] * window
        follow = source[at + half : at + half + piece]
    # The first half piece only holds the rising edge of the sound before the start.
    return np.clip(np.rint(out[half : half + length]), -32768, 32767).astype(np.int16)
