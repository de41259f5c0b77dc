"""What the house itself says: hello, help, goodbye, and that a no is fine."""

from content.schema import Action, Catalog
from skill.flows.context import Context, Result, paused
from skill.turn import Confirming, Idle, InCheckIn, InFeedback, InPlan, InScript, Position
from skill.wording import minutes

HELP = "help"
"""Marks in `State.last` that help was given."""


def launch(context: Context) -> Result:
    """Greet."""
    phrases = context.catalog.phrases
    return context.reply(
        context.pick(phrases.launch), reprompt=phrases.launch_reprompt, position=Idle()
    )


def explain(context: Context) -> Result:
    """Say what there is, more fully than at launch; under way, what can be said there."""
    phrases = context.catalog.phrases
    position = paused(context.state.position)
    match position:
        case InScript():
            here = phrases.help_script
        case InCheckIn() | InPlan():
            here = phrases.help_questions
        case InFeedback():
            here = phrases.help_turns
        case _:
            text = context.pick(phrases.help)
            at = position or Idle()
            return context.reply(text, reprompt=phrases.help_reprompt, position=at, last=HELP)
    ask = phrases.go_on
    return context.reply(context.pick(here), ask, reprompt=ask, position=position, last=HELP)


def which(context: Context) -> Result:
    """A yes to a choice of several, or to nothing: ask which."""
    ask = context.catalog.phrases.launch_reprompt
    return context.reply(ask, reprompt=ask)


def called(catalog: Catalog, action: Action) -> str:
    """What an offer leads to, as it is named within a sentence: "three minutes of the ocean"."""
    if action.script is not None:
        title = catalog.scripts[action.script].title
        length = action.minutes or catalog.scripts[action.script].default
        return catalog.phrases.length_of.format(minutes=minutes(catalog, length), title=title)
    if action.checkin is not None:
        return catalog.checkins[action.checkin].title
    if action.feedback is not None:
        return catalog.feedback[action.feedback].title
    if action.answer is not None:
        return catalog.answers[action.answer].title
    return catalog.coach.lesson.title


def offer_again(context: Context, position: Confirming, before: str = "") -> Result:
    """Put the offer that is open once more, after a word about why."""
    choice = called(context.catalog, position.action)
    ask = context.catalog.phrases.offer_again.format(choice=choice)
    return context.reply(before, ask, reprompt=ask)


def home(context: Context) -> Result:
    """Leave whatever is under way and ask anew."""
    phrases = context.catalog.phrases
    return context.reply(
        context.pick(phrases.home), reprompt=phrases.launch_reprompt, position=Idle()
    )


def stop(context: Context) -> Result:
    """End at once."""
    return context.reply(context.pick(context.catalog.phrases.stop), after="end", position=Idle())


def declined(context: Context, before: Position) -> Result:
    """A no to a question: take it as it is, and go back to what was under way."""
    phrases = context.catalog.phrases
    waiting = paused(before)
    ask = context.pick(phrases.anything_else) if waiting is None else phrases.go_on
    declined = context.pick(phrases.offer_declined)
    return context.reply(declined, ask, reprompt=ask, position=waiting or Idle())
