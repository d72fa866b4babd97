"""Weigh what the networks say against what the rules can name, and choose the threshold.

Reads what the networks of all folds said of pairs they had not seen (`folds.py`), and fits one small logistic model:
for each kind a constant and the weight of a rule that agrees, and for all kinds one slope. Prints the figures on
dev.jsonl, where neither the network nor the weights had seen the pair's fold, and writes the file that is shipped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pathlib

import numpy as np
import torch
import train as base
from check import DIRECTIONS, KINDS, Pair, pairs
from states import MIDDLE

from answerable.text.comparing.features import COLUMNS
from answerable.text.comparing.rules import worded
from answerable.text.strengths import strength

OUT = pathlib.Path(__file__).parents[2] / "src/answerable/text/comparing/networks.npz"
EVEN = 0.5
"""Probability from which a direction is taken, as in `comparing.learned`."""

DEV_COUNTS = 6.0
"""How much a pair of dev.jsonl counts beside one of ours: it is labelled by the reader whose labels are the aim."""


def signals(some: list[Pair], said: np.ndarray, ways: np.ndarray) -> np.ndarray:
    """Return [pairs, kinds, 3]: log-odds of the networks, whether a rule names words, whether its direction agrees."""
    known: dict[tuple[str, str], object] = {}
    found = np.zeros((*said.shape, 3), np.float64)
    clipped = np.clip(said, 1e-4, 1 - 1e-4)
    found[..., 0] = np.log(clipped / (1 - clipped))
    for row, pair in enumerate(some):
        one = known.setdefault((pair.source, pair.source_lang), strength(pair.source, lang=pair.source_lang))
        key = pair.restatement, pair.restatement_lang
        two = known.setdefault(key, strength(pair.restatement, lang=pair.restatement_lang))
        for place, kind in enumerate(KINDS):
            rule = worded(kind, (pair.source, one, pair.restatement, two))
            if rule:
                found[row, place, 1] = 1
                found[row, place, 2] = rule.direction in {DIRECTIONS[ways[row, place].argmax()], "changed"}
    return found


def fit(x: np.ndarray, gold: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return [kinds, 4]: constant, slope of the log-odds (shared), weight of a rule, weight of one that agrees."""
    kinds = len(KINDS)
    theta = torch.zeros(kinds * 3 + 1, dtype=torch.float64, requires_grad=True)
    with torch.no_grad():
        theta[-1] = 1.0
    made, goal, weight = torch.tensor(x), torch.tensor(gold, dtype=torch.float64), torch.tensor(weights)[:, None]
    optimizer = torch.optim.LBFGS([theta], max_iter=200, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        optimizer.zero_grad()
        own = theta[:-1].view(kinds, 3)
        odds = own[:, 0] + theta[-1] * made[..., 0] + own[:, 1] * made[..., 1] + own[:, 2] * made[..., 2]
        loss = (torch.nn.functional.binary_cross_entropy_with_logits(odds, goal, reduction="none") * weight).sum()
        loss = loss + 2.0 * (own**2).sum()
        loss.backward()
        return loss

    optimizer.step(step)
    own = theta[:-1].view(kinds, 3).detach().numpy()
    return np.column_stack([own[:, 0], np.full(kinds, float(theta[-1])), own[:, 1], own[:, 2]])


def odds(x: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Return the probabilities after weighing."""
    z = theta[:, 0] + theta[:, 1] * x[..., 0] + theta[:, 2] * x[..., 1] + theta[:, 3] * x[..., 2]
    return 1 / (1 + np.exp(-z))


def f1(p: np.ndarray, gold: np.ndarray, weights: np.ndarray, threshold: float | np.ndarray) -> float:
    """Return the weighted micro-F1."""
    said = p >= threshold
    hit = (weights[:, None] * (said & (gold > 0))).sum()
    return float(2 * hit / ((weights[:, None] * said).sum() + (weights[:, None] * gold).sum()))


def best(p: np.ndarray, gold: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the threshold of each kind that gives the best F1 of all, found kind by kind, three times over."""
    cut = np.full(len(KINDS), max(np.arange(0.2, 0.71, 0.01), key=lambda t: f1(p, gold, weights, t)))
    for _ in range(3):
        for kind in range(len(KINDS)):
            tried = {}
            for threshold in np.arange(0.12, 0.75, 0.02):
                cut[kind] = threshold
                tried[threshold] = f1(p, gold, weights, cut)
            cut[kind] = max(tried, key=tried.__getitem__)
    return cut


def unseen(folder: pathlib.Path) -> dict[str, np.ndarray]:
    """Return what the networks of all folds said of pairs that they had not seen, and the number of each one's fold."""
    parts = [np.load(path) for path in sorted(folder.glob("fold*.npz"))]
    found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0].files}
    return found | {"fold": np.concatenate([np.full(len(part["places"]), n) for n, part in enumerate(parts)])}


