"""`aftercare demo`: a spoken conversation on recorded requests, through the whole loop.

The same microphone port, voice activity detector, transcriber, dialogue, voice and programme as in
`talk`; the requests come from recordings (see requests/README.md). With a sound card it is heard
as it happens; without one it runs as fast as the machine can.
"""

import sys
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np

from content import content_for
from content.machine import machine_words
from local_voice.assembly import FAILED, OK, USAGE, assemble, view_of
from local_voice.devices import LATENCY_SECONDS, NoSound, portaudio
from local_voice.ports import HEARING_RATE, Handler, Recognizer, Samples
from local_voice.recordings import RecordedMicrophone
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.screen import PlainScreen
from local_voice.speaker import RecordingSpeaker
from local_voice.transcribers.choice import choose
from local_voice.voices.choice import chosen
from local_voice.wav import WavError, read_wav, resample, write_wav


def requests(locale: str) -> list[Samples]:
    """The recorded requests for a locale, in the order they are spoken."""
    folder = files("local_voice").joinpath("requests", content_for(locale))
    if not folder.is_dir():
        return []
    with as_file(folder) as path:
        return [read_wav(file, HEARING_RATE) for file in sorted(path.glob("*.wav"))]


class _Heard(RecordedMicrophone):
    """Recordings that are also heard, together with our voice, as time goes by."""

    play: Callable[[], None] = staticmethod(lambda: None)

    def read(self) -> Samples | None:
        frame = super().read()
        self.play()
        return frame


def demo(
    dialogue: Handler, understanding: Recognizer, output: Path | None, *, locale: str = "en-US"
) -> int:
    """Hold the recorded conversation and return the exit code."""
    recordings = requests(locale)
    if not recordings:
        print(f"There are no recorded requests for {locale}.", file=sys.stderr)
        return USAGE
    clock = ManualClock()
    voice = chosen(None, locale)
    microphone = _Heard(clock, recordings)
    speaker = RecordingSpeaker(clock, voice.rate)
    stream = _stream(voice.rate)
    try:
        if output is not None:
            write_wav(output, recordings[0][:0], HEARING_RATE)  # tell early, not after
        loop = assemble(
            dialogue,
            understanding,
            clock=clock,
            microphone=microphone,
            speaker=speaker,
            voice=voice,
            engine=choose("whisper", None, locale),
            observer=PlainScreen(sys.stdout, machine_words(locale), clock.now),
            rendering=InlineWorker(),
            hearing=InlineWorker(),
            locale=locale,
        )
        microphone.view = lambda: view_of(loop)
        if stream is not None:
            microphone.play = _player(stream, microphone, speaker)
        loop.run()
        if output is not None:
            write_wav(output, both_sides(microphone, speaker), speaker.rate)
    except WavError as error:
        print(error, file=sys.stderr)
        return FAILED
    finally:
        if stream is not None:
            stream.stop()
            stream.close()
        voice.close()
    return OK


def both_sides(
    microphone: RecordedMicrophone, speaker: RecordingSpeaker, start: int = 0
) -> Samples:
    """The conversation from sample `start` on: the recordings at their times, and our voice."""
    sound = speaker.recording(start).astype(np.int32)
    for at, samples in microphone.spoken:
        offset = round(at * speaker.rate) - start
        if offset + len(samples) * speaker.rate / HEARING_RATE <= 0:
            continue
        theirs = resample(samples, HEARING_RATE, speaker.rate)[max(0, -offset) :]
        offset = max(0, offset)
        theirs = theirs[: max(0, len(sound) - offset)]
        sound[offset : offset + len(theirs)] += theirs
    return np.clip(sound, -(2**15), 2**15 - 1).astype(np.int16)


def _stream(rate: int) -> Any:  # noqa: ANN401 - the library has no types
    """The machine's speaker; None where there is none."""
    try:
        sound = portaudio()
        stream = sound.OutputStream(
            samplerate=rate, channels=1, dtype="int16", latency=LATENCY_SECONDS
        )
        stream.start()
    except NoSound:
        return None
    except (sound.PortAudioError, ValueError, OSError):
        return None
    return stream


def _player(
    stream: Any,  # noqa: ANN401 - the library has no types
    microphone: RecordedMicrophone,
    speaker: RecordingSpeaker,
) -> Callable[[], None]:
    """Plays what both sides have said since the last call; the sound card sets the pace."""
    done = 0

    def play() -> None:
        nonlocal done
        mixed = both_sides(microphone, speaker, done)
        stream.write(mixed.reshape(-1, 1))
        done += len(mixed)

    return play
