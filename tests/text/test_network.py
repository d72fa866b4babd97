"""The network in NumPy says what it said in PyTorch, where it was trained (`training/shifts/vectors.py`)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from answerable.text.comparing.learned import learned
from answerable.text.comparing.network import compare

STORED = json.loads(Path(__file__).with_name("network.json").read_text(encoding="utf-8"))


def said():
    known, draw = learned(), np.random.RandomState(7)
    middle, top = (draw.randn(9, 384).astype(np.float32) for _ in range(2))
    plain = draw.randint(0, 2, (9, len(known.columns))).astype(np.float32)
    return compare(known.weights[0], middle, top, plain, np.array([0] * 5 + [1] * 4))


@pytest.mark.parametrize("name", ["kinds", "directions", "tokens"])
def test_the_sums_are_those_of_the_training(name):
    assert np.allclose(getattr(said(), name), STORED[name], atol=1e-4)
