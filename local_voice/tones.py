"""Soft tones in place of the words that lead a breath: in rises, out falls, a hold stays level.

Which words lead a breath is read from each reply as it comes from the dialogue; everything else is
spoken as ever. A tone fills its phase of the breath but for a short rest.
"""

from itertools import zip_longest
from types import MappingProxyType

import numpy as np

from local_voice.ports import Samples
from local_voice.voices.choice import Voice
from skill.speech import Pause, Style
from skill.timing import say_seconds
from skill.turn import Reply

LOW_HERTZ, HIGH_HERTZ = 146.8, 220.0
"""A fifth apart: D below the middle C, and A."""
LEVEL = 0.07
"""Peak of full scale for a plain voice."""
REST_SECONDS = 0.35
"""Left silent at the end of a phase, so that the next tone begins afresh."""
LONGEST_SECONDS = 12.0
SWELL_SECONDS = 0.8
_STYLES = MappingProxyType({"plain": 1.0, "soft": 0.6, "whisper": 0.4})
_GLIDES = MappingProxyType(
    {
        "in": (LOW_HERTZ, HIGH_HERTZ),
        "hold": (HIGH_HERTZ, HIGH_HERTZ),
        "out": (HIGH_HERTZ, LOW_HERTZ),
        "rest": (LOW_HERTZ, LOW_HERTZ),
    }
)
_NEAR_SECONDS = 0.01
"""How near the dialogue's times of a phase and of its words are to each other."""


def swell(breath: str, seconds: float, rate: int, style: Style = "plain") -> Samples:
    """One tone for one phase of a breath."""
    count = round(min(max(seconds - REST_SECONDS, 0.3), LONGEST_SECONDS) * rate)
    first, last = _GLIDES[breath]
    part = np.arange(count) / count
    # The ear hears pitch by ratios; the glide is slow at both ends.
    pitch = first * (last / first) ** (0.5 - 0.5 * np.cos(np.pi * part))
    turn = 2 * np.pi * np.cumsum(pitch) / rate
    tone = np.sin(turn) + 0.18 * np.sin(2 * turn) + 0.05 * np.sin(3 * turn)
    edge = min(round(SWELL_SECONDS * rate), count // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * np.arange(edge) / edge)
    tone[:edge] *= ramp
    tone[count - edge :] *= ramp[::-1]
    sound: Samples = np.rint(tone * LEVEL * _STYLES[style] * 32767).astype(np.int16)
    return sound


class TonedVoice:
    """A voice that plays tones for the words that lead a breath, where they are wanted."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._cues: dict[str, tuple[str, float]] = {}
        """The words that a tone stands for: what breath they lead, and for how many seconds."""

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self._voice.rate

    def warm(self) -> None:
        """Get the voice ready."""
        self._voice.warm()

    def close(self) -> None:
        """Let go of the voice."""
        self._voice.close()

    def expect(self, reply: Reply, *, tones: bool) -> None:
        """Learn which words of a reply lead a breath, and whether tones stand for them."""
        if reply.visual is None:
            return
        at = 0.0
        for item, after in zip_longest(reply.speech, reply.speech[1:]):
            if isinstance(item, Pause):
                at += item.seconds
                continue
            near = (p for p in reply.visual.breathing if abs(p.at - at) < _NEAR_SECONDS)
            phase = next(near, None)
            if phase is not None and isinstance(after, Pause):
                if tones:
                    self._cues[item.text] = phase.breath, after.beat or phase.seconds
                else:
                    self._cues.pop(item.text, None)
            at += say_seconds(item.text, item.pace)

    def render(self, text: str, pace: float, style: Style) -> Samples:
        """One sentence as sound, or the tone in its place."""
        cue = self._cues.get(text)
        if cue is None:
            return self._voice.render(text, pace, style)
        return swell(*cue, self.rate, style)
