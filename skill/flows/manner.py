"""How we speak and lead: pace, loudness, length and what is left, holds, own pace, breath pattern.

Everything here works while a script runs, whose rest adapts, and before one, for the session.
"""

from dataclasses import replace

from content.schema import Script
from skill.flows import script
from skill.flows.context import Context, Result
from skill.speech import Style
from skill.turn import Idle, InScript
from skill.wording import minutes, number, sentence

PACES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
"""The speaking rates "slower" and "faster" move between."""

STYLES: tuple[Style, ...] = ("plain", "soft", "whisper")
"""From the loudest to the quietest."""

MOST_HUSHED = 3
"""Steps below a whisper."""

BOUNDS = ((2, 8), (0, 8), (3, 10), (0, 6))
"""Comfortable seconds for in, hold, out and rest when a person sets them."""

NEARLY_OVER_MINUTES = 0.75
"""With less than this left, no number is told."""

PATTERN_SLOTS = ("inhale", "hold", "exhale", "rest")


def command(context: Context) -> Result | None:
    """What a wish about how we speak does; None when the turn is none."""
    match context.turn.intent:
        case "SlowerIntent":
            return _pace(context, -1)
        case "FasterIntent":
            return _pace(context, 1)
        case "QuieterIntent":
            return _loudness(context, 1)
        case "LouderIntent":
            return _loudness(context, -1)
        case "WhisperIntent":
            return _style(context, "whisper", context.catalog.phrases.whispering)
        case "ShorterIntent":
            return _length(context, -1)
        case "LongerIntent" | "MoreIntent":
            return _length(context, 1)
        case "TimeLeftIntent":
            return _time_left(context)
        case "OwnPaceIntent":
            return _own_pace(context)
        case "NoHoldsIntent":
            return _no_holds(context)
        case "BreathPatternIntent":
            return _pattern(context)
        case _:
            return None


def _pace(context: Context, step: int) -> Result:
    phrases = context.catalog.phrases
    nearest = min(range(len(PACES)), key=lambda i: abs(PACES[i] - context.state.pace))
    wanted = min(max(0, nearest + step), len(PACES) - 1)
    if wanted == nearest:
        note = phrases.fastest if step > 0 else phrases.slowest
    else:
        note = phrases.faster if step > 0 else phrases.slower
    return carry_on(_with(context, pace=PACES[wanted]), note)


def _loudness(context: Context, step: int) -> Result:
    phrases = context.catalog.phrases
    at = STYLES.index(context.state.style)
    hush = context.state.hush
    # Below a whisper there is less and less of it, where the channel makes its sound itself.
    if context.turn.own_sound and at == len(STYLES) - 1 and 0 <= hush + step <= MOST_HUSHED:
        return carry_on(
            _with(context, hush=hush + step), phrases.quieter if step > 0 else phrases.louder
        )
    wanted = min(max(0, at + step), len(STYLES) - 1)
    if wanted == at:
        return carry_on(context, phrases.quietest if step > 0 else phrases.loudest)
    return _style(context, STYLES[wanted], phrases.quieter if step > 0 else phrases.louder)


def _style(context: Context, style: Style, note: str) -> Result:
    return carry_on(_with(context, style=style, hush=0), note)


def _length(context: Context, step: int) -> Result | None:
    """The next shorter or longer length that is offered; more of what has just ended."""
    position = context.state.position
    phrases = context.catalog.phrases
    if not isinstance(position, InScript):
        return _once_more(context) if step > 0 else None
    offered = context.catalog.scripts[position.script].minutes
    spent = (position.elapsed + (context.turn.heard or 0.0)) / 60
    if step > 0:
        wanted = next((m for m in offered if m > position.minutes), None)
    else:
        wanted = next((m for m in reversed(offered) if spent < m < position.minutes), None)
    if wanted is None:
        return carry_on(context, phrases.longest if step > 0 else phrases.shortest)
    note = sentence(phrases.new_length.format(minutes=minutes(context.catalog, wanted)))
    return carry_on(context, note, replace(position, minutes=float(wanted)))


def _once_more(context: Context) -> Result | None:
    ended = context.catalog.scripts.get(context.state.last.removeprefix(script.PREFIX))
    return None if ended is None else script.start(context, ended, None)


def _time_left(context: Context) -> Result | None:
    """Tell what is left of the script, and go on; elsewhere, that there is no hurry."""
    position = context.state.position
    phrases = context.catalog.phrases
    if isinstance(position, Idle):
        return None
    if not isinstance(position, InScript):
        return carry_on(context, phrases.untimed)
    left = position.minutes - (position.elapsed + (context.turn.heard or 0.0)) / 60
    if left < NEARLY_OVER_MINUTES:
        return carry_on(context, phrases.nearly_over)
    told = phrases.time_left.format(minutes=minutes(context.catalog, max(1, left)))
    return carry_on(context, sentence(told))


def _own_pace(context: Context) -> Result | None:
    position = context.state.position
    if not isinstance(position, InScript):
        return None
    return carry_on(context, context.catalog.phrases.own_pace, replace(position, own_pace=True))


def _no_holds(context: Context) -> Result | None:
    position = context.state.position
    if not isinstance(position, InScript):
        return None
    return carry_on(context, context.catalog.phrases.no_holds, replace(position, no_holds=True))


def _pattern(context: Context) -> Result:
    phrases = context.catalog.phrases
    counts = [context.number_slot(name) for name in PATTERN_SLOTS]
    seconds = tuple(float(count or 0) for count in counts)
    if not all(low <= s <= high for s, (low, high) in zip(seconds, BOUNDS, strict=True)):
        return carry_on(context, phrases.pattern_bounds)
    spoken = ", ".join(number(context.catalog, count) for count in counts if count)
    note = sentence(phrases.pattern_set.format(pattern=spoken))
    position = context.state.position
    if isinstance(position, InScript) and _takes_pattern(context, position):
        return carry_on(context, note, replace(position, pattern=seconds))
    return script.start(context, _breathing(context), None, pattern=seconds, note=note)


def _takes_pattern(context: Context, position: InScript) -> bool:
    return context.catalog.scripts[position.script].pattern == "breath"


def _breathing(context: Context) -> Script:
    """The script whose breath a person may set, when none is running."""
    wanted = (s for s in context.catalog.scripts.values() if s.pattern == "breath")
    return next(
        s for s in wanted if any(t.intent == "BreathingIntent" and t.slot is None for t in s.on)
    )


def _with(context: Context, **changes: object) -> Context:
    return replace(context, state=replace(context.state, **changes))  # type: ignore[arg-type]  # callers name fields of State


def carry_on(context: Context, note: str, position: InScript | None = None) -> Result:
    """Say `note`, then go on with what was under way."""
    at = position or context.state.position
    if isinstance(at, InScript) and not at.paused:
        return script.repeat(context, at, note)
    phrases = context.catalog.phrases
    waiting = not isinstance(at, Idle)
    return context.reply(
        note, reprompt=phrases.go_on if waiting else phrases.launch_reprompt, position=at
    )
