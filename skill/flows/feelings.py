"""A feeling that somebody tells of where nothing else was understood: a warm word and an offer.

Only where we would have asked for other words, so whatever is said to somebody in the room is met
no more often than before. Danger was looked for first. Nothing is kept.
"""

from content.schema import FeelingTold
from skill.flows.context import Context, Result, paused
from skill.turn import Choosing, Confirming, Idle, Request
from skill.wording import hears

_VAGUE = frozenset({"PostSexBluesIntent", "UndecidedIntent", "SomethingElseIntent", "ThanksIntent"})
"""What a feeling is easily taken for, beside a command: "I'm not ok" is no "no"."""


def told(context: Context) -> Result | None:
    """The answer to a feeling; None where none is told, or something else is more likely."""
    position = context.state.position
    if not isinstance(position, Idle | Confirming | Choosing) or paused(position) is not None:
        return None
    candidates = context.turn.candidates
    if candidates and not _is_vague(candidates[0]):
        return None
    kind = _heard(context)
    if kind is None:
        return None
    said = context.pick(kind.say)
    if kind.then is not None:
        ask = context.pick(kind.then.ask)
        return context.reply(said, ask, reprompt=ask, position=Confirming(kind.then.yes, Idle()))
    options = tuple(Request(name) for name in context.catalog.feelings.choice)
    return context.reply(said, reprompt=said, position=Choosing(options, Idle()))


def _is_vague(request: Request) -> bool:
    return request.intent in _VAGUE or request.intent.startswith("AMAZON.")


def _heard(context: Context) -> FeelingTold | None:
    text = context.turn.text or ""
    for kind in context.catalog.feelings.kinds if text else ():
        if hears(text, kind.hears) and not hears(text, kind.spares):
            return kind
    return None
