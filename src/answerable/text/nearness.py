"""How much of what a statement says stands somewhere in some passages, word by word and by meaning, 0 to 1.

Rules: each token of the statement takes the token of the passages that is nearest to it in the encoder's states (the
recall of BERTScore, Zhang et al. 2020), rare words weighing more; a passage is read once, whatever asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from answerable.text.comparing.learned import Read, read
from answerable.text.lexicons.tokens import tokens
from answerable.text.retrieval import key_of

Array = NDArray[np.float32]


def nearness(
    statement: str, language: str, passages: Sequence[tuple[str, str]], *, weight: Callable[[str], float] | None = None
) -> float:
    """Return how near each word of a statement is to some word of the passages, on average.

    Args:
        statement: One statement.
        language: ISO 639-1 code of the statement.
        passages: Texts and their languages.
        weight: How much a key of the statement's words tells; all the same where it is None, as between languages.
    """
    asked = read(statement, language)
    there = [found for text, known in passages if (found := read(text, known)).offsets]
    if not asked.offsets or not there:
        return 0.0
    near = (_unit(asked.top) @ np.concatenate([_unit(each.top) for each in there]).T).max(axis=1)
    weights = _weights(statement, language, asked, weight) if weight else np.ones(len(near), dtype=np.float32)
    whole = float(weights.sum())
    return float((near * weights).sum() / whole) if whole > 0 else 0.0


def _unit(states: Array) -> Array:
    unit: Array = states / np.maximum(np.linalg.norm(states, axis=1, keepdims=True), 1e-9)
    return unit


def _weights(statement: str, language: str, asked: Read, weight: Callable[[str], float]) -> Array:
    """Return for each token the weight of the word it is a part of, float32 [tokens]; 0 for marks."""
    parted = tokens(statement, language)
    at = np.zeros(len(statement) + 1, dtype=np.float32)
    for start, end, norm in zip(parted.starts, parted.ends, parted.norms, strict=True):
        if norm[0].isalnum():
            at[start:end] = weight(key_of(norm, language))
    return np.array([at[start:end].max(initial=0.0) for start, end in asked.offsets], dtype=np.float32)
