"""Write what the first of the shipped networks says in PyTorch, for the test of the same sums in NumPy."""

from __future__ import annotations

import json
import pathlib

import numpy as np
import torch
from network import Comparer

from answerable.text.comparing.learned import learned

OUT = pathlib.Path(__file__).parents[2] / "tests/text/network.json"
TOKENS, SEED = 9, 7


def inputs(columns: int) -> dict[str, np.ndarray]:
    """Return random inputs, the same each time; the test makes them again."""
    draw = np.random.RandomState(SEED)
    made = {name: draw.randn(TOKENS, 384).astype(np.float32) for name in ("middle", "top")}
    made["plain"] = draw.randint(0, 2, (TOKENS, columns)).astype(np.float32)
    return made | {"sides": np.array([0] * 5 + [1] * 4)}


def main() -> None:
    """Run the network once, and write its figures."""
    known = learned()
    model = Comparer(len(known.columns), len(known.kinds), len(known.directions))
    model.load_state_dict({name: torch.tensor(value) for name, value in known.weights[0].items()})
    made = {name: torch.tensor(value)[None] for name, value in inputs(len(known.columns)).items()}
    with torch.no_grad():
        kinds, directions, tokens = model.eval()(
            made["middle"], made["top"], made["plain"], made["sides"], torch.ones(1, TOKENS, dtype=torch.bool)
        )
    said = {"kinds": kinds.sigmoid(), "directions": directions.softmax(-1), "tokens": tokens.sigmoid()}
    OUT.write_text(json.dumps({name: value[0].tolist() for name, value in said.items()}) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
