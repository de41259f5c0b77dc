"""The loop leg of the conversations: real loop, real programme, fakes at the ports, virtual time.

What a reply sounded like is read back from the speaker's samples: every sentence and every silence
of a reply that was given whole must be there, to the millisecond.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from local_voice.endpointer import Endpointer
from local_voice.loop import Loop
from local_voice.ports import FRAME_SECONDS, LoopState, Samples
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from skill.dialogue import Dialogue
from skill.speech import Pause, Say, Speech, as_text
from skill.timing import SENTENCE_GAP_SECONDS, say_seconds, sentences, speech_seconds
from skill.turn import Expectation, Reply, Request, SlotValue, State, Turn
from skill.understanding import NotRecognized, Outcome, Recognized
from tests.conversation import Conversation, Heard, Step
from tests.fakes import (
    RATE,
    Notes,
    ScriptedActivity,
    ScriptedMicrophone,
    ScriptedTranscriber,
    TimedVoice,
)

LONGEST_STEP_SECONDS = 20 * 60
SILENCES = (LoopState.LISTENING, LoopState.WAITING)


class _Handler:
    """The dialogue, told nothing of where in a part the person spoke: the files do not say it."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    def handle(self, turn: Turn, state: State) -> tuple[Reply, State]:
        return self._dialogue.handle(replace(turn, heard=None, variant=0), state)


class _Recognizer:
    """Makes of the words what the file says."""

    def __init__(self) -> None:
        self.step: Step | None = None

    def recognize(self, text: str, expecting: Expectation | None) -> Outcome:  # noqa: ARG002 - the port's signature
        step = self.step
        assert step is not None
        assert text == step.user
        assert step.intent is not None
        if step.intent == "none":
            return NotRecognized()
        slots = {name: SlotValue(str(value), value) for name, value in step.slots.items()}
        return Recognized(Request(step.intent, slots), 1.0)


@dataclass(frozen=True, slots=True)
class _Given:
    """The replies that one step brought."""

    replies: tuple[Reply, ...]
    began: float


class LoopChannel:
    """Holds a conversation through the loop."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    def play(self, conversation: Conversation, script: list[Heard]) -> list[Heard]:  # noqa: ARG002 - the protocol's signature
        """Hold it and tell what was heard for each step."""
        clock = ManualClock()
        microphone = ScriptedMicrophone(clock)
        recognizer = _Recognizer()
        notes = Notes(clock)
        speaker = RecordingSpeaker(clock, RATE)
        loop = Loop(
            _Handler(self._dialogue),
            recognizer,
            clock=clock,
            microphone=microphone,
            endpointer=Endpointer(ScriptedActivity()),
            transcriber=ScriptedTranscriber(microphone),
            reciter=Reciter(TimedVoice(), speaker, InlineWorker()),
            speaker=speaker,
            hearing=InlineWorker(),
            observer=notes,
            locale=conversation.locale,
        )
        first = conversation.steps[0]
        given: list[_Given] = []
        heard: list[Heard] = []
        loop.begin(greet=first.launch)
        for index, step in enumerate(conversation.steps):
            turns = 0 if index == 0 and step.launch else loop.turns
            replies_before = 0 if index == 0 else len(notes.replies)
            if step.user is not None:
                recognizer.step = step
                microphone.say(step.user)
            else:
                assert step.silence or index == 0, "a session is launched once"
            for _ in range(round(LONGEST_STEP_SECONDS / FRAME_SECONDS)):
                if loop.turns > turns and _heard_enough(
                    loop, step, len(notes.replies) - replies_before
                ):
                    break
                frame = microphone.read()
                assert frame is not None
                loop.step(frame)
            else:
                raise AssertionError(f"step {index + 1}: no end after {LONGEST_STEP_SECONDS} s")
            new = notes.replies[replies_before:]
            wanted = new if step.parts == "all" else new[: step.parts]
            given.append(_Given(tuple(reply for _, reply in wanted), new[0][0]))
        sound = speaker.recording()
        for step, replies in zip(conversation.steps, given, strict=True):
            speech: Speech = ()
            for reply in replies.replies:
                speech += reply.speech
            after = replies.replies[-1].after
            if after != "proceed":
                assert_sounds(speech, sound[round(replies.began * RATE) :], step)
            heard.append(Heard(as_text(speech), after, speech_seconds(speech)))
        return heard


def _heard_enough(loop: Loop, step: Step, replies: int) -> bool:
    if loop.state in SILENCES or loop.state is LoopState.ENDED:
        return True
    return step.parts != "all" and replies >= step.parts and loop.proceeds


def assert_sounds(speech: Speech, sound: Samples, step: Step) -> None:
    """The samples are the speech: each sentence its length, each silence its own."""
    loud = np.concatenate([[0], (sound != 0).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(loud))
    starts, ends = edges[::2] / RATE, edges[1::2] / RATE
    expected = list(_timeline(speech))
    assert len(starts) >= len(expected), f"{step}: not every sentence sounded"
    offset = starts[0] - expected[0][0] if expected else 0.0
    for (start, end), began, ended in zip(expected, starts, ends, strict=False):
        assert abs(began - offset - start) < 0.002, f"{step}: a sentence began at another time"
        assert abs(ended - offset - end) < 0.002, f"{step}: a sentence took another time"


def _timeline(speech: Speech) -> Iterator[tuple[float, float]]:
    """When each sentence begins and ends, by words, pauses and beats alone."""
    at = since = 0.0
    spoke = False
    for item in speech:
        if isinstance(item, Pause):
            at = at + item.seconds if item.beat is None else max(since + item.beat, at + 0.3)
            since = at
            spoke = False
            continue
        assert isinstance(item, Say)
        for sentence in sentences(item.text):
            at += SENTENCE_GAP_SECONDS if spoke else 0.0
            yield at, at + say_seconds(sentence, item.pace)
            at += say_seconds(sentence, item.pace)
            spoke = True
