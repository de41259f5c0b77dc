"""One response out of many parts: Alexa cannot go on by itself, so parts of a script are packed.

A response carries as many parts as the limits allow. When the script goes on after that, it ends
with a question, and the listener's yes gives the next parts. Because Alexa never says how much of
a response was heard, the start of the pack and the length of each part are kept, and `rewind`
finds the part the listener was at from the time that has passed.

A script that ends in silence closes the session with its last words: nothing is asked then, and a
session in which nothing is asked is not left open. "Alexa, stop" ends it all the same.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

from content.schema import Catalog
from skill.alexa.limits import PACKED_CHARACTERS, PACKED_PARTS, PACKED_SECONDS
from skill.alexa.ssml import inner
from skill.errands import Remind
from skill.flows.context import spoken
from skill.flows.touch import YES_OR_NO
from skill.replace import replace
from skill.speech import Say, Speech
from skill.timing import speech_seconds
from skill.turn import InFeedback, InScript, Phase, Reply, Request, State, Turn, Visual
from skill.values import quickly_made
from skill.wording import pick

SLACK_SECONDS = 0.05
"""Parts' lengths are kept rounded; less than this before its end, a part counts as heard."""

SURELY_FITS = PACKED_CHARACTERS // 6
"""Characters of words that fit even when every one is written as an entity."""

CONTINUES = ("AMAZON.YesIntent", "AMAZON.ResumeIntent", "AMAZON.NextIntent")
"""The answers to "shall we go on?" that give the next parts."""


class Handler(Protocol):
    """The dialogue as the channel uses it."""

    @property
    def catalog(self) -> Catalog:
        """The content it answers from."""

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        """Answer one turn."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Packed:
    """What one response says, and what is needed to find the listener's place in it."""

    speech: Speech
    reprompt: Speech
    after: Literal["listen", "end"]
    state: State
    """The session after all of it."""
    visual: Visual | None
    start: State
    """The session at the first part."""
    seconds: tuple[float, ...]
    """Length of each part; empty when the answer was no part of anything longer."""
    asks_to_go_on: bool
    errand: Remind | None = None
    """What is to be done before anything is said: `Reply.errand`."""
    closing: tuple[Request, ...] = ()
    """What can be touched once all of it was heard, where that is something else than before."""


@quickly_made
@dataclass(frozen=True, slots=True)
class Place:
    """Where the listener is: the session at the part being heard, and the seconds heard of it."""

    state: State
    heard: float | None
    """None when all of it was heard."""
    at_end: bool
    """Whether the whole pack was heard."""


def pack(handler: Handler, turn: Turn, state: State) -> Packed:
    """Answer `turn` and go on with further parts while they fit."""
    reply, now = handler.handle(turn, state)
    if reply.after != "proceed":
        return _single(reply, now)
    start, visual = now, reply.visual
    speech = _shortened(reply.speech)
    seconds = [_seconds(reply)]
    phases = list(visual.breathing) if visual else []
    characters = len(inner(speech))
    proceed = Turn("proceed", turn.locale, variant=turn.variant)
    while reply.after == "proceed":
        following, after = handler.handle(proceed, now)
        characters += len(inner(following.speech))
        longer = _seconds(following)
        if (
            characters > PACKED_CHARACTERS
            or sum(seconds) + longer > PACKED_SECONDS
            or len(seconds) == PACKED_PARTS
        ):
            return _cut(handler, speech, now, start, tuple(seconds), _with_phases(visual, phases))
        if following.visual:
            at = sum(seconds)
            phases += [
                Phase(phase.breath, round(phase.at + at, 3), phase.seconds)
                for phase in following.visual.breathing
            ]
        speech += following.speech
        seconds.append(longer)
        reply, now = following, after
    if reply.after == "end" and isinstance(start.position, InFeedback):
        reply, speech = _left_open(handler, turn, speech, now)
    return Packed(
        speech=speech,
        reprompt=reply.reprompt,
        after="end" if reply.after == "end" else "listen",
        state=now,
        visual=_with_phases(visual, phases),
        start=start,
        seconds=tuple(seconds),
        asks_to_go_on=False,
        closing=reply.visual.choices if reply.visual else (),
    )


