"""Quiet time before anything starts: "give us five minutes"."""

from content.schema import Action
from skill.flows import checkin, house, script
from skill.flows.context import Context, Result, paused
from skill.replace import replace
from skill.speech import Pause
from skill.turn import Confirming, Idle, InScript, Settling
from skill.wording import minutes

MINUTE = 60.0
SHORTEST, LONGEST, USUAL = 1, 30, 5
"""Minutes a person may ask for, and what they get who name none."""


def start(context: Context) -> Result:
    """Say that we wait, and be quiet for the first minute."""
    asked = context.number_slot("minutes")
    length = USUAL if asked is None else min(max(asked, SHORTEST), LONGEST)
    phrases, told = context.catalog.phrases, minutes(context.catalog, length)
    then = _then(context)
    text = phrases.settle_in.format(minutes=told)
    if then is not None:
        title = house.called(context.catalog, then)
        text = phrases.settle_in_then.format(minutes=told, then=title)
    position = context.state.position
    if isinstance(position, Settling):
        position = position.before
    offered = isinstance(position, Confirming)
    before = position if offered else paused(position) or Idle()
    return _quiet(context, Settling(length * MINUTE, before, then), text)


def _then(context: Context) -> Action | None:
    """What is to begin after it, where that was said and there is such a thing."""
    slot = context.slot("then")
    if slot is None or not isinstance(slot.value, str):
        position = context.state.position
        return position.then if isinstance(position, Settling) else None
    if slot.value in context.catalog.scripts:
        return Action(script=slot.value)
    return Action(checkin=slot.value) if slot.value in context.catalog.checkins else None


def proceed(context: Context, position: Settling) -> Result:
    """Another quiet minute, or the end of the quiet."""
    left = position.seconds - MINUTE
    if left > 0:
        return _quiet(context, replace(position, seconds=left))
    return over(context, position)


def over(context: Context, position: Settling) -> Result:
    """Come back: begin what was asked for, go on with what was under way, or ask."""
    then = position.then
    if then is not None and then.script in context.catalog.scripts:
        return script.begin(context, context.catalog.scripts[then.script], then.minutes, Idle())
    if then is not None and then.checkin in context.catalog.checkins:
        return checkin.start(context, context.catalog.checkins[then.checkin])
    if isinstance(position.before, InScript):
        return script.resume(context, position.before)
    phrases = context.catalog.phrases
    if isinstance(position.before, Confirming):
        ask = phrases.settled_in_offer
        return context.reply(ask, reprompt=phrases.go_on, position=position.before)
    return context.reply(
        phrases.settled_in, reprompt=phrases.launch_reprompt, position=position.before
    )


def command(context: Context, position: Settling) -> Result | None:
    """Whoever is ready early says so."""
    match context.turn.intent:
        case "AMAZON.ResumeIntent" | "AMAZON.NextIntent" | "AMAZON.YesIntent":
            return over(context, position)
        case "AMAZON.RepeatIntent" | "AMAZON.StartOverIntent":
            return start(context)
        case _:
            return None


def _quiet(context: Context, position: Settling, text: str = "") -> Result:
    return context.reply(text, (Pause(MINUTE, announced=True),), after="proceed", position=position)
