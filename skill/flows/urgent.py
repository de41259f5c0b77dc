"""Urgent help: it comes before everything, says what to do, and can be heard again."""

from content.schema import Audience, Flag, HelpLine
from skill.flows.context import Context, Result, paused
from skill.turn import (
    Helping,
    Idle,
    InCheckIn,
    InFeedback,
    Position,
    Request,
    SlotValue,
    Visual,
)
from skill.understanding.safety_lines import spoken_lines

MAX_LINES = 2
"""How many help lines follow the first words; the rest are read on request."""

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
CALLS = frozenset(
    {YES, "AMAZON.FallbackIntent", "AMAZON.HelpIntent", "UrgentHelpIntent", "ThanksIntent"}
)
"""What is no clear no to a question about danger: "help" is a yes."""


def help_now(context: Context, flag: Flag) -> Result:
    """Say what to do about `flag` at once."""
    before = _before(context.state.position)
    urgent = context.catalog.urgent
    lines = _lines(context, flag)
    if flag.private and _with_partner(context, before):
        return context.reply(urgent.partner, after="end", position=Idle(), visual=_ready(lines))
    words = _words(context, flag)
    said = [words, *(_read(context, line) for line in lines[:MAX_LINES])]
    if flag.ends:
        return context.reply(*said, after="end", position=Idle(), visual=_ready(lines))
    return context.reply(
        *said,
        urgent.more,
        reprompt=words,
        position=Helping(flag.id, asked=False, before=Idle()),
        visual=_ready(lines),
    )


def ask_first(context: Context, flag: Flag, meant: Request | None) -> Result:
    """Put one question where the words leave a doubt; `meant` is done after a no."""
    ask = flag.ask or context.catalog.urgent.ask
    before = _before(context.state.position)
    if flag.private and _with_partner(context, before):
        return help_now(context, flag)  # safety is never asked about while both are there
    return context.reply(
        ask,
        reprompt=ask,
        position=Helping(flag.id, asked=True, before=before, meant=meant),
    )


def meant(context: Context) -> Request | None:
    """The request that was heard beside the doubt, without the person's own words."""
    turn = context.turn
    if turn.intent in (None, "UrgentHelpIntent", "AMAZON.FallbackIntent"):
        return None
    known = {
        name: SlotValue(str(slot.value), slot.value)
        for name, slot in turn.slots.items()
        if slot.value is not None
    }
    return Request(turn.intent, known)


def answer(context: Context, position: Helping) -> Result | None:
    """The turn after the question or after the help; None when it is a request of its own."""
    flag = _flag(context, position.flag)
    if position.asked:
        # Yes, silence and anything unclear lead to help; only a clear request does not, and a no,
        # after which we go on with what was asked for: that is not for here.
        if context.turn.kind != "intent" or context.turn.intent in CALLS:
            return help_now(context, flag)
        return None
    match context.turn.intent:
        case "AMAZON.YesIntent" | "AMAZON.RepeatIntent" | "AMAZON.NextIntent" | "AMAZON.HelpIntent":
            return _all_lines(context, flag)
        case "ThanksIntent":
            staying = context.catalog.urgent.staying
            return context.reply(staying, reprompt=staying)
        case "AMAZON.NoIntent":
            staying = context.catalog.urgent.staying
            return context.reply(staying, reprompt=staying, position=Idle())
        case _:
            return help_now(context, flag) if context.turn.kind != "intent" else None


def known(context: Context, position: Helping) -> bool:
    """Whether the position names a flag that there is."""
    return any(flag.id == position.flag for flag in context.catalog.urgent.flags)


def _flag(context: Context, name: str) -> Flag:
    return next(flag for flag in context.catalog.urgent.flags if flag.id == name)


def _words(context: Context, flag: Flag) -> str:
    """What to do about `flag`, with the numbers of the listener's country."""
    return flag.say.format(
        emergency=_number(context, "emergency"), crisis=_number(context, "crisis")
    )


def _number(context: Context, audience: Audience) -> str:
    lines = context.catalog.helplines.for_locale(context.turn.locale)
    return next(line.spoken for line in lines if audience in line.audience)


def _lines(context: Context, flag: Flag) -> list[HelpLine]:
    return list(spoken_lines(context.catalog, flag, context.turn.locale))


def _read(context: Context, line: HelpLine) -> str:
    return context.catalog.urgent.line.format(name=line.name, number=line.spoken)


def _ready(lines: list[HelpLine]) -> Visual | None:
    """The help lines at hand but out of sight: whoever else is in the room may look, too."""
    return Visual(help_lines=tuple(lines), asked_for=False) if lines else None


def _all_lines(context: Context, flag: Flag) -> Result:
    lines = _lines(context, flag)
    more = context.catalog.urgent.more
    return context.reply(
        _words(context, flag),
        *(_read(context, line) for line in lines),
        more,
        reprompt=more,
        visual=Visual(help_lines=tuple(lines)) if lines else None,
    )


def relieved(context: Context, position: Helping) -> Result:
    """Nothing is wrong after all: back to where we were."""
    urgent, phrases = context.catalog.urgent, context.catalog.phrases
    before = paused(position.before)
    ask = context.pick(phrases.anything_else) if before is None else phrases.go_on
    return context.reply(urgent.relieved, ask, reprompt=ask, position=before or Idle())


def _before(position: Position) -> Position:
    return position.before if isinstance(position, Helping) else position


def _with_partner(context: Context, position: Position) -> bool:
    if isinstance(position, InFeedback):
        return True
    return (
        isinstance(position, InCheckIn)
        and context.catalog.checkins[position.checkin].who == "partner"
    )
