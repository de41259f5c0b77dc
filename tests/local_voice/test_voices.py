"""The natural voice with its real model, and the choice between the voices."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from local_voice.ports import HEARING_RATE, Samples, VoiceError
from local_voice.voice import EspeakVoice
from local_voice.voices import choice, natural
from local_voice.voices.natural import NaturalVoice
from local_voice.voices.sound import levelled, plausible, with_breaks
from local_voice.wav import resample
from skill.cli import main
from skill.speech import Style
from skill.timing import say_seconds
from tests.local_voice.loudness import lufs
from tests.local_voice.support import transcribed, whisper, word_errors
from tests.local_voice.test_voice import SENTENCES, periodicity

ROOT = Path(__file__).parent.parent.parent
with_model = pytest.mark.skipif(not natural.installed(), reason="needs aftercare[natural]")


@pytest.fixture(scope="module")
def voice() -> Iterator[NaturalVoice]:
    made = NaturalVoice()
    made.warm()
    yield made
    made.close()


def seconds(sound: Samples) -> float:
    return len(sound) / natural.RATE


@with_model
@pytest.mark.engine
class TestNaturalVoice:
    @pytest.mark.parametrize(("style", "most"), [("plain", 0.05), ("whisper", 0.12)])
    def test_it_is_heard_as_it_was_written(
        self, voice: NaturalVoice, style: Style, most: float
    ) -> None:
        transcriber = whisper()
        heard = [
            transcribed(
                transcriber, resample(voice.render(s, 1.0, style), voice.rate, HEARING_RATE)
            )
            for s in SENTENCES
        ]
        assert word_errors(" ".join(SENTENCES), " ".join(heard)) <= most

    def test_it_takes_as_long_as_the_core_estimates(self, voice: NaturalVoice) -> None:
        for pace in (0.85, 1.0, 1.15):
            spoken = sum(seconds(voice.render(s, pace, "plain")) for s in SENTENCES)
            assert spoken == pytest.approx(sum(say_seconds(s, pace) for s in SENTENCES), rel=0.12)

    def test_slower_is_longer_down_to_half_the_pace(self, voice: NaturalVoice) -> None:
        paces = (1.2, 1.0, 0.8, 0.65, 0.5)
        lengths = [seconds(voice.render(SENTENCES[0], p, "plain")) for p in paces]
        assert lengths == sorted(lengths)
        assert lengths[-1] / lengths[1] == pytest.approx(2.0, rel=0.15)

    def test_a_whisper_has_no_tone_and_soft_is_quieter(self, voice: NaturalVoice) -> None:
        plain, soft, whispered = (
            voice.render(SENTENCES[0], 1.0, style) for style in ("plain", "soft", "whisper")
        )
        assert periodicity(whispered) < 0.6 * periodicity(plain)
        assert lufs(soft, voice.rate) < lufs(plain, voice.rate) - 3
        assert lufs(whispered, voice.rate) < lufs(plain, voice.rate)

    def test_both_voices_are_about_as_loud(self, voice: NaturalVoice) -> None:
        pytest.importorskip("pyttsx3", reason="needs aftercare[voice]")
        espeak = EspeakVoice()
        levels = [
            lufs(np.concatenate([each.render(s, 1.0, "plain") for s in SENTENCES[:3]]), each.rate)
            for each in (voice, espeak)
        ]
        espeak.close()
        assert abs(levels[0] - levels[1]) <= 2.5
        assert all(-26 <= level <= -16 for level in levels)

    def test_there_is_no_silence_click_or_clipping(self, voice: NaturalVoice) -> None:
        for sentence in SENTENCES:
            for style in ("plain", "whisper"):
                sound = voice.render(sentence, 1.0, style).astype(int)
                assert abs(sound[0]) < 100
                assert abs(sound[-1]) < 100
                assert np.abs(sound).max() < 32_500
                loud = np.flatnonzero(np.abs(sound) > 100)
                assert loud[0] / voice.rate < 0.03

    def test_the_same_sentence_sounds_the_same(self, voice: NaturalVoice) -> None:
        other = NaturalVoice()
        assert np.array_equal(
            voice.render("Rest now.", 1.0, "soft"), other.render("Rest now.", 1.0, "soft")
        )
        other.close()

    def test_it_speaks_far_faster_than_it_is_heard(self, voice: NaturalVoice) -> None:
        voice.render("Warm.", 1.0, "plain")
        began = time.process_time()
        sound = voice.render("A sentence that nobody has heard before tonight.", 1.0, "plain")
        assert time.process_time() - began < 0.5 * seconds(sound)

    def test_nothing_to_say_and_a_closed_voice_are_errors(self) -> None:
        voice = NaturalVoice()
        with pytest.raises(VoiceError):
            voice.render("", 1.0, "plain")
        voice.close()
        with pytest.raises(VoiceError):
            voice.render("Hello.", 1.0, "plain")


CLOSED = """
import socket
from skill.discretion import leave_no_traces
leave_no_traces()
class Refused(socket.socket):
    def __init__(self, *args, **kwargs):
        raise SystemExit("the network was asked for")
