"""Whole sessions on virtual time with everything going wrong at random, seeded.

A fifteen-minute script each: bystanders, coughs, requests, a device that vanishes, a sentence that
cannot be rendered, a voice whose process hangs and is killed, a transcriber that fails, a clock
that jumps. Whatever happens, the session ends
in the right state: no deadlock, no stop lost, no request answered twice.
"""

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from local_voice.endpointer import Endpointer
from local_voice.loop import Loop
from local_voice.ports import FRAME, FRAME_SECONDS, LoopState, Samples
from local_voice.reciter import Reciter
from local_voice.runtime import ManualClock
from local_voice.speaker import RecordingSpeaker
from skill.speech import Pause, Say, Speech
from skill.timing import say_seconds
from skill.turn import Expectation, Idle, InScript, Reply, Request, State, Turn
from skill.understanding import NotRecognized, Outcome, Recognized
from tests.fakes import (
    RATE,
    Notes,
    ScriptedActivity,
    ScriptedMicrophone,
    ScriptedTranscriber,
    TimedVoice,
)
from tests.local_voice.late import LateWorker

ROUNDS = 56
"""Of sixteen seconds: fifteen minutes."""
CUES = ("Breathe in.", "Hold, if you like.", "And breathe out.", "Rest.")
EVENTS = (
    "talk", "long talk", "cough", "slower", "pause", "lost", "broken", "killed", "deaf", "jump",
)  # fmt: skip
RUNS = 200


@dataclass
class Script:
    """Fifteen minutes of breathing that can be paused, resumed, slowed and stopped."""

    turns: list[Turn] = field(default_factory=list)

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        position = state.position
        if turn.kind in ("intent", "no_input"):
            self.turns.append(turn)
        if turn.intent == "AMAZON.StopIntent":
            return Reply((Say("Take care."),), after="end"), State()
        if turn.kind == "no_match":
            return Reply((Say("Pardon."),)), state
        if turn.kind == "no_input":
            return Reply(()), state
        if not isinstance(position, InScript):
            return self._round(replace(state, position=InScript("s", 15)))
        if turn.kind == "proceed":
            return self._round(replace(state, position=replace(position, round=position.round + 1)))
        match turn.intent:
            case "AMAZON.PauseIntent":
                paused = replace(position, paused=True)
                return Reply((Say("Paused."),)), replace(state, position=paused)
            case "SlowerIntent" | "AMAZON.ResumeIntent":
                return self._round(replace(state, position=replace(position, paused=False)))
        raise AssertionError(turn)

    def _round(self, state: State) -> tuple[Reply, State]:
        position = state.position
        assert isinstance(position, InScript)
        if position.round >= ROUNDS:
            return Reply((Say("The end."),), after="end"), replace(state, position=Idle())
        speech: Speech = ()
        for cue in CUES:
            speech += (Say(cue), Pause(4.0 - say_seconds(cue), beat=4.0))
        return Reply(speech, after="proceed"), state


KNOWN = {
    "stop": "AMAZON.StopIntent",
    "pause": "AMAZON.PauseIntent",
    "resume": "AMAZON.ResumeIntent",
    "slower": "SlowerIntent",
}


class Words:
    """Knows the requests; each one is said with a number, so that it can be told from others."""

    def recognize(self, text: str, expecting: Expectation | None) -> Outcome:  # noqa: ARG002 - the port's signature
        first = text.split()[0]
        return Recognized(Request(KNOWN[first]), 1.0) if first in KNOWN else NotRecognized()


