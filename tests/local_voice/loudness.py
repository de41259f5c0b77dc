"""Loudness as the ear weighs it: ITU-R BS.1770, one channel, in the frequency domain."""

import numpy as np
import numpy.typing as npt

from local_voice.ports import Samples

Floats = npt.NDArray[np.float64]
BLOCK_SECONDS = 0.4
GATE_LUFS = -70.0
RELATIVE_GATE = -10.0


def lufs(sound: Samples, rate: int) -> float:
    """Integrated loudness, silences gated out."""
    length = round(BLOCK_SECONDS * rate)
    hop = length // 4
    blocks = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float32) / 32768, length)
    weights = _weights(np.fft.rfftfreq(length, 1 / rate).astype(np.float64))
    powers = []
    for block in blocks[::hop]:
        if block.any():
            spectrum = np.abs(np.fft.rfft(block)) * weights
            powers.append(2 * np.sum(spectrum**2) / length**2)
    power = np.array(powers)
    level = _level(power)
    power = power[level > GATE_LUFS]
    if not len(power):
        return GATE_LUFS
    threshold = _level(np.array([power.mean()]))[0] + RELATIVE_GATE
    return float(_level(np.array([power[_level(power) > threshold].mean()]))[0])


def _level(power: Floats) -> Floats:
    return -0.691 + 10 * np.log10(np.maximum(power, 1e-12))


def _weights(hertz: Floats) -> Floats:
    """The K weighting: less below 60 Hz, 4 dB more above 2 kHz."""
    s = 2j * np.pi * np.maximum(hertz, 1e-3)
    low = 2 * np.pi * 38.1
    high_pass = s**2 / (s**2 + s * low / 0.5 + low**2)
    knee = 2 * np.pi * 1682.0
    gain = 10 ** (4.0 / 20)
    shelf = (gain * s**2 + np.sqrt(gain) * s * knee / 0.707 + knee**2) / (
        s**2 + s * knee / 0.707 + knee**2
    )
    weights: Floats = np.abs(high_pass * shelf)
    return weights
