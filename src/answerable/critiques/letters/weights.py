"""What was learned from letters with their replies, as shipped in `replies.npz`.

Rules:
  - A learned part ranks; what is said of a sentence stands in its words, and the reason names them.
  - The encoder is the frozen multilingual-e5-small. All that was learned is linear in what it and the word lists say
    (`training/letters/train_replies.py`; figures in `training/letters/REPLIES.md`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[np.float32]
    Matrix = NDArray[np.float32]

FILE: Final = "replies.npz"

_chosen: list[Mapping[str, Matrix] | Path] = []


def use(given: Mapping[str, Matrix] | Path | None) -> None:
    """Use these weights from here on, instead of those shipped (None): for measuring others."""
    _chosen[:] = [] if given is None else [given]
    learned.cache_clear()


@cache
def learned() -> Mapping[str, Matrix]:
    """Return the weights by name, float32."""
    if _chosen and not isinstance(_chosen[0], Path):
        return _chosen[0]
    with np.load(_chosen[0] if _chosen else str(files(__package__).joinpath(FILE))) as stored:  # type: ignore[arg-type]
        return {name: stored[name].astype(np.float32) for name in stored.files}


def odds(name: str, features: Matrix) -> Matrix:
    """Return the log odds that a linear part gives, [rows, classes]; its last weight is the constant."""
    weights = learned()[name]
    return np.asarray(features @ weights[:-1] + weights[-1], np.float32)


def chances(logs: Matrix) -> Matrix:
    """Return probabilities of classes that exclude each other, float32 [rows, classes]."""
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)


def likely(logs: Matrix) -> Matrix:
    """Return probabilities of classes that stand side by side."""
    return np.asarray(1 / (1 + np.exp(-logs)), np.float32)


def scaled(name: str, features: Matrix) -> Matrix:
    """Return features with the mean and deviation they had in training taken out."""
    mean, deviation = learned()[f"{name}.mean"], learned()[f"{name}.deviation"]
    return np.asarray((features - mean) / deviation, np.float32)


def columns(parts: Sequence[Matrix]) -> Matrix:
    """Return features side by side, float32."""
    return np.concatenate([np.asarray(part, np.float32) for part in parts], axis=1)
