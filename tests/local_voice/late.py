"""A worker whose results come late, on the virtual clock, and one after the other."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import numpy as np

from local_voice.runtime import ManualClock

T = TypeVar("T")


class LateWorker:
    """Does each piece of work up to `most` seconds after the one before it."""

    def __init__(self, clock: ManualClock, random: np.random.Generator, most: float) -> None:
        self._clock = clock
        self._random = random
        self._most = most
        self._waiting: deque[tuple[float, Callable[[], Any], Future[Any]]] = deque()
        self._stuck_until = 0.0

    def stick(self, seconds: float) -> None:
        """Finish nothing for so long: a process it waits for hangs, and is replaced in the end."""
        self._stuck_until = self._clock.now() + seconds

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        future: Future[T] = Future()
        # Most work is quick; now and then the machine is busy.
        delay = self._random.uniform(0, self._most) if self._random.random() < 0.2 else 0.01
        last = self._waiting[-1][0] if self._waiting else 0.0
        self._waiting.append((max(last, self._clock.now() + delay), work, future))
        return future

    def tick(self) -> None:
        """Finish what is due."""
        if self._clock.now() < self._stuck_until:
            return
        while self._waiting and self._waiting[0][0] <= self._clock.now():
            _, work, future = self._waiting.popleft()
            try:
                future.set_result(work())
            except Exception as error:  # noqa: BLE001 - handed to whoever asks for the result
                future.set_exception(error)

    def close(self) -> None:
        self._waiting.clear()
