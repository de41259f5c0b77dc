"""What a screen shows keeps step with what is said."""

import pytest

from content import load
from content.schema import Action
from skill.dialogue import Dialogue
from skill.flows.touch import with_choices
from skill.speech import Say
from skill.timing import say_seconds
from skill.turn import (
    Choosing,
    Confirming,
    Helping,
    Idle,
    InCheckIn,
    InCoach,
    InFeedback,
    InScript,
    Position,
    Rated,
    Rating,
    Reply,
    Request,
    Settling,
    State,
    Turn,
    Visual,
)


def onset(reply: Reply, words: str) -> float:
    """Seconds into the reply at which `words` begin."""
    at = 0.0
    for item in reply.speech:
        if isinstance(item, Say):
            if item.text == words:
                return at
            at += say_seconds(item.text, item.pace)
        else:
            at += item.seconds
    raise AssertionError(words)


@pytest.mark.parametrize("intent", ["AMAZON.RepeatIntent", "SlowerIntent"])
def test_the_pacer_starts_with_the_cue_even_after_a_word_from_us(intent: str) -> None:
    dialogue = Dialogue(load("en-US"))
    state = State(InScript("box-breathing", 3.0, section=1))
    reply, _ = dialogue.handle(Turn("intent", intent=intent), state)
    assert reply.visual is not None
    assert reply.visual.breathing[0].breath == "in"
    assert reply.visual.breathing[0].at == pytest.approx(onset(reply, "Breathe in."), abs=0.01)


def test_progress_tells_how_far_a_script_is() -> None:
    dialogue = Dialogue(load("en-US"))
    state = State(InScript("box-breathing", 3.0, section=1, round=2, elapsed=40.0))
    reply, _ = dialogue.handle(Turn("proceed"), state)
    assert reply.visual is not None
    assert reply.visual.progress is not None
    assert reply.visual.progress.total == 180
    assert 50 < reply.visual.progress.elapsed < 62


def touchable(position: Position, visual: Visual | None = None) -> list[str]:
    reply = with_choices(Reply((), visual=visual), State(position))
    assert reply.visual is not None
    return [request.intent.removeprefix("AMAZON.") for request in reply.visual.choices]


CARD = Confirming(Action(script="box-breathing"), Idle())
OPTIONS = (Request("BodyScanIntent"), Request("GroundingIntent"), Request("FaqIntent"))


@pytest.mark.parametrize(
    ("position", "offered"),
    [
        (Idle(), ["StartWindDownIntent", "StartCheckInIntent", "AftercareIdeasIntent"]),
        (InScript("box-breathing", 3.0), ["PauseIntent"]),
        (InScript("box-breathing", 3.0, paused=True), ["ResumeIntent", "StopIntent"]),
        (InCheckIn("solo"), ["NextIntent"]),
        (InCheckIn("solo", paused=True), ["ResumeIntent", "StopIntent"]),
        (InFeedback("cards"), ["YesIntent", "NoIntent"]),
        (InFeedback("cards", ready=2), ["NextIntent", "PauseIntent"]),
        (InCoach(), ["NextIntent"]),
        (InCoach(phase="check"), ["YesIntent", "NoIntent"]),
        (Settling(60.0, Idle()), ["ResumeIntent"]),
        (Rating(Rated("solo", 3)), ["YesIntent", "NoIntent"]),
        (CARD, ["YesIntent", "NoIntent"]),
        (Choosing(OPTIONS[:1], Idle()), ["YesIntent", "NoIntent"]),
        (Choosing(OPTIONS, Idle()), [request.intent for request in OPTIONS]),
        (Helping("help", asked=True, before=Idle()), ["YesIntent", "NoIntent"]),
    ],
    ids=lambda value: value.kind if hasattr(value, "kind") else "",
)
def test_what_can_be_touched_fits_what_can_be_said(position: Position, offered: list[str]) -> None:
    assert touchable(position) == offered
    contract = load("en-US").intents
    for name in offered:
        assert name in contract or f"AMAZON.{name}" in contract


def test_what_a_flow_offers_itself_stays() -> None:
    assert touchable(Idle(), Visual(choices=OPTIONS)) == [request.intent for request in OPTIONS]


def test_nothing_is_offered_at_the_end_or_in_a_discreet_greeting() -> None:
    assert with_choices(Reply((), after="end"), State()).visual is None
    assert with_choices(Reply(()), State(discreet=True)).visual is None
