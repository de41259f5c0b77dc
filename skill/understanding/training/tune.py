"""Tunes the encoder so that sentences of one intent lie together and room talk lies apart."""

from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import optax

from skill.understanding.training.encoder import Array, Base, encode, padded, tokenizer_of
from skill.understanding.training.sentences import Example, Speaker
from skill.understanding.training.steps import Tree, steps

_STILL = "embeddings."
"""Word vectors stay as they are: words that no sample has keep their meaning."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the encoder is tuned."""

    steps: int = 900
    batch: int = 64
    length: int = 16
    """Tokens of a training sentence."""
    encoder_rate: float = 6e-5
    head_rate: float = 2e-3
    warm_up: float = 0.1
    dropout: float = 0.1
    smoothing: float = 0.1
    scale: float = 12.0
    """Sharpness of the classes: embeddings have unit length."""
    urgent_weight: float = 0.5
    not_for_us: float = 0.2
    unknown: float = 0.06
    seed: int = 20


def tune(
    base: Base,
    speaker: Speaker,
    recipe: Recipe,
    watch: Callable[[int, float, Tree], None],
) -> dict[str, np.ndarray]:
    """The tuned weights of the encoder. `watch` is told step, loss and weights now and then."""
    labels = speaker.labels()
    index = {label: at for at, label in enumerate(labels)}
    tokenizer = tokenizer_of(base, recipe.length)
    draw = np.random.default_rng(recipe.seed)
    width = base.shape.width
    still = {n: jnp.asarray(v) for n, v in base.weights.items() if n.startswith(_STILL)}
    parameters = {
        "encoder": {n: jnp.asarray(v) for n, v in base.weights.items() if n not in still},
        "head": {
            "weight": jnp.asarray(draw.normal(0, width**-0.5, (width, len(labels))), jnp.float32),
            "bias": jnp.zeros(len(labels)),
            "urgent": jnp.asarray(draw.normal(0, width**-0.5, (width,)), jnp.float32),
            "urgent_bias": jnp.zeros(()),
        },
    }

    optimizer = steps(
        {"encoder": recipe.encoder_rate, "head": recipe.head_rate},
        {"encoder": "encoder", "head": "head"},
        recipe.steps,
        recipe.warm_up,
    )
    state = optimizer.init(parameters)

    def loss_of(
        parameters: Tree, ids: Array, mask: Array, label: Array, urgent: Array, key: Array
    ) -> Array:
        vectors = encode(still | parameters["encoder"], base.shape, ids, mask, recipe.dropout, key)
        head = parameters["head"]
        scores = recipe.scale * (vectors @ head["weight"]) + head["bias"]
        wanted = optax.smooth_labels(
            jax.nn.one_hot(jnp.maximum(label, 0), len(labels)), recipe.smoothing
        )
        intent = optax.softmax_cross_entropy(scores, wanted)
        known = (label >= 0).astype(jnp.float32)
        alarm = recipe.scale * (vectors @ head["urgent"]) + head["urgent_bias"]
        alarms = optax.sigmoid_binary_cross_entropy(alarm, urgent)
        return (intent * known).sum() / known.sum() + recipe.urgent_weight * alarms.mean()

    def step(parameters: Tree, state: Tree, key: Array, *batch: Array) -> tuple[Tree, Tree, Array]:
        loss, gradients = jax.value_and_grad(loss_of)(parameters, *batch, key)
        updates, state = optimizer.update(gradients, state, parameters)
        return optax.apply_updates(parameters, updates), state, loss

    fast = jax.jit(step)
    key = jax.random.PRNGKey(recipe.seed)
    losses: list[float] = []
    for number in range(recipe.steps):
        examples = speaker.batch(recipe.batch, recipe.not_for_us, recipe.unknown)
        ids, mask = padded(tokenizer, [example.text for example in examples], recipe.length)
        key, part = jax.random.split(key)
        parameters, state, loss = fast(
            parameters, state, part, ids, mask, _labels(examples, index), _urgent(examples)
        )
        losses.append(float(loss))
        if (number + 1) % 100 == 0:
            watch(
                number + 1,
                float(np.mean(losses[-100:])),
                {**parameters, "encoder": still | parameters["encoder"]},
            )
    tuned = still | parameters["encoder"]
    return {name: np.asarray(value) for name, value in tuned.items()}


def _labels(examples: list[Example], index: dict[str, int]) -> np.ndarray:
    return np.array([-1 if e.label is None else index[e.label] for e in examples], np.int32)


def _urgent(examples: list[Example]) -> np.ndarray:
    return np.array([e.urgent for e in examples], np.float32)
