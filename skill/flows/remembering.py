"""Small things that every flow needs that has to do with what is kept."""

from skill.flows.context import Context, Result, keeping, paused, spoken
from skill.kept import Effect, Figures, Record, Remembered, Settings
from skill.turn import Idle, InCheckIn, InFeedback, Position, State


def settings_of(state: State) -> Settings:
    """The session's settings, as they would be kept."""
    return Settings(
        pace=state.pace,
        style=state.style,
        minutes=state.minutes,
        background=state.background,
        discreet=state.discreet,
        exit=state.exit,
        cards=state.cards,
    )


def remembered(context: Context) -> Remembered | None:
    """What is known about the person, where it can be reached."""
    known = context.turn.remembered
    return known if isinstance(known, Remembered) else None


def others_take_part(context: Context) -> bool:
    """Whether partners are in the middle of something together."""
    position = paused(context.state.position)
    if isinstance(position, InCheckIn):
        return context.catalog.checkins[position.checkin].who == "partner"
    return isinstance(position, InFeedback)


def waiting(context: Context) -> Position:
    """What was under way, as it waits."""
    return paused(context.state.position) or Idle()


def say(
    context: Context,
    *texts: str,
    effects: tuple[Effect, ...] = (),
    unkept: tuple[str, ...] = (),
) -> Result:
    """Say it, then ask whether to go on, or what else there may be."""
    resumable = paused(context.state.position)
    phrases = context.catalog.phrases
    ask = context.pick(phrases.anything_else) if resumable is None else phrases.go_on
    result = context.reply(*texts, ask, reprompt=ask, position=resumable or Idle())
    if not effects:
        return result
    instead = spoken(*unkept, ask, style_of=context.state) if unkept else ()
    return keeping(result, *effects, unkept=instead)


def keeps_figures(context: Context) -> bool:
    """Whether the person has said yes to keeping figures."""
    known = remembered(context)
    return known is not None and known.private and known.locked and known.figures


def recording(context: Context, result: Result, figures: Figures) -> Result:
    """The result, with figures to record where the person has said yes to it."""
    if figures == Figures() or not keeps_figures(context):
        return result
    return keeping(result, Record(figures))
