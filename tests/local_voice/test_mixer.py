import numpy as np
import pytest

from local_voice.mixer import FADE_SECONDS, RETURN_SECONDS, Mixer
from local_voice.ports import Samples

RATE = 1000
FADE = round(FADE_SECONDS * RATE)
RETURN = round(RETURN_SECONDS * RATE)


def words(length: int, value: int = 10_000) -> Samples:
    return np.full(length, value, np.int16)


@pytest.fixture
def mixer() -> Mixer:
    return Mixer(RATE)


def test_words_and_silences_follow_each_other_to_the_sample(mixer: Mixer) -> None:
    mixer.add(words(100))
    mixer.add_silence(50)
    mixer.add(words(30))
    sound = np.concatenate([mixer.pull(7) for _ in range(30)])
    assert (sound[:100] == 10_000).all()
    assert not sound[100:150].any()
    assert (sound[150:180] == 10_000).all()
    assert not sound[180:].any()
    assert mixer.played == 180
    assert mixer.queued == 0


def test_held_words_fade_at_once_and_go_on_exactly_where_they_were(mixer: Mixer) -> None:
    ramp = np.arange(1, 1001, dtype=np.int16)
    mixer.add(ramp)
    mixer.pull(400)
    mixer.hold()
    held = mixer.pull(200)
    assert held[FADE:].tolist() == [0] * (200 - FADE)
    assert (np.diff(held[:FADE].astype(int)) <= 0).all()
    assert mixer.played == 400
    assert mixer.blocked
    mixer.release()
    back = mixer.pull(600)
    assert back[0] == 0
    assert back[RETURN:].tolist() == ramp[400 + RETURN :].tolist()


def test_a_silence_runs_on_while_held_and_the_words_after_it_wait(mixer: Mixer) -> None:
    mixer.add_silence(100)
    mixer.add(words(100))
    mixer.pull(50)
    mixer.hold()
    assert not mixer.blocked
    assert not mixer.pull(200).any()
    assert mixer.played == 100
    assert mixer.blocked
    mixer.release()
    assert (mixer.pull(100) == 10_000).all()


def test_dropping_fades_and_forgets(mixer: Mixer) -> None:
    mixer.add(words(500))
    mixer.pull(100)
    mixer.drop()
    assert mixer.queued == 0
    after = mixer.pull(100)
    assert after[0] > 9_000
    assert not after[FADE:].any()


def test_dropping_while_held_brings_nothing_back(mixer: Mixer) -> None:
    mixer.add(words(500))
    mixer.pull(100)
    mixer.hold()
    mixer.pull(50)
    mixer.drop()
    assert not mixer.pull(100).any()
    mixer.add(words(50))
    assert (mixer.pull(50) == 10_000).all()


@pytest.mark.parametrize("seed", range(20))
def test_no_order_of_commands_clicks_or_loses_a_sample(seed: int) -> None:
    random = np.random.default_rng(seed)
    rate = 22_050
    mixer = Mixer(rate)
    tone = (8_000 * np.sin(np.arange(rate) * 2 * np.pi * 110 / rate)).astype(np.int16)
    largest_step = int(np.abs(np.diff(tone.astype(int))).max())
    added = played = 0
    sound: list[Samples] = []
    for _ in range(300):
        match random.integers(6):
            case 0:
                mixer.add(tone)
                added += len(tone)
            case 1:
                silence = int(random.integers(1, 4000))
                mixer.add_silence(silence)
                added += silence
            case 2:
                mixer.hold()
            case 3:
                mixer.release()
            case _:
                sound.append(mixer.pull(int(random.integers(1, 2000))))
        played = mixer.played
        assert played + mixer.queued == added
    # A 10 ms fade of a full-scale moment is the steepest step there may be beside the tone's own.
    fade_step = 8_000 / (FADE_SECONDS * rate)
    joins = np.abs(np.diff(np.concatenate(sound).astype(int))).max()
    assert joins <= largest_step + fade_step + 2