def crosswise(x: np.ndarray, gold: np.ndarray, weights: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return probabilities and thresholds for each pair, fitted on the other folds."""
    weighed, thresholds = np.zeros_like(x[..., 0]), np.zeros_like(x[..., 0])
    for each in range(fold.max() + 1):
        rest = fold != each
        theta = fit(x[rest], gold[rest], weights[rest])
        weighed[~rest] = odds(x[~rest], theta)
        thresholds[~rest] = best(odds(x[rest], theta), gold[rest], weights[rest])
    return weighed, thresholds


def main() -> None:
    """Fit, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folds", type=pathlib.Path)
    parser.add_argument("--also", type=pathlib.Path, required=True)
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    here = pathlib.Path(__file__).parent
    also = base.read_jsonl(chosen.also)
    everything = [*also, *(p for path in sorted(here.glob("*.txt")) for p in pairs(path))]
    found = unseen(chosen.folds)
    some = [everything[place] for place in found["places"]]
    dev = found["places"] < len(also)
    weights = np.where(dev, DEV_COUNTS, 1.0)
    x = signals(some, found["kinds"], found["directions"])
    told = found["directions"], found["gold"], found["ways"], some, dev
    print("networks alone, threshold 0.45")
    report(found["kinds"], *told, np.full(found["kinds"].shape, 0.45))
    print("weighed with rules; weights and thresholds from the other folds")
    weighed, thresholds = crosswise(x, found["gold"], weights, found["fold"])
    report(weighed, *told, thresholds)
    theta = fit(x, found["gold"], weights)
    threshold = best(odds(x, theta), found["gold"], weights)
    print("shipped thresholds", dict(zip(KINDS, np.round(threshold, 2).tolist(), strict=True)))
    if chosen.write:
        write(sorted(chosen.folds.glob("fold*.pt")), theta, threshold, here)


def report(
    p: np.ndarray,
    ways: np.ndarray,
    gold: np.ndarray,
    gold_ways: np.ndarray,
    some: list[Pair],
    dev: np.ndarray,
    cut: np.ndarray,
) -> None:
    """Print F1 and false alarms on both sets, within a language and across, and by kind on dev.jsonl."""
    said = p >= cut
    same = np.array([pair.source_lang == pair.restatement_lang for pair in some])
    for name, mask in (("dev", dev), ("own", ~dev)):
        for side, here in (("all", mask), ("within", mask & same), ("across", mask & ~same)):
            hit = (said & (gold > 0))[here].sum()
            faithful = here & (gold.sum(1) == 0)
            way = (np.where(ways.max(-1) >= EVEN, ways.argmax(-1), 0) == gold_ways)[here] & (said & (gold > 0))[here]
            print(
                f"  {name} {side}: F1 {2 * hit / (said[here].sum() + gold[here].sum()):.3f} "
                f"P {hit / max(1, said[here].sum()):.3f} R {hit / gold[here].sum():.3f} "
                f"with direction F1 {2 * way.sum() / (said[here].sum() + gold[here].sum()):.3f} "
                f"alarms {said[faithful].any(1).sum()}/{faithful.sum()}"
            )
    for place, kind in enumerate(KINDS):
        hit = (said & (gold > 0))[dev][:, place].sum()
        print(f"    {kind}: F1 {2 * hit / max(1, said[dev][:, place].sum() + gold[dev][:, place].sum()):.2f}", end="")
    print()


def write(networks: list[pathlib.Path], theta: np.ndarray, threshold: np.ndarray, here: pathlib.Path) -> None:
    """Write the networks with the weights as the file that the package ships."""
    fits = [state for path in networks for state in torch.load(path)]
    sums = [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(here.glob("*.txt"))]
    told = {
        "fits": len(fits),
        "kinds": KINDS,
        "directions": DIRECTIONS,
        "thresholds": dict(zip(KINDS, np.round(threshold, 4).tolist(), strict=True)),
        "weights": {kind: [round(float(w), 4) for w in row] for kind, row in zip(KINDS, theta, strict=True)},
        "columns": COLUMNS,
        "middle": MIDDLE,
        "data": hashlib.sha256("\n".join(sums).encode()).hexdigest(),
    }
    arrays = {
        f"{n}/{name}": value.numpy().astype(np.float16) for n, state in enumerate(fits) for name, value in state.items()
    }
    np.savez_compressed(OUT, told=np.array(json.dumps(told)), **arrays)
    print(OUT, OUT.stat().st_size // 1024, "KiB")


if __name__ == "__main__":
    main()
