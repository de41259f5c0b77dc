"""Benchmarks: every figure stands beside a named baseline measured in the same run.

`make bench` runs every module of this package that has a `run()` returning rows.
"""

import statistics
import time
from collections.abc import Callable
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
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)
