"""What two people say around a round of feedback, as far as their words are for us.

To whether they would like to, only a clear yes is one: reluctance is a no, and so are two answers
that are neither. Within a turn they speak to each other: commands are carried out, and everything
else is an answer for the partner, which is neither read nor kept.
"""

from skill.flows import checkin, feedback
from skill.flows.context import Context, Result, join
from skill.replace import replace
from skill.turn import Idle, InFeedback
from skill.wording import mentions

_YES, _NO, _REPEAT = "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.RepeatIntent"
_ALWAYS = (
    "TurnIntent",
    "KeepCardIntent",
    "DropCardIntent",
    "FavoriteCardsIntent",
    "PrivacyIntent",
    "WhoAreYouIntent",
    "DeleteDataIntent",
    "UrgentHelpIntent",
)
"""Commands of a turn beside the short ones, in whatever words."""
_NEVER = (
    "AftercareIdeasIntent",
    "PhysicalRecoveryIntent",
    "PostSexBluesIntent",
    "IStatementIntent",
    "HowToAskIntent",
)
"""What is about feelings and needs, as the turns themselves are."""


def said(context: Context, position: InFeedback) -> Result | None:
    """What the words do in a round; None where it is up to the command that they are."""
    text = context.turn.text or ""
    if mentions(text, context.catalog.hearing.alone):
        return _for_one(context, position)
    if position.ready < feedback.BOTH:
        return _to_the_question(context, position, text)
    if position.paused:
        return None
    if context.turn.intent == _YES and text:
        return _to_the_partner(context, position)  # it was right what the other one has said back
    if _is_command(context, text):
        return None
    return _to_the_partner(context, position)


def _for_one(context: Context, position: InFeedback) -> Result:
    """There is nobody else: the same for one where there is such a thing, or something calm."""
    wanted = {trigger.intent for trigger in context.catalog.feedback[position.feedback].on}
    for same in context.catalog.checkins.values():
        if same.who == "solo" and any(trigger.intent in wanted for trigger in same.on):
            alone = replace(context, state=replace(context.state, position=Idle()))
            return join(context, context.catalog.phrases.for_one, checkin.start(alone, same))
    return feedback.decline(context, position)


def _to_the_question(context: Context, position: InFeedback, text: str) -> Result | None:
    hearing = context.catalog.hearing
    intent = context.turn.intent or ""
    if intent == _NO or (position.paused and intent):
        return None
    if mentions(text, hearing.unwilling):
        return feedback.decline(context, position)
    if mentions(text, hearing.puzzled) and intent != _REPEAT:
        return feedback.tell_about(context, position)
    if mentions(text, hearing.for_both) and not mentions(text, hearing.negators):
        # One voice may say yes for itself; the other is asked.
        return feedback.agree(context, position)
    known = context.catalog.intents.get(intent)
    if known is not None and not known.answer:
        return None
    return feedback.silence(context, position, context.catalog.phrases.yes_or_no)


def _is_command(context: Context, text: str) -> bool:
    """Whether a turn is to be changed: people tell each other much that sounds like a request."""
    intent = context.turn.intent or ""
    known = context.catalog.intents.get(intent)
    if known is None:
        return not text  # a sound that nobody made words of
    if known.short or intent in _ALWAYS:
        return True
    if known.answer or intent in _NEVER:
        return False
    return not mentions(text, context.catalog.hearing.persons)


def _to_the_partner(context: Context, position: InFeedback) -> Result:
    """Words for the partner: in the midst of a turn we stay quiet, after it we go on."""
    if context.turn.heard is not None:
        return feedback.hush(context, position)
    thanks = context.pick(context.catalog.phrases.answer_taken)
    return join(context, thanks, feedback.proceed(context, position))
