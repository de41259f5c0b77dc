import wave
from pathlib import Path

import numpy as np
import pytest

from local_voice.ports import HEARING_RATE, Samples
from local_voice.wav import WavError, read_wav, resample, write_wav


def tone(rate: int, seconds: float = 1.0, hertz: float = 440) -> "np.typing.NDArray[np.float64]":
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)


def written(path: Path, rate: int, channels: int, width: int) -> Path:
    sound = tone(rate)
    if width == 1:
        data = ((sound * 127) + 128).astype(np.uint8).reshape(-1, 1).repeat(channels, 1).tobytes()
    else:
        whole = (sound * (2 ** (8 * width - 1) - 1)).astype("<i8")
        raw = whole.view(np.uint8).reshape(-1, 8)[:, :width]
        data = np.repeat(raw[:, None, :], channels, axis=1).tobytes()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(data)
    return path


def pitch(sound: Samples, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound.astype(float)))
    return float(np.argmax(spectrum)) * rate / len(sound)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_any_rate_channels_and_width_come_out_alike(
    tmp_path: Path, rate: int, channels: int, width: int
) -> None:
    pytest.importorskip("soxr")
    sound = read_wav(written(tmp_path / "a.wav", rate, channels, width))
    assert len(sound) == pytest.approx(HEARING_RATE, abs=2)
    assert pitch(sound, HEARING_RATE) == pytest.approx(440, abs=2)
    assert np.abs(sound).max() == pytest.approx(0.5 * 2**15, rel=0.05)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "empty or cut short"),
        (b"RIFF", "empty or cut short"),
        (b"not a sound at all, but long enough to be read as one", "not a WAV file"),
        (b"ID3\x04" + bytes(500), "not a WAV file"),
    ],
)
def test_what_is_no_wav_file_is_told_in_one_line(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "broken.wav"
    path.write_bytes(content)
    with pytest.raises(WavError) as error:
        read_wav(path)
    assert told in str(error.value)
    assert "broken.wav" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_file_without_sound_a_missing_one_and_a_folder_are_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.wav"
    write_wav(empty, np.zeros(0, np.int16), 16_000)
    for path, told in [
        (empty, "holds no sound"),
        (tmp_path / "none.wav", "no such file"),
        (tmp_path, "cannot be read"),
    ]:
        with pytest.raises(WavError, match=told):
            read_wav(path)


def test_a_file_cut_in_the_middle_of_a_sample_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.wav", 16_000, 2, 2)
    path.write_bytes(path.read_bytes()[:-30_003])
    assert len(read_wav(path)) == pytest.approx(16_000 - 7_500, abs=2)


def test_writing_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WavError, match="cannot be written"):
        write_wav(tmp_path / "no" / "a.wav", np.zeros(10, np.int16), 16_000)


def test_resampling_keeps_length_and_loudness() -> None:
    pytest.importorskip("soxr")
    sound = (tone(22_050) * 2**15).astype(np.int16)
    there = resample(sound, 22_050, 48_000)
    assert len(there) == pytest.approx(48_000, abs=2)
    assert np.abs(there).max() == pytest.approx(np.abs(sound).max(), rel=0.02)
