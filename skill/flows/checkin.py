"""The check-in: a few questions, each of which can be skipped; nothing is kept unasked."""

from content.schema import CheckIn, Offer, Question, Reaction
from skill.flows.context import Context, Result, paused
from skill.flows.remembering import keeps_figures, recording
from skill.kept import Figures
from skill.replace import replace
from skill.turn import Confirming, Expectation, Idle, InCheckIn, Rated, Request, SlotValue

OTHER = "other"
"""The reaction for an answer in the person's own words that belongs to no group."""
MIXED, PLEASANT = "mixed", "pleasant"
"""Groups of feelings: what two of them make together, and the one it takes for that."""

LOW_UP_TO, HIGH_FROM = 3, 7
"""Ratings from 0 to 10 fall into low, middle and high."""

PATIENCE = 0.9
"""Seconds of silence that end an answer: people think while they answer."""

_ANSWERS = {
    "scale": ("ScaleAnswerIntent", "number"),
    "feeling": ("FeelingAnswerIntent", "feeling"),
    "need": ("NeedAnswerIntent", "need"),
    "ease": ("EaseAnswerIntent", "ease"),
    "connection": ("ConnectionAnswerIntent", "connection"),
}
"""For each kind of question, the intent that answers it and its slot."""


def start(context: Context, checkin: CheckIn) -> Result:
    """Open the check-in and ask the first question."""
    kept = checkin.who == "solo" and keeps_figures(context)
    opening = context.catalog.memory.figures_opening if kept else checkin.opening
    return _ask(context, InCheckIn(checkin.id), opening)


def ask_again(context: Context, position: InCheckIn) -> Result:
    """Ask the current question again: on repeat, on resume, after something else."""
    return _ask(context, replace(position, paused=False))


def pause(context: Context, position: InCheckIn) -> Result:
    """Wait without a question."""
    phrases = context.catalog.phrases
    return context.reply(
        context.pick(phrases.paused),
        reprompt=phrases.go_on,
        position=replace(position, paused=True),
    )


def skip(context: Context, position: InCheckIn) -> Result:
    """Leave the current question out."""
    checkin = context.catalog.checkins[position.checkin]
    return _next(context, position, context.pick(checkin.skipped))


def back(context: Context, position: InCheckIn) -> Result:
    """Go to the question before this one."""
    return _ask(context, replace(position, question=max(0, position.question - 1), paused=False))


def start_over(context: Context, position: InCheckIn) -> Result:
    """Begin again."""
    return start(context, context.catalog.checkins[position.checkin])


def silence(context: Context, position: InCheckIn) -> Result:
    """Nothing was said: ask once more, then go on, then leave it there."""
    checkin = context.catalog.checkins[position.checkin]
    misses = context.state.misses + 1
    if misses == 1:
        return _ask(context, position, reprompt=True, misses=misses)
    return context.reply(context.pick(checkin.left), after="end", position=Idle())


def answer(context: Context, position: InCheckIn) -> Result | None:
    """Take the turn as an answer to the current question; None when it is none."""
    if position.paused and context.turn.intent in ("AMAZON.YesIntent", "AMAZON.ResumeIntent"):
        return None
    question = _question(context, position)
    group = _group(context, question)
    if group is None:
        return None
    reaction = _reaction(question, group)
    if reaction is None:
        return None
    number = context.number_slot("number")
    if question.kind == "scale" and number is not None and context.state.rated is None:
        rated = Rated(position.checkin, number)
        context = replace(context, state=replace(context.state, rated=rated))
    if question.kind == "ease" and group == "wind-down":
        return context.reply(context.pick(reaction.say), after="end", position=Idle())
    result = _next(context, position, context.pick(reaction.say), reaction.then)
    if context.catalog.checkins[position.checkin].who != "solo":
        return result
    return recording(context, result, _figures(question, group, number))


def unasked(context: Context) -> Result | None:
    """Take a feeling or a need that was told outside a check-in: react, and offer what may help."""
    solo = [checkin for checkin in context.catalog.checkins.values() if checkin.who == "solo"]
    for question in (question for checkin in solo for question in checkin.questions):
        if _ANSWERS[question.kind][0] != context.turn.intent:
            continue
        group = _group(context, question)
        reaction = None if group is None else _reaction(question, group)
        if reaction is not None and reaction.then is not None:
            return _react(context, reaction, reaction.then)
    return None


def _react(context: Context, reaction: Reaction, offer: Offer) -> Result:
    said = context.pick(reaction.say)
    resumable = paused(context.state.position)
    if resumable is not None:
        ask = context.catalog.phrases.go_on
        return context.reply(said, ask, reprompt=ask, position=resumable)
    ask = context.pick(offer.ask)
    return context.reply(said, ask, reprompt=ask, position=Confirming(offer.yes, Idle()))


