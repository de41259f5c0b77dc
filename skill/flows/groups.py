"""What a turn answers to a question of a check-in: the group of answers that it reacts to.

People answer in their own way: a feeling where a number was asked for, or a word that was taken for
the answer to another question. Nothing is kept here; a group is a name from content.
"""

from content.schema import Question
from skill.flows.context import Context
from skill.flows.moods import MIXED, OTHER, PLEASANT, is_absent, missed
from skill.wording import plain

LOW_UP_TO, HIGH_FROM = 3, 7
"""Ratings from 0 to 10 fall into low, middle and high."""
_BANDS = {PLEASANT: "high", "low": "low", "tense": "low"}
"""Where a group of feelings lies among them; the others are in the middle."""
_CLOSE, _SPACE = "close", "space"

ANSWERS = {
    "scale": ("ScaleAnswerIntent", "number"),
    "feeling": ("FeelingAnswerIntent", "feeling"),
    "need": ("NeedAnswerIntent", "need"),
    "ease": ("EaseAnswerIntent", "ease"),
    "connection": ("ConnectionAnswerIntent", "connection"),
}
"""For each kind of question, the intent that answers it and its slot."""


def group_of(context: Context, question: Question) -> str | None:
    """The group of answers the turn belongs to, or None when it answers another question."""
    intent, slot = ANSWERS[question.kind]
    instead = _absent(context, question)
    if instead is not None:
        return instead
    if context.turn.intent != intent:
        in_words = _rated_in_words(context) if question.kind == "scale" else None
        return in_words or _plain_yes_or_no(context, question) or _meant_here(context, question)
    if question.kind == "scale":
        number = context.number_slot(slot)
        return None if number is None else band(number)
    filled = context.slot(slot)
    if filled is None:
        return None
    if question.kind == "feeling" and _is_mixed(context, context.turn.text or filled.text):
        return MIXED
    if filled.value is None:
        return OTHER
    values = context.catalog.lists[question.kind].values
    found = next((value for value in values if value.id == filled.value), None)
    return OTHER if found is None else found.group or found.id


def _absent(context: Context, question: Question) -> str | None:
    """The group of an answer that tells what is missing: "not so calm"."""
    text, intent = context.turn.text, context.turn.intent
    if not text or intent not in (None, *(name for name, _ in ANSWERS.values())):
        return None
    if question.kind == "connection" and is_absent(context, text, "connection", _CLOSE):
        return _SPACE
    if question.kind not in ("feeling", "scale"):
        return None
    mood = missed(context, text)
    if question.kind == "feeling" or mood is None:
        return mood
    return None if context.number_slot("number") is not None else band_of(mood)


def value_of(context: Context, question: Question, group: str | None) -> str | None:
    """The very answer of those in `group`, where it was told as it stands in the list."""
    intent, slot = ANSWERS[question.kind]
    filled = context.slot(slot)
    if context.turn.intent != intent or filled is None or question.kind == "scale":
        return None
    values = context.catalog.lists[question.kind].values
    found = next((value for value in values if value.id == filled.value), None)
    return found.id if found is not None and (found.group or found.id) == group else None


def band_of(mood: str) -> str:
    """Where a group of feelings lies on the scale."""
    return _BANDS.get(mood, "middle")


def _rated_in_words(context: Context) -> str | None:
    """The band of a rating that was given as a feeling: "pretty good". No number is made of it."""
    intent, slot = ANSWERS["feeling"]
    filled = context.slot(slot)
    if context.turn.intent != intent or filled is None:
        return None
    values = context.catalog.lists["feeling"].values
    group = next((value.group for value in values if value.id == filled.value), None)
    return None if group is None else band_of(group)


def _is_mixed(context: Context, said: str) -> bool:
    """Whether a good feeling and another one are named in one breath, neither of them denied."""
    words = said.lower().replace(",", " ").split()
    if set(words) & set(context.catalog.hearing.negators):
        return False
    text = f" {' '.join(words)} "
    groups = {
        value.group
        for value in context.catalog.lists["feeling"].values
        if any(f" {says} " in text for says in value.says)
    }
    return PLEASANT in groups and len(groups) > 1


def _plain_yes_or_no(context: Context, question: Question) -> str | None:
    if question.kind != "ease":
        return None
    return {
        "AMAZON.YesIntent": "carry-on",
        "AMAZON.ResumeIntent": "carry-on",  # how "carry on" arrives where no state is known
        "AMAZON.NoIntent": "wind-down",
    }.get(context.turn.intent or "")


def _meant_here(context: Context, question: Question) -> str | None:
    """The group of words that were taken for an answer of another kind: "close" is a feeling, too.

    Whoever understood them may not have known the question; then "sleep" alone may have become a
    script, too.
    """
    said = {slot.text.lower() for slot in context.turn.slots.values()}
    answers = {name for name, _ in ANSWERS.values()}
    alone = len(said) == 1 and (context.turn.text or next(iter(said))).lower() in said
    if question.kind == "scale" or not (context.turn.intent in answers or alone):
        return None
    values = context.catalog.lists[question.kind].values
    found = next((value for value in values if said & {*value.says, value.id}), None)
    return None if found is None else found.group or found.id


def band(number: int) -> str | None:
    """The group of a rating; None for a number that is none."""
    if not 0 <= number <= 10:
        return None
    if number <= LOW_UP_TO:
        return "low"
    return "high" if number >= HIGH_FROM else "middle"


def says_something(context: Context) -> bool:
    """Whether there are words, and not only "um"."""
    hearing = context.catalog.hearing
    empty = {*hearing.fillers, *hearing.function_words}
    return not set(plain(context.turn.text or "").split()) <= empty
