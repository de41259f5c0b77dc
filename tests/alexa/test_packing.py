from dataclasses import replace

import pytest

from content import load
from skill.alexa.limits import PACKED_SECONDS, RESPONSE_BYTES, SSML_CHARACTERS
from skill.alexa.packing import Packed, Place, pack, rewind
from skill.alexa.ssml import ssml
from skill.dialogue import Dialogue
from skill.speech import as_text
from skill.timing import say_seconds, speech_seconds
from skill.turn import Idle, InFeedback, InScript, SlotValue, State, Turn
from tests.alexa.fakes import GO_ON, Parts

LAUNCH = Turn("launch")
PART_SECONDS = say_seconds("part 0.") + 10


def section(state: State) -> int | None:
    return state.position.section if isinstance(state.position, InScript) else None


def test_parts_that_fit_are_given_in_one_response_to_the_end() -> None:
    packed = pack(Parts(3), LAUNCH, State())
    assert as_text(packed.speech) == "part 0. [10s] part 1. [10s] part 2. [10s] The end?"
    assert as_text(packed.reprompt) == "More?"
    assert packed.after == "listen"
    assert packed.state.position == Idle()
    assert section(packed.start) == 0
    assert len(packed.seconds) == 4
    assert not packed.asks_to_go_on


def test_a_response_of_one_part_keeps_no_lengths() -> None:
    packed = pack(Parts(3), Turn("intent", intent="AMAZON.PauseIntent"), State())
    assert packed.seconds == ()


def test_too_many_seconds_end_with_the_question() -> None:
    packed = pack(Parts(100, seconds=50), LAUNCH, State())
    assert speech_seconds(packed.speech) <= PACKED_SECONDS + 2
    assert as_text(packed.speech).endswith(GO_ON)
    assert as_text(packed.reprompt) == GO_ON
    assert packed.asks_to_go_on
    assert section(packed.state) == 5
    assert packed.seconds == pytest.approx([say_seconds(f"part {n}.") + 50 for n in range(6)])


def test_too_many_characters_end_with_the_question() -> None:
    packed = pack(Parts(100, seconds=0.1, words="&" * 100), LAUNCH, State())
    assert packed.asks_to_go_on
    assert 6_500 < len(ssml(packed.speech)) < SSML_CHARACTERS
    assert len(ssml(packed.speech).encode()) < RESPONSE_BYTES


def test_a_round_of_turns_leaves_the_session_open_for_whoever_speaks_in_it() -> None:
    dialogue = Dialogue(load("en-US"))
    position = InFeedback("star-and-wish", ready=1)
    packed = pack(dialogue, Turn("intent", intent="AMAZON.YesIntent"), State(position))
    assert len(packed.seconds) > 1
    assert packed.after == "listen"
    assert as_text(packed.speech).endswith(dialogue.catalog.phrases.anything_else[0])
    assert packed.reprompt
    second = rewind(
        dialogue,
        start=packed.start,
        seconds=packed.seconds,
        end=packed.state,
        elapsed=packed.seconds[0] + 5,
        locale="en-US",
    )
    assert second.state.position == replace(position, ready=2, speaker=1)


def test_whoever_falls_asleep_hears_no_question_twice_and_none_at_the_end() -> None:
    dialogue = Dialogue(load("en-US"))
    slots = {"script": SlotValue("sleep", "sleep"), "minutes": SlotValue("ten", 10)}
    packed = pack(dialogue, Turn("intent", intent="StartWindDownIntent", slots=slots), State())
    while packed.asks_to_go_on:
        assert as_text(packed.speech).endswith(dialogue.catalog.phrases.go_on)
        assert packed.reprompt == ()
        packed = pack(dialogue, Turn("proceed"), packed.state)
    assert packed.after == "end"
    assert "?" not in as_text(packed.speech)


def test_one_part_too_long_for_the_platform_keeps_its_end() -> None:
    packed = pack(Parts(1, seconds=0.1, words="wide " * 2_000), LAUNCH, State())
    assert len(ssml(packed.speech)) < SSML_CHARACTERS


def place(packed: Packed, handler: Parts, elapsed: float | None) -> Place:
    return rewind(
        handler,
        start=packed.start,
        seconds=packed.seconds,
        end=packed.state,
        elapsed=elapsed,
        locale="en-US",
    )


@pytest.mark.parametrize(
    ("elapsed", "part", "heard"),
    [
        (-3.0, 0, 0.0),
        (0.0, 0, 0.0),
        (4.0, 0, 4.0),
        (PART_SECONDS, 0, None),
        (PART_SECONDS + 1, 1, 1.0),
        (2 * PART_SECONDS, 1, None),
        (2 * PART_SECONDS + 4, 2, 4.0),
    ],
)
def test_the_listener_is_found_in_the_middle(
    elapsed: float, part: int, heard: float | None
) -> None:
    handler = Parts(9)
    found = place(pack(handler, LAUNCH, State()), handler, elapsed)
    assert section(found.state) == part
    assert found.heard == (None if heard is None else pytest.approx(heard, abs=0.2))
    assert not found.at_end


@pytest.mark.parametrize("elapsed", [None, 10_000.0])
def test_whoever_heard_it_all_is_at_the_end(elapsed: float | None) -> None:
    handler = Parts(3)
    packed = pack(handler, LAUNCH, State())
    assert place(packed, handler, elapsed) == Place(packed.state, None, at_end=True)