def _figures(question: Question, group: str, number: int | None) -> Figures:
    """What of an answer may be kept: a number or the name of its group, no words."""
    match question.kind:
        case "scale":
            return Figures(rating=number)
        case "feeling" if group != OTHER:
            return Figures(mood=group)
        case "need" if group != OTHER:
            return Figures(need=group)
        case _:
            return Figures()


def command(context: Context, position: InCheckIn) -> Result | None:
    """What a command does in a check-in; None when it does nothing here."""
    match context.turn.intent:
        case "AMAZON.PauseIntent":
            return pause(context, position)
        case "AMAZON.ResumeIntent" | "AMAZON.RepeatIntent":
            return ask_again(context, position)
        case "AMAZON.YesIntent" if position.paused:
            return ask_again(context, position)
        case "AMAZON.YesIntent":
            # A plain yes answers none of the questions that are left here.
            return _ask(context, position, reprompt=True)
        case "AMAZON.NextIntent":
            return skip(context, position)
        case "AMAZON.NoIntent":
            # A plain no to any question is a wish not to answer it.
            return skip(context, position)
        case "AMAZON.PreviousIntent":
            return back(context, position)
        case "AMAZON.StartOverIntent":
            return start_over(context, position)
        case _:
            return None


def unclear(context: Context, position: InCheckIn) -> Result:
    """Something was said that answers nothing: own words are welcome, a number is asked again."""
    checkin = context.catalog.checkins[position.checkin]
    question = _question(context, position)
    own_words = _reaction(question, OTHER)
    if own_words is not None and context.turn.text:
        return _next(context, position, context.pick(own_words.say))
    misses = context.state.misses + 1
    if misses == 1:
        return _ask(context, position, context.pick(checkin.unclear), reprompt=True, misses=misses)
    return skip(context, position)


def answers(context: Context, position: InCheckIn, request: Request) -> bool:
    """Whether a request is an answer to the current question, with what it takes."""
    intent, slot = _ANSWERS[_question(context, position).kind]
    return request.intent == intent and slot in request.slots


def answer_of(request: Request) -> SlotValue | None:
    """What a request answers to one of our questions; None when it answers none."""
    slot = dict(_ANSWERS.values()).get(request.intent)
    return None if slot is None else request.slots.get(slot)


def known(context: Context, position: InCheckIn) -> bool:
    """Whether the position names a check-in and a question that there are."""
    checkin = context.catalog.checkins.get(position.checkin)
    return checkin is not None and position.question < len(checkin.questions)


def _question(context: Context, position: InCheckIn) -> Question:
    return context.catalog.checkins[position.checkin].questions[position.question]


def _ask(
    context: Context,
    position: InCheckIn,
    before: str = "",
    *,
    reprompt: bool = False,
    misses: int = 0,
) -> Result:
    question = _question(context, position)
    likely = (_ANSWERS[question.kind][0], *context.expecting("checkin").intents)
    return context.reply(
        before,
        question.reprompt if reprompt else context.pick(question.ask),
        reprompt=question.reprompt,
        position=position,
        misses=misses,
        expecting=Expectation(
            tuple(dict.fromkeys(likely)),
            open_answer=_reaction(question, OTHER) is not None,
            patience=PATIENCE,
        ),
    )


def _next(context: Context, position: InCheckIn, before: str, offer: Offer | None = None) -> Result:
    checkin = context.catalog.checkins[position.checkin]
    if position.question + 1 < len(checkin.questions):
        return _ask(context, replace(position, question=position.question + 1), before)
    closing = context.pick(checkin.closing)
    if offer is None or offer.yes.checkin is not None:
        offer = checkin.closing_offer
    if offer is None:
        return context.reply(before, closing, after="end", position=Idle())
    ask = context.pick(offer.ask)
    return context.reply(before, closing, ask, reprompt=ask, position=Confirming(offer.yes, Idle()))


def _reaction(question: Question, group: str) -> Reaction | None:
    named = {reaction.to: reaction for reaction in question.reactions}
    return named.get(group) or named.get(OTHER)


def _group(context: Context, question: Question) -> str | None:
    """The group of answers the turn belongs to, or None when it answers another question."""
    intent, slot = _ANSWERS[question.kind]
    if context.turn.intent != intent:
        return _plain_yes_or_no(context, question) or _meant_here(context, question)
    if question.kind == "scale":
        number = context.number_slot(slot)
        return None if number is None else _band(number)
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

    Whoever understood them may not have known the question.
    """
    if question.kind == "scale" or context.turn.intent not in {
        name for name, _ in _ANSWERS.values()
    }:
        return None
    said = {slot.text.lower() for slot in context.turn.slots.values()}
    values = context.catalog.lists[question.kind].values
    found = next((value for value in values if said & {*value.says, value.id}), None)
    return None if found is None else found.group or found.id


def _band(number: int) -> str | None:
    if not 0 <= number <= 10:
        return None
    if number <= LOW_UP_TO:
        return "low"
    return "high" if number >= HIGH_FROM else "middle"
