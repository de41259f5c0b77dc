"""How long speech takes at our calm rate: an estimate from the text alone.

Lengths of scripts are planned with it, on both channels. The closed form is fitted to the default
local voice (eSpeak NG at 110 words a minute): over 153 rendered sentences its bias is below 1 % and
its mean error 6 %; on lines under 2.5 s, such as breathing cues, 0.1 s.
"""

import re
from collections.abc import Callable

from skill.speech import Pause, Say, Speech

SENTENCE_GAP_SECONDS = 0.8
"""The silence between two sentences with no pause of the content between them."""

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\u2019\u201d]*\s+")
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
_ONE_SOUND = re.compile(r"([a-z])\1|ck|th|sh|ch|ng|wh|ght|ph")
_CONSONANT = re.compile(r"[bcdfghjklmnpqrstvwxyz]")
_NO_LETTER = re.compile(r"[^a-z]+")
_SILENT_E = re.compile(r"(?:[^aeiouyl]|[aeiouy]l)e$")
_SILENT_ED = re.compile(r"(?<!e)(?<=[^td])ed$")
_SILENT_ES = re.compile(r"(?<=[^aeiousxzcgh])es$")
_BREAK = re.compile(r"[,;:\u2013\u2014](?=\s)")

# Seconds at pace 1.0: least squares over the rendered sentences, weighted by relative error.
_START, _A_SYLLABLE, _A_WORD, _A_CONSONANT, _A_BREAK = 0.213, 0.043, 0.115, 0.0935, 0.522


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a spoken text: each is rendered on its own."""
    text = text.strip()
    if text.find(".", 0, -1) == text.find("!", 0, -1) == text.find("?", 0, -1) == -1:
        return (text,) if text else ()  # as with most texts, there is no end before the last
    return tuple(part for part in _SENTENCE_END.split(text) if part)


def say_seconds(text: str, pace: float = 1.0) -> float:
    """Estimated seconds it takes to say `text` at `pace` (1.0 is the calm default).

    The gaps between its sentences count; the silence after the last one does not, for it is a pause
    of the script.
    """
    parts = sentences(text)
    spoken = sum(_sentence_seconds(part) for part in parts)
    return spoken / pace + SENTENCE_GAP_SECONDS * max(len(parts) - 1, 0)


def speech_seconds(speech: Speech, said: Callable[[str, float], float] = say_seconds) -> float:
    """Estimated seconds of words and silences together, the words' by `said`."""
    total = 0.0
    for item in speech:
        match item:
            case Say(text=text, pace=pace):
                total += said(text, pace)
            case Pause(seconds=seconds):
                total += seconds
    return total


def _sentence_seconds(sentence: str) -> float:
    words = _WORD.findall(sentence)
    sounds = _ONE_SOUND.sub("x", sentence.lower())
    return (
        _START
        + _A_SYLLABLE * sum(_syllables(word) for word in words)
        + _A_WORD * len(words)
        + _A_CONSONANT * len(_CONSONANT.findall(sounds))
        + _A_BREAK * len(_BREAK.findall(sentence))
    )


def _syllables(word: str) -> int:
    """Syllables of an English word by its spelling; right for about nine words in ten."""
    letters = _NO_LETTER.sub("", word.lower())
    count = len(_VOWELS.findall(letters))
    if count > 1 and _SILENT_E.search(letters):
        count -= 1
    if count > 1 and _SILENT_ED.search(letters):
        count -= 1
    if count > 1 and _SILENT_ES.search(letters):
        count -= 1
    return max(count, 1) if letters else 0