def _seconds(reply: Reply) -> float:
    return speech_seconds(reply.speech) if reply.seconds is None else reply.seconds


def _single(reply: Reply, now: State) -> Packed:
    """A reply that nothing follows."""
    return Packed(
        speech=_shortened(reply.speech),
        reprompt=reply.reprompt,
        after="end" if reply.after == "end" else "listen",
        state=now,
        visual=reply.visual,
        start=now,
        seconds=(),
        asks_to_go_on=False,
        errand=reply.errand,
    )


def _left_open(handler: Handler, turn: Turn, speech: Speech, now: State) -> tuple[Reply, Speech]:
    """What ends a round of turns, with a question after it.

    A response that closes the session closes it before it is heard: nobody could say "next" or
    "pause" during any of the turns in it.
    """
    ask = pick(handler.catalog.phrases.anything_else, turn.variant)
    reply = Reply(
        speech=spoken(ask, style_of=now),
        reprompt=spoken(ask, style_of=now),
        visual=Visual(choices=YES_OR_NO),
    )
    return reply, spoken(speech, reply.speech, style_of=now)


def _cut(
    handler: Handler,
    speech: Speech,
    now: State,
    start: State,
    seconds: tuple[float, ...],
    visual: Visual | None,
) -> Packed:
    """The parts so far, and the question whether to go on.

    Whoever may have fallen asleep is asked once, and not again.
    """
    ask = handler.catalog.phrases.go_on
    return Packed(
        speech=spoken(speech, ask, style_of=now),
        reprompt=() if _leads_to_sleep(handler, now) else spoken(ask, style_of=now),
        after="listen",
        state=now,
        visual=visual,
        start=start,
        seconds=seconds,
        asks_to_go_on=True,
        closing=YES_OR_NO,
    )


def _leads_to_sleep(handler: Handler, state: State) -> bool:
    """Whether the script under way ends without a word."""
    position = state.position
    if not isinstance(position, InScript):
        return False
    script = handler.catalog.scripts.get(position.script)
    return script is not None and script.ends == "silence"


def _shortened(speech: Speech) -> Speech:
    """A single part within the limit; its end is kept, for that is where the question is."""
    if sum(len(item.text) for item in speech if isinstance(item, Say)) < SURELY_FITS:
        return speech
    kept = list(speech)
    while len(kept) > 1 and len(inner(tuple(kept))) > PACKED_CHARACTERS:
        del kept[max(range(len(kept) - 1), key=lambda i: len(inner((kept[i],))))]
    last = kept[-1]
    if isinstance(last, Say) and len(inner((last,))) > PACKED_CHARACTERS:
        kept[-1] = replace(last, text=last.text[:SURELY_FITS])
    return tuple(kept)


def _with_phases(visual: Visual | None, phases: list[Phase]) -> Visual | None:
    if visual is None:
        return None
    return replace(visual, breathing=tuple(phases))


def rewind(
    handler: Handler,
    *,
    start: State,
    seconds: tuple[float, ...],
    end: State,
    elapsed: float | None,
    locale: str,
) -> Place:
    """Where somebody is who began to hear a pack `elapsed` seconds ago (None: not known)."""
    if elapsed is None or elapsed > sum(seconds) - SLACK_SECONDS:
        return Place(end, None, at_end=True)
    state, left = start, max(0.0, elapsed)
    proceed = Turn("proceed", locale)
    for length in seconds:
        if left < length - SLACK_SECONDS:
            return Place(state, left, at_end=False)
        if left <= length + SLACK_SECONDS:
            return Place(state, None, at_end=False)
        left -= length
        _, state = handler.handle(proceed, state)
    return Place(end, None, at_end=True)
