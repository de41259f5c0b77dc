"""A question about what was just told: "does it go away?", "what can I do?", "another", "shorter".

It is known by its words, and means the answer that was given last. Where that answer has nothing
of the kind, the words mean what they mean anywhere.
"""

from content.schema import Action, Answer
from skill.flows.answers import PREFIX
from skill.flows.context import Context, Result, paused
from skill.turn import Confirming, Idle
from skill.wording import hears


def command(context: Context) -> Result | None:
    """What an answer has to say to a question about it; None where that is nothing."""
    answer = _last(context)
    if answer is None:
        return None
    told = {"lasts": answer.lasts, "helps": answer.helps, "shorter": answer.short}
    text = next((text for what, text in told.items() if text and _asks(context, what)), None)
    if text is None:
        return None
    last = context.state.last
    if answer.then is None:
        ask = context.pick(context.catalog.phrases.anything_else)
        return context.reply(text, ask, reprompt=ask, position=Idle(), last=last)
    ask = context.pick(answer.then.ask)
    position = Confirming(answer.then.yes, Idle())
    return context.reply(text, ask, reprompt=ask, position=position, last=last)


def action(context: Context) -> Action | None:
    """What a wish for more of an answer leads to."""
    answer = _last(context)
    if answer is None:
        return None
    if answer.another is not None and _asks(context, "another"):
        return Action(answer=answer.another)
    return None


def _last(context: Context) -> Answer | None:
    """The answer that was given last, where nothing waits to go on."""
    if not context.state.last.startswith(PREFIX) or paused(context.state.position) is not None:
        return None
    return context.catalog.answers.get(context.state.last.removeprefix(PREFIX))


def _asks(context: Context, what: str) -> bool:
    return hears(context.turn.text or "", context.catalog.hearing.follow_ups.get(what, ()))
