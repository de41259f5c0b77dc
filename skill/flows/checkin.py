"""The check-in: a few questions, each of which can be skipped; nothing is kept unasked."""

from content.schema import CheckIn, Offer, Question, Reaction
from skill.flows.context import Context, Result, join, paused
from skill.flows.groups import ANSWERS, band, group_of, says_something, value_of
from skill.flows.moods import OTHER, PLEASANT, missed, mood_in
from skill.flows.ratings import read as read_rating
from skill.flows.remembering import keeps_figures, recording
from skill.kept import Figures
from skill.replace import replace
from skill.turn import Confirming, Expectation, Idle, InCheckIn, Rated, Request, SlotValue
from skill.wording import mentions

PATIENCE = 0.9
"""Seconds of silence that end an answer: people think while they answer."""


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
    if _comes_late(context, position):
        position = replace(position, question=position.question - 1)
        question = _question(context, position)
    group = group_of(context, question)
    if group is None:
        return None
    reaction = _reaction(question, group, value_of(context, question, group))
    if reaction is None:
        return None
    if question.kind == "ease" and group == "wind-down":
        return context.reply(context.pick(reaction.say), after="end", position=Idle())
    number = context.number_slot("number") if question.kind == "scale" else None
    if number is not None:
        context = _rated(context, position, number)
    result = _next(context, position, context.pick(reaction.say), reaction.then)
    return _recorded(context, position, result, _figures(question, group, number))


def told(context: Context, position: InCheckIn) -> Result | None:
    """What only the raw words tell of a question; None where they tell nothing of their own.

    People say more than they were asked ("seven but my knees are sore"), or ask what is meant.
    """
    text = context.turn.text
    intent = context.catalog.intents.get(context.turn.intent or "")
    if position.paused or not text or (intent is not None and intent.short):
        return None
    question = _question(context, position)
    hearing = context.catalog.hearing
    if question.meaning is not None and mentions(text, hearing.puzzled):
        return _ask(context, position, question.meaning, reprompt=True)
    if context.turn.kind == "no_match" and mentions(text, hearing.left_out):
        return skip(context, position)
    if question.kind == "scale":
        if mentions(text, hearing.alone) and read_rating(context, text) is None:
            # It is a word about who is here, and none about the body.
            return join(context, context.catalog.phrases.for_one, _ask(context, position))
        return _rated_and_more(context, position, text)
    if question.kind == "need" and mentions(text, hearing.undecided):
        return skip(context, position) if group_of(context, question) in (None, OTHER) else None
    return answer(context, position) if context.turn.kind == "no_match" else None


def _rated_and_more(context: Context, position: InCheckIn, text: str) -> Result | None:
    """A number with words about it, or words that tell how the body is without a number."""
    rating = read_rating(context, text)
    if rating is None:
        return answer(context, position) if context.turn.kind == "no_match" else None
    question = _question(context, position)
    group = band(rating.value)
    symptoms = context.catalog.lists["symptom"].values
    aches = any(mentions(rating.rest, value.says) for value in symptoms)
    # Whoever names an ache is told that we can help with it, at any number.
    reaction = _reaction(question, "low" if aches else group or OTHER)
    if group is None or reaction is None:
        return None
    context = _rated(context, position, rating.value)
    figures = _figures(question, group, rating.value)
    said, then = context.pick(reaction.say), reaction.then
    mood = _mood_told(context, position, rating.rest)
    if mood is not None:
        position = replace(position, question=position.question + 1)
        after = _reaction(_question(context, position), mood)
        if after is not None:
            said, then = f"{said} {context.pick(after.say)}", after.then
            figures = replace(figures, mood=mood)
    result = _next(context, position, said, then)
    return _recorded(context, position, result, figures)


def _mood_told(context: Context, position: InCheckIn, rest: str) -> str | None:
    """The mood that was told along with a number, where it is what we would ask for next."""
    questions = context.catalog.checkins[position.checkin].questions[position.question + 1 :]
    mood = mood_in(context, rest)
    if not questions or questions[0].kind != "feeling" or mood in (None, OTHER):
        return None
    feels = mentions(rest, context.catalog.hearing.feels)
    # "Seven, pretty good" is about the body alone.
    return mood if feels or mood != PLEASANT else None


def _rated(context: Context, position: InCheckIn, number: int) -> Context:
    rated = Rated(position.checkin, number)
    return replace(context, state=replace(context.state, rated=rated))


def _recorded(context: Context, position: InCheckIn, result: Result, figures: Figures) -> Result:
    solo = context.catalog.checkins[position.checkin].who == "solo"
    return recording(context, result, figures) if solo else result


def unasked_and_missed(context: Context) -> Result | None:
    """Take a good feeling that is told as missing, where we were not sure of the words.

    Nobody who says they don't feel happy is asked whether they meant happy.
    """
    turn = context.turn
    likeliest = next(iter(turn.candidates), None)
    if likeliest is None or likeliest.intent != ANSWERS["feeling"][0] or not turn.text:
        return None
    if missed(context, turn.text) is None:
        return None
    meant = replace(turn, kind="intent", intent=likeliest.intent, slots=likeliest.slots)
    return unasked(replace(context, turn=meant))


def unasked(context: Context) -> Result | None:
    """Take a feeling or a need that was told outside a check-in: react, and offer what may help."""
    solo = [checkin for checkin in context.catalog.checkins.values() if checkin.who == "solo"]
    for question in (question for checkin in solo for question in checkin.questions):
        if ANSWERS[question.kind][0] != context.turn.intent:
            continue
        group = group_of(context, question)
        value = value_of(context, question, group)
        reaction = None if group is None else _reaction(question, group, value)
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
    if own_words is not None and says_something(context):
        return _next(context, position, context.pick(own_words.say))
    misses = context.state.misses + 1
    if misses == 1:
        return _ask(context, position, context.pick(checkin.unclear), reprompt=True, misses=misses)
    return skip(context, position)


def answers(context: Context, position: InCheckIn, request: Request) -> bool:
    """Whether a request is an answer to the current question, with what it takes."""
    intent, slot = ANSWERS[_question(context, position).kind]
    return request.intent == intent and slot in request.slots


def answer_of(request: Request) -> SlotValue | None:
    """What a request answers to one of our questions; None when it answers none."""
    slot = dict(ANSWERS.values()).get(request.intent)
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
    likely = (ANSWERS[question.kind][0], *context.expecting("checkin").intents)
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


def _reaction(question: Question, group: str, value: str | None = None) -> Reaction | None:
    named = {reaction.to: reaction for reaction in question.reactions}
    return named.get(value or group) or named.get(group) or named.get(OTHER)


def _comes_late(context: Context, position: InCheckIn) -> bool:
    """Whether this is a number for the question before this one: "make that a five"."""
    if position.question == 0 or context.number_slot("number") is None:
        return False
    questions = context.catalog.checkins[position.checkin].questions
    is_number = context.turn.intent == ANSWERS["scale"][0]
    return is_number and questions[position.question - 1].kind == "scale"
