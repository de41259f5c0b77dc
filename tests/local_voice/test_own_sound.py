"""Quieter than a whisper, sounds beside the voice and tones for the breath: through the loop."""

import numpy as np
import pytest

from content import load
from content.schema import CueStep
from local_voice.background import COMING_SECONDS, GOING_SECONDS
from local_voice.endpointer import Endpointer
from local_voice.house_sound import OwnSound, SoundKeeper, UsualSound
from local_voice.loop import Loop
from local_voice.ports import LoopState, Samples
from local_voice.reciter import Reciter
from local_voice.runtime import InlineWorker, ManualClock
from local_voice.speaker import RecordingSpeaker
from local_voice.tones import HIGH_HERTZ, LOW_HERTZ, REST_SECONDS, TonedVoice, swell
from skill.dialogue import Dialogue
from skill.speech import Pause, Style
from skill.turn import Expectation, Request, SlotValue, State, Turn
from skill.understanding import NotRecognized, Outcome, Recognized
from tests.fakes import Notes, ScriptedActivity, ScriptedMicrophone, ScriptedTranscriber, TimedVoice

RATE = 8_000
CATALOG = load("en-US")
SAID = {
    "breathe": Request(
        "BreathingIntent",
        {"technique": SlotValue("x", "box-breathing"), "minutes": SlotValue("one", 1)},
    ),
    "use rain in the background": Request(
        "SetPreferenceIntent", {"preference": SlotValue("background sounds", "music")}
    ),
    "ocean sounds": Request("SetPreferenceIntent", {"preference": SlotValue("sounds", "music")}),
    "use tones": Request("SetPreferenceIntent", {"preference": SlotValue("tones", "music")}),
    "turn off the tones": Request(
        "SetPreferenceIntent",
        {"preference": SlotValue("tones", "music"), "value": SlotValue("turn off", "off")},
    ),
    "no sounds": Request(
        "SetPreferenceIntent",
        {"preference": SlotValue("sounds", "music"), "value": SlotValue("no", "off")},
    ),
    "quieter": Request("QuieterIntent"),
    "louder": Request("LouderIntent"),
    "pause": Request("AMAZON.PauseIntent"),
    "resume": Request("AMAZON.ResumeIntent"),
    "stop": Request("AMAZON.StopIntent"),
}


class Words:
    def recognize(self, text: str, _expecting: Expectation | None) -> Outcome:
        return Recognized(SAID[text], 1.0) if text in SAID else NotRecognized()


class WarmVoice(TimedVoice):
    def warm(self) -> None:
        pass


class House:
    def __init__(self, usual: UsualSound | None = None) -> None:
        usual = usual or UsualSound()
        self.clock = ManualClock()
        self.microphone = ScriptedMicrophone(self.clock)
        self.speaker = RecordingSpeaker(self.clock, RATE)
        self.voice = WarmVoice(RATE)
        self.notes = Notes(self.clock)
        toned = TonedVoice(self.voice)
        keeper = SoundKeeper(self.notes, self.speaker, lambda: self.loop.session, usual)
        self.loop = Loop(
            OwnSound(Dialogue(CATALOG), toned, usual),
            Words(),
            clock=self.clock,
            microphone=self.microphone,
            endpointer=Endpointer(ScriptedActivity()),
            transcriber=ScriptedTranscriber(self.microphone),
            reciter=Reciter(toned, self.speaker, InlineWorker()),
            speaker=self.speaker,
            hearing=InlineWorker(),
            observer=keeper,
        )
        self.loop.begin(greet=False)

    def live(self, seconds: float) -> None:
        until = self.clock.now() + seconds
        while self.clock.now() < until and self.loop.alive:
            self.loop.next_frame()

    def say(self, text: str, then: float = 3.0) -> None:
        self.microphone.say(text)
        self.live(then)

    def state(self) -> LoopState:
        return self.loop.state

    def heard(self, last: float) -> Samples:
        return self.speaker.recording()[-round(last * RATE) :]


def loudness(sound: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(float)))))


def test_quieter_goes_on_below_a_whisper_in_steps_that_are_heard() -> None:
    house = House()
    replies, levels = [], []
    for _ in range(6):
        house.loop.command("QuieterIntent")
        house.live(0.6)
        replies.append(house.notes.replies[-1][1].speech[0])
        levels.append(loudness(house.heard(0.25)))
    told = [getattr(part, "text", "") for part in replies]
    assert told == [CATALOG.phrases.quieter] * 5 + [CATALOG.phrases.quietest]
    # The fake voice is as loud in every style; what is below is the volume's.
    assert levels[2] == pytest.approx(levels[1] / 2, rel=0.05)
    assert levels[4] == pytest.approx(levels[1] / 8, rel=0.05)
    house.loop.command("LouderIntent")
    house.live(0.6)
    assert loudness(house.heard(0.25)) == pytest.approx(levels[3], rel=0.05)
    assert house.loop.session.style == "whisper"


