"""A person's own words for the way out, beside the usual ones: chosen by saying them twice.

They are compared with raw words, so they can be chosen where a channel has those; elsewhere the
usual ones hold. Words that show danger never get here: help comes first.
"""

from typing import Literal

from skill.flows import house, preferences
from skill.flows.context import Context, Result, paused
from skill.flows.remembering import say
from skill.replace import replace
from skill.turn import Expectation, Idle, Phrasing

ANSWER = "SetPreferenceIntent"
"""The intent that words come with, in a slot called like `Expectation.form`."""
WORDS: Literal["words"] = "words"
PREFERENCE = "quick exit phrase"
FEWEST, MOST = 2, 6
LONGEST = 80
MOST_TRIES = 3


def command(context: Context) -> Result | None:
    """A wish to set or to hear the way out; None when the turn is none."""
    slot = context.slot("preference")
    if slot is None or slot.value != PREFERENCE:
        return None
    words = context.catalog.memory.exit
    match context.turn.intent:
        case "GetPreferenceIntent":
            return say(context, words.own if context.state.exit else words.usual)
        case "SetPreferenceIntent":
            value = context.slot("value")
            if context.turn.text is None:
                return say(context, words.fixed)
            if value is not None and value.value in ("off", "normal"):
                state = replace(context.state, exit="")
                return preferences.made(replace(context, state=state), words.back)
            return _ask(context, Phrasing(paused(context.state.position) or Idle()))
        case _:
            return None


def answer(context: Context, position: Phrasing) -> Result | None:
    """The words, or a no; None when the turn is something else."""
    match context.turn.intent:
        case "AMAZON.NoIntent":
            return house.declined(context, position.before)
        case "AMAZON.RepeatIntent" | "AMAZON.StartOverIntent":
            return _ask(context, position)
        case intent if intent == ANSWER and context.slot(WORDS) is not None:
            slot = context.turn.slots[WORDS]
            return _heard(context, position, slot.text)
        case _:
            return None


def again(context: Context, position: Phrasing) -> Result:
    """Nothing that serves was heard: ask once more, then leave it."""
    return _retry(context, position, context.catalog.memory.exit.unclear)


def _heard(context: Context, position: Phrasing, text: str) -> Result:
    words = context.catalog.memory.exit
    if not position.words:
        if not _serves(text):
            return again(context, position)
        return _ask(context, replace(position, words=text))
    if text != position.words:
        return _retry(context, replace(position, words=""), words.differ)
    state = replace(context.state, exit=text, position=position.before)
    return preferences.made(replace(context, state=state), words.set)


def _serves(text: str) -> bool:
    plain = text.replace("'", "").replace(" ", "").isalpha()
    return plain and FEWEST <= len(text.split()) <= MOST and len(text) <= LONGEST


def _retry(context: Context, position: Phrasing, text: str) -> Result:
    tries = position.tries + 1
    if tries >= MOST_TRIES:
        left = replace(context, state=replace(context.state, position=position.before))
        return say(left, context.catalog.memory.exit.leave)
    return _ask(context, replace(position, tries=tries), text)


def _ask(context: Context, position: Phrasing, text: str = "") -> Result:
    words = context.catalog.memory.exit
    asked = words.again if position.words else words.choose
    likely = (ANSWER, "AMAZON.NoIntent", *context.expecting("confirming").intents)
    return context.reply(
        text or asked,
        reprompt=asked,
        position=position,
        expecting=Expectation(tuple(dict.fromkeys(likely)), open_answer=True, form=WORDS),
    )
