"""What is remembered, and what is to be: greeting with it, asking first, telling, forgetting.

Nothing is kept here: what there is comes in with the turn, and what is wished for goes out as
effects of the reply. `Reply.unkept` is said instead when they cannot be carried out.
"""

from collections.abc import Sequence
from typing import assert_never

from content.reminders import Soon
from skill.flows import house, lock, places
from skill.flows.context import Context, Result, join, keeping, paused
from skill.flows.remembering import others_take_part, remembered, say, settings_of
from skill.kept import (
    DEFAULT_DAYS,
    Effect,
    Forget,
    KeepFigures,
    KeepSettings,
    LeaveNote,
    Remembered,
    Unreachable,
)
from skill.replace import replace
from skill.turn import (
    Idle,
    Keeping,
    KeepingAbout,
    State,
)
from skill.wording import days, plain

USUAL_NOTE = "tomorrow"


# -- what is remembered comes into the session -----------------------------------------------------


def recalled(context: Context) -> Context:
    """The session with the settings that are remembered, once."""
    known = context.turn.remembered
    state = context.state
    if not isinstance(known, Remembered) or state.recalled:
        return context
    state = replace(state, recalled=True)
    if known.settings is not None:
        kept = known.settings
        state = replace(
            state,
            pace=kept.pace,
            style=kept.style,
            minutes=kept.minutes,
            background=kept.background,
            discreet=kept.discreet,
            exit=kept.exit,
            cards=kept.cards,
        )
    return replace(context, state=state)


def launch(context: Context) -> Result:
    """Greet: with the note that is due, and with the place where somebody stopped."""
    known = remembered(context)
    if known is None:
        return house.launch(context)
    if known.place is not None and places.there(context, known.place):
        result = ask(context, "place")
    elif context.state.discreet:
        words = context.catalog.memory
        result = context.reply(
            context.pick(words.discreet_launch), reprompt=words.discreet_reprompt, position=Idle()
        )
    else:
        result = house.launch(context)
    if known.note_due:
        result = keeping(join(context, context.catalog.memory.note_due, result), Forget("note"))
    return result


# -- requests --------------------------------------------------------------------------------------


def command(context: Context) -> Result | None:
    """What a request about memory does; None when the turn is none."""
    known = remembered(context)
    match context.turn.intent:
        case "DeleteDataIntent":
            return _forget(context)
        case "RecallLastIntent":
            return _last_time(context)
        case "SetReminderIntent":
            return switch_note(context, wanted=True)
        case "PrivacyIntent" if known is not None and known.anything:
            return tell_what_is_kept(context)
        case "AMAZON.ResumeIntent" if known is not None and known.place is not None:
            if places.there(context, known.place) and paused(context.state.position) is None:
                return places.go_on(context, known.place)
            return None
        case _:
            return None


def switch(context: Context, *, wanted: bool) -> Result:
    """Remember: settings first, then what of a check-in may be kept; or forget."""
    if not wanted:
        return _forget(context)
    known = context.turn.remembered
    words = context.catalog.memory
    match known:
        case None:
            return say(context, words.keeps_nothing)
        case Unreachable():
            return say(context, words.unreachable)
        case Remembered(settings=kept, private=private):
            if kept is None and not (private and _about_figures(context)):
                return ask(context, "settings")
            if private and not (known.figures and known.locked):
                return ask(context, "figures")
            return tell_what_is_kept(context)
        case _:
            assert_never(known)


def tell_what_is_kept(context: Context) -> Result:
    """Name every kind of thing that is kept."""
    words = context.catalog.memory
    known = context.turn.remembered
    if isinstance(known, Unreachable):
        return say(context, words.unreachable)
    if known is None or not known.anything:
        return say(context, words.nothing_kept)
    there = {
        "settings": known.settings is not None,
        "cards": known.settings is not None and bool(known.settings.cards),
        "place": known.place is not None,
        "figures": known.days > 0,
        "plan": known.plan is not None,
        "note": known.note_waiting,
        "agreed": known.figures and not known.days,
        "lock": known.locked and not (known.figures or known.days),
    }
    things = (words.things[name] for name, is_there in there.items() if is_there)
    export = (words.export,) if known.private else ()
    return say(context, words.what_is_kept, *things, *export)


def switch_note(context: Context, *, wanted: bool) -> Result:
    """Leave a note for a later start, or take it back."""
    words = context.catalog.memory
    known = context.turn.remembered
    if isinstance(known, Unreachable):
        return say(context, words.unreachable)
    if known is None or not known.private:
        return say(context, words.no_notes)
    if not wanted:
        return say(
            context,
            words.forgotten_note,
            effects=(Forget("note"),),
            unkept=(words.not_forgotten,),
        )
    when, named = _when(context)
    return say(
        context,
        words.note_soon if _soon(context, when) else words.note_left.format(when=named),
        effects=(LeaveNote(when),),
        unkept=(words.note_not_left,),
    )


def _when(context: Context) -> tuple[str, str]:
    """The day a note is for, and how it is said."""
    slot = context.slot("when")
    wanted = USUAL_NOTE if slot is None or slot.value is None else str(slot.value)
    listed = context.catalog.lists.get("when")
    known = {value.id: value.says[0] for value in listed.values} if listed else {}
    return (wanted, known[wanted]) if wanted in known else (USUAL_NOTE, known.get(USUAL_NOTE, ""))


