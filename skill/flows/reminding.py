"""Reminders: asking before each one, and telling how it went. The channel sets them."""

from typing import assert_never

from skill.errands import Outcome, Remind
from skill.flows.context import Context, Result
from skill.flows.remembering import say, waiting
from skill.replace import replace
from skill.turn import Reminding


def command(context: Context) -> Result | None:
    """Ask about the reminder that was wished for; None when none was, or none can be set here."""
    if context.turn.intent != "SetReminderIntent" or not context.turn.reminders:
        return None
    words = context.catalog.reminders
    slot = context.slot("when")
    wanted = None if slot is None else slot.value
    when = wanted if isinstance(wanted, str) and wanted in words.moments else words.usual
    return _ask(context, Reminding(Remind(when), waiting(context)))


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
            text = words.set.format(when=words.moments[outcome.errand.when].name)
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
    """Whether this version's content has the moment."""
    return position.errand.when in context.catalog.reminders.moments


def _ask(context: Context, position: Reminding) -> Result:
    words = context.catalog.reminders
    text = words.ask.format(label=words.label, when=words.moments[position.errand.when].name)
    return context.reply(
        text,
        reprompt=text,
        position=position,
        expecting=context.expecting("confirming"),
    )
