"""When nothing is heard: what was under way goes on, asks again or waits; at last it ends."""

from skill.flows import afterplan, checkin, feedback, house, script, urgent
from skill.flows.coach import Coaching
from skill.flows.context import Context, Result
from skill.replace import replace
from skill.turn import Choosing, Helping, Idle, InCheckIn, InCoach, InFeedback, InPlan, InScript

QUIET_WHILE_PAUSED = 40
"""Silences in a row after which a paused flow ends (about five minutes on the local voice)."""


def heard_nothing(context: Context, coaching: Coaching) -> Result:
    """What happens when nobody answers."""
    position = context.state.position
    if isinstance(position, Choosing) and not isinstance(position.before, Idle):
        # Our question may have been about a noise: what was under way goes on.
        earlier = unasked(context, position)
        match position.before:
            case InScript(paused=False) as before:
                return script.carry_on(earlier, before)
            case InFeedback(paused=False, ready=feedback.BOTH) as before:
                return feedback.repeat(earlier, before)
            case _:
                return heard_nothing(earlier, coaching)
    misses = context.state.misses + 1
    match position:
        case InScript() | InCheckIn() | InCoach() | InPlan() if position.paused:
            # A paused flow waits without a word.
            if misses < QUIET_WHILE_PAUSED:
                return context.reply(misses=misses)
        case InCheckIn():
            return checkin.silence(context, position)
        case InFeedback():
            return feedback.silence(context, position)
        case InPlan() if misses == 1:
            return afterplan.again(context, position, misses=misses)
        case InCoach():
            return coaching.silence(context, position)
        case Helping(asked=True):
            result = urgent.answer(context, position)
            if result is not None:
                return result
    phrases = context.catalog.phrases
    if misses == 1:
        text = context.pick(phrases.nothing_heard)
        return context.reply(text, reprompt=phrases.launch_reprompt, misses=misses)
    return house.stop(context)


def unasked(context: Context, position: Choosing) -> Context:
    """The turn as it would have met what was under way before our question."""
    state = replace(context.state, position=position.before)
    if not isinstance(position.before, Idle):
        state = replace(state, misses=0)
    return replace(context, state=state, turn=replace(context.turn, heard=0.0))