def no(*args, **kwargs):
    raise SystemExit("the network was asked for")
socket.socket = Refused
socket.getaddrinfo = socket.create_connection = no
from local_voice.voices.natural import NaturalVoice
voice = NaturalVoice()
print(len(voice.render("A sentence for nobody else.", 1.0, "plain")))
"""


@with_model
@pytest.mark.engine
def test_the_natural_voice_asks_for_no_network_and_writes_nothing(tmp_path: Path) -> None:
    env = {
        **os.environ,
        "HOME": str(tmp_path),
        "TMPDIR": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", CLOSED],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > natural.RATE
    assert list(tmp_path.iterdir()) == []


class TestChoice:
    def test_auto_takes_the_natural_voice_where_it_is_and_speaks_the_language(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(natural, "installed", lambda: True)
        assert isinstance(choice.chosen(None, "en-US"), NaturalVoice)
        assert isinstance(choice.chosen("auto", "de-DE"), EspeakVoice)
        assert isinstance(choice.chosen("espeak", "en-US"), EspeakVoice)
        with pytest.raises(choice.NoSuchVoice, match="de-DE"):
            choice.chosen("natural", "de-DE")
        monkeypatch.setattr(natural, "installed", lambda: False)
        assert isinstance(choice.chosen(None, "en-US"), EspeakVoice)
        with pytest.raises(choice.NoSuchVoice, match=r"aftercare\[natural\]"):
            choice.chosen("natural", "en-US")

    def test_a_name_of_espeak_is_taken_with_its_speaker(self) -> None:
        pytest.importorskip("espeakng_loader", reason="needs aftercare[voice]")
        chosen = choice.chosen("en-GB-scotland+f2", "en-US")
        assert isinstance(chosen, EspeakVoice)
        assert chosen.name == "en-gb-scotland+f2"

    @pytest.mark.parametrize(
        ("wrong", "near"),
        [("natrul", "natural"), ("en-su", "en-us"), ("en-us+g3", "en-us+f3"), ("xyzzy", "auto")],
    )
    def test_a_wrong_name_is_one_line_with_near_ones(self, wrong: str, near: str) -> None:
        pytest.importorskip("espeakng_loader", reason="needs aftercare[voice]")
        with pytest.raises(choice.NoSuchVoice, match=wrong.replace("+", r"\+")) as told:
            choice.chosen(wrong, "en-US")
        assert near in str(told.value)
        assert "\n" not in str(told.value)

    def test_every_offered_voice_can_be_chosen(self) -> None:
        pytest.importorskip("espeakng_loader", reason="needs aftercare[voice]")
        offered = choice.offers("en-US")
        assert {"espeak", "en-us", "en-gb-scotland"} <= {offer.name for offer in offered}
        assert all(offer.line for offer in offered)
        for offer in offered:
            choice.chosen(offer.name, "en-US").close()


def test_the_list_of_voices_is_printed_and_a_wrong_name_is_bad_usage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("espeakng_loader", reason="needs aftercare[voice]")
    assert main(["talk", "--voice", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in lines]
    assert any(line.startswith("eSpeak NG") and " en-us " in line for line in lines)
    wav = str(ROOT / "tests" / "audio" / "en-US" / "stop.wav")
    assert main(["talk", "--input", wav, "--voice", "natrul"]) == 2
    told = capsys.readouterr().err
    assert "natrul" in told
    assert "natural" in told


def test_a_break_is_made_long_enough_where_the_text_has_a_comma() -> None:
    rate = 1000
    sound = np.concatenate([np.full(500, 5000), np.zeros(150), np.full(500, 5000)]).astype(np.int16)
    broken = with_breaks(sound, "One, two.", 0.45, rate)
    assert len(broken) == pytest.approx(1450, abs=1)
    assert not broken[500:949].any()
    assert with_breaks(sound, "One two.", 0.45, rate) is sound
    lips = np.concatenate([np.full(500, 5000), np.zeros(60), np.full(500, 5000)]).astype(np.int16)
    assert len(with_breaks(lips, "One, two.", 0.45, rate)) == len(lips)


def test_peaks_are_bent_below_full_scale() -> None:
    loud = levelled(np.array([0, 20_000, 32_000, -32_000, 0] * 100, np.int16), 1.5, 1000)
    assert np.abs(loud.astype(int)).max() <= 32_000
    assert loud[51] < loud[52]  # still louder than what was less loud


def test_a_sentence_cut_short_is_not_plausible() -> None:
    text = "Let your shoulders drop, if that feels good."
    assert plausible(text, 1.0, say_seconds(text))
    assert not plausible(text, 1.0, say_seconds(text) / 4)


@pytest.mark.parametrize("text", ["One.", "In.", "Yes, go on."])
def test_no_words_without_a_sound_are_plausible(text: str) -> None:
    assert not plausible(text, 1.0, 0.0)
    assert plausible(text, 1.2, say_seconds(text, 1.2))
