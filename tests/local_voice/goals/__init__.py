"""The goals of the local voice, measured: `python -m tests.local_voice.goals`. Not a test."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Goal:
    """One line of the table."""

    what: str
    goal: str
    measured: str
    met: bool | None
    """None where there is no goal to meet, or nothing was measured."""

    def __str__(self) -> str:
        verdict = "" if self.met is None else "met" if self.met else "NOT MET"
        return f"| {self.what} | {self.goal} | {self.measured} | {verdict} |"


def half_and_most(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile."""
    return float(np.median(seconds)), float(np.percentile(seconds, 95))


def told(seconds: list[float]) -> str:
    """The two as text."""
    if not seconds:
        return "nothing measured"
    half, most = half_and_most(seconds)
    return f"p50 {half:.2f} s, p95 {most:.2f} s (n = {len(seconds)})"
