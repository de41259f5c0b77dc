"""`aftercare talk`: the loop on the machine's microphone and speaker, or on recordings."""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from content.machine import machine_words
from local_voice.assembly import FAILED, OK, USAGE, assemble, view_of
from local_voice.devices import LATENCY_SECONDS, Devices, NoSound, only_our_errors
from local_voice.echo import EchoFreeMicrophone, SpeexCanceller
from local_voice.house_sound import VOICE_ALONE, UsualSound
from local_voice.keys import Keyboard, hold, keyboard, press
from local_voice.microphone import SoundMicrophone
from local_voice.ports import HEARING_RATE, Handler, LoopState, Microphone, Recognizer
from local_voice.recordings import RecordedMicrophone
from local_voice.runtime import (
    InlineWorker,
    ManualClock,
    RealClock,
    ThreadWorker,
    give_back_memory,
)
from local_voice.screen import PlainScreen, screen_for
from local_voice.speaker import RecordingSpeaker, SoundSpeaker
from local_voice.transcribers.choice import Engine, choose
from local_voice.transcribers.vocabulary import content_phrases
from local_voice.transcribers.vosk import ModelError
from local_voice.voices.choice import NoSuchVoice, chosen
from local_voice.wav import WavError, read_wav, write_wav
from local_voice.worn import headphones_tell
from skill.collector import settle


@dataclass(frozen=True, slots=True)
class TalkOptions:
    """What the command line says about one conversation."""

    inputs: tuple[Path, ...] = ()
    output: Path | None = None
    transcriber: str = "auto"
    model_path: Path | None = None
    voice: str | None = None
    locale: str = "en-US"
    headphones: bool = False
    microphone: str | None = None
    speaker: str | None = None
    sound: UsualSound = VOICE_ALONE
    prepare: Callable[[], None] | None = None
    """Makes ahead what the dialogue would make when it is first needed."""


def talk(dialogue: Handler, understanding: Recognizer, options: TalkOptions) -> int:
    """Hold one conversation and return the exit code."""
    if options.output is not None and not options.inputs:
        return _told("--output goes with --input.", USAGE)
    try:
        phrases = content_phrases(options.locale)
        engine = choose(options.transcriber, options.model_path, options.locale, phrases)
        if options.inputs:
            return _on_recordings(dialogue, understanding, options, engine)
        with only_our_errors():
            return _live(dialogue, understanding, options, engine)
    except (ModelError, NoSuchVoice) as error:
        return _told(str(error), USAGE)
    except NoSound as error:
        print(error, file=sys.stderr)
        return _without_sound(dialogue, understanding, options)


def _told(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _without_sound(dialogue: Handler, understanding: Recognizer, options: TalkOptions) -> int:
    """Typing where there is somebody to type, the recorded conversation otherwise."""
    if sys.stdin.isatty():
        from local_voice.typed import typed

        return typed(dialogue, understanding, wait=True, locale=options.locale)
    from local_voice.demo import demo

    return demo(dialogue, understanding, None, locale=options.locale)


# -- on recordings ---------------------------------------------------------------------------------


def _on_recordings(
    dialogue: Handler, understanding: Recognizer, options: TalkOptions, engine: Engine
) -> int:
    try:
        recordings = [read_wav(path, HEARING_RATE) for path in options.inputs]
        if options.output is not None:
            write_wav(options.output, recordings[0][:0], HEARING_RATE)  # tell early, not after
    except WavError as error:
        return _told(str(error), USAGE)
    clock = ManualClock()
    voice = chosen(options.voice, options.locale)
    microphone = RecordedMicrophone(clock, recordings)
    speaker = RecordingSpeaker(clock, voice.rate)
    try:
        loop = assemble(
            dialogue,
            understanding,
            clock=clock,
            microphone=microphone,
            speaker=speaker,
            voice=voice,
            engine=engine,
            observer=PlainScreen(sys.stdout, machine_words(options.locale), clock.now),
            rendering=InlineWorker(),
            hearing=InlineWorker(),
            locale=options.locale,
            sound=options.sound,
        )
        microphone.view = lambda: view_of(loop)
        loop.run(greet=False)
        if options.output is not None:
            write_wav(options.output, speaker.recording(), speaker.rate)
    except WavError as error:
        return _told(str(error), FAILED)
    finally:
        voice.close()
    return OK


# -- on the machine --------------------------------------------------------------------------------


def _beside_speaker(
    microphone: Microphone, speaker: SoundSpeaker
) -> tuple[Microphone, Callable[[], bool]]:
    """The microphone without our voice, and whether that can be relied on yet."""
    try:
        canceller = SpeexCanceller()
    except (ImportError, OSError, AttributeError):
        # No canceller for this machine: our own words are still known again, and a stop acts.
        return microphone, lambda: True
    clean = EchoFreeMicrophone(microphone, speaker.far, canceller)
    return clean, lambda: not clean.trusted


def _live(
    dialogue: Handler, understanding: Recognizer, options: TalkOptions, engine: Engine
) -> int:
    keys = keyboard()
    words = machine_words(options.locale)
    screen = screen_for(sys.stdout, words, keys=isinstance(keys, Keyboard))
    settle()
    devices = Devices(screen.notice)
    voice = chosen(options.voice, options.locale)
    rendering, hearing = ThreadWorker("rendering"), ThreadWorker("hearing")
    try:
        speaker = SoundSpeaker(devices, voice.rate, options.speaker)
        microphone: Microphone = SoundMicrophone(devices, options.microphone)
        hears_itself: Callable[[], bool] | None = None
        if not (options.headphones or headphones_tell(options.speaker)):
            microphone, hears_itself = _beside_speaker(microphone, speaker)
        loop = assemble(
            dialogue,
            understanding,
            clock=RealClock(),
            microphone=microphone,
            speaker=speaker,
            voice=voice,
            engine=engine,
            observer=screen,
            rendering=rendering,
            hearing=hearing,
            locale=options.locale,
            variant=random.randrange(1000),  # noqa: S311 - which wording, not a secret
            hears_itself=hears_itself,
            rests=True,
            sound=options.sound,
        )
        hearing.submit(engine.warm)  # while the greeting is spoken
        if options.prepare is not None:
            hearing.submit(options.prepare)
        hearing.submit(give_back_memory)
        loop.begin(greet=True)
        with keys:
            hold(loop, keys, lambda key: press(key, loop, screen))
        time.sleep(3 * LATENCY_SECONDS)  # the last word is still on its way through the sound card
    except KeyboardInterrupt:
        screen.state(LoopState.ENDED)  # leaves no status line before the shell's prompt
        return OK
    finally:
        rendering.close()
        hearing.close()
        devices.close()
        voice.close()
    return OK
