"""The network that compares two passages token by token, in PyTorch, for training only.

What it is given: for each token the states of two layers of a frozen encoder, and a row of plain features (words of a
lexicon, numbers, whether the word stands on the other side as well). What it says: for each kind of shift whether there
is one, which way it goes, and which tokens carry it. `answerable.text.comparing.learned` runs the same sums in NumPy.
"""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional

STATE, WIDTH, HEADS, DEEP = 384, 128, 4, 2


class Comparer(nn.Module):
    """Tokens of both sides in; logits of kinds, of directions, and of kinds at each token, out."""

    def __init__(self, features: int, kinds: int, directions: int, *, drop: float = 0.2) -> None:
        super().__init__()
        self.top = nn.Linear(STATE, WIDTH)
        self.middle = nn.Linear(STATE, WIDTH)
        self.plain = nn.Linear(features, WIDTH)
        self.heat = nn.Parameter(torch.tensor(20.0))
        self.bend = nn.Parameter(torch.tensor(0.5))
        self.compare = nn.Sequential(
            nn.Linear(WIDTH * 6 + 2, WIDTH * 2), nn.GELU(), nn.Dropout(drop), nn.Linear(WIDTH * 2, WIDTH)
        )
        self.side = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.layers = nn.ModuleList(
            [
                nn.TransformerEncoderLayer(WIDTH, HEADS, WIDTH * 2, drop, "gelu", batch_first=True, norm_first=True)
                for _ in range(DEEP)
            ]
        )
        self.norm = nn.LayerNorm(WIDTH)
        self.tokens = nn.Linear(WIDTH, kinds)
        self.ask = nn.Parameter(torch.randn(kinds, 2, WIDTH) * 0.05)
        self.kind = nn.Parameter(torch.randn(kinds, WIDTH * 2 + 2) * 0.05)
        self.kind_bias = nn.Parameter(torch.full((kinds,), -2.0))
        self.direction = nn.Parameter(torch.randn(kinds, directions, WIDTH * 2) * 0.05)
        self.direction_bias = nn.Parameter(torch.zeros(kinds, directions))
        self.drop = nn.Dropout(drop)
        self.blot = nn.Dropout(0.1)

    def forward(
        self, middle: torch.Tensor, top: torch.Tensor, plain: torch.Tensor, sides: torch.Tensor, mask: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Shapes: middle and top [b, t, 384]; plain [b, t, features]; sides [b, t] of 0 and 1; mask [b, t]."""
        unit = functional.normalize(middle, dim=-1)
        other = (sides[:, :, None] != sides[:, None, :]) & mask[:, None, :]
        like = (unit @ unit.transpose(1, 2)).masked_fill(~other, -1.0)
        weights = ((like - self.bend) * self.heat).masked_fill(~other, -1e4).softmax(-1)
        best = like.max(-1).values[..., None]
        mean = (weights * like).sum(-1)[..., None]
        p, q, f = self.top(self.blot(top)), self.middle(self.blot(middle)), self.plain(plain)
        own = p + q
        theirs = weights @ own
        joined = torch.cat(
            [own, own - theirs, own * theirs / math.sqrt(WIDTH), f, weights @ f, f - weights @ f, best, mean], dim=-1
        )
        x = self.compare(joined) + self.side[sides]
        for layer in self.layers:
            x = layer(x, src_key_padding_mask=~mask)
        x = self.norm(x)
        tokens = self.tokens(x)
        pooled = []
        for side in (0, 1):
            here = mask & (sides == side)
            look = torch.einsum("btw,kw->bkt", x, self.ask[:, side]).masked_fill(~here[:, None, :], -1e4).softmax(-1)
            pooled.append(torch.einsum("bkt,btw->bkw", look, x))
        both = self.drop(torch.cat(pooled, dim=-1))
        peaks = [tokens.masked_fill(~(mask & (sides == s))[..., None], -1e4).max(1).values[..., None] for s in (0, 1)]
        kinds = torch.einsum("bkw,kw->bk", torch.cat([both, *peaks], dim=-1), self.kind) + self.kind_bias
        directions = torch.einsum("bkw,kdw->bkd", both, self.direction) + self.direction_bias
        return kinds, directions, tokens
