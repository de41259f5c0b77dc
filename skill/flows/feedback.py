"""Partners hear a prompt and answer each other in turn.

Each says yes first, separately; a no or a silence from either leads to something calm for one, and
no reason is asked. A turn is an open room: after the prompt we are silent for the length of a turn
and only commands are acted on. What the partners say to each other is neither taken nor kept.
"""

from content.schema import Feedback, FeedbackPrompt
from skill.flows import script
from skill.flows.context import Context, Result
from skill.replace import replace
from skill.speech import Pause, Say, Speech
from skill.timing import speech_seconds
from skill.turn import Idle, InFeedback

LISTEN_BACK_SECONDS = 15.0
"""Room for the listener to say back what they heard, and for the speaker to confirm."""

BOTH = 2
MOST_BREAKS = 1
"""Breathing breaks before another one ends the round."""


def start(context: Context, feedback: Feedback, *, deck: tuple[str, ...] = ()) -> Result:
    """Open the round, of the prompts in `deck` where it has any, and ask the first for a yes."""
    if deck and feedback.favorites is not None:
        return _gate(context, InFeedback(feedback.id, deck=deck), feedback.favorites.opening)
    first = context.turn.variant % len(feedback.prompts) if feedback.begins == "any" else 0
    return _gate(context, InFeedback(feedback.id, first=first), feedback.opening)


def proceed(context: Context, position: InFeedback) -> Result:
    """Go on with the other partner, or with the next prompt."""
    if position.ready < BOTH:
        return _gate(context, position)
    if position.paused:
        return repeat(context, position)
    if position.speaker == 0:
        return _give(context, replace(position, speaker=1, paused=False))
    return _next_prompt(context, position)


def take_break(context: Context, position: InFeedback) -> Result:
    """A minute of breathing, then the same turn again; a second break ends the round kindly."""
    feedback = context.catalog.feedback[position.feedback]
    if position.breaks >= MOST_BREAKS:
        return context.reply(feedback.break_end, after="end", position=Idle())
    calm = context.catalog.scripts[feedback.break_script]
    parts = [made.speech for _, made in script.parts_at(context, calm, 1)]
    after = replace(position, breaks=position.breaks + 1, paused=True)
    return context.reply(*parts, after="proceed", position=after)


def repeat(context: Context, position: InFeedback) -> Result:
    """Give the current turn again."""
    if position.ready < BOTH:
        return _gate(context, position)
    return _give(context, replace(position, paused=False))


def back(context: Context, position: InFeedback) -> Result:
    """Go to the turn before this one."""
    if position.ready < BOTH or (position.prompt, position.speaker) == (0, 0):
        return repeat(context, position)
    if position.speaker == 1:
        return _give(context, replace(position, speaker=0, paused=False))
    return _give(context, replace(position, prompt=position.prompt - 1, speaker=1, paused=False))


def decline(context: Context, position: InFeedback) -> Result:
    """A no, or no answer, from either: something calm for one instead."""
    gate = context.catalog.feedback[position.feedback].gate
    instead = context.catalog.scripts[gate.instead.script or ""]
    calm = replace(context, state=replace(context.state, position=Idle()))
    return script.start(calm, instead, gate.instead.minutes, note=gate.declined)


def silence(context: Context, position: InFeedback, before: str = "") -> Result:
    """Nobody answered whether to start, or not clearly; the second time it is a no."""
    misses = context.state.misses + 1
    if misses == 1:
        reply, state = _gate(context, position, before)
        return reply, replace(state, misses=misses)
    return decline(context, position)


def tell_about(context: Context, position: InFeedback) -> Result:
    """Say what there is to agree to, and ask again."""
    reply, state = _gate(context, position, context.catalog.feedback[position.feedback].gate.about)
    return reply, replace(state, misses=context.state.misses)


def agree(context: Context, position: InFeedback) -> Result:
    """A yes from whoever was asked."""
    agreed = replace(position, ready=position.ready + 1, paused=False)
    return _give(context, agreed) if agreed.ready == BOTH else _gate(context, agreed)


def hush(context: Context, position: InFeedback) -> Result:
    """What is left of a turn, without a word before it: whoever speaks goes on."""
    left = _left(_give(context, position)[0].speech, context.turn.heard or 0.0)
    return context.reply(left, after="proceed") if left else proceed(context, position)


