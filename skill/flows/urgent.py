"""Urgent help: it comes before everything, says what to do, and can be heard again."""

from content.schema import Audience, Flag, HelpLine
from skill.flows import checkin
from skill.flows.context import Context, Result, join, paused
from skill.flows.courtesy import THANKS
from skill.replace import replace
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
from skill.understanding.help_words import About
from skill.understanding.safety import Safety
from skill.understanding.safety_lines import ELSEWHERE, spoken_lines

MAX_LINES = 2
"""How many help lines follow the first words; the rest are read on request."""

YES, NO = "AMAZON.YesIntent", "AMAZON.NoIntent"
CALLS = frozenset({YES, "AMAZON.FallbackIntent", "AMAZON.HelpIntent", "UrgentHelpIntent", THANKS})
"""What is no clear no to a question about danger: "help" is a yes."""

_NUMBER = "ScaleAnswerIntent"


def help_now(context: Context, flag: Flag, *, elsewhere: bool = False) -> Result:
    """Say what to do about `flag` at once, and how to have the help lines of `elsewhere`."""
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
        urgent.elsewhere if elsewhere else urgent.more,
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
    position = Helping(flag.id, asked=True, before=before, meant=meant)
    expecting = context.expectation(position)
    if _asks_number(context, position):
        expecting = replace(expecting, intents=(*expecting.intents, _NUMBER))
    return context.reply(ask, reprompt=ask, position=position, expecting=expecting)


def list_lines(context: Context, flag: Flag, *, elsewhere: bool = False) -> Result:
    """Read the help lines that were asked for, those of `flag` first."""
    urgent = context.catalog.urgent
    every = next(one for one in urgent.flags if one.id == urgent.default)
    lines = list(dict.fromkeys((*_lines(context, flag), *_lines(context, every))))
    country = _locale(context).rpartition("-")[2].upper()
    called = urgent.countries.get(country, urgent.countries[ELSEWHERE])
    return context.reply(
        urgent.listed.format(country=called),
        *(_read(context, line) for line in lines),
        urgent.elsewhere if elsewhere else urgent.more,
        reprompt=urgent.more,
        position=Helping(flag.id, asked=False, before=Idle()),
        visual=Visual(help_lines=tuple(lines)),
    )


def _asks_number(context: Context, position: Helping) -> bool:
    """Whether a number answers what was asked before a doubt that named no danger."""
    before, nameless = position.before, position.flag == context.catalog.urgent.default
    if not position.asked or not nameless or not isinstance(before, InCheckIn) or before.paused:
        return False
    return checkin.answers(context, before, Request(_NUMBER, {"number": SlotValue("")}))


def passed_over(context: Context, position: Helping) -> Result | None:
    """The number that a check-in had asked for, given in place of a word about the doubt."""
    if context.turn.intent != _NUMBER or not _asks_number(context, position):
        return None
    before = position.before
    assert isinstance(before, InCheckIn)  # noqa: S101 - it asks for a number
    state = replace(context.state, position=before)
    return checkin.answer(replace(context, state=state), before)


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
    flag = named(context, position.flag)
    if position.asked:
        # Yes, silence and anything unclear lead to help; only a clear request does not, and a no,
        # after which we go on with what was asked for: that is not for here.
        if context.turn.kind != "intent" or context.turn.intent in CALLS or _strays(context):
            return help_now(context, flag)
        return None
    match context.turn.intent:
        case "AMAZON.YesIntent" | "AMAZON.RepeatIntent" | "AMAZON.NextIntent" | "AMAZON.HelpIntent":
            return _all_lines(context, flag)
        case "AMAZON.NoIntent" | "ThanksIntent":
            return stay(context)
        case _:
            return help_now(context, flag) if context.turn.kind != "intent" else None


def _strays(context: Context) -> bool:
    """Whether the turn answers a question that nobody asked, and asks for nothing."""
    known = context.catalog.intents.get(context.turn.intent or "")
    return known is not None and known.answer and not known.told


def after_help(
    context: Context, position: Helping, safety: Safety, about: About | None
) -> Result | None:
    """The turn after the help by its words: where one is, what comes first, that it was heard."""
    text, flag = context.turn.text or "", named(context, position.flag)
    if safety.help_words.country(text, helping=True):
        return list_lines(context, flag)
    if about == "next":
        return context.reply(_filled(context, flag.next), reprompt=context.catalog.urgent.more)
    return stay(context) if about == "thanks" or safety.denies(text, flag.id) else None


def located(context: Context, safety: Safety) -> Context:
    """The turn with the country its words name, whose help lines are read from now on."""
    helping = isinstance(context.state.position, Helping)
    country = safety.help_words.country(context.turn.text or "", helping=helping)
    if not country:
        return context
    return replace(context, state=replace(context.state, country=country))


def stay(context: Context) -> Result:
    """Stay with whoever has heard enough for now."""
    urgent = context.catalog.urgent
    return context.reply(context.pick(urgent.stays), reprompt=urgent.more)


def known(context: Context, position: Helping) -> bool:
    """Whether the position names a flag that there is."""
    return any(flag.id == position.flag for flag in context.catalog.urgent.flags)


def named(context: Context, name: str) -> Flag:
    """The flag of that name."""
    return next(flag for flag in context.catalog.urgent.flags if flag.id == name)


def _words(context: Context, flag: Flag) -> str:
    """What to do about `flag`, with the numbers of the listener's country."""
    return _filled(context, flag.say)


def _filled(context: Context, text: str) -> str:
    return text.format(emergency=_number(context, "emergency"), crisis=_number(context, "crisis"))


def _locale(context: Context) -> str:
    """The channel's locale, or one of the country the person named."""
    country = context.state.country
    return f"en-{country}" if country else context.turn.locale


def _number(context: Context, audience: Audience) -> str:
    lines = context.catalog.helplines.for_locale(_locale(context))
    return next(line.spoken for line in lines if audience in line.audience)


def _lines(context: Context, flag: Flag) -> list[HelpLine]:
    return list(spoken_lines(context.catalog, flag, _locale(context)))


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
    if isinstance(position.before, InCheckIn) and not position.before.paused:
        return join(context, urgent.relieved, checkin.ask_again(context, position.before))
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