class Session:
    """One run with its schedule."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.clock = ManualClock()
        self.microphone = ScriptedMicrophone(self.clock)
        self.transcriber = ScriptedTranscriber(self.microphone, streams=bool(seed % 2))
        self.voice = TimedVoice()
        self.script = Script()
        self.notes = Notes(self.clock)
        self.late = [LateWorker(self.clock, self.random, most) for most in (0.3, 0.8)]
        self.speaker = RecordingSpeaker(self.clock, RATE)
        self.loop = Loop(
            self.script,
            Words(),
            clock=self.clock,
            microphone=self.microphone,
            endpointer=Endpointer(ScriptedActivity()),
            transcriber=self.transcriber,
            reciter=Reciter(self.voice, self.speaker, self.late[0]),
            speaker=self.speaker,
            hearing=self.late[1],
            observer=self.notes,
        )
        self.asked: list[str] = []
        self.deaf_until = 0.0

    def run(self, schedule: list[tuple[float, str]], stop_at: float | None) -> float:
        """Live through the schedule; the second at which it ended."""
        self.loop.begin(greet=True)
        pending = sorted(schedule)
        stopped = False
        while self.loop.state is not LoopState.ENDED:
            now = self.clock.now()
            assert now < 40 * 60, f"no end; {self.loop.state}, {len(self.script.turns)} turns"
            in_one_breath = self.microphone.speaking or self.loop._ear.utterance is not None
            if pending and now >= pending[0][0] and not in_one_breath:
                self.happen(pending.pop(0)[1])
            if stop_at is not None and now >= stop_at and not stopped:
                # Nobody can be heard through a lost microphone or a failing engine.
                hears = self.transcriber.failures == 0 and now >= self.deaf_until
                # A word said in one breath with other talk is part of that talk.
                spoken = self.microphone.speaking or self.loop._ear.utterance is not None
                stopped = hears and not spoken
                if stopped:
                    pending = [event for event in pending if event[1] not in ("lost", "deaf")]
                    self.ask("stop")
            self.loop.step(self.frame())
            for worker in self.late:
                worker.tick()
        return self.clock.now()

    def frame(self) -> Samples:
        frame = self.microphone.read()
        assert frame is not None
        lost = self.clock.now() < self.deaf_until
        return np.zeros(FRAME, np.int16) if lost else frame

    def ask(self, word: str) -> None:
        self.microphone.say(f"{word} {len(self.asked)}", self.random.uniform(0.4, 0.9))
        self.asked.append(f"{word} {len(self.asked)}")

    def happen(self, event: str) -> None:
        match event:
            case "talk":
                self.microphone.say("shall we open a window", self.random.uniform(0.5, 2))
            case "long talk":
                self.microphone.say("and then she said to me", self.random.uniform(3, 14))
            case "cough":
                self.microphone.say("", FRAME_SECONDS * self.random.integers(1, 12))
            case "slower":
                self.ask("slower")
            case "pause":
                self.ask("pause")
                self.resume_soon()
            case "lost":
                self.deaf_until = self.clock.now() + self.random.uniform(1, 5)
            case "broken":
                self.voice.broken = {str(self.random.choice(CUES))}
            case "killed":
                self.late[0].stick(self.random.uniform(0.1, 15))
            case "deaf":
                self.transcriber.failures = 1
                self.microphone.say("mumble", 0.6)
            case "jump":
                self.clock.advance(self.random.uniform(0.5, 20))

    def resume_soon(self) -> None:
        """Ask to go on after a while, and again when that was not heard."""
        wake = self.clock.now() + self.random.uniform(3, 25)

        def resume() -> None:
            nonlocal wake
            if self.clock.now() < wake or self.microphone.speaking:
                return
            if self.loop.state is LoopState.WAITING:
                self.ask("resume")
                wake = self.clock.now() + 6
            elif self.loop.state is LoopState.SPEAKING and not self.loop.paused:
                # The script goes on; a late "Paused." that still sounds does not count.
                self.microphone.before_frame.remove(resume)

        self.microphone.before_frame.append(resume)


def requests(session: Session) -> list[str]:
    return [str(turn.text) for turn in session.script.turns if turn.kind == "intent"]


@pytest.mark.parametrize("block", range(10))
def test_sessions_of_fifteen_minutes_survive_everything(block: int) -> None:
    for seed in range(block * RUNS // 10, (block + 1) * RUNS // 10):
        session = Session(seed)
        random = np.random.default_rng(1000 + seed)
        schedule = [
            (float(at), str(random.choice(EVENTS))) for at in random.uniform(5, 800, size=30)
        ]
        stop_at = float(random.uniform(60, 800)) if seed % 4 else None
        ended = session.run(schedule, stop_at)
        answered = requests(session)
        assert len(answered) == len(set(answered)), f"seed {seed}: answered twice"
        if stop_at is None:
            assert session.notes.sentences[-1][1] == "The end.", f"seed {seed}"
        else:
            stop = next(word for word in session.asked if word.startswith("stop"))
            assert stop in answered, f"seed {seed}: the stop was lost"
            assert session.notes.sentences[-1][1] == "Take care.", f"seed {seed}"
            assert ended < stop_at + 60, f"seed {seed}"
