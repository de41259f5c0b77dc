"""Partners hear a prompt and answer each other in turn.

A turn is an open room: after the prompt we are silent for the length of a turn and only commands
are acted on. What the partners say to each other is neither taken nor kept.
"""

from dataclasses import replace

from content.schema import Feedback
from skill.flows.context import Context, Result
from skill.speech import Pause
from skill.turn import Idle, InFeedback

LISTEN_BACK_SECONDS = 15.0
"""Room for the listener to say back what they heard."""


def start(context: Context, feedback: Feedback) -> Result:
    """Open the round and give the first prompt."""
    return _give(context, InFeedback(feedback.id), feedback.opening)


def proceed(context: Context, position: InFeedback) -> Result:
    """Go on with the other partner, or with the next prompt."""
    if position.speaker == 0:
        return _give(context, replace(position, speaker=1, paused=False))
    return _give(context, replace(position, prompt=position.prompt + 1, speaker=0, paused=False))


def pause(context: Context, position: InFeedback) -> Result:
    """Wait."""
    phrases = context.catalog.phrases
    return context.reply(
        context.pick(phrases.paused),
        reprompt=phrases.go_on,
        position=replace(position, paused=True),
    )


def repeat(context: Context, position: InFeedback) -> Result:
    """Give the current turn again."""
    return _give(context, replace(position, paused=False))


def back(context: Context, position: InFeedback) -> Result:
    """Go to the turn before this one."""
    if position.speaker == 1:
        return _give(context, replace(position, speaker=0, paused=False))
    if position.prompt == 0:
        return repeat(context, position)
    return _give(context, replace(position, prompt=position.prompt - 1, speaker=1, paused=False))


def command(context: Context, position: InFeedback) -> Result | None:
    """What a command does in a round of feedback; None when it does nothing here."""
    match context.turn.intent:
        case "AMAZON.PauseIntent":
            return pause(context, position)
        case "AMAZON.ResumeIntent" | "AMAZON.YesIntent" | "AMAZON.RepeatIntent":
            return repeat(context, position)
        case "AMAZON.NextIntent" | "TurnIntent":
            return proceed(context, position)
        case "AMAZON.PreviousIntent":
            return back(context, position)
        case "AMAZON.StartOverIntent":
            return start(context, context.catalog.feedback[position.feedback])
        case _:
            return None


def known(context: Context, position: InFeedback) -> bool:
    """Whether the position names a round and a prompt that there are."""
    feedback = context.catalog.feedback.get(position.feedback)
    return feedback is not None and position.prompt <= len(feedback.prompts)


def _give(context: Context, position: InFeedback, before: str = "") -> Result:
    feedback = context.catalog.feedback[position.feedback]
    if position.prompt >= len(feedback.prompts):
        return context.reply(feedback.closing, after="end", position=Idle())
    prompt = feedback.prompts[position.prompt]
    return context.reply(
        before,
        prompt.second if position.speaker else prompt.first,
        (Pause(feedback.turn_seconds, announced=True),),
        feedback.listen_back,
        (Pause(LISTEN_BACK_SECONDS, announced=True),),
        after="proceed",
        position=position,
    )