def test_a_channel_without_its_own_sound_is_as_quiet_as_a_whisper_at_most() -> None:

    dialogue, state = Dialogue(CATALOG), State()
    for _ in range(4):
        _, state = dialogue.handle(Turn("intent", intent="QuieterIntent"), state)
    assert state.hush == 0
    turn = Turn("intent", intent="SetPreferenceIntent", slots=SAID["use tones"].slots)
    _, after = dialogue.handle(turn, state)
    assert (after.tones, after.sound) == (None, "usual")


def test_a_sound_is_asked_for_by_voice_changed_and_ended() -> None:
    house = House()
    house.say("use rain in the background", 20)
    sounds = [house.loop.session.sound]
    assert loudness(house.heard(1)) > 100
    house.say("ocean sounds", 12)
    sounds.append(house.loop.session.sound)
    assert sounds == ["rain", "ocean"]
    house.say("no sounds", 15)
    assert not house.loop.session.background
    house.live(GOING_SECONDS)
    assert not house.heard(1).any()


def test_the_machine_s_usual_sound_is_there_from_the_start_and_gone_at_the_end() -> None:
    house = House(UsualSound("brown-noise"))
    house.say("breathe", COMING_SECONDS + 6)
    whole = house.speaker.recording()
    assert whole.any()
    house.say("stop", 20)
    assert house.loop.state is LoopState.ENDED
    house.clock.advance(GOING_SECONDS + 1)
    assert not house.heard(0.5).any()


def cue_texts() -> set[str]:
    script = CATALOG.scripts["box-breathing"]
    return {
        step.cue
        for section in script.sections
        for steps in section.rounds or (section.steps,)
        for step in steps or ()
        if isinstance(step, CueStep) and step.breath
    }


@pytest.mark.parametrize(
    ("words", "tones"),
    [
        ("use tones instead of words", True),
        ("words instead of the tones", False),
        ("back to words please", False),
        ("no more tones", False),
    ],
)
def test_tones_and_words_are_told_apart_by_what_is_named_first(words: str, tones: bool) -> None:  # noqa: FBT001 - one of two
    value = {"value": SlotValue("no more", "off")} if words.startswith("no") else {}
    slots = {"preference": SlotValue("sounds", "music"), **value}
    turn = Turn("intent", intent="SetPreferenceIntent", slots=slots, text=words, own_sound=True)
    _, after = Dialogue(CATALOG).handle(turn, State())
    assert after.tones is tones
    assert after.sound == "usual"


def test_tones_take_the_place_of_the_words_that_lead_the_breath_and_of_no_others() -> None:
    house = House(UsualSound(tones=True))
    house.say("breathe", 45)
    spoken = {text for text, _, _ in house.voice.rendered}
    shown = {text for _, text in house.notes.sentences}
    assert cue_texts() & shown
    assert not cue_texts() & spoken
    assert spoken & shown
    house.say("turn off the tones", 20)
    assert cue_texts() & {text for text, _, _ in house.voice.rendered}


def test_a_cue_s_tone_keeps_the_beat_and_stop_silences_it() -> None:
    house = House(UsualSound(tones=True))
    house.say("breathe", 50)
    cues = [(at, text) for at, text in house.notes.sentences if text in cue_texts()]
    beats = np.diff([at for at, _ in cues])
    pauses = {
        item.beat
        for _, reply in house.notes.replies
        for item in reply.speech
        if isinstance(item, Pause) and item.beat
    }
    assert len(beats) > 4
    assert all(min(abs(beat - p) for p in pauses) <= 0.05 for beat in beats)
    house.say("stop", 1.6)
    assert house.loop.session.position.kind == "idle"
    house.live(20)
    assert house.loop.state is LoopState.ENDED


def test_a_long_pause_in_a_script_is_survived_in_silence() -> None:
    house = House()
    house.say("breathe", 20)
    house.say("pause", 60)
    assert house.state() is LoopState.WAITING
    assert not house.heard(50).any()
    house.say("resume", 20)
    assert house.state() is LoopState.SPEAKING
    assert house.heard(10).any()


def pitch(sound: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 8 * len(sound)))
    return float(np.argmax(spectrum) * rate / (8 * len(sound)))


@pytest.mark.parametrize(
    ("breath", "first", "last"),
    [
        ("in", LOW_HERTZ, HIGH_HERTZ),
        ("out", HIGH_HERTZ, LOW_HERTZ),
        ("hold", HIGH_HERTZ, HIGH_HERTZ),
    ],
)
def test_a_tone_rises_with_the_breath_in_and_falls_with_the_breath_out(
    breath: str, first: float, last: float
) -> None:
    rate = 22_050
    sound = swell(breath, 4.5, rate)
    assert len(sound) / rate == pytest.approx(4.5 - REST_SECONDS, abs=0.01)
    assert pitch(sound[: rate // 2], rate) == pytest.approx(first, rel=0.1)
    assert pitch(sound[-rate // 2 :], rate) == pytest.approx(last, rel=0.1)
    assert abs(int(sound[0])) < 5
    assert abs(int(sound[-1])) < 5
    assert np.abs(np.diff(sound.astype(int))).max() < 300
    styles: tuple[Style, ...] = ("plain", "soft", "whisper")
    levels = [loudness(swell(breath, 4.5, rate, style)) for style in styles]
    assert levels == sorted(levels, reverse=True)
