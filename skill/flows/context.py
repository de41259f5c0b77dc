"""What every flow step gets to see, and how it makes replies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from content.schema import Catalog, Where
from skill.flows.plan import Planner
from skill.kept import Effect
from skill.replace import replace
from skill.speech import Pause, Say, Speech
from skill.timing import speech_seconds
from skill.turn import (
    After,
    Choosing,
    Confirming,
    Expectation,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InPlan,
    InScript,
    Keeping,
    Locking,
    Phrasing,
    Position,
    Rating,
    Reminding,
    Reply,
    Settling,
    SlotValue,
    State,
    Turn,
    Visual,
)
from skill.values import quickly_made
from skill.wording import pick

SENTENCE_PAUSE = 0.8
"""Seconds between two things we say in one reply (mission, part B: 0.7 to 1)."""

_BETWEEN = Pause(SENTENCE_PAUSE)

_NOTHING = Expectation(())

Result = tuple[Reply, State]


@quickly_made
@dataclass(frozen=True, slots=True)
class Context:
    """One turn, the state it meets, and the content it is answered from."""

    catalog: Catalog
    turn: Turn
    state: State
    expected: Mapping[Where, Expectation]
    """What is likely at each position."""
    planners: Mapping[str, Planner]
    """One for each script."""

    def pick(self, texts: tuple[str, ...]) -> str:
        """The wording of several that this turn gets."""
        return pick(texts, self.turn.variant)

    def slot(self, name: str) -> SlotValue | None:
        """A slot of the turn, when it was filled."""
        return self.turn.slots.get(name)

    def number_slot(self, name: str) -> int | None:
        """A slot's value when it is a number."""
        slot = self.slot(name)
        return slot.value if slot and isinstance(slot.value, int) else None

    def reply(
        self,
        *texts: str | Speech,
        after: After = "listen",
        reprompt: str = "",
        position: Position | None = None,
        expecting: Expectation | None = None,
        visual: Visual | None = None,
        last: str = "",
        misses: int = 0,
        seconds: float | None = None,
    ) -> Result:
        """Say `texts` with a short pause between them and go to `position` (or stay)."""
        where = self.state.position if position is None else position
        state = replace(self.state, position=where, misses=misses, last=last)
        reply = Reply(
            speech=spoken(*texts, style_of=self.state),
            reprompt=spoken(reprompt, style_of=self.state) if after == "listen" else (),
            after=after,
            seconds=seconds,
            expecting=(expecting or self.expectation(where)) if after != "end" else None,
            visual=visual,
        )
        return reply, state

    def expectation(self, position: Position) -> Expectation:
        """What is likely to be said at `position`."""
        return self.expecting(position.kind)

    def expecting(self, where: Where) -> Expectation:
        """What content calls likely at a kind of position."""
        return self.expected.get(where, _NOTHING)


def spoken(*texts: str | Speech, style_of: State) -> Speech:
    """Texts as speech in the session's pace and style, a short pause between them."""
    parts: list[Say | Pause] = []
    said = False  # whether words are the last of them
    for text in texts:
        if not text:
            continue
        if isinstance(text, str):
            if said:
                parts.append(_BETWEEN)
            parts.append(Say(text, style_of.style, style_of.pace))
            said = True
        else:
            if said and isinstance(text[0], Say):
                parts.append(_BETWEEN)
            parts.extend(text)
            said = isinstance(text[-1], Say)
    return tuple(parts)


def join(context: Context, before: str | Speech, result: Result) -> Result:
    """The result with something said before it."""
    reply, state = result
    speech = spoken(before, reply.speech, style_of=context.state)
    later = speech_seconds(speech[: len(speech) - len(reply.speech)])
    seconds = None if reply.seconds is None else reply.seconds + later
    visual = _shifted(reply.visual, later)
    return replace(reply, speech=speech, seconds=seconds, visual=visual), state


def keeping(result: Result, *effects: Effect, unkept: Speech = ()) -> Result:
    """The result with further effects, and what is said instead when there can be none."""
    reply, state = result
    return replace(reply, effects=(*reply.effects, *effects), unkept=unkept or reply.unkept), state


def _shifted(visual: Visual | None, seconds: float) -> Visual | None:
    if visual is None:
        return None
    phases = (replace(phase, at=round(phase.at + seconds, 3)) for phase in visual.breathing)
    return replace(visual, breathing=tuple(phases))


def paused(position: Position) -> Position | None:
    """The flow at `position` as it waits to be resumed; None when none is under way."""
    match position:
        case Idle() | Rating():
            return None
        case InScript() | InCheckIn() | InFeedback() | InCoach() | InPlan():
            return replace(position, paused=True)
        case (
            Settling()
            | Confirming()
            | Keeping()
            | Reminding()
            | Locking()
            | Phrasing()
            | Choosing()
            | Helping()
        ):
            return paused(position.before)
        case _:
            assert_never(position)


def going_on(position: Position) -> Position:
    """What goes on after a question of ours, as it was."""
    match position:
        case InScript() | InCheckIn() | InFeedback() | InCoach() | InPlan():
            return position
        case Choosing(before=before):
            return before
        case _:
            return paused(position) or Idle()
