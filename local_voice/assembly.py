"""Puts a loop together from the real engines; every way to talk by voice begins here."""

from collections.abc import Callable

from local_voice.endpointer import Endpointer, Silero
from local_voice.house_sound import (
    VOICE_ALONE,
    AccompaniedSpeaker,
    OwnSound,
    SoundKeeper,
    UsualSound,
)
from local_voice.loop import Loop
from local_voice.ports import Clock, Handler, Microphone, Observer, Recognizer, Worker
from local_voice.reciter import Reciter
from local_voice.recordings import View
from local_voice.tones import TonedVoice
from local_voice.transcribers.choice import Engine
from local_voice.voices.choice import Voice

OK, FAILED, USAGE = 0, 1, 2
"""Exit codes: done, failed at run time, bad usage or input."""


def view_of(loop: Loop) -> View:
    """What the recordings go by."""
    return View(loop.state, loop.answered_at, loop.turns, loop.proceeds)


def assemble(
    dialogue: Handler,
    understanding: Recognizer,
    *,
    clock: Clock,
    microphone: Microphone,
    speaker: AccompaniedSpeaker,
    voice: Voice,
    engine: Engine,
    observer: Observer,
    rendering: Worker,
    hearing: Worker,
    locale: str,
    variant: int = 0,
    hears_itself: Callable[[], bool] | None = None,
    rests: bool = False,
    sound: UsualSound = VOICE_ALONE,
) -> Loop:
    """A loop with the real engines on whatever microphone, speaker and clock there are."""
    voice.warm()
    toned = TonedVoice(voice)
    loop = Loop(
        OwnSound(dialogue, toned, sound),
        understanding,
        clock=clock,
        microphone=microphone,
        endpointer=Endpointer(Silero()),
        transcriber=engine,
        reciter=Reciter(toned, speaker, rendering),
        speaker=speaker,
        hearing=hearing,
        observer=SoundKeeper(observer, speaker, lambda: loop.session, sound),
        locale=locale,
        variant=variant,
        hears_itself=hears_itself,
        rests=rests,
    )
    return loop
