"""A long silence, and a machine that was asleep itself: on virtual time."""

import pytest

from local_voice.endpointer import Endpointer
from local_voice.loop import Loop
from local_voice.ports import LoopState, Notice
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker
from skill.turn import InScript
from tests.fakes import ScriptedActivity
from tests.local_voice.test_loop import House, Story


class Resting(House):
    """A loop that may fall asleep."""

    def __init__(self, story: Story | None = None) -> None:
        super().__init__(story)
        self.loop = Loop(
            self.story,
            self.words,
            clock=self.clock,
            microphone=self.microphone,
            endpointer=Endpointer(ScriptedActivity()),
            transcriber=self.transcriber,
            reciter=Reciter(self.voice, self.speaker, InlineWorker()),
            speaker=self.speaker,
            hearing=InlineWorker(),
            observer=self.notes,
            rests=True,
        )


def kinds(house: House) -> list[str]:
    return [turn.kind for turn in house.story.turns]


def test_after_one_reprompt_it_rests_and_says_nothing_more() -> None:
    house = Resting()
    house.loop.begin(greet=True)
    house.until_state(LoopState.ASLEEP, 60)
    assert kinds(house) == ["launch", "no_input"]
    house.run(600)
    assert kinds(house) == ["launch", "no_input"]
    assert house.loop.state is LoopState.ASLEEP


def test_talk_does_not_wake_it_and_a_request_does() -> None:
    house = Resting()
    house.loop.begin(greet=True)
    house.until_state(LoopState.ASLEEP, 60)
    house.microphone.say("shall we get some water", 1.5)
    house.run(4)
    assert house.loop.state is LoopState.ASLEEP
    assert house.notes.words[-1][2] is False
    house.microphone.say("start")
    house.until_state(LoopState.SPEAKING, 3)
    assert any(turn.intent == "Start" for turn in house.story.turns)
    assert isinstance(house.loop.session.position, InScript)


def test_danger_wakes_it() -> None:
    house = Resting()
    house.loop.begin(greet=True)
    house.until_state(LoopState.ASLEEP, 60)
    house.microphone.say("i cannot breathe", 1.0)
    house.until_state(LoopState.SPEAKING, 3)
    assert house.notes.replies[-1][1].speech[0].text == "Call now."  # type: ignore[union-attr]  # words


def test_a_paused_script_waits_and_does_not_rest() -> None:
    house = Resting()
    house.start_script()
    house.run(2)
    house.microphone.say("pause")
    house.until_state(LoopState.WAITING)
    house.run(7)
    assert house.loop.state is LoopState.WAITING


def test_without_leave_to_rest_the_dialogue_decides() -> None:
    house = House()
    house.loop.begin(greet=True)
    house.until(lambda: kinds(house).count("no_input") == 2, 60)


@pytest.mark.parametrize("hours", [0.01, 0.5])
def test_a_machine_that_was_asleep_goes_on_where_it_was(hours: float) -> None:
    house = Resting()
    house.loop.begin(greet=True)
    house.until_state(LoopState.LISTENING)
    house.run(1)
    house.microphone.say("start", 3.0)
    house.run(0.5)
    house.microphone._sound.clear()  # the rest of the word is lost in the sleep
    house.clock.advance(hours * 3600)
    house.microphone._frames = round(house.clock.now() / 0.032)
    house.run(1)
    assert [notice for _, notice in house.notes.notices] == [Notice.WOKE]
    assert house.loop.state is LoopState.LISTENING
    assert kinds(house) == ["launch"], "no reprompt for a silence nobody lived through"
    house.microphone.say("start")
    house.until(lambda: "intent" in kinds(house), 5)
