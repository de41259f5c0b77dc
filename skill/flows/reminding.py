"""Reminders: asking before each one, and telling how it went. The channel sets them."""

from typing import assert_never

from content.reminders import Reminders, Soon
from skill.errands import Outcome, Remind
from skill.flows.context import Context, Result
from skill.flows.remembering import say, waiting
from skill.replace import replace
from skill.turn import Reminding

_HALF_A_DAY, _NIGHT = 12, 20


def command(context: Context) -> Result | None:
    """Ask about the reminder that was wished for; None when none was, or none can be set here."""
    if context.turn.intent != "SetReminderIntent" or not context.turn.reminders:
        return None
    words = context.catalog.reminders
    slot = context.slot("when")
    wanted = None if slot is None else slot.value
    when = wanted if isinstance(wanted, str) and wanted in words.moments else words.usual
    return _ask(context, Reminding(Remind(when, _hour(context, when)), waiting(context)))


def answer(context: Context, position: Reminding) -> Result | None:
    """A yes or a no to it; None when it is something else."""
    words = context.catalog.reminders
    there = replace(context, state=replace(context.state, position=position.before))
    match context.turn.intent:
        case "AMAZON.YesIntent" if context.turn.reminders:
            reply, state = there.reply()
            return replace(reply, errand=position.errand), state
        case "AMAZON.YesIntent":
            return say(there, words.failed)
        case "AMAZON.NoIntent":
            return say(there, words.refused)
        case "AMAZON.RepeatIntent":
            return _ask(context, position)
        case _:
            return None


def ended(context: Context, outcome: Outcome) -> Result:
    """Say how it went, and go on."""
    words = context.catalog.reminders
    match outcome.how:
        case "done":
            text = words.set.format(when=_told(words, outcome.errand))
        case "refused":
            text = words.refused
        case "unanswered":
            text = words.unanswered
        case "not_allowed":
            text = words.not_allowed
        case "full":
            text = words.full
        case "not_here":
            text = words.not_here
        case "past":
            text = words.past
        case "failed":
            text = words.failed
        case _:
            assert_never(outcome.how)
    return say(context, text)


def known(context: Context, position: Reminding) -> bool:
    """Whether this version's content has the moment and the hour."""
    errand = position.errand
    return context.catalog.reminders.has(errand.when, errand.hour)


def _hour(context: Context, when: str) -> int | None:
    """The hour that was named beside the moment; at night, nine is nine in the evening."""
    words = context.catalog.reminders
    moment, slot = words.moments[when], context.slot("hour")
    named = None if slot is None else slot.value
    if isinstance(moment, Soon) or moment.day is None:
        return None
    if not isinstance(named, str) or named not in words.hours:
        return None
    hour = words.hours[named]
    return hour + _HALF_A_DAY if hour < _HALF_A_DAY and moment.hour >= _NIGHT else hour


def _told(words: Reminders, errand: Remind) -> str:
    """When a reminder is heard, as it is said inside a sentence."""
    moment = words.moments[errand.when]
    if errand.hour is None or isinstance(moment, Soon) or moment.day is None:
        return moment.name
    hour = next(name for name, hour in words.hours.items() if hour == errand.hour)
    return words.at.format(day=moment.day, hour=hour)


def _ask(context: Context, position: Reminding) -> Result:
    words = context.catalog.reminders
    text = words.ask.format(label=words.label, when=_told(words, position.errand))
    return context.reply(
        text,
        reprompt=text,
        position=position,
        expecting=context.expecting("confirming"),
    )
