"""The network that marks the items of a letter clause by clause, in PyTorch, for training only.

What it is given: for each clause the states of two layers of the frozen encoder and the mean state of its sentence,
each turned to their main axes, and a row of plain features. What it says: for each clause how well each tag fits
(nothing, or the first or a further clause of a kind of item), and how well tags follow one another.
`answerable.critiques.letters.tagging` runs the same sums in NumPy; `folded` writes the axes into the weights for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

WIDTH, TURN = 96, 64
AXES = {"top": 160, "middle": 128, "sentence": 96}
"""Main axes that are kept of each; chosen by hand: training on all 384 took four times as long and was no better."""


def axes_of(states: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of states, and their main axes, all scaled alike, float32 [count, 384]."""
    mean = states.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov((states - mean).T))
    chosen = np.argsort(-spread)[:count]
    return mean.astype(np.float32), (axes[:, chosen].T / np.sqrt(spread[chosen].mean())).astype(np.float32)


class Tagger(nn.Module):
    """Clauses of letters in; the fit of each tag at each clause out."""

    def __init__(self, features: int, tags: int, *, drop: float = 0.4) -> None:
        super().__init__()
        self.take = nn.Linear(sum(AXES.values()) + features, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.turn = nn.GRU(WIDTH, TURN, batch_first=True, bidirectional=True)
        self.tags = nn.Linear(WIDTH + 2 * TURN, tags)
        self.follow = nn.Parameter(torch.zeros(tags, tags))
        self.begin = nn.Parameter(torch.zeros(tags))
        self.blot = nn.Dropout(drop / 2)
        self.drop = nn.Dropout(drop)

    def forward(self, given: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Shapes: [letters, clauses, axes and features]; the fits come as [letters, clauses, tags]."""
        x = self.drop(torch.relu(self.norm(self.take(self.blot(given)))))
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        turned, _ = nn.utils.rnn.pad_packed_sequence(self.turn(packed)[0], batch_first=True, total_length=x.shape[1])
        return self.tags(torch.cat([x, self.drop(turned)], dim=-1))

    def chain_loss(
        self, fits: torch.Tensor, tags: torch.Tensor, mask: torch.Tensor, allowed: torch.Tensor
    ) -> torch.Tensor:
        """Minus the log likelihood of the tags in a linear chain, by clause; `allowed` is 0, or far below where not."""
        follow = self.follow + allowed
        one = torch.arange(len(fits))
        score = self.begin[tags[:, 0]] + fits[one, 0, tags[:, 0]]
        whole = self.begin + fits[:, 0]
        for place in range(1, fits.shape[1]):
            here = mask[:, place]
            step = follow[tags[:, place - 1], tags[:, place]] + fits[one, place, tags[:, place]]
            score = score + step * here
            ahead = torch.logsumexp(whole[:, :, None] + follow, dim=1) + fits[:, place]
            whole = torch.where(here[:, None], ahead, whole)
        return (torch.logsumexp(whole, dim=1) - score).sum() / mask.sum()


def folded(model: Tagger, axes: dict[str, tuple[np.ndarray, np.ndarray]]) -> dict[str, Any]:
    """Return the weights with the axes written into them: they take the states as the encoder gives them."""
    weights = {name: value.detach().numpy().copy() for name, value in model.state_dict().items()}
    taken, at = weights.pop("take.weight"), 0
    bias = weights.pop("take.bias")
    for name, count in AXES.items():
        mean, turned = axes[name]
        weights[f"{name}.weight"] = taken[:, at : at + count] @ turned
        bias = bias - weights[f"{name}.weight"] @ mean
        at += count
    weights["plain.weight"], weights["plain.bias"] = taken[:, at:], bias
    return weights
