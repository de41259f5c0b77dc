"""Tunes a branch of the encoder for danger: its upper half again, from what the lower half holds.

By itself it hears less than likeness to known sentences does. It errs elsewhere, though, and both
together hear more than either (tests/safety/README.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from skill.understanding.training.encoder import Array, Shape, encode_on
from skill.understanding.training.steps import Tree, steps

Floats: TypeAlias = NDArray[np.float32]

_LENGTHS = (8, 12, 16, 24, 48)
"""Tokens: a batch is as long as the first of these that holds it, as each is compiled once."""
_SCORED = 256
"""Sentences scored at once."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the branch is tuned."""

    rounds: int = 4
    """How often every sentence is learnt from."""
    batch: int = 64
    branch_rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1
    dropout: float = 0.1
    smoothing: float = 0.05
    longest_step: float = 1.0
    """The length a gradient is cut to."""
    seed: int = 20


class Branch(NamedTuple):
    """The upper half of the layers, and what makes a score of it."""

    weights: dict[str, np.ndarray]
    shape: Shape
    head: Floats
    """One weight for each place, and the bias last."""

    def score(self, halfway: Sequence[NDArray[np.float16]]) -> Floats:
        """How much speaks for danger in each, from what the lower half holds of its tokens."""
        found = np.zeros(len(halfway), np.float32)
        order = np.argsort([len(one) for one in halfway])
        ahead = jax.jit(lambda x, mask: encode_on(self.weights, self.shape, x, mask))
        for start in range(0, len(order), _SCORED):
            rows = order[start : start + _SCORED]
            vectors = np.asarray(ahead(*_padded([halfway[row] for row in rows])))
            found[rows] = vectors @ self.head[:-1] + self.head[-1]
        return found


def tune(
    weights: dict[str, np.ndarray],
    shape: Shape,
    halfway: Sequence[NDArray[np.float16]],
    urgent: NDArray[np.bool_],
    recipe: Recipe = Recipe(),
) -> Branch:
    """A branch tuned to tell `urgent` from what the lower half holds of each sentence's tokens.

    `weights` are those of the encoder to begin with. Both sides count as much, however many there
    are of each.
    """
    draw = np.random.default_rng(recipe.seed)
    upper = tuple(f"encoder.layer.{layer}." for layer in range(shape.half, shape.layers))
    parameters = {
        "branch": {n: jnp.asarray(v) for n, v in weights.items() if n.startswith(upper)},
        "head": jnp.asarray(draw.normal(0, shape.width**-0.5, shape.width), jnp.float32),
        "bias": jnp.zeros(()),
    }
    counts = np.where(urgent, np.mean(~urgent) / np.mean(urgent), 1.0).astype(np.float32)
    optimizer = optax.chain(
        optax.clip_by_global_norm(recipe.longest_step),
        steps(
            {"branch": recipe.branch_rate, "head": recipe.head_rate},
            {"branch": "branch", "head": "head", "bias": "head"},
            recipe.rounds * (len(urgent) // recipe.batch),
            recipe.warm_up,
        ),
    )
    state = optimizer.init(parameters)

    def loss_of(
        parameters: Tree, x: Array, mask: Array, wanted: Array, count: Array, key: Array
    ) -> Array:
        vectors = encode_on(parameters["branch"], shape, x, mask, recipe.dropout, key)
        scores = vectors @ parameters["head"] + parameters["bias"]
        return (optax.sigmoid_binary_cross_entropy(scores, wanted) * count).mean()

    def step(parameters: Tree, state: Tree, key: Array, *batch: Array) -> tuple[Tree, Tree]:
        gradients = jax.grad(loss_of)(parameters, *batch, key)
        updates, state = optimizer.update(gradients, state, parameters)
        return optax.apply_updates(parameters, updates), state

    fast = jax.jit(step)
    key = jax.random.PRNGKey(recipe.seed)
    wanted = np.where(urgent, 1 - recipe.smoothing / 2, recipe.smoothing / 2).astype(np.float32)
    for rows in _batches([len(one) for one in halfway], recipe, draw):
        key, part = jax.random.split(key)
        x, mask = _padded([halfway[row] for row in rows])
        parameters, state = fast(parameters, state, part, x, mask, wanted[rows], counts[rows])
    return Branch(
        {name: np.asarray(value) for name, value in parameters["branch"].items()},
        shape,
        np.append(np.asarray(parameters["head"]), np.float32(parameters["bias"])),
    )


def _batches(
    lengths: Sequence[int], recipe: Recipe, draw: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Rows of sentences of about one length, all of them in every round, in an order of chance."""
    for _ in range(recipe.rounds):
        mixed = draw.permutation(len(lengths))
        order = mixed[np.argsort(np.asarray(lengths)[mixed], kind="stable")]
        whole = len(order) // recipe.batch
        skipped = int(draw.integers(len(order) - whole * recipe.batch + 1))
        parts = np.split(order[skipped : skipped + whole * recipe.batch], whole)
        for number in draw.permutation(whole):
            yield parts[number]


def _padded(halfway: Sequence[NDArray[np.float16]]) -> tuple[Floats, Floats]:
    longest = max(len(one) for one in halfway)
    length = next(length for length in _LENGTHS if length >= longest)
    x = np.zeros((len(halfway), length, halfway[0].shape[1]), np.float32)
    mask = np.zeros((len(halfway), length), np.float32)
    for row, one in enumerate(halfway):
        x[row, : len(one)] = one
        mask[row, : len(one)] = 1
    return x, mask
