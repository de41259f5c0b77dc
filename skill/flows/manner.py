"""How we speak: pace, loudness, length and what is left.

Everything here works while a script runs, whose rest adapts, and before one, for the session.
"""

from skill.flows import script
from skill.flows.context import Context, Result
from skill.flows.going import carry_on, nothing_running, usual
from skill.replace import replace
from skill.speech import Style
from skill.turn import Confirming, Idle, InScript, Turn
from skill.wording import minutes, sentence

PACES = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
"""The speaking rates "slower" and "faster" move between."""

STYLES: tuple[Style, ...] = ("plain", "soft", "whisper")
"""From the loudest to the quietest."""

MOST_HUSHED = 3
"""Steps below a whisper."""

NEARLY_OVER_MINUTES = 0.75
"""With less than this left, no number is told."""


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
        case "LeaveOutIntent":
            return _leave_out(context)
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
        return (_once_more(context) if step > 0 else None) or nothing_running(context)
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
        return script.start(context, usual(context, "StartWindDownIntent"), wanted)
    if wanted is None:
        return carry_on(context, "")
    phrases = context.catalog.phrases
    length = script.nearest(context.catalog.scripts[position.script], wanted)
    if length * 60 <= position.elapsed:
        return carry_on(context, phrases.shortest)
    if length == position.minutes != wanted:
        return carry_on(context, phrases.longest if wanted > length else phrases.shortest)
    note = sentence(phrases.new_length.format(minutes=minutes(context.catalog, length)))
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


def _leave_out(context: Context) -> Result:
    """Nobody has to use a part of the body that is sore, and the rest goes on."""
    if isinstance(context.state.position, InScript):
        return carry_on(context, context.catalog.phrases.left_out)
    return nothing_running(context)


def _with(context: Context, **changes: object) -> Context:
    return replace(context, state=replace(context.state, **changes))  # type: ignore[arg-type]  # callers name fields of State
