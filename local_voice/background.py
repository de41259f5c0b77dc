"""Sounds under the voice, made by us: rain, ocean, brown noise.

Each is shaped noise whose spectrum is drawn at random from a seed, so that its end goes over into
its beginning without a seam. Quiet by itself, quieter under words, quieter still when somebody
speaks; it comes and goes slowly.
"""

import threading
from collections.abc import Callable
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]

SECONDS = 48
"""After which it repeats."""
LEVEL = 0.012
"""Root mean square by itself, of full scale: about 18 dB below the voice."""
ALONE, UNDER_WORDS, WHILE_HELD = 1.0, 0.4, 0.15
"""Gains: by itself, under our words, and while somebody speaks."""
DUCKING_SECONDS = 0.25
RETURNING_SECONDS = 1.5
COMING_SECONDS = 3.0
GOING_SECONDS = 2.0
_DROPS_A_SECOND = 60
_WAVES = ((5, 0.0), (7, 2.0))
"""How many waves there are in one round, of two kinds that meet differently, and their phase."""


class Background:
    """One sound under the voice, pulled along with it."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._lock = threading.Lock()
        self._sound: Floats | None = None
        self._following: Floats | None = None
        """What comes in once the sound there is has gone."""
        self._name = ""
        self._at = 0
        self._presence = 0.0
        """How far it has come in, 0 to 1."""
        self._duck = ALONE

    def play(self, name: str) -> None:
        """Bring in the sound of that name, or let the one there is go: ""."""
        if name == self._name:
            return
        sound = KINDS[name](self._rate) if name else None
        with self._lock:
            self._name, self._following = name, sound

    def mix(self, out: Floats, *, words: bool, held: bool) -> None:
        """Add the next moment of it to `out`."""
        with self._lock:
            if self._sound is None:
                self._sound, self._following = self._following, None
            if self._sound is None or not len(out):
                return
            count = len(out)
            stays = bool(self._name) and self._following is None
            over = COMING_SECONDS if stays else GOING_SECONDS
            presence = _towards(self._presence, float(stays), count / self._rate / over)
            target = WHILE_HELD if held else UNDER_WORDS if words else ALONE
            over = RETURNING_SECONDS if target > self._duck else DUCKING_SECONDS
            duck = _towards(self._duck, target, count / self._rate / over)
            # Squared, a fade is heard as even.
            gain = np.linspace(
                self._presence**2 * self._duck, presence**2 * duck, count, dtype=np.float32
            )
            places = np.arange(self._at, self._at + count) % len(self._sound)
            out += self._sound[places] * gain
            self._at = int(places[-1]) + 1
            self._presence, self._duck = presence, duck
            if not stays and presence == 0.0:
                self._sound = None


def _towards(value: float, target: float, step: float) -> float:
    return min(target, value + step) if target > value else max(target, value - step)


def _noise(rate: int, shape: Callable[[Floats], Floats], seed: int) -> Floats:
    """Noise with that magnitude at each frequency, as loud as the next; it has no seam."""
    length = SECONDS * rate
    random = np.random.default_rng(seed)
    hertz = np.fft.rfftfreq(length, 1 / rate).astype(np.float32)
    count = len(hertz)
    spectrum = random.standard_normal(count) + 1j * random.standard_normal(count)
    spectrum *= shape(hertz)
    return _even(np.fft.irfft(spectrum, length).astype(np.float32))


def _even(sound: Floats) -> Floats:
    return sound / np.float32(np.sqrt(np.mean(np.square(sound, dtype=np.float64))))


def _band(hertz: Floats, low: float, high: float, slope: float) -> Floats:
    """From `low` to `high`, falling with frequency to the power of `slope`."""
    safe = np.maximum(hertz, 1.0)
    rise = 1 / (1 + (low / safe) ** 4)
    fall = 1 / (1 + (safe / high) ** 4)
    band: Floats = (rise * fall * safe**-slope).astype(np.float32)
    return band


def brown_noise(rate: int) -> Floats:
    """A low, even rumble."""
    return _finished(_noise(rate, lambda hertz: _band(hertz, 40, 4000, 1.0), 1))


def rain(rate: int) -> Floats:
    """Steady rain with drops near by."""
    sound = _noise(rate, lambda hertz: _band(hertz, 350, 7000, 0.45), 2)
    random = np.random.default_rng(3)
    length = len(sound)
    tail = np.arange(round(0.02 * rate)) / rate
    for at in random.integers(0, length, SECONDS * _DROPS_A_SECOND):
        pitch, size = random.uniform(900, 3800), random.exponential(0.5)
        drop = size * np.exp(-tail * 320) * np.sin(2 * np.pi * pitch * tail)
        sound[(at + np.arange(len(tail))) % length] += drop.astype(np.float32)
    return _finished(sound)


def ocean(rate: int) -> Floats:
    """Waves that come in, break and run out."""
    deep = _noise(rate, lambda hertz: _band(hertz, 60, 500, 0.6), 4)
    foam = _noise(rate, lambda hertz: _band(hertz, 500, 5000, 0.5), 5)
    turn = np.arange(len(deep)) / len(deep) * 2 * np.pi
    swell = np.mean([0.5 - 0.5 * np.cos(turn * waves + phase) for waves, phase in _WAVES], axis=0)
    # The foam follows the crest, and comes and goes faster.
    crest = np.roll(swell, rate // 2) ** 3
    return _finished((deep * (0.35 + 0.65 * swell) + 0.9 * foam * crest).astype(np.float32))


def _finished(sound: Floats) -> Floats:
    """At its level, in the numbers of the speaker."""
    return _even(sound) * np.float32(LEVEL * 32768)


KINDS = MappingProxyType({"rain": rain, "ocean": ocean, "brown-noise": brown_noise})
"""What there is, by name."""
