"""The loop in a script: beats, parts, pauses, partners."""

import numpy as np
import pytest

from local_voice.ports import LoopState, Samples
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker
from skill.timing import say_seconds
from skill.turn import (
    InScript,
)
from tests.fakes import (
    TimedVoice,
)
from tests.local_voice.test_loop import BEAT, CUES, House, Story


def test_cues_keep_their_beat_over_fifteen_minutes_whatever_the_words_take() -> None:
    random = np.random.default_rng(3)

    class Uneven(TimedVoice):
        def render(self, text: str, pace: float, style: str) -> Samples:
            exact = super().render(text, pace, style)  # type: ignore[arg-type]  # a fake
            return exact[: round(len(exact) * random.uniform(0.8, 1.0))]

    house = House(Story(rounds=57))
    house.voice = Uneven()
    house.loop._programme._reciter = Reciter(house.voice, house.speaker, InlineWorker())
    house.start_script()
    house.until_state(LoopState.LISTENING, 16 * 60)
    starts = np.array([begin for begin, _ in house.sounds()])
    cues = starts[: 57 * 4]
    expected = cues[0] + BEAT * np.arange(len(cues))
    assert np.abs(cues - expected).max() < 0.001
    assert cues[-1] - cues[0] > 15 * 60


def test_the_next_part_counts_only_once_it_sounds() -> None:
    house = House()
    house.start_script()
    house.run(4 * BEAT - 2)
    position = house.loop.session.position
    assert isinstance(position, InScript)
    assert position.round == 0
    house.run(2.5)
    position = house.loop.session.position
    assert isinstance(position, InScript)
    assert position.round == 1


def test_a_part_that_took_another_time_than_planned_says_so() -> None:
    house = House(Story(rounds=2, beat=None))
    house.voice.broken.update(CUES[:3])
    lost = sum(say_seconds(cue) for cue in CUES[:3])
    house.start_script()
    house.until_state(LoopState.LISTENING)
    proceeds = [turn for turn in house.story.turns if turn.kind == "proceed"]
    assert proceeds[0].heard == pytest.approx(4 * BEAT - lost, abs=0.01)


def test_paused_waits_silently_and_leaves_talk_alone() -> None:
    house = House()
    house.start_script()
    house.run(2)
    house.microphone.say("pause")
    house.until_state(LoopState.WAITING)
    turns = house.loop.turns
    house.microphone.say("shall we get some water")
    house.run(3)
    assert house.loop.turns == turns
    house.microphone.say("resume")
    house.until_state(LoopState.SPEAKING)
    assert any(turn.intent == "AMAZON.ResumeIntent" for turn in house.story.turns)


def test_partners_are_not_transcribed_but_a_short_stop_is() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("partners")
    house.until_state(LoopState.SPEAKING)
    house.run(5)
    finished = len(house.transcriber.finished)
    house.microphone.say("i loved how you held my hand and stayed with me", 5.0)
    house.run(7)
    assert len(house.transcriber.finished) == finished
    assert all("loved" not in words for _, words, _ in house.notes.words)
    house.microphone.say("stop", 0.6)
    house.until_state(LoopState.ENDED, 10)


def test_the_soft_cue_ends_the_turn_on_time() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("partners")
    house.until_state(LoopState.SPEAKING)
    house.run(20)
    house.microphone.say("and another thing", 5)
    house.until_state(LoopState.ENDED)
    turn, swap = house.sounds()[:2]
    assert swap[0] - turn[1] == pytest.approx(45.0, abs=0.001)
