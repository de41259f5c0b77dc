"""WAV files: any rate, channels or width in; our own voice out."""

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from local_voice.ports import HEARING_RATE, Samples

LONGEST_MINUTES = 60


class WavError(Exception):
    """The file cannot be used; the message is for the person and names the file."""


def read_wav(path: Path, rate: int = HEARING_RATE) -> Samples:
    """A WAV file as mono samples at `rate`. Raises `WavError`."""
    try:
        with path.open("rb") as raw, wave.open(raw, "rb") as file:
            channels, width, given = file.getnchannels(), file.getsampwidth(), file.getframerate()
            if file.getnframes() > LONGEST_MINUTES * 60 * max(given, 1):
                raise WavError(f"{path}: longer than {LONGEST_MINUTES} minutes.")
            data = file.readframes(file.getnframes())
    except FileNotFoundError:
        raise WavError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise WavError(f"{path}: cannot be read ({error.strerror or 'input error'}).") from None
    except EOFError:
        raise WavError(f"{path}: the file is empty or cut short.") from None
    except wave.Error:
        raise WavError(f"{path}: not a WAV file with plain PCM sound; convert it first.") from None
    if channels < 1 or given < 1 or width not in (1, 2, 3, 4):
        raise WavError(f"{path}: not a WAV file with plain PCM sound; convert it first.")
    whole = len(data) - len(data) % (channels * width)
    if whole == 0:
        raise WavError(f"{path}: holds no sound.")
    sound = _floats(data[:whole], width).reshape(-1, channels).mean(axis=1)
    return _resampled(sound, given, rate)


def _floats(data: bytes, width: int) -> npt.NDArray[np.float32]:
    """Little-endian PCM of any width as floats from -1 to 1."""
    if width == 1:
        whole, full = np.frombuffer(data, np.uint8).astype(np.float32) - 128, 2**7
    elif width == 2:
        whole, full = np.frombuffer(data, "<i2").astype(np.float32), 2**15
    elif width == 3:
        padded = np.zeros((len(data) // 3, 4), np.uint8)
        padded[:, 1:] = np.frombuffer(data, np.uint8).reshape(-1, 3)
        whole, full = padded.view("<i4").reshape(-1).astype(np.float32), 2**31
    else:
        whole, full = np.frombuffer(data, "<i4").astype(np.float32), 2**31
    return whole / np.float32(full)


def _resampled(sound: npt.NDArray[np.float32], given: int, rate: int) -> Samples:
    if given != rate:
        import soxr

        sound = soxr.resample(sound, given, rate)
    return np.clip(np.rint(sound * 2**15), -(2**15), 2**15 - 1).astype(np.int16)


def resample(samples: Samples, given: int, rate: int) -> Samples:
    """Samples at another rate."""
    if given == rate:
        return samples
    return _resampled(samples.astype(np.float32) / np.float32(2**15), given, rate)


def write_wav(path: Path, samples: npt.NDArray[np.int16], rate: int) -> None:
    """Write mono samples, or one column a channel. Raises `WavError`."""
    try:
        with path.open("wb") as raw, wave.open(raw, "wb") as file:
            file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(np.ascontiguousarray(samples, "<i2").tobytes())
    except OSError as error:
        raise WavError(f"{path}: cannot be written ({error.strerror or 'error'}).") from None
