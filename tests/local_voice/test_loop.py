"""The loop on virtual time: every rule at the head of local_voice/loop.py, and every transition."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from local_voice.endpointer import Endpointer
from local_voice.loop import Loop
from local_voice.ports import FRAME_SECONDS, LoopState, Notice, Samples
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from skill.speech import Pause, Say, Speech
from skill.timing import say_seconds
from skill.turn import (
    Expectation,
    Helping,
    Idle,
    InFeedback,
    InScript,
    Reply,
    Request,
    State,
    Turn,
)
from skill.understanding import NotRecognized, Outcome, Recognized, Unsure
from tests.fakes import (
    RATE,
    Notes,
    ScriptedActivity,
    ScriptedMicrophone,
    ScriptedTranscriber,
    TimedVoice,
)

HELLO: Speech = (Say("Hello there, and welcome to a long greeting of several words."),)
CUES = ("Breathe in.", "And breathe out.", "Hold it a moment.", "Rest.")
BEAT = 4.0


@dataclass
class Story:
    """A handler of a few lines: a greeting, a script of equal rounds, commands."""

    rounds: int = 3
    beat: float | None = BEAT
    turns: list[Turn] = field(default_factory=list)
    greeting: Reply = field(default_factory=lambda: Reply(HELLO, after="listen"))

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        self.turns.append(turn)
        position = state.position
        if turn.text and "cannot breathe" in turn.text:
            return Reply((Say("Call now."),)), replace(
                state, position=Helping("x", asked=False, before=Idle())
            )
        if turn.text and "weather" in turn.text:
            return Reply((Say("Sunny."),), after="end"), State()
        if turn.kind == "launch":
            return self.greeting, state
        if turn.kind == "no_input":
            return Reply((Say("Still here."),)), replace(state, misses=state.misses + 1)
        if turn.kind == "no_match":
            return Reply((Say("Pardon."),)), state
        if turn.kind == "proceed" and isinstance(position, InFeedback):
            return Reply((Say("Enough."),), after="end"), State()
        if turn.kind == "proceed":
            assert isinstance(position, InScript)
            return self.round(replace(state, position=replace(position, round=position.round + 1)))
        match turn.intent:
            case "Start":
                return self.round(replace(state, position=InScript("s", 1)))
            case "AMAZON.StopIntent":
                return Reply((Say("Take care."),), after="end"), State()
            case "AMAZON.PauseIntent":
                assert isinstance(position, InScript)
                return Reply((Say("Paused."),)), replace(
                    state, position=replace(position, paused=True)
                )
            case "AMAZON.ResumeIntent":
                assert isinstance(position, InScript)
                return self.round(replace(state, position=replace(position, paused=False)))
            case "Partners":
                room = (Say("Your turn."), Pause(45, announced=True), Say("Now swap."))
                return Reply(room, after="proceed"), replace(state, position=InFeedback("f", 2))
        raise AssertionError(turn)

    def round(self, state: State) -> tuple[Reply, State]:
        position = state.position
        assert isinstance(position, InScript)
        if position.round >= self.rounds:
            return Reply((Say("The end."),), after="listen"), replace(state, position=Idle())
        speech: Speech = ()
        for cue in CUES:
            speech += (Say(cue), Pause(BEAT - say_seconds(cue), beat=self.beat))
        return Reply(speech, after="proceed"), state


INTENTS = {
    "start": "Start",
    "stop": "AMAZON.StopIntent",
    "pause": "AMAZON.PauseIntent",
    "resume": "AMAZON.ResumeIntent",
    "partners": "Partners",
}


class Words:
    """Knows the words above; "perhaps" is unsure."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Expectation | None]] = []

    def recognize(self, text: str, expecting: Expectation | None) -> Outcome:
        self.asked.append((text, expecting))
        if text in INTENTS:
            return Recognized(Request(INTENTS[text]), 1.0)
        if text == "perhaps":
            return Unsure((Request("Start"),), 0.5)
        return NotRecognized()


