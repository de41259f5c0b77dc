"""Writes the encoder as an ONNX file with weights of eight bits.

The graph takes the token ids of sentences of one length, and the places 0, 1, ... of their tokens;
it gives embeddings of unit length, and the mean of what its layers hold half-way.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from skill.understanding.training.encoder import Shape

OPSET = 17


class _Graph:
    """Collects nodes and constants under generated names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._count = 0

    def constant(self, value: np.ndarray, name: str = "") -> str:
        name = name or self._name("constant")
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, *inputs: str, output: str = "", **attributes: object) -> str:
        output = output or self._name(op.lower())
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


def write(weights: Mapping[str, np.ndarray], shape: Shape, path: Path) -> None:
    """Write the quantised encoder to `path`."""
    model = _model(weights, shape)
    with TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        onnx.save(model, full)
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)


def _model(weights: Mapping[str, np.ndarray], shape: Shape) -> onnx.ModelProto:
    graph = _Graph()
    node, constant = graph.node, graph.constant

    def linear(name: str, x: str) -> str:
        product = node("MatMul", x, constant(weights[f"{name}.weight"].T, f"{name}.weight"))
        return node("Add", product, constant(weights[f"{name}.bias"]))

    def norm(name: str, x: str) -> str:
        scale, bias = constant(weights[f"{name}.weight"]), constant(weights[f"{name}.bias"])
        return node("LayerNormalization", x, scale, bias, axis=-1, epsilon=shape.epsilon)

    size = shape.width // shape.heads
    heads = constant(np.array([0, 0, shape.heads, size], np.int64))
    joined = constant(np.array([0, 0, shape.width], np.int64))
    root, half, one = (constant(np.array(value, np.float32)) for value in (np.sqrt(2.0), 0.5, 1.0))
    scale = constant(np.array(size**-0.5, np.float32))

    def split(name: str, x: str, order: list[int]) -> str:
        return node("Transpose", node("Reshape", linear(name, x), heads), perm=order)

    positions = constant(
        weights["embeddings.position_embeddings.weight"]
        + weights["embeddings.token_type_embeddings.weight"][0]
    )
    words = constant(weights["embeddings.word_embeddings.weight"], "words")
    x = node("Add", node("Gather", words, "ids"), node("Gather", positions, "places"))
    x = norm("embeddings.LayerNorm", x)
    for layer in range(shape.layers):
        name = f"encoder.layer.{layer}"
        query = split(f"{name}.attention.self.query", x, [0, 2, 1, 3])
        key = split(f"{name}.attention.self.key", x, [0, 2, 3, 1])
        value = split(f"{name}.attention.self.value", x, [0, 2, 1, 3])
        scores = node("Softmax", node("Mul", node("MatMul", query, key), scale), axis=-1)
        mixed = node("Transpose", node("MatMul", scores, value), perm=[0, 2, 1, 3])
        mixed = node("Reshape", mixed, joined)
        out = linear(f"{name}.attention.output.dense", mixed)
        x = norm(f"{name}.attention.output.LayerNorm", node("Add", x, out))
        inner = linear(f"{name}.intermediate.dense", x)
        gate = node("Add", node("Erf", node("Div", inner, root)), one)
        inner = node("Mul", node("Mul", inner, half), gate)
        out = linear(f"{name}.output.dense", inner)
        x = norm(f"{name}.output.LayerNorm", node("Add", x, out))
        if layer + 1 == shape.layers // 2:
            node("ReduceMean", x, output="middle", axes=[1], keepdims=0)
    pooled = node("ReduceMean", x, axes=[1], keepdims=0)
    node("LpNormalization", pooled, output="embedding", axis=-1, p=2)
    described = helper.make_tensor_value_info
    inputs = [
        described("ids", TensorProto.INT64, ["rows", "length"]),
        described("places", TensorProto.INT64, ["length"]),
    ]
    outputs = [
        described(name, TensorProto.FLOAT, ["rows", shape.width])
        for name in ("embedding", "middle")
    ]
    made = helper.make_graph(graph.nodes, "encoder", inputs, outputs, graph.constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    return model
