"""The linear parts, and how they are fitted: logistic regressions in NumPy, each with a ridge."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def descend(start: Matrix, slope: Callable[[Matrix], Matrix], *, steps: int = 400, rate: float = 0.03) -> Matrix:
    """Return where a convex loss is least, by Adam with a rate that falls to nothing."""
    here, first, second = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, steps + 1):
        way = slope(here)
        first, second = 0.9 * first + 0.1 * way, 0.99 * second + 0.01 * way**2
        ahead = first / (1 - 0.9**step) / (np.sqrt(second / (1 - 0.99**step)) + 1e-9)
        here = here - rate * (1 - step / (steps + 1)) * ahead
    return here


def side_by_side(rows: Matrix, labels: Matrix, *, ridge: float, weight: Matrix) -> Matrix:
    """Return weights and constant [features + 1, classes] for classes that may hold together, by Newton's method."""
    full = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    held = np.eye(full.shape[1]) * ridge
    held[-1, -1] = 1e-6
    found = []
    for column in labels.T:
        at = np.zeros(full.shape[1])
        for _ in range(12):
            chance = 1 / (1 + np.exp(-np.clip(full @ at, -30, 30)))
            slope = full.T @ (weight * (chance - column)) + held @ at
            bend = (full * (weight * chance * (1 - chance))[:, None]).T @ full + held
            at = at - np.linalg.solve(bend, slope)
        found.append(at)
    return np.stack(found, axis=1)


def one_of(rows: Matrix, labels: NDArray[np.int64], *, classes: int, ridge: Matrix, weight: Matrix) -> Matrix:
    """Return weights and constant [features + 1, classes] for classes that exclude each other."""
    full = np.concatenate([rows, np.ones((len(rows), 1))], axis=1)
    told = np.eye(classes)[labels]
    held = np.concatenate([ridge, [0.0]])[:, None]

    def slope(at: Matrix) -> Matrix:
        logs = full @ at
        raised = np.exp(logs - logs.max(axis=1, keepdims=True))
        chance = raised / raised.sum(axis=1, keepdims=True)
        return (full.T @ (weight[:, None] * (chance - told)) + held * at) / len(rows)

    return descend(np.zeros((full.shape[1], classes)), slope)


def ranked(
    letters: Sequence[tuple[Matrix, Matrix, NDArray[np.bool_]]], *, ridge: float, quiet: float
) -> tuple[Matrix, Matrix]:
    """Return weights of pairs [features] and of silence [features + 1], which compete for each item.

    Args:
        letters: For each, the pairs [items, sentences, features], silence [items, features], and which sentences
            answer which item [items, sentences]; none of them: silent.
        ridge: What weights of pairs cost.
        quiet: What weights of silence cost.
    """
    size, other = letters[0][0].shape[2], letters[0][1].shape[1] + 1
    items = sum(len(pairs) for pairs, _, _ in letters)
    costs = np.concatenate([np.full(size, ridge), np.full(other - 1, quiet), [0.0]])

    def slope(at: Matrix) -> Matrix:
        total = costs * at
        for pairs, silence, right in letters:
            both = np.concatenate([silence, np.ones((len(silence), 1))], axis=1)
            logs = np.concatenate([pairs @ at[:size], (both @ at[size:])[:, None]], axis=1)
            chance = np.exp(logs - logs.max(axis=1, keepdims=True))
            chance /= chance.sum(axis=1, keepdims=True)
            told = np.concatenate([right, ~right.any(axis=1, keepdims=True)], axis=1)
            wanted = chance * told
            wanted /= np.maximum(wanted.sum(axis=1, keepdims=True), 1e-12)
            away = chance - wanted
            total[:size] += np.einsum("ij,ijk->k", away[:, :-1], pairs)
            total[size:] += away[:, -1] @ both
        return np.asarray(total / items)

    found = descend(np.zeros(size + other), slope, steps=250)
    return found[:size], found[size:]
