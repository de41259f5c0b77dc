"""Speech as SSML: the same words, our pauses as breaks, pace and style as prosody."""

import math
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from typing import assert_never

from skill.alexa.limits import (
    BASE_RATE_PERCENT,
    BREAK_SECONDS,
    RATE_PERCENT_LEAST,
    RATE_PERCENT_MOST,
)
from skill.speech import Pause, Speech, Style


def ssml(speech: Speech) -> str:
    """One SSML document that says `speech`."""
    return f"<speak>{inner(speech)}</speak>"


def inner(speech: Speech) -> str:
    """The SSML of `speech` without the document around it."""
    styled: list[str] = []
    style: Style | None = None
    pace = 1.0
    parts: list[str] = []
    for item in speech:
        if isinstance(item, Pause):
            # A silence goes with the words before it.
            parts.append(_silence(item.seconds))
            continue
        if item.style != style or item.pace != pace:
            if parts:
                styled.append(_styled(style, pace, " ".join(parts)))
            style, pace, parts = item.style, item.pace, []
        text = item.text
        if "&" in text or "<" in text or ">" in text:
            text = escape(text, quote=False)
        parts.append(text)
    if parts:
        styled.append(_styled(style, pace, " ".join(parts)))
    return styled[0] if len(styled) == 1 else "".join(styled)


def _styled(style: Style | None, pace: float, content: str) -> str:
    if style is None:
        return content
    before, after = _tags(style, pace)
    return f"{before}{content}{after}"


@lru_cache
def _tags(style: Style, pace: float) -> tuple[str, str]:
    percent = min(max(round(BASE_RATE_PERCENT * pace), RATE_PERCENT_LEAST), RATE_PERCENT_MOST)
    match style:
        case "plain":
            return f'<prosody rate="{percent}%">', "</prosody>"
        case "soft":
            return f'<prosody rate="{percent}%" volume="soft">', "</prosody>"
        case "whisper":
            effect = '<amazon:effect name="whispered">'
            return f'{effect}<prosody rate="{percent}%">', "</prosody></amazon:effect>"
        case _:
            assert_never(style)


@lru_cache(512)
def _silence(seconds: float) -> str:
    return "".join(map(_break, _breaks(seconds)))


def _break(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    if milliseconds <= 0:
        return ""
    whole = milliseconds % 1000 == 0
    return (
        f'<break time="{milliseconds // 1000}s"/>' if whole else f'<break time="{milliseconds}ms"/>'
    )


def _breaks(seconds: float) -> Iterator[float]:
    for _ in range(math.ceil(seconds / BREAK_SECONDS) - 1):
        yield BREAK_SECONDS
        seconds -= BREAK_SECONDS
    yield seconds
