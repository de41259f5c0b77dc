"""Devices by name, what is worn on the ears, and cards that take sound at another rate."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from local_voice.device_names import Kind, named, usable, worn, worn_sink
from local_voice.devices import Devices
from local_voice.ports import FRAME, FRAME_SECONDS, HEARING_RATE, Samples
from local_voice.speaker import AtRate, SoundSpeaker
from tests.local_voice.pulse import PulseCard

ROOT = Path(__file__).parent.parent.parent


def device(name: str, inputs: int = 0, outputs: int = 0) -> dict[str, Any]:
    return {"name": name, "max_input_channels": inputs, "max_output_channels": outputs}


THERE = [
    device("HDA Intel PCH: ALC257 Analog (hw:0,0)", 2, 2),
    device("USB Audio Mic", 1),
    device("USB Audio", 0, 2),
    device("Lena\u2019s AirPods Pro", 1, 2),
    device("USB Audio", 0, 2),  # the same one through another system
]


@pytest.mark.parametrize(
    ("asked", "kind", "found"),
    [
        ("usb audio", "output", "USB Audio"),
        ("usb audio", "input", "USB Audio Mic"),
        ("airpods", "output", "Lena\u2019s AirPods Pro"),
        ("analog intel", "input", "HDA Intel PCH: ALC257 Analog (hw:0,0)"),
        ("usb", "output", "USB Audio"),
        ("hdmi", "output", None),
        (" ", "output", None),
    ],
)
def test_a_device_is_found_by_its_name_or_words_of_it(
    asked: str, kind: Kind, found: str | None
) -> None:
    result = named(THERE, asked, kind)
    assert (result and result["name"]) == found


def test_each_name_is_listed_once() -> None:
    assert [d["name"] for d in usable(THERE, "output")].count("USB Audio") == 1


@pytest.mark.parametrize(
    ("name", "is_worn"),
    [
        ("External Headphones", True),
        ("Lena\u2019s AirPods Pro", True),
        ("WH-1000XM4 Headset", True),
        ("Galaxy Buds2", True),
        ("MacBook Pro Speakers", False),
        ("USB Audio", False),
    ],
)
def test_names_tell_what_is_worn(name: str, *, is_worn: bool) -> None:
    assert worn(name) is is_worn


SINKS: list[dict[str, Any]] = [
    {"name": "card", "description": "Built-in Audio", "active_port": "analog-output-speaker"},
    {
        "name": "bt",
        "description": "XM4",
        "active_port": "out",
        "properties": {"device.form_factor": "headset"},
    },
    {"name": "jack", "description": "PCH", "active_port": "analog-output-headphones"},
]


@pytest.mark.parametrize(
    ("default", "name", "is_worn"),
    [
        ("card", "pulse", False),
        ("bt", "pulse", True),
        ("jack", "default", True),
        ("card", "XM4", True),
        ("bt", "Built-in Audio Analog", False),
        ("gone", "default", False),
    ],
)
def test_the_sound_server_tells_what_is_worn(default: str, name: str, *, is_worn: bool) -> None:
    assert worn_sink(SINKS, default, name) is is_worn


@pytest.mark.parametrize("rate", [48_000, 44_100, 16_000])
def test_a_card_at_another_rate_gets_the_same_sound(rate: int) -> None:
    given = 22_050
    times = np.arange(3 * given) / given
    tone = (8000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)
    at = 0

    def pull(count: int) -> Samples:
        nonlocal at
        taken = tone[at : at + count]
        at += count
        return np.pad(taken, (0, count - len(taken)))

    card = AtRate(pull, given, rate)
    random = np.random.default_rng(2)
    blocks = [card.pull(int(random.integers(1, 4000))) for _ in range(200)]
    sound = np.concatenate(blocks)[: 2 * rate].astype(float)
    assert len(sound) == 2 * rate
    # As long as it was, as loud as it was, at the same pitch, and without a jump.
    spectrum = np.abs(np.fft.rfft(sound[rate // 2 :]))
    pitch = spectrum.argmax() * rate / len(sound[rate // 2 :])
    assert pitch == pytest.approx(440, abs=2)
    assert np.abs(sound[rate // 2 :]).max() == pytest.approx(8000, rel=0.02)
    assert np.abs(np.diff(sound[rate // 2 :])).max() < 8000 * 2 * np.pi * 440 / rate * 1.1


class NoDevices(Devices):
    """Opens nothing: the test plays the card's part."""

    def add(self, line: object) -> None:
        pass


@pytest.mark.parametrize("begins", [0.0, 0.04, 0.12, 0.18])
def test_the_canceller_is_told_of_all_we_play_however_late_the_card_begins(begins: float) -> None:
    speaker = SoundSpeaker(NoDevices(print), HEARING_RATE)
    burst = round(0.025 * HEARING_RATE)
    tone = np.full(burst, 5000, np.int16)
    taken, heard = 0, []
    for number in range(round(6 / FRAME_SECONDS)):
        while begins + taken * 0.025 <= number * FRAME_SECONDS:
            taken += 1
            speaker._pulled.append((HEARING_RATE, tone))
        heard.append(speaker.far())
    settled = np.concatenate(heard[round(3 / FRAME_SECONDS) :])
    assert (np.abs(settled - 5000) < 500).all()  # no hole where something came late
    # What waits is no more than the card is ahead of what is heard.
    assert taken * burst - len(heard) * FRAME < 0.1 * HEARING_RATE


@pytest.mark.engine
def test_a_real_sound_server_is_asked(tmp_path: Path) -> None:
    """Devices by name, one that is not there, and a sink that says it is worn."""
    pytest.importorskip("sounddevice", reason="needs aftercare[voice]")
    code = (
        "from local_voice.worn import headphones_tell\n"
        "from local_voice.devices import Devices, NoSound, listed\n"
        "from local_voice.speaker import SoundSpeaker\n"
        "print(headphones_tell(None)); print('pulsespk' in ' '.join(listed('output')))\n"
        "devices = Devices(print)\n"
        "try:\n    SoundSpeaker(devices, 22050, 'kitchen')\n"
        "except NoSound as error:\n    print(error)\n"
        "SoundSpeaker(devices, 22050, 'pulsespk'); devices.close()\n"
    )

    def ask(card: PulseCard) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], env=card.env, cwd=ROOT, capture_output=True, text=True,
            check=True, timeout=60,
        )  # fmt: skip
        return done.stdout.splitlines()

    with PulseCard(tmp_path) as card:
        lines = ask(card)
        assert lines[:2] == ["False", "True"]
        assert "kitchen" in lines[2]
        assert "pulsespk" in lines[2]
        assert len(lines) == 3
        card._control(
            "load-module", "module-null-sink", "sink_name=worn",
            "sink_properties=device.form_factor=headphone",
        )  # fmt: skip
        card._control("set-default-sink", "worn")
        assert ask(card)[0] == "True"
