"""Whether a position fits the content there is: a session may outlast a version of it."""

from typing import assert_never

from skill.flows import afterplan, checkin, coach, feedback, rating, reminding, script, urgent
from skill.flows.context import Context
from skill.turn import (
    Choosing,
    Confirming,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Keeping,
    Locking,
    Phrasing,
    Position,
    Rating,
    Reminding,
    Settling,
)


def known(context: Context, position: Position) -> bool:
    """Whether all that the position names is in this version's content."""
    match position:
        case Idle():
            return True
        case InCoach():
            return coach.known(context.catalog, position)
        case InScript():
            return script.known(context, position)
        case InCheckIn():
            return checkin.known(context, position)
        case InFeedback():
            return feedback.known(context, position)
        case InPlan():
            return afterplan.known(context, position)
        case Confirming(action=action, before=before):
            catalog = context.catalog
            kinds = (
                (action.script, catalog.scripts),
                (action.answer, catalog.answers),
                (action.checkin, catalog.checkins),
                (action.feedback, catalog.feedback),
            )
            named = all(name is None or name in there for name, there in kinds)
            if action.coach is not None and action.coach not in catalog.coach.ids:
                return False
            return named and known(context, before)
        case Choosing(options=options, before=before):
            named = all(option.intent in context.catalog.utterances for option in options)
            return bool(options) and named and known(context, before)
        case (
            Settling(before=before)
            | Keeping(before=before)
            | Locking(before=before)
            | Phrasing(before=before)
        ):
            return known(context, before)
        case Rating():
            return rating.known(context, position)
        case Reminding(before=before):
            return reminding.known(context, position) and known(context, before)
        case Helping(before=before):
            return urgent.known(context, position) and known(context, before)
        case _:
            assert_never(position)
