"""What a screen offers to touch beside a reply: the few answers that are likeliest here.

A touch stands for a request and is answered as if it had been said.
"""

from typing import assert_never

from skill.replace import replace
from skill.turn import (
    Choosing,
    Confirming,
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
    Rating,
    Reminding,
    Reply,
    Request,
    Settling,
    State,
    Visual,
)

START = (
    Request("StartWindDownIntent"),
    Request("StartCheckInIntent"),
    Request("AftercareIdeasIntent"),
)
"""What a person can begin with, as the greeting names it."""
YES_OR_NO = (Request("AMAZON.YesIntent"), Request("AMAZON.NoIntent"))
PAUSE = (Request("AMAZON.PauseIntent"),)
NEXT = (Request("AMAZON.NextIntent"),)
RESUME = (Request("AMAZON.ResumeIntent"),)
WAITING = (*RESUME, Request("AMAZON.StopIntent"))


def with_choices(reply: Reply, state: State) -> Reply:
    """The reply with what can be touched after it; what a flow has chosen itself stays."""
    if reply.after == "end" or (reply.visual is not None and reply.visual.choices):
        return reply
    choices = _choices(state)
    if not choices:
        return reply
    shown = replace(reply.visual, choices=choices) if reply.visual else Visual(choices=choices)
    return replace(reply, visual=shown)


def _choices(state: State) -> tuple[Request, ...]:
    position = state.position
    match position:
        case Idle():
            # A screen is seen by whoever passes: where greetings say nothing, it says nothing.
            return () if state.discreet else START
        case Confirming() | Rating() | Keeping() | Reminding() | Helping():
            return YES_OR_NO
        case InScript():
            return WAITING if position.paused else PAUSE
        case InCheckIn():
            return WAITING if position.paused else NEXT
        case InFeedback():
            if position.paused:
                return WAITING
            return YES_OR_NO if position.ready < 2 else (*NEXT, *PAUSE)
        case InCoach():
            if position.paused:
                return WAITING
            return YES_OR_NO if position.phase == "check" else NEXT
        case InPlan():
            return WAITING if position.paused else YES_OR_NO
        case Settling():
            return RESUME
        case Locking() | Phrasing():
            return ()
        case Choosing(options=options):
            return YES_OR_NO if len(options) == 1 else options
        case _:
            assert_never(position)
