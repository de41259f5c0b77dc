"""Short spoken answers that may lead on to something to do."""

from content.schema import Answer
from skill.flows.context import Context, Result, paused
from skill.turn import Confirming, Idle

PREFIX = "answer:"


def give(context: Context, answer: Answer) -> Result:
    """Say the answer and, when nothing was interrupted for it, ask what may follow."""
    texts = [context.pick(texts) for texts in answer.say]
    resumable = paused(context.state.position)
    if resumable is not None:
        ask = context.catalog.phrases.go_on
        return context.reply(*texts, ask, reprompt=ask, position=resumable, last=PREFIX + answer.id)
    if answer.then is None:
        ask = context.pick(context.catalog.phrases.anything_else)
        return context.reply(*texts, ask, reprompt=ask, position=Idle(), last=PREFIX + answer.id)
    ask = context.pick(answer.then.ask)
    return context.reply(
        *texts,
        ask,
        reprompt=ask,
        position=Confirming(answer.then.yes, Idle()),
        last=PREFIX + answer.id,
    )
