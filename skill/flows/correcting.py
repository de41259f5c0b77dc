"""Somebody takes back what was said, or says that we got it wrong: no goodbye, but a question.

A plain no to nothing ends the session, kindly. "No, that's not what I meant" asks for another try.
"""

from skill.flows.context import Context, Result, paused
from skill.turn import Choosing, Confirming, Idle
from skill.wording import hears, plain


def command(context: Context) -> Result | None:
    """The question where nothing is under way; None where the words correct nothing."""
    position = context.state.position
    if not isinstance(position, Idle | Confirming | Choosing) or paused(position) is not None:
        return None
    return _asked(context) if _says(context, context.catalog.hearing.corrects) else None


def taken_for_stop(context: Context) -> Result | None:
    """The same for words that were taken for a wish to end it; None where they are one."""
    position = context.state.position
    if not isinstance(position, Idle | Confirming | Choosing):
        return None
    hearing, phrases = context.catalog.hearing, context.catalog.phrases
    back = _says(context, hearing.takes_back)
    if not back and not _says(context, hearing.corrects):
        return None
    at = paused(position)
    if at is not None:
        return context.reply(phrases.go_on, reprompt=phrases.go_on, position=at)
    if not back:
        return _asked(context)
    return context.reply(phrases.taken_back, reprompt=phrases.launch_reprompt, position=Idle())


def _asked(context: Context) -> Result:
    phrases = context.catalog.phrases
    said = context.pick(phrases.corrected)
    return context.reply(said, reprompt=phrases.launch_reprompt, position=Idle())


def _says(context: Context, patterns: tuple[str, ...]) -> bool:
    text = context.turn.text or ""
    if not set(plain(text).split()).isdisjoint(context.catalog.hearing.ends):
        return False  # whoever says stop as well, stops
    return hears(text, patterns)
