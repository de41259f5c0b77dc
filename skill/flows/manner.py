"""How we speak and lead: pace, loudness, length and what is left, holds, own pace, breath pattern.

Everything here works while a script runs, whose rest adapts, and before one, for the session.
"""

from collections.abc import Sequence

from content.schema import CueStep, Script
from content.scripts import Breath
from skill.flows import script
from skill.flows.context import Context, Result, paused
from skill.replace import replace
from skill.speech import Style
from skill.turn import Confirming, Idle, InScript, Turn
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
BREATHS: tuple[Breath, ...] = ("in", "hold", "out", "rest")
"""What they are the seconds of, in the same order."""


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
        case "LengthIntent":
            return _this_long(context)
        case "LongerIntent" | "MoreIntent":
            return _length(context, 1)
        case "SetPreferenceIntent" if _names_a_length(context):
            return _this_long(context)
        case "TimeLeftIntent":
            return _time_left(context)
        case "OwnPaceIntent":
            return _own_pace(context)
        case "NoHoldsIntent":
            return no_holds(context)
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
        return (_once_more(context) if step > 0 else None) or _nothing_running(context)
    offered = context.catalog.scripts[position.script].minutes
    spent = position.elapsed / 60
    if step > 0:
        wanted = next((m for m in offered if m > position.minutes), None)
    else:
        wanted = next((m for m in reversed(offered) if spent < m < position.minutes), None)
    if wanted is None:
        return carry_on(context, phrases.longest if step > 0 else phrases.shortest)
    note = sentence(phrases.new_length.format(minutes=minutes(context.catalog, wanted)))
    return carry_on(context, note, replace(position, minutes=float(wanted)))


def only_minutes(turn: Turn) -> bool:
    """Whether a length, and nothing else, is named."""
    return {name for name, slot in turn.slots.items() if slot.value is not None} == {"minutes"}


def _names_a_length(context: Context) -> bool:
    """Whether somebody names a length, and nothing else, while a script runs: they mean this one.

    What holds for every session is set between sessions.
    """
    running = isinstance(context.state.position, InScript) and not context.state.position.paused
    return running and only_minutes(context.turn)


def _this_long(context: Context) -> Result:
    """The running script at this length, or as near as it comes; a wind-down where none runs."""
    position, wanted = context.state.position, context.number_slot("minutes")
    if not isinstance(position, InScript):
        return script.start(context, _usual(context, "StartWindDownIntent"), wanted)
    if wanted is None:
        return carry_on(context, "")
    running = context.catalog.scripts[position.script]
    length = script.nearest(running, wanted)
    if length * 60 <= position.elapsed:
        return carry_on(context, context.catalog.phrases.shortest)
    note = sentence(
        context.catalog.phrases.new_length.format(minutes=minutes(context.catalog, length))
    )
    return carry_on(context, note, replace(position, minutes=length))


def _once_more(context: Context) -> Result | None:
    ended = context.catalog.scripts.get(context.state.last.removeprefix(script.PREFIX))
    if ended is None:
        return None
    if ended.more is None:
        return script.start(context, ended, None)
    ask = context.pick(ended.more.ask)
    return context.reply(ask, reprompt=ask, position=Confirming(ended.more.yes, Idle()))


def _time_left(context: Context) -> Result | None:
    """Tell what is left of the script, and go on; elsewhere, that there is no hurry."""
    position = context.state.position
    phrases = context.catalog.phrases
    if isinstance(position, Idle):
        return None
    if not isinstance(position, InScript):
        return carry_on(context, phrases.untimed)
    left = position.minutes - position.elapsed / 60
    if left < NEARLY_OVER_MINUTES:
        return carry_on(context, phrases.nearly_over)
    told = phrases.time_left.format(minutes=minutes(context.catalog, max(1, left)))
    return carry_on(context, sentence(told))


def _nothing_running(context: Context) -> Result:
    """What a wish about a script gets where none is under way."""
    phrases = context.catalog.phrases
    if paused(context.state.position) is not None:
        return context.reply(phrases.go_on, reprompt=phrases.go_on)
    return context.reply(phrases.nothing_running, reprompt=phrases.launch_reprompt)


def _own_pace(context: Context) -> Result:
    position = context.state.position
    if isinstance(position, InScript):
        return carry_on(context, context.catalog.phrases.own_pace, replace(position, own_pace=True))
    if paused(position) is not None:
        return _nothing_running(context)
    return script.start(context, _breathing(context), None, own_pace=True)


def no_holds(context: Context) -> Result:
    """Leave out the holds from here on."""
    position = context.state.position
    if not isinstance(position, InScript):
        return _nothing_running(context)
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
    return _usual(context, "BreathingIntent")


def _usual(context: Context, intent: str) -> Script:
    """The script that a request gets which names none."""
    every = context.catalog.scripts.values()
    return next(s for s in every if any(t.intent == intent and t.slot is None for t in s.on))


def _with(context: Context, **changes: object) -> Context:
    return replace(context, state=replace(context.state, **changes))  # type: ignore[arg-type]  # callers name fields of State


def carry_on(
    context: Context, note: str, position: InScript | None = None, ask: str = ""
) -> Result:
    """Say `note`, then go on with what was under way, or ask: `ask`, where nothing is."""
    at = position or context.state.position
    if isinstance(at, InScript) and not at.paused:
        return script.carry_on(context, at, note)
    phrases = context.catalog.phrases
    if not isinstance(at, Idle):
        ask = phrases.go_on
    ask = ask or context.pick(phrases.anything_else)
    return context.reply(note, ask, reprompt=ask, position=at)
