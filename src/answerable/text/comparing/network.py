"""The network that compares two passages token by token, in NumPy.

What it is given: for each token the states of two layers of the frozen encoder, and a row of plain features. What it
says: for each kind of shift how likely there is one, which way it goes, and which tokens carry it. It was trained by
`training/shifts/train.py`, whose `network.py` has the same sums in PyTorch; a test compares both with stored figures.

Shapes: t tokens of both sides together, W = 128 wide, K kinds, D directions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

HEADS = 4
LEAST = np.float32(-1e4)
"""Stands for minus infinity where a token must not look."""

Floats = NDArray[np.float32]
Weights = Mapping[str, Floats]


class Compared(NamedTuple):
    """What the network says of a pair: `kinds` [K] and `tokens` [t, K] as probabilities, `directions` [K, D]."""

    kinds: Floats
    directions: Floats
    tokens: Floats


def compare(weights: Weights, middle: Floats, top: Floats, plain: Floats, sides: NDArray[np.int64]) -> Compared:
    """Return what one set of weights says of a pair.

    Args:
        weights: The arrays of one trained network.
        middle: States of the middle layer, [t, 384].
        top: States of the last layer, [t, 384].
        plain: Features, [t, columns].
        sides: 0 for tokens of the source, 1 for those of the restatement, [t].
    """
    x = _joined(weights, middle, top, plain, sides) + weights["side"][sides]
    layer = 0
    while f"layers.{layer}.norm1.weight" in weights:
        x = _layer(weights, f"layers.{layer}", x)
        layer += 1
    x = _norm(weights, "norm", x)
    tokens = _linear(weights, "tokens", x)
    here = [sides == side for side in (0, 1)]
    pooled = np.concatenate([_pooled(weights["ask"][:, side], x, mask) for side, mask in enumerate(here)], axis=-1)
    peaks = np.stack([tokens[mask].max(axis=0) for mask in here], axis=-1)
    kinds = (np.concatenate([pooled, peaks], axis=-1) * weights["kind"]).sum(-1) + weights["kind_bias"]
    directions = np.einsum("kw,kdw->kd", pooled, weights["direction"]) + weights["direction_bias"]
    return Compared(_sigmoid(kinds), _softmax(directions), _sigmoid(tokens))


def _joined(weights: Weights, middle: Floats, top: Floats, plain: Floats, sides: NDArray[np.int64]) -> Floats:
    """Return each token beside what stands for it on the other side, [t, W]."""
    unit = middle / np.maximum(np.linalg.norm(middle, axis=-1, keepdims=True), 1e-12)
    other = sides[:, None] != sides[None, :]
    like = np.where(other, unit @ unit.T, np.float32(-1.0))
    look = _softmax(np.where(other, (like - weights["bend"]) * weights["heat"], LEAST))
    own = _linear(weights, "top", top) + _linear(weights, "middle", middle)
    said = _linear(weights, "plain", plain)
    theirs, told = look @ own, look @ said
    near = np.stack([like.max(-1), (look * like).sum(-1)], axis=-1)
    parts = [own, own - theirs, own * theirs / math.sqrt(own.shape[-1]), said, told, said - told, near]
    x = _gelu(_linear(weights, "compare.0", np.concatenate(parts, axis=-1)))
    return _linear(weights, "compare.3", x)


def _layer(weights: Weights, name: str, x: Floats) -> Floats:
    """Return one layer of self-attention over both sides."""
    attended = _norm(weights, f"{name}.norm1", x)
    projected = attended @ weights[f"{name}.self_attn.in_proj_weight"].T + weights[f"{name}.self_attn.in_proj_bias"]
    query, key, value = (part.reshape(len(x), HEADS, -1) for part in np.split(projected, 3, axis=-1))
    look = _softmax(np.einsum("ahd,bhd->hab", query, key) / np.float32(math.sqrt(query.shape[-1])))
    mixed = np.einsum("hab,bhd->ahd", look, value).reshape(len(x), -1)
    x = x + _linear(weights, f"{name}.self_attn.out_proj", mixed)
    inner = _gelu(_linear(weights, f"{name}.linear1", _norm(weights, f"{name}.norm2", x)))
    return x + _linear(weights, f"{name}.linear2", inner)


def _pooled(ask: Floats, x: Floats, here: NDArray[np.bool_]) -> Floats:
    """Return for each kind what its question finds on one side, [K, W]."""
    look = _softmax(ask @ x[here].T)
    found: Floats = look @ x[here]
    return found


def _linear(weights: Weights, name: str, x: Floats) -> Floats:
    y: Floats = x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return y


def _norm(weights: Weights, name: str, x: Floats) -> Floats:
    even = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + np.float32(1e-5))
    y: Floats = np.asarray(even * weights[f"{name}.weight"] + weights[f"{name}.bias"], dtype=np.float32)
    return y


def _softmax(x: Floats) -> Floats:
    raised = np.exp(x - x.max(-1, keepdims=True))
    y: Floats = raised / raised.sum(-1, keepdims=True)
    return y


def _sigmoid(x: Floats) -> Floats:
    y: Floats = np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)
    return y


def _gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit, by the erf of Abramowitz and Stegun 7.1.26 (error below 1.5e-7)."""
    z = np.abs(x) / math.sqrt(2)
    t = 1 / (1 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    y: Floats = (x * (1 + erf) / 2).astype(np.float32)
    return y
