"""States of the frozen encoder for training, kept in memory: one pass over each passage."""

from __future__ import annotations

import torch
from torch.nn import functional

from answerable.text.encoders.tokens import tokenizer
from answerable.text.encoders.weights import e5_weights

LAYERS, HEADS, WIDTH = 12, 12, 384
MIDDLE = 6
"""Layer whose states are compared across the sides; see the figures in the README."""


class Frozen:
    """multilingual-e5-small, in PyTorch."""

    def __init__(self) -> None:
        self.weights = {name: torch.tensor(value) for name, value in e5_weights().items()}

    def _linear(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return functional.linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def _norm(self, name: str, x: torch.Tensor) -> torch.Tensor:
        return functional.layer_norm(x, (WIDTH,), self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], 1e-12)

    @torch.no_grad()
    def states(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the states of the middle and of the last layer, [b, t, 384] each."""
        w = self.weights
        x = (
            w["embeddings.word"][ids]
            + w["embeddings.position"][: ids.shape[1]]
            + w["embeddings.type"].reshape(-1, WIDTH)[0]
        )
        x = self._norm("embeddings.norm", x)
        hide = torch.zeros(mask.shape).masked_fill(~mask, -1e4)[:, None, None, :]
        middle = x
        for n in range(LAYERS):
            name = f"layer.{n}"
            q, k, v = (
                self._linear(f"{name}.attention.{part}", x).view(*x.shape[:2], HEADS, -1).transpose(1, 2)
                for part in ("query", "key", "value")
            )
            mixed = functional.scaled_dot_product_attention(q, k, v, attn_mask=hide).transpose(1, 2).reshape(x.shape)
            x = self._norm(f"{name}.attention.norm", x + self._linear(f"{name}.attention.output", mixed))
            inner = functional.gelu(self._linear(f"{name}.feed.inner", x))
            x = self._norm(f"{name}.feed.norm", x + self._linear(f"{name}.feed.outer", inner))
            if n + 1 == MIDDLE:
                middle = x
        return middle, x


def encode(texts: list[str]) -> dict[str, tuple[torch.Tensor, torch.Tensor, tuple[tuple[int, int], ...]]]:
    """Return for each text its middle and last states without prefix and specials, half precision, and the offsets."""
    frozen, tokens = Frozen(), tokenizer()
    made = sorted(
        ((tokens.encode(text, prefix="query: "), text) for text in dict.fromkeys(texts)), key=lambda m: len(m[0].ids)
    )
    found = {}
    for first in range(0, len(made), 32):
        batch = made[first : first + 32]
        length = max(len(m.ids) for m, _ in batch)
        ids = torch.ones(len(batch), length, dtype=torch.long)
        for row, (m, _) in enumerate(batch):
            ids[row, : len(m.ids)] = torch.tensor(m.ids)
        mask = torch.arange(length)[None, :] < torch.tensor([len(m.ids) for m, _ in batch])[:, None]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            middle, top = frozen.states(ids, mask)
        for row, (m, text) in enumerate(batch):
            own = [n for n, side in enumerate(m.sides) if side == 0]
            found[text] = (middle[row, own].half(), top[row, own].half(), tuple(m.offsets[n] for n in own))
    return found
