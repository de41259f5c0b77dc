"""Speech as SSML: the same words, our pauses as breaks, pace and style as prosody."""

import math
from collections.abc import Iterator
from itertools import groupby
from typing import assert_never

from skill.alexa.limits import (
    BASE_RATE_PERCENT,
    BREAK_SECONDS,
    RATE_PERCENT_LEAST,
    RATE_PERCENT_MOST,
)
from skill.speech import Pause, Say, Speech, Style

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_Manner = tuple[Style, float]


def ssml(speech: Speech) -> str:
    """One SSML document that says `speech`."""
    return f"<speak>{inner(speech)}</speak>"


def inner(speech: Speech) -> str:
    """The SSML of `speech` without the document around it."""
    return "".join(
        _styled(manner, " ".join(_item(item) for _, item in group))
        for manner, group in groupby(_with_manner(speech), key=lambda pair: pair[0])
    )


def _with_manner(speech: Speech) -> Iterator[tuple[_Manner | None, Say | Pause]]:
    """Each item with the manner it is spoken in; a silence goes with the words before it."""
    manner: _Manner | None = None
    for item in speech:
        if isinstance(item, Say):
            manner = (item.style, item.pace)
        yield manner, item


def _styled(manner: _Manner | None, content: str) -> str:
    if manner is None:
        return content
    style, pace = manner
    percent = min(max(round(BASE_RATE_PERCENT * pace), RATE_PERCENT_LEAST), RATE_PERCENT_MOST)
    match style:
        case "plain":
            return f'<prosody rate="{percent}%">{content}</prosody>'
        case "soft":
            return f'<prosody rate="{percent}%" volume="soft">{content}</prosody>'
        case "whisper":
            spoken = f'<prosody rate="{percent}%">{content}</prosody>'
            return f'<amazon:effect name="whispered">{spoken}</amazon:effect>'
        case _:
            assert_never(style)


def _item(item: Say | Pause) -> str:
    match item:
        case Say(text=text):
            return text.translate(_ESCAPES)
        case Pause(seconds=seconds):
            return "".join(f'<break time="{_time(part)}"/>' for part in _breaks(seconds))
        case _:
            assert_never(item)


def _breaks(seconds: float) -> Iterator[float]:
    for _ in range(math.ceil(seconds / BREAK_SECONDS) - 1):
        yield BREAK_SECONDS
        seconds -= BREAK_SECONDS
    if seconds > 0:
        yield seconds


def _time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    return f"{milliseconds // 1000}s" if milliseconds % 1000 == 0 else f"{milliseconds}ms"
