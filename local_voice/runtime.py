"""Clocks and workers: the real ones, and those that make a recording run at its own speed."""

import ctypes
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class RealClock:
    """The machine's clock that cannot be set."""

    def now(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self._now = 0.0

    def now(self) -> float:
        """Seconds since it was made."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self._now += seconds


class ThreadWorker:
    """One thread that does its work in order."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Queue `work`."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Drop what has not begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class InlineWorker:
    """Does its work at once, in no time on a clock that stands still."""

    def submit(self, work: Callable[[], T]) -> "Future[T]":
        """Do `work`."""
        done: Future[T] = Future()
        try:
            done.set_result(work())
        except Exception as error:  # noqa: BLE001 - handed to whoever asks for the result
            done.set_exception(error)
        return done

    def close(self) -> None:
        """Nothing is kept."""


def give_back_memory() -> None:
    """Return to the system what loading left behind: about 40 MB after a speech model."""
    if sys.platform != "linux":
        return
    try:
        ctypes.CDLL("libc.so.6").malloc_trim(0)
    except (OSError, AttributeError):
        return  # another C library, which keeps what it has
