"""Guided scripts: start, go on, pause, move about, change the pace or the length."""

from collections.abc import Iterator

from content.schema import Action, Script
from skill.flows import rating
from skill.flows.context import Context, Result, join, spoken
from skill.flows.plan import Manner, Part
from skill.replace import replace
from skill.speech import Pause, Speech
from skill.timing import speech_seconds
from skill.turn import Confirming, Idle, InScript, Position, Progress, Rating, State, Visual
from skill.wording import minutes, sentence

OPENING_PAUSE = Pause(0.8)
PREFIX = "script:"
"""Marks in `State.last` that a script has ended, so that \"more\" can go on with it."""


def start(
    context: Context,
    script: Script,
    asked: float | None,
    *,
    pattern: tuple[float, ...] = (),
    own_pace: bool = False,
    note: str = "",
) -> Result:
    """Begin `script` at the length asked for, or at its default; `note` is said first."""
    length = nearest(script, context.state.minutes if asked is None else asked)
    position = InScript(script.id, length, pattern=pattern, own_pace=own_pace)
    return _give(context, position, note, _another_length(context, script, asked))


def begin(context: Context, script: Script, asked: float | None, before: Position) -> Result:
    """Begin `script`, or ask first where it wants a yes; a no to that goes back to `before`."""
    if script.opt_in is None:
        return start(context, script, asked)
    ask = context.pick(script.opt_in.ask)
    yes = Action(script=script.id, minutes=asked)
    return context.reply(ask, reprompt=ask, position=Confirming(yes, before))


def _another_length(context: Context, script: Script, asked: float | None) -> str:
    """A word about a length that the script does not have."""
    phrases = context.catalog.phrases
    if asked is None or asked == nearest(script, asked):
        return ""
    if asked > max(script.minutes):
        return phrases.length_too_long
    return phrases.length_too_short if asked < min(script.minutes) else phrases.length_nearest


def nearest(script: Script, asked: float | None) -> float:
    """The length nearest to the one asked for.

    A script that repeats rounds to its length can have any length between its shortest and its
    longest; another one would not fill it, so it has the lengths it offers.
    """
    if asked is None:
        return float(script.default)
    if any(section.repeat == "to-length" for section in script.sections):
        return float(min(max(asked, min(script.minutes)), max(script.minutes)))
    return float(min(script.minutes, key=lambda offered: abs(offered - asked)))


def proceed(context: Context, position: InScript) -> Result:
    """Go on with the part after the current one."""
    script = context.catalog.scripts[position.script]
    current = _part(context, position)
    if current is None:
        return _finish(context, script)
    heard = context.turn.heard
    given = position.lead + current.seconds if heard is None else heard
    after = context.planners[script.id].following(position, _manner(context.state), given)
    return _give(context, after)


def pause(context: Context, position: InScript) -> Result:
    """Hold the script where it is; the current part is given again on resume."""
    phrases = context.catalog.phrases
    return context.reply(
        context.pick(phrases.paused),
        reprompt=phrases.go_on,
        position=replace(position, paused=True),
    )


def resume(context: Context, position: InScript) -> Result:
    """Go on with the sentence that was interrupted."""
    note = context.catalog.phrases.resumed if position.paused else ""
    return carry_on(context, position, note)


def carry_on(context: Context, position: InScript, note: str = "") -> Result:
    """Go on with the sentence that was interrupted, after a word about why."""
    return _give(context, replace(position, paused=False), note)


def repeat(context: Context, position: InScript) -> Result:
    """Say the sentence before again, and go on from there."""
    return carry_on(context, replace(position, said=max(0, position.said - 1)))


def skip(context: Context, position: InScript) -> Result:
    """Go to the next section; the rest fills what is left of the length."""
    return carry_on(context, replace(position, section=position.section + 1, round=0, said=0))


def back(context: Context, position: InScript) -> Result:
    """Go to the section before this one, or to the beginning of the first."""
    section = max(0, position.section - 1)
    return carry_on(context, replace(position, section=section, round=0, said=0))


def start_over(context: Context, position: InScript) -> Result:
    """Begin the same script again at the same length."""
    return carry_on(context, replace(position, section=0, round=0, elapsed=0.0, said=0))


