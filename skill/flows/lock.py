"""The digits that close what is kept of check-ins: chosen by saying them twice, asked for to look.

No text of ours ever holds them, and nothing but a person's own machine asks for them.
"""

from typing import Literal

from skill.flows.context import Context, Result, keeping, paused
from skill.flows.remembering import others_take_part, remembered, say
from skill.kept import PIN_DIGITS, KeepFigures, LastTime, Lock, Remembered, Unlock
from skill.replace import replace
from skill.turn import Expectation, Idle, Locking
from skill.wording import number

ANSWER = "ScaleAnswerIntent"
"""The intent that digits come with, in a slot called like `Expectation.form`."""
DIGITS: Literal["digits"] = "digits"
MOST_TRIES = 3
"""How often we ask before we leave it."""
PATIENCE = 1.2
"""Seconds of silence that end it: people say digits one by one."""


def command(context: Context) -> Result | None:
    """A wish for other digits; None when the turn is none."""
    slot = context.slot("preference")
    if context.turn.intent != "SetPreferenceIntent" or slot is None or slot.value != "pin":
        return None
    known = remembered(context)
    if known is None or not known.private:
        return say(context, context.catalog.memory.keeps_nothing)
    if not known.locked:
        return choose(context)
    return _ask(context, Locking("old", paused(context.state.position) or Idle()))


def choose(context: Context) -> Result:
    """Ask for digits: whoever says them has said yes to what they close."""
    return _ask(context, Locking("new", paused(context.state.position) or Idle()))


def look(context: Context) -> Result:
    """Ask for the digits that open what is closed."""
    return _ask(context, Locking("look", paused(context.state.position) or Idle()))


def answer(context: Context, position: Locking) -> Result | None:
    """Digits, or a no; None when the turn is something else."""
    known = remembered(context)
    if known is None or not known.private:
        left = replace(context, state=replace(context.state, position=position.before))
        return say(left, context.catalog.memory.unreachable)
    match context.turn.intent:
        case "AMAZON.NoIntent":
            return _leave(context, position)
        case "AMAZON.RepeatIntent" | "AMAZON.StartOverIntent":
            return _ask(context, position)
        case intent if intent == ANSWER:
            slot = context.slot(DIGITS)
            if slot is None or not _fits(slot.text):
                return again(context, position)
            return _heard(context, position, known, slot.text)
        case _:
            return None


def again(context: Context, position: Locking) -> Result:
    """What was heard were no digits, or nothing: ask once more, then leave it."""
    words = context.catalog.memory.lock
    return _retry(context, position, words.unclear)


def _fits(digits: str) -> bool:
    least, most = PIN_DIGITS
    return digits.isascii() and digits.isdecimal() and least <= len(digits) <= most


def _heard(context: Context, position: Locking, known: Remembered, digits: str) -> Result:
    words = context.catalog.memory.lock
    match position.phase:
        case "look" | "old":
            return _tried(context, position, known, digits)
        case "new":
            return _ask(context, replace(position, phase="again", digits=digits))
        case "again":
            if digits != position.digits:
                return _retry(context, replace(position, phase="new", digits=""), words.differ)
            return _chosen(context, position)


def _tried(context: Context, position: Locking, known: Remembered, digits: str) -> Result:
    words = context.catalog.memory
    left = replace(context, state=replace(context.state, position=position.before))
    match known.tried:
        case None:
            # Heard only where nobody carries it out: nothing can be opened there.
            return keeping(say(left, words.unreachable), Unlock(digits))
        case "right" if position.phase == "look":
            if others_take_part(left):
                return say(left, words.last_private)
            return say(left, *_told(context, known.last))
        case "right":
            return _ask(context, Locking("new", position.before, old=digits))
        case "wrong":
            return _retry(context, position, words.lock.wrong)
        case "shut":
            return say(left, words.lock.shut)


def _chosen(context: Context, position: Locking) -> Result:
    words = context.catalog.memory
    left = replace(context, state=replace(context.state, position=position.before))
    effect = Lock(position.digits, position.old)
    if position.old:
        return say(left, words.lock.changed, effects=(effect,), unkept=(words.lock.not_changed,))
    effects = (effect, KeepFigures())
    unkept = (words.not_kept_figures,)
    return say(left, words.kept_figures, effects=effects, unkept=unkept)


def _retry(context: Context, position: Locking, text: str) -> Result:
    tries = position.tries + 1
    if tries >= MOST_TRIES:
        return _leave(context, position)
    return _ask(context, replace(position, tries=tries), text)


def _leave(context: Context, position: Locking) -> Result:
    words = context.catalog.memory.lock
    left = replace(context, state=replace(context.state, position=position.before))
    return say(left, words.leave_closed if position.phase in ("look", "old") else words.leave)


def _ask(context: Context, position: Locking, text: str = "") -> Result:
    words = context.catalog.memory.lock
    asked = {"look": words.look, "old": words.old, "new": words.choose, "again": words.again}
    likely = (ANSWER, "AMAZON.NoIntent", *context.expecting("confirming").intents)
    return context.reply(
        text or asked[position.phase],
        reprompt=asked[position.phase],
        position=position,
        expecting=Expectation(tuple(dict.fromkeys(likely)), form=DIGITS, patience=PATIENCE),
    )


def _told(context: Context, last: LastTime | None) -> list[str]:
    """The last time, in numbers and categories."""
    words = context.catalog.memory
    if last is None:
        return [words.last_none]
    days, figures = last.days_ago, last.figures
    when = words.last_yesterday if days == 1 else words.last_days_ago
    texts = [when.format(number=number(context.catalog, days))]
    if figures.rating is not None:
        texts.append(words.last_rating.format(number=number(context.catalog, figures.rating)))
    if figures.after is not None:
        texts.append(words.last_after.format(number=number(context.catalog, figures.after)))
    if figures.mood in words.last_mood:
        texts.append(words.last_mood[figures.mood])
    needs = {value.id: value.says[0] for value in context.catalog.lists["need"].values}
    if figures.need in needs:
        texts.append(words.last_need.format(need=needs[figures.need]))
    return texts