def _soon(context: Context, when: str) -> bool:
    """Whether it is minutes or hours from now, which no note can wait for."""
    return isinstance(context.catalog.reminders.moments.get(when), Soon)


def _forget(context: Context) -> Result:
    """Ask once whether to delete."""
    words = context.catalog.memory
    known = context.turn.remembered
    session = replace(context, state=replace(context.state, rated=None))
    if isinstance(known, Unreachable):
        return say(session, words.unreachable)
    if known is None or not known.anything:
        bare = replace(session.state, plan=None, cards=())
        return say(replace(session, state=bare), words.nothing_kept)
    if known.private and _names_any(context, words.today):
        return ask(session, "today")
    if _about_figures(context) and (known.locked or known.days):
        return ask(session, "no-figures")
    return ask(session, "everything")


def _about_figures(context: Context) -> bool:
    """Whether somebody means what is kept of their check-ins, and nothing else."""
    return _names_any(context, context.catalog.memory.figures)


def _names_any(context: Context, names: Sequence[str]) -> bool:
    said = plain(context.turn.text or "")
    return any(f" {plain(name)} " in f" {said} " for name in names)


def _last_time(context: Context) -> Result:
    words = context.catalog.memory
    known = context.turn.remembered
    if isinstance(known, Unreachable):
        return say(context, words.unreachable)
    if known is None or not known.private:
        return say(context, words.last_none_kept)
    if others_take_part(context):
        return say(context, words.last_private)
    if not (known.figures and known.locked):
        return ask(context, "figures")
    if not known.earlier:
        return say(context, words.last_none)
    return lock.look(context)


# -- questions and their answers -------------------------------------------------------------------


def ask(context: Context, about: KeepingAbout, note: str = "") -> Result:
    """Put the question before something is kept, deleted or gone on with."""
    text = _question(context, about)
    before = paused(context.state.position) or Idle()
    return context.reply(
        note,
        text,
        reprompt=text,
        position=Keeping(about, before),
        expecting=context.expecting("confirming"),
    )


def answer(context: Context, position: Keeping) -> Result | None:
    """A yes or a no to it; None when it is something else."""
    match context.turn.intent:
        case "AMAZON.YesIntent" | "AMAZON.NextIntent":
            return _yes(context, position)
        case "AMAZON.ResumeIntent" if position.about == "place":
            return _yes(context, position)
        case "AMAZON.NoIntent":
            result = house.declined(context, position.before)
            return keeping(result, Forget("place")) if position.about == "place" else result
        case "AMAZON.RepeatIntent":
            return ask(
                replace(context, state=replace(context.state, position=position)), position.about
            )
        case _:
            return None


def _question(context: Context, about: KeepingAbout) -> str:
    words = context.catalog.memory
    known = remembered(context)
    kept_for = days(context.catalog, known.keeps_days if known else DEFAULT_DAYS)
    match about:
        case "settings":
            return words.ask_settings.format(days=kept_for)
        case "figures":
            return words.ask_figures.format(days=kept_for)
        case "no-figures":
            return words.ask_no_figures
        case "today":
            return words.ask_today
        case "everything":
            return words.ask_everything
        case "plan":
            return words.ask_plan
        case "place":
            stopped = (
                context.catalog.scripts.get(known.place.script) if known and known.place else None
            )
            if context.state.discreet or stopped is None:
                return words.offer_place_discreet
            return words.offer_place.format(title=stopped.title)
        case _:
            assert_never(about)


def _yes(context: Context, position: Keeping) -> Result:
    words = context.catalog.memory
    known = context.turn.remembered
    context = replace(context, state=replace(context.state, position=position.before))
    if known is None:
        return say(context, words.keeps_nothing)
    if isinstance(known, Unreachable):
        return say(context, words.unreachable)
    match position.about:
        case "settings":
            effect: Effect = KeepSettings(settings_of(context.state))
            return say(context, words.kept, effects=(effect,), unkept=(words.not_kept,))
        case "figures" if not known.locked:
            return lock.choose(context)
        case "figures":
            effect = KeepFigures()
            unkept = (words.not_kept_figures,)
            return say(context, words.kept_figures, effects=(effect,), unkept=unkept)
        case "plan":
            effect = Forget("plan")
            return say(
                replace(context, state=replace(context.state, plan=None)),
                words.forgotten_plan,
                effects=(effect,),
                unkept=(words.not_forgotten,),
            )
        case "today":
            leaves = () if known.settings is None else (words.today_leaves,)
            return say(
                context,
                words.forgotten_today,
                *leaves,
                effects=(Forget("today"),),
                unkept=(words.not_forgotten,),
            )
        case "no-figures":
            effect, text = Forget("figures"), words.forgotten_figures
            return say(context, text, effects=(effect,), unkept=(words.not_forgotten,))
        case "everything":
            effect = Forget("everything")
            bare = State(position=position.before, recalled=True)
            return say(
                replace(context, state=bare),
                words.forgotten,
                effects=(effect,),
                unkept=(words.not_forgotten,),
            )
        case "place":
            if known.place is None or not places.there(context, known.place):
                return house.home(context)
            return places.go_on(context, known.place)
        case _:
            assert_never(position.about)
