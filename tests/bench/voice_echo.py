"""Whether the local voice answers itself: ten minutes of its own talk, heard by its microphone.

    python -m tests.bench.voice_echo [MINUTES]

The real dialogue, understanding, canceller, voice activity detection, Whisper and voice, on virtual
time. Nobody speaks; requests come as keys do. Whatever is acted on was its own voice.
"""

import itertools
import json
import sys
import time
from dataclasses import dataclass

from content import load
from local_voice.echo import EchoFreeMicrophone, SpeexCanceller
from local_voice.endpointer import Endpointer, Silero
from local_voice.loop import Loop
from local_voice.ports import FRAME_SECONDS, LoopState
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from local_voice.voice import EspeakVoice
from skill.dialogue import Dialogue
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety
from tests.fakes import Notes
from tests.local_voice.room import Room
from tests.local_voice.support import whisper

REQUESTS = (
    "AMAZON.HelpIntent", "FaqIntent", "AftercareIdeasIntent", "StartCheckInIntent",
    "PartnerFeedbackIntent", "AffirmationIntent", "HowToAskIntent", "PostSexBluesIntent",
    "PrivacyIntent", "GroundingIntent", "BreathingIntent",
)  # fmt: skip
SILENT = (LoopState.LISTENING, LoopState.WAITING, LoopState.ASLEEP)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the speaker stands beside the microphone."""

    name: str
    echo: float
    delay: float
    wobble: float = 0.0


PLACES = (
    Place("full level, 20 ms", 1.0, 0.02),
    Place("a room, half level, 200 ms", 0.5, 0.2),
    Place("full level, a delay that cannot be learnt", 1.0, 0.1, 0.06),
)


def session(place: Place, minutes: float) -> dict[str, object]:
    """So many minutes in one place."""
    catalog = load("en-US")
    understanding = Understanding(catalog)
    clock, voice = ManualClock(), EspeakVoice()
    speaker = RecordingSpeaker(clock, voice.rate)
    room = Room(clock, speaker, echo=place.echo, delay=place.delay, wobble=place.wobble)
    ear = EchoFreeMicrophone(room, lambda: room.far, SpeexCanceller())
    notes = Notes(clock)
    loop = Loop(
        Dialogue(catalog, Safety(catalog, unease=understanding.unease), understanding.themes),
        understanding,
        clock=clock,
        microphone=ear,
        endpointer=Endpointer(Silero()),
        transcriber=whisper(),
        reciter=Reciter(voice, speaker, InlineWorker()),
        speaker=speaker,
        hearing=InlineWorker(),
        observer=notes,
        hears_itself=lambda: not ear.trusted,
        rests=True,
    )
    requests = itertools.cycle(REQUESTS)
    learnt, quiet, began = 0.0, 0.0, time.perf_counter()
    loop.begin(greet=True)
    while clock.now() < minutes * 60 and loop.alive and loop.next_frame():
        learnt = learnt or (clock.now() if ear.learnt else 0.0)
        quiet = quiet + FRAME_SECONDS if loop.state in SILENT else 0.0
        if quiet > 3:
            loop.command(next(requests))
    voice.close()
    return {
        "place": place.name,
        "seconds": round(clock.now()),
        "acted on its own voice": [text for _, text, acted in notes.words if acted],
        "held for itself": sum(state is LoopState.HELD for _, state in notes.states),
        "learnt after s": round(learnt, 1) if learnt else None,
        "times real time": round(clock.now() / (time.perf_counter() - began), 1),
    }


def main(minutes: float) -> None:
    """Print a JSON line a place."""
    for place in PLACES:
        print(json.dumps(session(place, minutes)), flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)
