"""The microphone of the machine, through sounddevice."""

import queue
from typing import Any

import numpy as np

from local_voice.devices import Devices, Line
from local_voice.ports import FRAME, FRAME_SECONDS, HEARING_RATE, Notice, Samples

BACKLOG_FRAMES = round(10 / FRAME_SECONDS)


class SoundMicrophone:
    """Frames from a sound card; silence while the card is away."""

    def __init__(self, devices: Devices, device: str | None = None) -> None:
        self._frames: queue.Queue[Samples] = queue.Queue(BACKLOG_FRAMES)
        self._rest = np.zeros(0, np.int16)
        self._closed = False
        self._begun = False
        self._line = Line(
            "input", self._stream, Notice.MICROPHONE_LOST, Notice.MICROPHONE_BACK, device
        )
        devices.add(self._line)

    def read(self) -> Samples | None:
        """The next frame; silence when none came for a while, so that the loop goes on."""
        if self._closed:
            return None
        if not self._begun:
            self._begun = True
            self._forget()  # what was heard before anybody listened is late already
        try:
            return self._frames.get(timeout=4 * FRAME_SECONDS)
        except queue.Empty:
            return np.zeros(4 * FRAME, np.int16)[:FRAME]

    def close(self) -> None:
        """Stop reading; the device is closed by its keeper."""
        self._closed = True

    def _stream(self, sound: Any, device: Any) -> Any:  # noqa: ANN401 - the library has no types
        self._begun = False
        rate = HEARING_RATE
        resampler = None
        try:
            sound.check_input_settings(device["index"], 1, "int16", samplerate=rate)
        except (sound.PortAudioError, ValueError):
            import soxr

            rate = int(device["default_samplerate"])
            resampler = soxr.ResampleStream(rate, HEARING_RATE, 1, dtype="int16")

        def heard(data: Any, _frames: int, _time: object, _status: object) -> None:  # noqa: ANN401
            self._line.beat()
            sound_in = data[:, 0].copy()
            self._take(sound_in if resampler is None else resampler.resample_chunk(sound_in))

        return sound.InputStream(
            samplerate=rate,
            blocksize=round(FRAME * rate / HEARING_RATE),
            device=device["index"],
            channels=1,
            dtype="int16",
            callback=heard,
        )

    def _forget(self) -> None:
        while not self._frames.empty():
            self._frames.get_nowait()

    def _take(self, samples: Samples) -> None:
        self._rest = np.concatenate([self._rest, samples])
        while len(self._rest) >= FRAME:
            frame, self._rest = self._rest[:FRAME], self._rest[FRAME:]
            if self._frames.full():
                self._frames.get_nowait()  # the oldest sound matters least
            self._frames.put_nowait(frame)
