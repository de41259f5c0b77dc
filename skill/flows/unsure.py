"""What was not understood, or may have been meant: one question, then a choice, never in a circle.

A first miss asks for other words, or whether it was the likeliest; a second one offers what there
is; after that each sentence is another one. What was under way goes on as soon as it can.
"""

from skill.flows import checkin, feedback, house, script, silence
from skill.flows.context import Context, Result, going_on, paused
from skill.replace import replace
from skill.routes import Routes
from skill.turn import (
    Choosing,
    Confirming,
    InCheckIn,
    InFeedback,
    InScript,
    Position,
    Request,
    Visual,
)
from skill.wording import choices, number

MENU = ("BreathingIntent", "StartCheckInIntent", "PartnerFeedbackIntent")
"""What a person can start with, as it is offered after a second miss."""
MENU_AT = 2
"""The miss in a row after which it is offered."""


def missed(context: Context) -> Result:
    """Nothing was near."""
    phrases = context.catalog.phrases
    position = context.state.position
    misses = context.state.misses + 1
    if paused(position) == position:
        # Talk while it waits is for others: it waits on, and says so where it has to speak.
        return context.reply(context.pick(phrases.paused), reprompt=phrases.go_on)
    if misses == MENU_AT and isinstance(position, Confirming):
        reply, state = house.offer_again(context, position)
        return reply, replace(state, misses=misses)
    if misses == MENU_AT:
        titles = [context.catalog.utterances[name].title for name in MENU]
        text = phrases.fallback_again.format(choices=choices(context.catalog, titles))
        shown = Visual(choices=tuple(Request(name) for name in MENU))
        return context.reply(text, reprompt=text, misses=misses, visual=shown)
    texts = phrases.fallback if misses < MENU_AT else phrases.fallback_still
    return context.reply(context.pick(texts), reprompt=phrases.launch_reprompt, misses=misses)


def did_you_mean(context: Context, candidates: tuple[Request, ...], routes: Routes) -> Result:
    """Ask whether it was the likeliest of these; the second time, which of them it was."""
    phrases = context.catalog.phrases
    before = going_on(context.state.position)
    names = list(dict.fromkeys(_named(context, request, routes) for request in candidates))
    misses = context.state.misses + 1
    if misses == 1 and not isinstance(context.state.position, Choosing):
        candidates = candidates[:1]
        text = phrases.did_you_mean.format(choice=names[0])
    else:
        # Never guess twice: the second time there is a choice.
        text = phrases.fallback_which.format(choices=choices(context.catalog, names))
    return context.reply(text, reprompt=text, position=Choosing(candidates, before), misses=misses)


def not_meant(context: Context, position: Choosing) -> Result:
    """It was not what we thought: go on with what was under way, or ask."""
    earlier = silence.unasked(context, position)
    declined = context.pick(context.catalog.phrases.offer_declined)
    match position.before:
        case InScript(paused=False) as before:
            return script.carry_on(earlier, before, declined)
        case InCheckIn(paused=False) as before:
            return checkin.unclear(replace(earlier, turn=replace(earlier.turn, text=None)), before)
        case InFeedback(paused=False) as before:
            return feedback.repeat(earlier, before)
        case _:
            return house.declined(context, position.before)


def answerable(context: Context, position: InCheckIn, routes: Routes) -> Context:
    """The turn with the guesses that make sense while a question is open.

    Those are answers to it, and requests for something else; a vague answer that is a little like a
    command is neither.
    """
    sensible = tuple(
        request
        for request in context.turn.candidates
        if checkin.answers(context, position, request) or routes.action(request)
    )
    return replace(context, turn=replace(context.turn, candidates=sensible))


def without_stray_answers(context: Context, where: Position) -> Context:
    """The turn without guesses at answers to what nobody asked: "did you mean four?"."""
    contract = context.catalog.intents
    sensible = tuple(
        request
        for request in context.turn.candidates
        if not (known := contract[request.intent]).answer
        or known.told
        or where.kind in known.expected
    )
    return replace(context, turn=replace(context.turn, candidates=sensible))


def _named(context: Context, request: Request, routes: Routes) -> str:
    """What a request leads to, by its own name, or what it is; an answer by its words."""
    catalog = context.catalog
    answered = checkin.answer_of(request)
    if answered is not None:
        value = answered.value
        return number(catalog, value) if isinstance(value, int) else answered.text
    action = routes.action(request)
    if action is not None and action.answer is not None:
        return catalog.answers[action.answer].title
    named = action is not None and action != routes.usual(request.intent)
    if named and action is not None and action.script is not None:
        return catalog.scripts[action.script].title
    if named and action is not None and action.feedback is not None:
        return catalog.feedback[action.feedback].title
    return catalog.utterances[request.intent].title
