"""Benchmarks: every figure stands beside a named baseline measured in the same run.

`make bench` runs every module of this package that has a `run()` returning rows.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measure: ours against a baseline, both in the same unit, smaller is better."""

    name: str
    ours: float
    baseline: float
    unit: str
    against: str
    """What the baseline is."""

    def __str__(self) -> str:
        ratio = self.ours / self.baseline if self.baseline else float("inf")
        return (
            f"{self.name:<46} {self.ours:>9.3f} {self.unit:<4}"
            f" {ratio:>7.2f} x  {self.against} ({self.baseline:.3f} {self.unit})"
        )


def median_ms(call: Callable[[], object], times: int = 50) -> float:
    """Median milliseconds of one call, after one to warm up."""
    call()
    return statistics.median(_times_ms(call, times))


def medians_ms(calls: Sequence[Callable[[], object]], times: int, turns: int = 20) -> list[float]:
    """Median milliseconds of each call, all of them by turns: a busy moment meets them alike."""
    taken: list[list[float]] = [[] for _ in calls]
    for _ in range(turns):
        for call, there in zip(calls, taken, strict=True):
            call()
            there += _times_ms(call, times // turns)
    return [statistics.median(there) for there in taken]


def _times_ms(call: Callable[[], object], times: int) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return taken
