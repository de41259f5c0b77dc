"""How long speech takes at our calm rate: an estimate from the text alone.

Lengths of scripts are planned with it, on both channels. The figures are fitted to the default
local voice; see `say_seconds`.
"""

import re

from skill.speech import Pause, Say, Speech

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_BREAK = re.compile(r"[,;:\u2013\u2014]")
_STOP = re.compile(r"[.!?\u2026]+(?=\s|$)")

SECONDS_A_SYLLABLE = 0.27
SECONDS_A_BREAK = 0.25
SECONDS_A_STOP = 0.45
SECONDS_TO_START = 0.05


def _syllables(word: str) -> int:
    groups = len(_VOWELS.findall(word.lower()))
    silent_e = word.lower().endswith("e") and not word.lower().endswith(("le", "ee"))
    return max(1, groups - 1 if silent_e and groups > 1 else groups)


def say_seconds(text: str, pace: float = 1.0) -> float:
    """Estimated seconds it takes to say `text` at `pace` (1.0 is the calm default).

    Breaks within the text count; the silence after its last sentence does not, for it is a pause of
    the script.
    """
    syllables = sum(_syllables(word) for word in _WORD.findall(text))
    stops = max(0, len(_STOP.findall(text)) - 1)
    breaks = len(_BREAK.findall(text))
    spoken = syllables * SECONDS_A_SYLLABLE + breaks * SECONDS_A_BREAK + stops * SECONDS_A_STOP
    return (SECONDS_TO_START + spoken) / pace


def speech_seconds(speech: Speech) -> float:
    """Estimated seconds of words and silences together."""
    total = 0.0
    for item in speech:
        match item:
            case Say(text=text, pace=pace):
                total += say_seconds(text, pace)
            case Pause(seconds=seconds):
                total += seconds
    return total