def command(context: Context, position: InScript) -> Result | None:
    """What a command does while a script runs or waits; None when it does nothing here."""
    match context.turn.intent:
        case "AMAZON.PauseIntent":
            return pause(context, position)
        case "AMAZON.ResumeIntent" | "AMAZON.YesIntent":
            return resume(context, position)
        case "AMAZON.RepeatIntent":
            return repeat(context, position)
        case "AMAZON.NextIntent":
            return skip(context, position)
        case "AMAZON.PreviousIntent":
            return back(context, position)
        case "AMAZON.StartOverIntent":
            return start_over(context, position)
        case "AMAZON.NoIntent" if position.paused:
            return finish(context, position)
        case "AMAZON.NoIntent":
            # A no to nothing that we asked may be for others: we fall silent, and nothing is lost.
            return pause(context, position)
        case _:
            return None


def interrupted(context: Context) -> Context:
    """The turn as it meets a script that runs: what was heard of its part is counted.

    Whatever comes of the turn, the script goes on where it was, and its length stays true.
    """
    position = context.state.position
    if not isinstance(position, InScript) or position.paused:
        return context
    planner = context.planners[position.script]
    opening = _opening(context, position)
    counted = planner.heard(position, _manner(context.state), context.turn.heard, opening)
    state = replace(context.state, position=counted)
    return replace(context, state=state, turn=replace(context.turn, heard=0.0))


def _manner(state: State) -> Manner:
    return Manner(state.pace, state.style)


def _opening(context: Context, position: InScript) -> Speech:
    """What is said before the script's first part; nothing once some of it was heard."""
    if position.elapsed > 0:
        return ()
    script = context.catalog.scripts[position.script]
    text = context.catalog.phrases.script_opening.format(
        minutes=minutes(context.catalog, position.minutes), title=script.title
    )
    return (*spoken(sentence(text), style_of=context.state), OPENING_PAUSE)


def _part(context: Context, position: InScript) -> Part | None:
    planner = context.planners[position.script]
    return planner.part(position, _manner(context.state), _opening(context, position))


def _give(context: Context, position: InScript, *notes: str) -> Result:
    script = context.catalog.scripts[position.script]
    before = spoken(*notes, style_of=context.state)
    lead = speech_seconds((*before, OPENING_PAUSE)) if before else 0.0
    position = replace(position, lead=lead)
    made = _part(context, position)
    if made is None:
        return _finish(context, script)
    total = position.minutes * 60
    given = context.reply(
        made.speech,
        after="proceed",
        position=position,
        visual=Visual(Progress(script.title, position.elapsed, total), made.phases),
        seconds=made.seconds,
    )
    return join(context, before, given) if before else given


def finish(context: Context, position: InScript) -> Result:
    """Leave the script: with its closing question, or without a word where it ends in silence."""
    return _finish(context, context.catalog.scripts[position.script])


def _finish(context: Context, script: Script) -> Result:
    if script.ends == "silence":
        return context.reply(after="end", position=Idle())
    phrases = context.catalog.phrases
    rated = context.state.rated
    if rated is not None and rating.known(context, Rating(rated)):
        return rating.offer(context, rated)
    return context.reply(
        context.pick(phrases.script_closing),
        reprompt=context.pick(phrases.anything_else),
        position=Idle(),
        last=PREFIX + script.id,
    )


def known(context: Context, position: InScript) -> bool:
    """Whether the position names a script and a section that there are."""
    script = context.catalog.scripts.get(position.script)
    return script is not None and position.section <= len(script.sections)


def parts_at(
    context: Context,
    script: Script,
    asked: float | None,
    *,
    own_pace: bool = False,
    no_holds: bool = False,
) -> Iterator[tuple[InScript, Part]]:
    """Every part of the whole script at a length, as the session would speak it."""
    length = nearest(script, asked)
    position = InScript(script.id, length, own_pace=own_pace, no_holds=no_holds)
    opening = _opening(context, position)
    return context.planners[script.id].parts(position, _manner(context.state), opening)


def total_seconds(context: Context, script: Script, asked: float | None) -> float:
    """Seconds the whole script takes at a length, at the session's pace."""
    return sum(made.seconds for _, made in parts_at(context, script, asked))
