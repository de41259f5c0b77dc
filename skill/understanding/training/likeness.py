"""Writes the likeness to known sentences as an ONNX file, so that it is worked out in bytes.

The graph takes a meaning, made of both its parts and of unit length, and gives the sums of the
weights of the known sentences, each fading with its distance.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from skill.understanding.training.export import OPSET

KEPT = 288
"""Directions of a meaning that are kept, the ones in which the sentences differ most: not half of
them take not half the memory and lose little."""
_LEVELS = 127
"""Of a byte."""


def faded(
    rows: NDArray[np.float32], others: NDArray[np.float32], nearness: float
) -> NDArray[np.float32]:
    """Of each of `rows` to each of `others`, all of unit length: one for the same, less afar."""
    likeness: NDArray[np.float32] = np.exp(2 * nearness * (rows @ others.T - 1))
    return likeness


def write_likeness(
    points: NDArray[np.float32], weights: NDArray[np.float32], nearness: float, path: Path
) -> None:
    """Write it to `path`; `points` and `weights` have a row for each sentence.

    What comes out has a value for each column of `weights`.
    """
    _, directions = np.linalg.eigh(points.T @ points)  # by how much, the most last
    directions = directions[:, : -KEPT - 1 : -1].astype(np.float32)
    turned = points @ directions
    step = float(np.abs(turned).max()) / _LEVELS
    constants = {
        "directions": np.ascontiguousarray(directions),
        "points": np.ascontiguousarray(np.round(turned / step).astype(np.int8).T),
        "weights": weights.astype(np.float32),
        "scale": np.float32(2 * nearness * step),
        "least": np.float32(-2 * nearness),
    }
    node = helper.make_node
    nodes = [
        node("MatMul", ["meaning", "directions"], ["turned"]),
        node("DynamicQuantizeLinear", ["turned"], ["bytes", "step", "zero"]),
        node("MatMulInteger", ["bytes", "points", "zero"], ["whole"]),
        node("Cast", ["whole"], ["product"], to=TensorProto.FLOAT),
        node("Mul", ["step", "scale"], ["scales"]),
        node("Mul", ["product", "scales"], ["near"]),
        node("Add", ["near", "least"], ["exponent"]),
        node("Exp", ["exponent"], ["likeness"]),
        node("MatMul", ["likeness", "weights"], ["score"]),
    ]
    described = helper.make_tensor_value_info
    made = helper.make_graph(
        nodes,
        "likeness",
        [described("meaning", TensorProto.FLOAT, [1, points.shape[1]])],
        [described("score", TensorProto.FLOAT, [1, weights.shape[1]])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    onnx.save(model, path)
