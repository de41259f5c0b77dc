"""What people say to anybody: thanks, hello, "I don't know", "something else".

None of it may lead nowhere. Where a flow has a command for it, it is that command (`as_command`);
elsewhere a word of ours, and then what was open is asked once more, or something is offered.
"""

from content.schema import Action
from skill.flows import checkin, feedback, house, script
from skill.flows.context import Context, Result, join, paused
from skill.flows.going import carry_on, usual
from skill.replace import replace
from skill.turn import (
    Confirming,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Position,
    Rating,
    Request,
    SlotValue,
    Visual,
)

THANKS, HELLO = "ThanksIntent", "HelloIntent"
UNDECIDED, SOMETHING_ELSE = "UndecidedIntent", "SomethingElseIntent"
_YES, _NO, _NEXT = "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.NextIntent"

SMALL_MINUTES = 3
"""The length of what is offered to somebody who wishes for nothing in particular."""

ELSE = (Request("BreathingIntent"), Request("AffirmationIntent"), Request("StartCheckInIntent"))
"""What "something else" names, as a screen shows it."""

GENTLE = (
    Request("StartWindDownIntent", {"script": SlotValue("the ocean", "ocean")}),
    Request("AffirmationIntent"),
    Request("StartCheckInIntent"),
)
"""The same where the breath may be what they want none of."""


def as_command(context: Context) -> Context:
    """The turn as the command it stands for where it is said; as it is where there is none."""
    position, intent = context.state.position, context.turn.intent
    command = None
    match position:
        case InCheckIn(paused=False) | Rating() | InPlan(paused=False) if intent == UNDECIDED:
            command = _NEXT
        case InCheckIn(paused=False) if intent == SOMETHING_ELSE:
            command = _NEXT
        case InFeedback() if intent == SOMETHING_ELSE and feedback.card(context, position):
            is_deck = context.catalog.feedback[position.feedback].next_is == "prompt"
            command = _NEXT if is_deck else None
        case InCoach(paused=False, phase="lesson" | "check") if intent == THANKS:
            command = _YES
        case InCoach(paused=False, phase="check") if intent == SOMETHING_ELSE:
            command = _NO
    if command is None:
        return context
    return replace(context, turn=replace(context.turn, intent=command, slots={}))


def command(context: Context) -> Result | None:
    """The answer to a courtesy or to somebody who wants nothing in particular, else None."""
    phrases = context.catalog.phrases
    position = context.state.position
    match context.turn.intent:
        case "ThanksIntent":
            return _polite(context, context.pick(phrases.welcome))
        case "HelloIntent" if isinstance(position, Idle):
            said = context.pick(phrases.here)
            return context.reply(said, phrases.launch_reprompt, reprompt=phrases.launch_reprompt)
        case "HelloIntent":
            return _polite(context, context.pick(phrases.here))
        case "UndecidedIntent" if paused(position) is None and not isinstance(position, Confirming):
            return _offer(context, context.pick(phrases.undecided), "StartWindDownIntent")
        case "UndecidedIntent":
            return _polite(context, "")
        case "SomethingElseIntent":
            return _something_else(context, position)
        case "TooMuchIntent":
            # Whoever is stirred up is not left in it: the senses bring back to the room.
            return _offer(context, context.pick(phrases.too_much), "GroundingIntent")
        case "NoBreathingIntent":
            return _something_else_than_breath(context, position)
        case _:
            return None


def _polite(context: Context, said: str) -> Result:
    """A word of ours, and then what was under way or open."""
    position = context.state.position
    match position:
        case InScript(paused=False):
            return script.carry_on(context, position)  # whoever rests is not talked to
        case InCheckIn(paused=False):
            return join(context, said, checkin.ask_again(context, position))
        case InFeedback(paused=False):
            return feedback.repeat(context, position)
        case Confirming():
            return house.offer_again(context, position, said)
        case _:
            return carry_on(context, said)


def _something_else(context: Context, position: Position) -> Result:
    phrases = context.catalog.phrases
    if isinstance(position, InScript):
        grounding = usual(context, "GroundingIntent")
        if position.script != grounding.id:
            # Where the breath, or an image, does no good, the senses may.
            return _offer(context, phrases.other_than_this, "GroundingIntent")
    declined = _grounding_is_offered(context, position)
    return context.reply(
        context.pick(phrases.something_gentle if declined else phrases.something_else),
        reprompt=phrases.launch_reprompt,
        position=Idle(),
        visual=Visual(choices=GENTLE if declined else ELSE),
    )


def _grounding_is_offered(context: Context, position: Position) -> bool:
    """Whether it is: it is what they get whom the breath, or a session, did no good."""
    grounding = usual(context, "GroundingIntent")
    return isinstance(position, Confirming) and position.action.script == grounding.id


def _something_else_than_breath(context: Context, position: Position) -> Result:
    """Whom the breath does no good is offered the senses, or an image."""
    grounding = usual(context, "GroundingIntent")
    if isinstance(position, InScript) and position.script == grounding.id:
        return script.carry_on(context, position)  # it asks nothing of the breath
    return _offer(context, context.catalog.phrases.other_than_breath, "GroundingIntent")


def _offer(context: Context, text: str, intent: str) -> Result:
    """Offer a short one of the script that a request gets which names none."""
    action = Action(script=usual(context, intent).id, minutes=SMALL_MINUTES)
    ask = text.format(choice=house.called(context.catalog, action))
    return context.reply(ask, reprompt=ask, position=Confirming(action, Idle()))