def command(context: Context, position: InFeedback) -> Result | None:
    """What a command does in a round of feedback; None when it does nothing here."""
    intent = context.turn.intent
    if position.ready < BOTH:
        return _answer_gate(context, position)
    match intent:
        case "AMAZON.PauseIntent":
            return take_break(context, position)
        case "AMAZON.ResumeIntent" | "AMAZON.YesIntent" | "AMAZON.RepeatIntent":
            return repeat(context, position)
        case "TurnIntent":
            return proceed(context, position)
        case "AMAZON.NextIntent":
            cards = _are_cards(context, position)
            return _next_prompt(context, position) if cards else proceed(context, position)
        case "MoreIntent":
            return _next_prompt(context, position)
        case "AMAZON.PreviousIntent":
            return back(context, position)
        case "AMAZON.StartOverIntent":
            return _give(context, replace(position, prompt=0, speaker=0, paused=False))
        case "AMAZON.NoIntent" if _are_cards(context, position) and not position.paused:
            # A no to a card is a wish for another one; "stop" puts them all away.
            return _next_prompt(context, position)
        case "AMAZON.NoIntent":
            return _end(context, position)
        case _:
            return None


def _are_cards(context: Context, position: InFeedback) -> bool:
    """Whether "next" turns to another prompt, and not to the other partner."""
    return context.catalog.feedback[position.feedback].next_is == "prompt"


def known(context: Context, position: InFeedback) -> bool:
    """Whether the position names a round and a prompt that there are."""
    feedback = context.catalog.feedback.get(position.feedback)
    if feedback is None or not {prompt.id for prompt in feedback.prompts} >= set(position.deck):
        return False
    return position.prompt <= len(_prompts(feedback, position))


def card(context: Context, position: InFeedback) -> FeedbackPrompt | None:
    """The prompt that is open; None before both have agreed, and in a break."""
    if position.ready < BOTH or position.paused:
        return None
    return _prompt(context.catalog.feedback[position.feedback], position)


def listen(context: Context, position: InFeedback, *texts: str) -> Result:
    """Say `texts` to whoever has the floor, then be quiet for a turn."""
    feedback = context.catalog.feedback[position.feedback]
    turn = 2 * position.prompt + position.speaker
    first, *others = feedback.listen_back
    listen_back = others[(turn - 1) % len(others)] if turn and others else first
    return context.reply(
        *texts,
        (Pause(feedback.turn_seconds, announced=True),),
        listen_back,
        (Pause(LISTEN_BACK_SECONDS, announced=True),),
        after="proceed",
        position=position,
    )


def _left(speech: Speech, heard: float) -> Speech:
    """What follows after so many seconds; a sentence that was cut short is not said again."""
    left: list[Say | Pause] = []
    begins = 0.0
    for item in speech:
        ends = begins + speech_seconds((item,))
        if isinstance(item, Pause) and ends > heard:
            left.append(Pause(round(ends - max(begins, heard), 3), announced=item.announced))
        elif isinstance(item, Say) and begins >= heard:
            left.append(item)
        begins = ends
    return tuple(left)


def _prompts(feedback: Feedback, position: InFeedback) -> tuple[FeedbackPrompt, ...]:
    """The prompts of the round, in their order."""
    if position.deck:
        by_id = {prompt.id: prompt for prompt in feedback.prompts}
        return tuple(by_id[ident] for ident in position.deck)
    first = position.first % len(feedback.prompts)
    return feedback.prompts[first:] + feedback.prompts[:first]


def _prompt(feedback: Feedback, position: InFeedback) -> FeedbackPrompt | None:
    prompts = _prompts(feedback, position)
    return prompts[position.prompt] if position.prompt < len(prompts) else None


def _answer_gate(context: Context, position: InFeedback) -> Result | None:
    intent = context.turn.intent
    if position.paused and intent in ("AMAZON.YesIntent", "AMAZON.ResumeIntent"):
        # A yes to going on is no yes to what they would go on with.
        return _gate(context, replace(position, paused=False))
    match intent:
        case "AMAZON.YesIntent" | "AMAZON.ResumeIntent":
            return agree(context, position)
        case "AMAZON.NoIntent" | "AMAZON.NextIntent":
            # Whoever passes has not said yes.
            return decline(context, position)
        case "AMAZON.PauseIntent":
            return take_break(context, position)
        case "AMAZON.RepeatIntent" | "AMAZON.StartOverIntent" | "AMAZON.PreviousIntent":
            return _gate(context, position)
        case "TurnIntent" | "MoreIntent":
            # Whoever speaks of turns has not said yes in so many words.
            return _gate(context, position)
        case _:
            return None


def _gate(context: Context, position: InFeedback, before: str = "") -> Result:
    gate = context.catalog.feedback[position.feedback].gate
    ask = gate.second if position.ready else gate.first
    return context.reply(before, ask, reprompt=ask, position=position)


def _give(context: Context, position: InFeedback) -> Result:
    prompt = _prompt(context.catalog.feedback[position.feedback], position)
    if prompt is None:
        return _end(context, position)
    return listen(context, position, prompt.second if position.speaker else prompt.first)


def _next_prompt(context: Context, position: InFeedback) -> Result:
    return _give(context, replace(position, prompt=position.prompt + 1, speaker=0, paused=False))


def _end(context: Context, position: InFeedback) -> Result:
    feedback = context.catalog.feedback[position.feedback]
    return context.reply(feedback.closing, after="end", position=Idle())
