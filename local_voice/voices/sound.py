"""A rendered sentence made fit to be played: no silence at its ends, no click, no surprise."""

import re

import numpy as np
import numpy.typing as npt

from local_voice.ports import Samples
from skill.timing import say_seconds

AUDIBLE = 100
"""Samples below it (of 32,768) at either end, or between two words, are silence."""
LIMIT = 24_000.0
"""Peaks above it are bent, not cut."""
_FULL = 32_000.0
_EDGE_SECONDS = 0.005
_SHORTEST_BREAK_SECONDS = 0.09
_BREAK = re.compile(r"[,;:\u2013\u2014](?=\s)")


def trimmed(samples: Samples) -> Samples:
    """Without the silence at either end; pauses are ours."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    return samples[loud[0] : loud[-1] + 1] if len(loud) else samples[:0]


def plausible(text: str, pace: float, seconds: float) -> bool:
    """Whether a rendered sentence can be all of it, at the rate that was asked for."""
    letters = [sign for sign in text.lower() if sign.isalpha()]
    if sum(sign.isascii() for sign in letters) < 0.8 * len(letters):
        # The estimate reads the Latin alphabet; another script is judged by its signs alone.
        return 0.03 * len(letters) <= seconds * pace <= 1.0 * len(letters) + 1.0
    estimate = say_seconds(text, pace)
    shortest = max(0.6 * estimate - 0.4, 0.03 * len(letters) / pace)  # one word, too, makes a sound
    return shortest <= seconds <= 1.9 * estimate + 0.8


def levelled(samples: Samples | npt.NDArray[np.float32], gain: float, rate: int) -> Samples:
    """Louder or quieter, with peaks bent below full scale and the cut edges rounded off."""
    out = samples.astype(np.float32) * np.float32(gain)
    loud = np.abs(out)
    over = np.maximum(loud - LIMIT, 0) / (_FULL - LIMIT)
    bent = np.minimum(loud, LIMIT) + (_FULL - LIMIT) * np.tanh(over)
    out = np.sign(out) * bent
    length = min(round(_EDGE_SECONDS * rate), len(out) // 2)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    whole: Samples = np.rint(out).astype(np.int16)
    return whole


def with_breaks(samples: Samples, text: str, seconds: float, rate: int) -> Samples:
    """With the silences where `text` has a comma, or the like, at least `seconds` long."""
    wanted = len(_BREAK.findall(text))
    if not wanted:
        return samples
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > AUDIBLE)
    gaps = np.diff(loud)
    # The longest silences are the breaks; shorter ones are the closed lips of a "p".
    found = [n for n in np.argsort(gaps)[::-1][:wanted] if gaps[n] > _SHORTEST_BREAK_SECONDS * rate]
    places, fillings = [], []
    for number in sorted(found):
        missing = round(seconds * rate) - int(gaps[number])
        if missing > 0:
            places.append(int(loud[number]) + int(gaps[number]) // 2)
            fillings.append(np.zeros(missing, np.int16))
    if not places:
        return samples
    parts = np.split(samples, places)
    woven = [
        piece for pair in zip(parts, [*fillings, parts[-1][:0]], strict=True) for piece in pair
    ]
    return np.concatenate(woven)
