"""The breath as a person wants it led: at their own pace, without holds, or by counts of theirs."""

from collections.abc import Sequence

from content.schema import CueStep, Script
from content.scripts import Breath
from skill.flows import script
from skill.flows.context import Context, Result, paused
from skill.flows.going import carry_on, nothing_running, usual
from skill.replace import replace
from skill.turn import InScript
from skill.wording import number, sentence

BOUNDS = ((2, 8), (0, 8), (3, 10), (0, 6))
"""Comfortable seconds for in, hold, out and rest when a person sets them."""

PATTERN_SLOTS = ("inhale", "hold", "exhale", "rest")
BREATHS: tuple[Breath, ...] = ("in", "hold", "out", "rest")
"""What they are the seconds of, in the same order."""


def command(context: Context) -> Result | None:
    """What a wish about the breath does; None when the turn is none."""
    match context.turn.intent:
        case "OwnPaceIntent":
            return _own_pace(context)
        case "NoHoldsIntent":
            return no_holds(context)
        case "BreathPatternIntent":
            return _pattern(context)
        case _:
            return None


def _own_pace(context: Context) -> Result:
    position = context.state.position
    if isinstance(position, InScript):
        return carry_on(context, context.catalog.phrases.own_pace, replace(position, own_pace=True))
    if paused(position) is not None:
        return nothing_running(context)
    return script.start(context, _breathing(context), None, own_pace=True)


def no_holds(context: Context) -> Result:
    """Leave out the holds from here on."""
    position = context.state.position
    if not isinstance(position, InScript):
        return nothing_running(context)
    return carry_on(context, context.catalog.phrases.no_holds, replace(position, no_holds=True))


def _pattern(context: Context) -> Result:
    phrases = context.catalog.phrases
    given = [context.number_slot(name) for name in PATTERN_SLOTS]
    counts = _whole(given, _breath_now(context))
    seconds = tuple(float(count) for count in counts)
    if not all(low <= s <= high for s, (low, high) in zip(seconds, BOUNDS, strict=True)):
        return carry_on(context, phrases.pattern_bounds, ask=phrases.pattern_ask)
    told = (phrases.pattern_in, phrases.pattern_hold, phrases.pattern_out, phrases.pattern_rest)
    spoken = [
        part.format(number=number(context.catalog, count))
        for part, count in zip(told, counts, strict=True)
        if count
    ]
    note = sentence(phrases.pattern_set.format(pattern=", ".join(spoken)))
    position = context.state.position
    if isinstance(position, InScript) and _takes_pattern(context, position):
        # Counts are led, and holds among them are wished for.
        held = position.no_holds and given[1] is None and given[3] is None
        led = replace(position, pattern=seconds, own_pace=False, no_holds=held)
        return carry_on(context, note, led)
    return script.start(context, _breathing(context), None, pattern=seconds, note=note)


def _breath_now(context: Context) -> tuple[float, ...]:
    """Seconds of in, hold, out and rest as they are led, or would be."""
    position = context.state.position
    led = isinstance(position, InScript) and _takes_pattern(context, position)
    if isinstance(position, InScript) and led and position.pattern:
        return position.pattern
    chosen = _breathing(context)
    if isinstance(position, InScript) and led:
        chosen = context.catalog.scripts[position.script]
    cues = [
        step
        for section in chosen.sections
        for step in section.round_steps(0)
        if isinstance(step, CueStep)
    ]
    lengths = {step.breath: step.seconds for step in reversed(cues)}
    return tuple(lengths.get(breath, 0.0) for breath in BREATHS)


def _whole(given: Sequence[int | None], now: tuple[float, ...]) -> tuple[int, ...]:
    """All four counts, where some may have been left unsaid.

    One count alone is that of every breath: the others keep their proportion to it. A count for
    only in, out or a hold leaves the rest as it is; in and out by themselves leave no holds.
    """
    inhale, hold, exhale, rest = given
    if inhale is not None and exhale is not None:
        return tuple(count or 0 for count in given)
    if inhale is not None and hold is None and rest is None:
        return tuple(round(seconds * inhale / now[0]) for seconds in now)
    return tuple(
        round(seconds) if count is None else count
        for count, seconds in zip(given, now, strict=True)
    )


def _takes_pattern(context: Context, position: InScript) -> bool:
    return context.catalog.scripts[position.script].pattern == "breath"


def _breathing(context: Context) -> Script:
    """The script whose breath a person may set, when none is running."""
    return usual(context, "BreathingIntent")
