"""How far each step of tuning goes: slowly at first, then ever less."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import optax

Tree: TypeAlias = Any
"""Nested mappings of arrays, as JAX and optax take them."""

_DECAY = 0.01
_LEFT = 0.02
"""The part of a rate that is left at the end."""


def steps(
    rates: Mapping[str, float], labels: Mapping[str, str], count: int, warm_up: float
) -> optax.GradientTransformation:
    """`count` steps; each part of the parameters goes at the rate that `labels` give it.

    `warm_up` is the part of the steps in which the rates rise.
    """

    def rate(peak: float) -> optax.Schedule:
        return optax.warmup_cosine_decay_schedule(
            0.0, peak, int(count * warm_up), count, peak * _LEFT
        )

    return optax.multi_transform(
        {label: optax.adamw(rate(peak), weight_decay=_DECAY) for label, peak in rates.items()},
        labels,
    )
