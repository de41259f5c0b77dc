"""Writes the encoder, and branches of its upper half, as ONNX files with weights of eight bits.

The encoder's graph takes the token ids of sentences of one length, and the places 0, 1, ... of
their tokens; it gives embeddings of unit length, and what its layers hold half-way for each token.
A branch takes the latter, goes on from there with layers of its own, and gives a score.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from skill.understanding.encoder import HALFWAY
from skill.understanding.training.encoder import Shape

OPSET = 17
_HEADS = "heads"
_QUANTISED = "_quantized"


class _Graph:
    """Collects nodes and constants; those with no name of their own get one."""

    def __init__(self, weights: Mapping[str, np.ndarray], shape: Shape) -> None:
        self._weights, self._shape = weights, shape
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self._count = 0
        size = shape.width // shape.heads
        self._heads = self.constant(np.array([0, 0, shape.heads, size], np.int64), _HEADS)
        self._joined = self.constant(np.array([0, 0, shape.width], np.int64))
        self._root, self._half, self._one, self._scale = (
            self.constant(np.array(value, np.float32))
            for value in (np.sqrt(2.0), 0.5, 1.0, size**-0.5)
        )

    def constant(self, value: np.ndarray, name: str = "") -> str:
        name = name or self._name("constant")
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, *inputs: str, output: str = "", **attributes: object) -> str:
        output = output or self._name(op.lower())
        self.nodes.append(helper.make_node(op, list(inputs), [output], **attributes))
        return output

    def embedded(self) -> str:
        """The words and their places as vectors."""
        positions = self.constant(
            self._weights["embeddings.position_embeddings.weight"]
            + self._weights["embeddings.token_type_embeddings.weight"][0]
        )
        words = self.constant(self._weights["embeddings.word_embeddings.weight"], "words")
        node = self.node
        return node("Add", node("Gather", words, "ids"), node("Gather", positions, "places"))

    def layers(self, layers: range, x: str, output: str = "") -> str:
        """What `layers` make of `x`; `output` is its name."""
        for layer in layers:
            name = f"encoder.layer.{layer}"
            x = self._attended(name, x)
            last = output if layer + 1 == layers.stop else ""
            x = self.norm(f"{name}.output.LayerNorm", self._gated(name, x), last)
        return x

    def norm(self, name: str, x: str, output: str = "") -> str:
        scale, bias = (
            self.constant(self._weights[f"{name}.{part}"], f"{name}.{part}")
            for part in ("weight", "bias")
        )
        epsilon = self._shape.epsilon
        return self.node(
            "LayerNormalization", x, scale, bias, output=output, axis=-1, epsilon=epsilon
        )

    def pooled(self, x: str) -> str:
        """The mean over the words."""
        return self.node("ReduceMean", x, axes=[1], keepdims=0)

    def _attended(self, name: str, x: str) -> str:
        node = self.node

        def split(part: str, order: list[int]) -> str:
            parted = node("Reshape", self._linear(f"{name}.attention.self.{part}", x), self._heads)
            return node("Transpose", parted, perm=order)

        query, key = split("query", [0, 2, 1, 3]), split("key", [0, 2, 3, 1])
        value = split("value", [0, 2, 1, 3])
        product = node("Mul", node("MatMul", query, key), self._scale)
        mixed = node("MatMul", node("Softmax", product, axis=-1), value)
        mixed = node("Reshape", node("Transpose", mixed, perm=[0, 2, 1, 3]), self._joined)
        out = self._linear(f"{name}.attention.output.dense", mixed)
        return self.norm(f"{name}.attention.output.LayerNorm", node("Add", x, out))

    def _gated(self, name: str, x: str) -> str:
        node = self.node
        inner = self._linear(f"{name}.intermediate.dense", x)
        gate = node("Add", node("Erf", node("Div", inner, self._root)), self._one)
        inner = node("Mul", node("Mul", inner, self._half), gate)
        return node("Add", x, self._linear(f"{name}.output.dense", inner))

    def _linear(self, name: str, x: str) -> str:
        weight, bias = f"{name}.weight", f"{name}.bias"
        product = self.node("MatMul", x, self.constant(self._weights[weight].T, weight))
        return self.node("Add", product, self.constant(self._weights[bias], bias))

    def _name(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"


def write(weights: Mapping[str, np.ndarray], shape: Shape, path: Path) -> None:
    """Write the quantised encoder to `path`."""
    graph = _Graph(weights, shape)
    x = graph.norm("embeddings.LayerNorm", graph.embedded())
    x = graph.layers(range(shape.half), x, output=HALFWAY)
    x = graph.layers(range(shape.half, shape.layers), x)
    graph.node("LpNormalization", graph.pooled(x), output="embedding", axis=-1, p=2)
    described = helper.make_tensor_value_info
    _save(
        graph,
        "encoder",
        [
            described("ids", TensorProto.INT64, ["rows", "length"]),
            described("places", TensorProto.INT64, ["length"]),
        ],
        [
            described("embedding", TensorProto.FLOAT, ["rows", shape.width]),
            described(HALFWAY, TensorProto.FLOAT, ["rows", "length", shape.width]),
        ],
        path,
    )


def write_branch(
    weights: Mapping[str, np.ndarray], shape: Shape, head: np.ndarray, path: Path
) -> None:
    """Write the quantised upper half of `weights` to `path`; `head` has its bias last."""
    graph = _Graph(weights, shape)
    x = graph.pooled(graph.layers(range(shape.half, shape.layers), HALFWAY))
    product = graph.node("MatMul", x, graph.constant(head[:-1, None]))
    graph.node("Add", product, graph.constant(head[-1:]), output="score")
    described = helper.make_tensor_value_info
    _save(
        graph,
        "branch",
        [described(HALFWAY, TensorProto.FLOAT, ["rows", "length", shape.width])],
        [described("score", TensorProto.FLOAT, ["rows", 1])],
        path,
    )


def read_encoder(path: Path) -> tuple[dict[str, np.ndarray], Shape]:
    """The weights of the upper half that `write` wrote to `path`, as they are reckoned with."""
    graph = onnx.load(path).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    weights: dict[str, np.ndarray] = {}
    for name, value in kept.items():
        if name.endswith(_QUANTISED):
            plain = name.removesuffix(_QUANTISED)
            steps = value.astype(np.float32) - kept[f"{plain}_zero_point"].astype(np.float32)
            value, name = steps * kept[f"{plain}_scale"], plain
        if name.startswith("encoder.layer."):
            turned = value.ndim == 2 and name.endswith(".weight")
            weights[name] = np.asarray(value.T if turned else value, np.float32)
    layers = 1 + max(int(name.split(".")[2]) for name in weights)
    heads = int(kept[_HEADS][2])
    width = len(kept["embeddings.LayerNorm.bias"])
    norm = next(node for node in graph.node if node.op_type == "LayerNormalization")
    epsilon = next(one.f for one in norm.attribute if one.name == "epsilon")
    return weights, Shape(layers, heads, width, epsilon)


def _save(
    graph: _Graph,
    name: str,
    inputs: list[onnx.ValueInfoProto],
    outputs: list[onnx.ValueInfoProto],
    path: Path,
) -> None:
    made = helper.make_graph(graph.nodes, name, inputs, outputs, graph.constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    onnx.checker.check_model(model)
    with TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        onnx.save(model, full)
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)