class House:
    """A loop with all its fakes."""

    def __init__(self, story: Story | None = None, *, streams: bool = False) -> None:
        self.clock = ManualClock()
        self.microphone = ScriptedMicrophone(self.clock)
        self.transcriber = ScriptedTranscriber(self.microphone, streams=streams)
        self.voice = TimedVoice()
        self.speaker = RecordingSpeaker(self.clock, RATE)
        self.story = story or Story()
        self.words = Words()
        self.notes = Notes(self.clock)
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
        )

    def until(self, condition: Callable[[], bool], most: float = 120) -> float:
        """Run until something is the case; the clock's seconds then."""
        for _ in range(round(most / FRAME_SECONDS)):
            if condition():
                return self.clock.now()
            frame = self.microphone.read()
            assert frame is not None
            self.loop.step(frame)
        raise AssertionError(f"not within {most} s; the loop is {self.loop.state}")

    def run(self, seconds: float) -> None:
        end = self.clock.now() + seconds
        self.until(lambda: self.clock.now() >= end, seconds + 1)

    def until_state(self, state: LoopState, most: float = 120) -> float:
        return self.until(lambda: self.loop.state is state, most)

    def start_script(self) -> None:
        self.loop.begin(greet=False)
        self.microphone.say("start")
        self.until_state(LoopState.SPEAKING)

    def sounds(self) -> list[tuple[float, float]]:
        """Begin and end of everything that sounded."""
        return spans(self.speaker.recording())


