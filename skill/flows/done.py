"""Words such as "done" and "that's it": said by whoever has the floor they hand it over.

Elsewhere they end the session, as every stop does.
"""

from skill.flows import afterplan, feedback
from skill.flows.context import Context
from skill.replace import replace
from skill.turn import InFeedback, InPlan
from skill.wording import bare


def handed_over(context: Context) -> bool:
    """Whether somebody is done with their turn, or with naming things, as they would tell a person.

    True only where there is a turn, or a plan being made, to be done with.
    """
    return _command(context) is not None and _says_done(context)


def as_command(context: Context) -> Context:
    """The turn as what being done means where it is said."""
    command = _command(context)
    if command is None:
        return context
    return replace(context, turn=replace(context.turn, intent=command, slots={}))


def _command(context: Context) -> str | None:
    match context.state.position:
        case InFeedback(paused=False, ready=feedback.BOTH):
            return "TurnIntent"
        case InPlan(paused=False, phase="asking"):
            return afterplan.READ
        case _:
            return None


def _says_done(context: Context) -> bool:
    """Whether these are the words, with nothing around them but fillers."""
    hearing = context.catalog.hearing
    aside = {*hearing.fillers, *hearing.openers, *hearing.closers}
    words = bare(context.turn.text or "").split()
    while words and words[0] in aside:
        words = words[1:]
    while words and words[-1] in aside:
        words = words[:-1]
    return " ".join(words) in {bare(phrase) for phrase in hearing.turn_over}
