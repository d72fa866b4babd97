"""Train one network for each fold of all pairs, and keep what each says of the pairs it did not see.

The networks of all folds together are what the package ships; what they say of unseen pairs is what thresholds and the
weighing of rules are fitted on (`weigh.py`), and gives the cross-validated figures. Sources that resemble each other
stay in one fold.
"""

from __future__ import annotations

import argparse
import hashlib
import pathlib

import numpy as np
import torch
import train as base
from check import pairs
from rapidfuzz import fuzz

ALIKE = 72
"""Likeness of two sources, 0 to 100, from which they are twins; chosen by hand on the pairs of dev.jsonl."""


def twins(some: list[base.Pair]) -> list[str]:
    """Return the fold's key of each pair: its own source, or that of the first source that resembles it."""
    keys: dict[str, str] = {}
    for pair in some:
        if pair.source not in keys:
            like = (k for k in keys.values() if k and fuzz.token_sort_ratio(pair.source, k) >= ALIKE)
            keys[pair.source] = next(like, pair.source)
    return [keys[pair.source] for pair in some]


def folds_of(some: list[base.Pair], count: int) -> np.ndarray:
    """Return the fold of each pair, drawn by its key."""
    return np.array([int(hashlib.sha256(key.encode()).hexdigest(), 16) % count for key in twins(some)])


def places(own: list[base.Pair], also: list[base.Pair], count: int) -> np.ndarray:
    """Return the fold of every pair, the others' first. Our sources are told apart by where they stand."""
    groups = sorted({pair.group for pair in own})
    base.random.Random(7).shuffle(groups)
    fold = {group: number % count for number, group in enumerate(groups)}
    return np.array([*folds_of(also, count), *(fold[pair.group] for pair in own)], dtype=int)


def fold_of(
    number: int, made: list[base.Example], where: np.ndarray, options: argparse.Namespace
) -> tuple[object, ...]:
    """Train without a fold; return the network, the places of the fold, and what the network says of them."""
    options.seed = 100 + number
    used = [each for each, fold in zip(made, where, strict=True) if fold != number]
    unseen = [place for place, fold in enumerate(where) if fold == number]
    model = base.train(used, [made[place] for place in unseen], options)
    found = base.predict(model, [made[place] for place in unseen])
    return model, unseen, [found[place] for place in range(len(unseen))]


def keep(folder: pathlib.Path, number: int, made: list[base.Example], trained: tuple[object, ...]) -> None:
    """Write the network, and what it says of the pairs it did not see."""
    model, unseen, said = trained
    torch.save([model.state_dict()], folder / f"fold{number}.pt")
    np.savez_compressed(
        folder / f"fold{number}.npz",
        places=np.array(unseen),
        kinds=np.stack([each[0] for each in said]),
        directions=np.stack([each[1] for each in said]),
        gold=np.stack([made[place].kinds for place in unseen]),
        ways=np.stack([made[place].directions for place in unseen]),
    )


def main() -> None:
    """Train the folds asked for, one after another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=5)
    parser.add_argument("--only", type=int, nargs="*")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    mine, rest = parser.parse_known_args()
    options = base.options(rest)
    torch.set_num_threads(options.threads)
    own = [p for path in sorted(pathlib.Path(__file__).parent.glob("*.txt")) for p in pairs(path)]
    also = base.read_jsonl(mine.also) if mine.also else []
    where, made = places(own, also, mine.count), base.examples([*also, *own])
    mine.out.mkdir(parents=True, exist_ok=True)
    for number in mine.only if mine.only is not None else range(mine.count):
        trained = fold_of(number, made, where, options)
        keep(mine.out, number, made, trained)
        print(f"fold {number}:", base.summary(base.score(trained[0], [made[n] for n in trained[1]], 0.45)), flush=True)


if __name__ == "__main__":
    main()