def spans(sound: Samples) -> list[tuple[float, float]]:
    loud = np.concatenate([[0], (sound != 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(loud)) / RATE
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


# -- prompts and silence ---------------------------------------------------------------------------


def test_it_greets_then_listens() -> None:
    house = House()
    house.loop.begin(greet=True)
    assert house.loop.state is LoopState.SPEAKING
    at = house.until_state(LoopState.LISTENING)
    assert at == pytest.approx(say_seconds(HELLO[0].text), abs=0.05)  # type: ignore[union-attr]  # HELLO is words
    assert [turn.kind for turn in house.story.turns] == ["launch"]


def test_eight_seconds_of_silence_after_a_prompt_are_a_turn() -> None:
    house = House()
    house.loop.begin(greet=True)
    since = house.until_state(LoopState.LISTENING)
    at = house.until(lambda: len(house.story.turns) == 2)
    assert house.story.turns[1].kind == "no_input"
    assert at - since == pytest.approx(8.0, abs=0.05)


def test_what_is_not_understood_after_a_prompt_is_met() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("purple monkey")
    house.until(lambda: len(house.story.turns) == 1)
    assert house.story.turns[0].kind == "no_match"
    assert house.story.turns[0].text == "purple monkey"


def test_being_unsure_hands_over_the_candidates() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("perhaps")
    house.until(lambda: len(house.story.turns) == 1)
    assert house.story.turns[0].candidates == (Request("Start"),)


def test_another_reading_counts_where_the_likeliest_is_not_understood() -> None:
    house = House()
    house.transcriber.others = {"stopped": ("stomped", "stop"), "start": ("stop",)}
    house.start_script()
    house.microphone.say("stopped")
    house.until(lambda: house.story.turns[-1].intent == "AMAZON.StopIntent")
    assert house.story.turns[-1].text == "stop"


def test_noise_without_words_does_not_put_off_the_reprompt() -> None:
    house = House()
    house.loop.begin(greet=False)

    def noise() -> None:
        if not house.microphone.speaking and house.clock.now() % 2 < FRAME_SECONDS:
            house.microphone.say("", 0.5)

    house.microphone.before_frame.append(noise)
    at = house.until(lambda: bool(house.story.turns))
    assert house.story.turns[0].kind == "no_input"
    assert at == pytest.approx(8.0, abs=1.2)


def test_end_of_speech_to_first_sound_is_the_endpoint_alone() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("start", 0.96)
    house.until_state(LoopState.SPEAKING)
    house.run(1)
    assert house.sounds()[0][0] - 0.96 == pytest.approx(0.5, abs=0.07)


def test_words_are_made_out_before_the_silence_is_over_and_more_words_are_not_lost() -> None:
    house = House()
    house.loop.begin(greet=False)
    house.microphone.say("start", 0.6)
    house.run(0.6 + 0.3)
    assert house.transcriber.looked_ahead == 1
    house.microphone.say("over", 0.6)
    house.until(lambda: bool(house.story.turns))
    assert house.transcriber.looked_ahead == 2
    assert house.story.turns[0].text == "start over"


def test_expectation_reaches_recogniser_and_endpointer() -> None:
    expecting = Expectation(("Start",), patience=1.0)
    house = House(Story(greeting=Reply((Say("How are you?"),), expecting=expecting)))
    house.loop.begin(greet=True)
    house.until_state(LoopState.LISTENING)
    began = house.clock.now()
    house.microphone.say("start", 0.96)
    at = house.until_state(LoopState.SPEAKING)
    assert house.transcriber.expected[-1] is expecting
    assert house.words.asked[-1] == ("start", expecting)
    assert at - began - 0.96 == pytest.approx(1.0, abs=0.07)


def test_an_answer_begun_in_the_silence_after_a_question_is_an_answer() -> None:
    house = House(Story(greeting=Reply((Say("How are you?"), Pause(1.0)))))
    house.loop.begin(greet=True)
    house.run(say_seconds("How are you?") + 0.3)
    house.microphone.say("not too bad", 1.5)
    house.until(lambda: len(house.story.turns) == 2)
    assert house.story.turns[1].kind == "no_match"


def test_the_end_is_spoken_to_its_end() -> None:
    house = House()
    house.start_script()
    house.microphone.say("stop")
    house.until_state(LoopState.ENDED)
    begin, end = house.sounds()[-1]
    assert end - begin == pytest.approx(say_seconds("Take care."), abs=0.002)


# -- barge-in --------------------------------------------------------------------------------------


def test_speech_holds_the_words_within_a_third_of_a_second_and_a_command_acts() -> None:
    house = House()
    house.loop.begin(greet=True)
    house.run(1.0)
    onset = house.clock.now()
    house.microphone.say("start")
    held = house.until_state(LoopState.HELD)
    assert held - onset <= 0.3
    house.until(lambda: len(house.story.turns) >= 2)
    turn = house.story.turns[1]
    assert turn.intent == "Start"
    assert turn.heard == pytest.approx(held, abs=0.04)
    assert house.sounds()[0][1] == pytest.approx(held, abs=0.05)


def test_a_bystander_only_pauses_us_and_not_a_sample_is_lost() -> None:
    house = House()
    house.loop.begin(greet=True)
    house.run(1.0)
    house.microphone.say("what is for dinner", 0.8)
    house.until_state(LoopState.HELD)
    house.until_state(LoopState.SPEAKING)
    house.until_state(LoopState.LISTENING)
    assert [turn.kind for turn in house.story.turns if turn.kind != "no_match"] == ["launch"]
    assert house.loop.turns == 1
    first, second = house.sounds()
    fade = 0.010
    whole = first[1] - first[0] - fade + second[1] - second[0]
    assert whole == pytest.approx(say_seconds(HELLO[0].text), abs=0.005)  # type: ignore[union-attr]  # HELLO is words
    assert (house.notes.words[-1][1], house.notes.words[-1][2]) == ("what is for dinner", False)


def test_words_wait_two_seconds_for_somebody_who_goes_on_talking() -> None:
    house = House()
    house.loop.begin(greet=True)
    house.run(1.0)
    house.microphone.say("and then she said to me", 7.0)
    held = house.until_state(LoopState.HELD)
    back = house.until_state(LoopState.SPEAKING)
    assert back - held == pytest.approx(2.0, abs=0.1)
    house.until_state(LoopState.LISTENING)
    assert house.loop.turns == 1


def test_a_command_said_after_long_talk_still_acts() -> None:
    house = House()
    house.start_script()
    house.microphone.say("stop", 6.0)
    house.until_state(LoopState.ENDED, 12)


def test_a_silence_of_the_script_runs_on_under_speech_and_the_next_words_wait() -> None:
    house = House()
    house.start_script()
    house.run(1.5)  # within the silence after the first cue
    assert not house.speaker.sounding
    start = house.sounds()[0][0]
    house.microphone.say("pass me the water please", 3.5)
    house.until_state(LoopState.HELD)
    house.until_state(LoopState.SPEAKING)
    house.run(0.5)
    second = house.sounds()[1][0]
    spoken_until = 1.5 + 3.5 + start
    assert second > start + BEAT
    assert second - spoken_until == pytest.approx(0.5, abs=0.15)


def test_speech_within_a_silence_costs_the_script_no_time() -> None:
    house = House()
    house.start_script()
    house.run(1.5)
    house.microphone.say("hm", 0.3)
    house.run(8)
    starts = [begin for begin, _ in house.sounds()]
    assert np.diff(starts)[:2] == pytest.approx([BEAT, BEAT], abs=0.001)


@pytest.mark.parametrize("words", ["i cannot breathe", "read me the weather"])
def test_danger_and_the_way_out_act_whenever_they_are_said(words: str) -> None:
    house = House()
    house.start_script()
    house.run(2)
    turns = house.loop.turns
    house.microphone.say(words)
    house.until(lambda: house.loop.turns == turns + 1)
    assert house.notes.replies[-1][1].speech[0].text in ("Call now.", "Sunny.")  # type: ignore[union-attr]  # words


def test_an_answer_to_a_question_about_danger_acts_while_it_is_still_asked() -> None:
    class Asked(Story):
        def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
            if turn.text == "nobody is hurt":
                return Reply((Say("All right then."),)), State()
            reply, state = super().handle(turn, state)
            return reply, replace(state, position=Helping("x", asked=True, before=Idle()))

    house = House(Asked())
    house.loop.begin(greet=True)
    house.run(1)
    house.microphone.say("nobody is hurt")
    house.until(lambda: house.loop.session == State(), 5)


def test_being_unsure_in_a_script_is_left_alone() -> None:
    house = House()
    house.start_script()
    house.run(2)
    turns = house.loop.turns
    house.microphone.say("perhaps")
    house.run(6)
    assert house.loop.turns == turns
    assert house.loop.state is LoopState.SPEAKING


def test_a_stop_acts_on_a_partial_result() -> None:
    house = House(streams=True)
    house.start_script()
    house.run(5)
    began = house.clock.now()
    house.microphone.say("stop", 3.0)
    at = house.until(lambda: any(t.intent == "AMAZON.StopIntent" for t in house.story.turns))
    assert at - began < 0.5
    house.until_state(LoopState.ENDED)
    assert sum(t.intent == "AMAZON.StopIntent" for t in house.story.turns) == 1


def test_a_partial_start_waits_for_the_end_of_the_utterance() -> None:
    house = House(streams=True)
    house.loop.begin(greet=False)
    house.microphone.say("start", 3.0)
    at = house.until(lambda: bool(house.story.turns))
    assert at == pytest.approx(3.5, abs=0.1)


def test_a_key_does_what_the_word_does() -> None:
    house = House()
    house.start_script()
    house.run(2)
    house.loop.command("AMAZON.StopIntent")
    house.until_state(LoopState.ENDED)


def test_after_a_stop_nothing_but_danger_starts_again() -> None:
    house = House()
    house.start_script()
    house.run(2)
    house.microphone.say("stop")
    house.until(lambda: any(t.intent == "AMAZON.StopIntent" for t in house.story.turns))
    house.microphone.say("start", 0.3)
    house.until_state(LoopState.ENDED, 5)
    assert house.notes.sentences[-1][1] == "Take care."
    assert house.sounds()[-1][1] - house.sounds()[-1][0] == pytest.approx(
        say_seconds("Take care."), abs=0.002
    )


def test_danger_is_heard_even_while_we_say_goodbye() -> None:
    house = House()
    house.start_script()
    house.run(2)
    house.microphone.say("stop")
    house.until(lambda: any(t.intent == "AMAZON.StopIntent" for t in house.story.turns))
    house.run(0.4)
    house.microphone.say("i cannot breathe", 1.5)
    house.until_state(LoopState.LISTENING, 10)
    assert house.notes.sentences[-1][1] == "Call now."


# -- what breaks -----------------------------------------------------------------------------------


def test_a_failing_transcriber_is_told_and_the_script_goes_on() -> None:
    house = House()
    house.start_script()
    house.run(2)
    house.transcriber.failures = 1
    house.microphone.say("stop")
    house.run(4)
    assert [notice for _, notice in house.notes.notices] == [Notice.HEARING_FAILED]
    assert house.loop.state is LoopState.SPEAKING
    house.microphone.say("stop")
    house.until_state(LoopState.ENDED)


def test_a_sentence_that_cannot_be_spoken_is_told_and_skipped() -> None:
    house = House()
    house.voice.broken.add(CUES[1])
    house.start_script()
    house.until_state(LoopState.LISTENING)
    assert {notice for _, notice in house.notes.notices} == {Notice.SENTENCE_LOST}
    said = [text for _, text in house.notes.sentences]
    assert CUES[1] not in said
    assert said[-1] == "The end."


def test_when_the_microphone_has_no_more_to_give_the_loop_returns() -> None:
    house = House()
    house.microphone.before_frame.append(
        lambda: house.microphone.close() if house.clock.now() > 3 else None
    )
    house.loop.run()
    assert house.clock.now() == pytest.approx(3, abs=0.1)
