"""How a flow goes on after a word of ours: the script that runs, or the question that is asked."""

from content.schema import Script
from skill.flows import script
from skill.flows.context import Context, Result, paused
from skill.turn import Idle, InScript


def carry_on(
    context: Context, note: str, position: InScript | None = None, ask: str = ""
) -> Result:
    """Say `note`, then go on with what was under way, or ask: `ask`, where nothing is."""
    at = position or context.state.position
    if isinstance(at, InScript) and not at.paused:
        return script.carry_on(context, at, note)
    phrases = context.catalog.phrases
    if not isinstance(at, Idle):
        ask = phrases.go_on
    ask = ask or context.pick(phrases.anything_else)
    return context.reply(note, ask, reprompt=ask, position=at)


def nothing_running(context: Context) -> Result:
    """What a wish about a script gets where none is under way."""
    phrases = context.catalog.phrases
    if paused(context.state.position) is not None:
        return context.reply(phrases.go_on, reprompt=phrases.go_on)
    return context.reply(phrases.nothing_running, reprompt=phrases.launch_reprompt)


def usual(context: Context, intent: str) -> Script:
    """The script that a request gets which names none."""
    every = context.catalog.scripts.values()
    return next(s for s in every if any(t.intent == intent and t.slot is None for t in s.on))
