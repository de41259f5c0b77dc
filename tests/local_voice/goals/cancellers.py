"""Which echo canceller hears best past our own voice, on the same sound: ours, WebRTC's, none.

WebRTC's audio processing comes in the package `livekit`, which is not one of ours: install it
beside them to compare. One microphone signal is made for each loudness, with our voice in it and
requests over it, and every canceller gets the same. What is left is cut where the request lies and
made out by Whisper, so that the figures tell of the cancellers and of nothing else.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from local_voice.echo import SpeexCanceller
from local_voice.endpointer import SHORTEST_SPEECH_SECONDS, START_PROBABILITY, Silero
from local_voice.ports import FRAME, FRAME_SECONDS, HEARING_RATE, Samples
from local_voice.voice import EspeakVoice
from local_voice.voices import natural
from local_voice.voices.natural import NaturalVoice
from local_voice.wav import resample
from tests.local_voice.goals import Goal
from tests.local_voice.room import impulse_response
from tests.local_voice.support import transcribed, whisper
from tests.local_voice.test_echo import SENTENCES

COMMANDS = (
    "Stop.", "Pause.", "Slower.", "Quieter, please.", "Go on.", "Next one.",
    "Say that again.", "Skip this.", "Stop, please.", "Wait a moment.",
)  # fmt: skip
LOUDNESS = (10, 0, -6)
"""Decibels of the person over our voice as the microphone hears it."""
LEARNING_SECONDS = 14.0
BETWEEN_SECONDS = 5.3
DELAY_SECONDS = 0.2
NOISE = 8.0
ECHO = 0.5
BLOCK = HEARING_RATE // 100
"""WebRTC takes ten milliseconds at a time."""

Clean = Callable[[Samples, Samples], Samples]
"""(near, far) -> near without our voice, of the same length."""


def _speex(near: Samples, far: Samples) -> Samples:
    canceller = SpeexCanceller()
    frames = len(near) // FRAME
    pairs = zip(np.split(near[: frames * FRAME], frames), _frames(far, frames), strict=True)
    return np.concatenate([canceller.clean(one, other) for one, other in pairs])


def _frames(sound: Samples, count: int) -> list[Samples]:
    return list(np.split(sound[: count * FRAME], count))


def _webrtc(near: Samples, far: Samples) -> Samples:
    from livekit import rtc

    # With its noise suppression on it makes out fewer still.
    module: Any = rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
    out = []
    for at in range(0, len(near) - BLOCK + 1, BLOCK):
        played, heard = (
            rtc.AudioFrame(sound[at : at + BLOCK].tobytes(), HEARING_RATE, 1, BLOCK)
            for sound in (far, near)
        )
        module.process_reverse_stream(played)
        module.set_stream_delay_ms(round(DELAY_SECONDS * 1000))
        module.process_stream(heard)
        out.append(np.frombuffer(bytes(heard.data), np.int16))
    return np.concatenate(out)


def _none(near: Samples, far: Samples) -> Samples:  # noqa: ARG001 - as the others
    return near


def _ours(seconds: float) -> Samples:
    """Our voice without an end to it."""
    voice = EspeakVoice()
    pause = np.zeros(HEARING_RATE // 2, np.int16)
    pieces: list[Samples] = []
    while sum(map(len, pieces)) < seconds * HEARING_RATE:
        for sentence in SENTENCES:
            sound = voice.render(sentence, 1.0, "plain")
            pieces += [resample(sound, voice.rate, HEARING_RATE), pause]
    voice.close()
    return np.concatenate(pieces)[: round(seconds * HEARING_RATE)]


def _requests() -> list[Samples]:
    voice = NaturalVoice() if natural.installed() else EspeakVoice("en-US", "en-us+f3")
    said = [
        resample(voice.render(words, 1.2, "plain"), voice.rate, HEARING_RATE) for words in COMMANDS
    ]
    voice.close()
    return said


def _level(sound: Samples) -> float:
    loud = sound[np.abs(sound) > 200].astype(float)
    return float(np.sqrt((loud**2).mean()))


def cancellers() -> list[Goal]:
    """The requests made out over our voice, by canceller and loudness, and what sets it off."""
    known: dict[str, Clean] = {"none": _none, "Speex (pyaec)": _speex}
    try:
        import livekit.rtc  # noqa: F401 - only to see whether it is there
    except ImportError:
        pass
    else:
        known["WebRTC (livekit)"] = _webrtc
    said = _requests()
    seconds = LEARNING_SECONDS + BETWEEN_SECONDS * (len(said) + 1)
    far = _ours(seconds)
    echo = np.convolve(far.astype(float), impulse_response() * ECHO)
    echo = np.pad(echo, (round(DELAY_SECONDS * HEARING_RATE), 0))[: len(far)]
    echo += np.random.default_rng(5).normal(0, NOISE, len(far))
    loudness = _level(echo.astype(np.int16))
    places = [
        round((LEARNING_SECONDS + BETWEEN_SECONDS * number) * HEARING_RATE)
        for number in range(len(said))
    ]
    goals = []
    for name, clean in known.items():
        figures = []
        for decibels in LOUDNESS:
            near = echo.copy()
            for at, sound in zip(places, said, strict=True):
                gain = loudness * 10 ** (decibels / 20) / _level(sound)
                near[at : at + len(sound)] += sound * gain
            left = clean(_clipped(near), far)
            figures.append(f"{_made_out(left, places, said)} at {decibels:+d} dB")
        began = time.thread_time()
        alone = clean(_clipped(echo), far)
        spent = (time.thread_time() - began) / seconds
        goals.append(
            Goal(f"requests over our voice made out, {name}", "-",
                 f"{', '.join(figures)}, of {len(said)}; our voice alone sets it off "
                 f"{_begun(alone)} times a minute once learnt; {spent:.1%} of a core", None)
        )  # fmt: skip
    return goals


def _clipped(sound: "np.typing.NDArray[np.float64]") -> Samples:
    return np.clip(np.rint(sound), -(2**15), 2**15 - 1).astype(np.int16)


def _made_out(left: Samples, places: list[int], said: list[Samples]) -> int:
    """How many requests Whisper makes out, in what is left."""
    around = round(0.25 * HEARING_RATE)
    hits = 0
    for at, sound, words in zip(places, said, COMMANDS, strict=True):
        heard = transcribed(whisper(), left[at - around : at + len(sound) + around])
        wanted = words.lower().replace(",", "").rstrip(".")
        hits += heard == wanted or heard.split()[:1] == wanted.split()[:1]
    return hits


def _begun(left: Samples) -> str:
    """How often speech would begin, with nobody there."""
    activity = Silero()
    frames = left[: len(left) // FRAME * FRAME].reshape(-1, FRAME)
    least = round(SHORTEST_SPEECH_SECONDS / FRAME_SECONDS)
    begun = rising = 0
    for number, frame in enumerate(frames):
        rising = rising + 1 if activity.probability(frame) >= START_PROBABILITY else 0
        begun += rising == least and number * FRAME_SECONDS > LEARNING_SECONDS
    minutes = (len(frames) * FRAME_SECONDS - LEARNING_SECONDS) / 60
    return f"{begun / minutes:.0f}"
