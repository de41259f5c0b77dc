"""A test of the sound: one sentence is played, one is heard and made out."""

from collections.abc import Callable
from dataclasses import dataclass

from local_voice.devices import LATENCY_SECONDS, Devices
from local_voice.endpointer import Began, Endpointer, Goes, Over, Silero
from local_voice.microphone import SoundMicrophone
from local_voice.ports import FRAME_SECONDS, Microphone, Speaker, Transcriber
from local_voice.speaker import SoundSpeaker
from local_voice.transcribers.choice import Engine
from local_voice.voice import EspeakVoice

LISTEN_SECONDS = 10.0
PATIENCE_SECONDS = 0.8


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of it."""

    words: str
    """Empty when nothing was made out."""


def try_out(
    engine: Engine,
    sentence: str,
    *,
    locale: str,
    microphone: str | None,
    speaker: str | None,
    playing: Callable[[], None],
    listening: Callable[[], None],
) -> Heard:
    """Test the devices of the machine. Raises `NoSound`, `ModelError` or `VoiceError`."""
    devices = Devices(lambda _: None)
    voice = EspeakVoice(locale)
    try:
        out = SoundSpeaker(devices, voice.rate, speaker)
        ear = SoundMicrophone(devices, microphone)
        engine.load()
        playing()
        out.add(voice.render(sentence, 1.0, "plain"))
        played_out(out, ear)
        listening()
        return Heard(heard(ear, Endpointer(Silero()), engine))
    finally:
        devices.close()
        voice.close()


def played_out(speaker: Speaker, microphone: Microphone) -> None:
    """Wait for the end of what is queued, and of its echo, and throw away what is heard."""
    left = round(3 * LATENCY_SECONDS / FRAME_SECONDS)
    while left and microphone.read() is not None:
        left -= not speaker.queued


def heard(microphone: Microphone, endpointer: Endpointer, transcriber: Transcriber) -> str:
    """The words of the first thing that is said; "" when nothing is for a while."""
    endpointer.patience = PATIENCE_SECONDS
    transcriber.reset()
    transcriber.expect(None)
    for _ in range(round(LISTEN_SECONDS / FRAME_SECONDS)):
        frame = microphone.read()
        if frame is None:
            return ""
        match endpointer.feed(frame):
            case Began(samples=samples) | Goes(samples=samples):
                transcriber.accept(samples)
            case Over():
                words = transcriber.finish().text
                if words:
                    return words
                transcriber.reset()
            case None:
                continue
    return ""
