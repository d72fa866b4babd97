"""Train the networks that mark the items of letters, and print what each says of letters it did not see.

`python training/letters/train_items.py --also DEV.jsonl --out build/items --write` trains one network for each fold of
all letters; together they are what the package ships. `--own` trains on this folder's letters alone and measures on the
others: nothing of the file is then learned from. Nothing is random but the seed.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import sys
from typing import Any, NamedTuple

import numpy as np
import tagger
import torch
from reading import read

from answerable.critiques.letters import tagging
from answerable.critiques.letters.extracting import placed
from answerable.critiques.letters.features import COLUMNS, Clauses, clauses
from answerable.critiques.letters.found import ITEM_KINDS
from answerable.critiques.letters.showing import Shown
from answerable.text.documents import read_document

HERE = pathlib.Path(__file__).parent
TARGET = HERE.parents[1] / "src/answerable/critiques/letters" / tagging.FILE


RATE, BATCH, APART_FIRST = 5e-3, 8, 0.85
LEAN = -0.6
"""What is added to the fit of "no item": as many are then found as there are; chosen on the folds of all letters."""


class Case(NamedTuple):
    """A letter, ready for the network, and its items as (kind, start, end)."""

    name: str
    clauses: Clauses
    tags: np.ndarray
    gold: list[tuple[str, int, int]]
    shown: Shown
    language: str


def rows(also: pathlib.Path | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the letters of this folder and those of the file."""
    own = [read(path) for path in sorted(HERE.glob("*.xml"))]
    others = [json.loads(line) for line in also.read_text(encoding="utf-8").splitlines()] if also else []
    return own, others


def case(row: dict[str, Any]) -> Case:
    """Return a letter as the network takes it; spans are those of what is shown."""
    shown = Shown(read_document(row["letter"], media="plain"))
    place = {shown.original(at, at + 1).start: at for block in shown.blocks for at in range(block.start, block.end)}
    gold = [
        (item["kind"], place[item["start"]], place[item["end"] - 1] + 1)
        for item in row["items"]
        if item["start"] in place and item["end"] - 1 in place
    ]
    parted = clauses(shown, row["lang"])
    tags = np.zeros(len(parted.spans), np.int64)
    for kind, start, end in gold:
        inside = [n for n, span in enumerate(parted.spans) if _mostly(span.start, span.end, start, end)]
        tags[inside] = tagging.TAGS.index(f"further {kind}")
        tags[inside[:1]] = tagging.TAGS.index(f"first {kind}")
    return Case(row["id"], parted, tags, gold, shown, row["lang"])


def _mostly(start: int, end: int, low: int, high: int) -> bool:
    return 2 * (min(end, high) - max(start, low)) > end - start


def axes_of(cases: list[Case]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the main axes of the states of all letters; no label is looked at."""
    states = {
        "top": np.concatenate([each.clauses.top for each in cases]),
        "middle": np.concatenate([each.clauses.middle for each in cases]),
        "sentence": np.concatenate([tagging.means(each.clauses) for each in cases]),
    }
    return {name: tagger.axes_of(states[name], count) for name, count in tagger.AXES.items()}


def given_of(each: Case, axes: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return what the network is given of a letter, float32 [clauses, axes and features]."""
    states = {"top": each.clauses.top, "middle": each.clauses.middle, "sentence": tagging.means(each.clauses)}
    turned = [(states[name] - mean) @ main.T for name, (mean, main) in axes.items()]
    return np.concatenate([*turned, each.clauses.plain], axis=1)


def filled(arrays: list[np.ndarray]) -> torch.Tensor:
    """Return arrays side by side, the short ones filled up."""
    out = np.zeros((len(arrays), max(map(len, arrays)), *arrays[0].shape[1:]), arrays[0].dtype)
    for row, array in enumerate(arrays):
        out[row, : len(array)] = array
    return torch.from_numpy(out)


def train(cases: list[Case], axes: dict[str, Any], *, seed: int, epochs: int, drop: float) -> dict[str, np.ndarray]:
    """Return the weights of a network: trained clause by clause first, and as a chain in the last epochs."""
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    model = tagger.Tagger(len(COLUMNS), len(tagging.TAGS), drop=drop)
    allowed = torch.from_numpy(tagging.allowed())
    given = [given_of(each, axes) for each in cases]
    teacher = torch.optim.AdamW(model.parameters(), lr=RATE, weight_decay=0.05)
    steps = epochs * -(-len(cases) // BATCH)
    pace = torch.optim.lr_scheduler.OneCycleLR(teacher, max_lr=RATE, total_steps=steps, pct_start=0.2)
    for epoch in range(epochs):
        order = draw.permutation(len(cases))
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            tags = filled([cases[n].tags for n in chosen])
            mask = filled([np.ones(len(cases[n].tags), bool) for n in chosen])
            fits = model(filled([given[n] for n in chosen]), mask.sum(dim=1))
            if epoch < epochs * APART_FIRST:
                loss = torch.nn.functional.cross_entropy(fits[mask], tags[mask], label_smoothing=0.05)
            else:
                loss = model.chain_loss(fits, tags, mask, allowed)
            teacher.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            teacher.step()
            pace.step()
    return tagger.folded(model, axes)


def found(weights: list[dict[str, np.ndarray]], each: Case, lean: np.ndarray) -> list[tuple[str, int, int]]:
    """Return what networks find in a letter, as spans of what is shown."""
    columns = np.arange(len(COLUMNS))
    chain = np.mean([tagging.fits(one, each.clauses, columns) for one in weights], axis=0) + lean
    follow = np.mean([one["follow"] for one in weights], axis=0) + tagging.allowed()
    begin = np.mean([one["begin"] for one in weights], axis=0)
    parted = tagging.parted(tagging.best(chain, follow, begin), tagging.likely(chain, follow, begin))
    return [(run.kind, span.start, span.end) for run, span in placed(each.shown, each.language, each.clauses, parted)]


def matched(spans: list[tuple[str, int, int]], gold: list[tuple[str, int, int]]) -> int:
    """Return how many spans have a gold span of their kind that they share half of the union with."""
    left, hits = list(gold), 0
    for kind, start, end in spans:
        shares = {
            each: (min(end, each[2]) - max(start, each[1])) / (max(end, each[2]) - min(start, each[1]))
            for each in left
            if each[0] == kind
        }
        near = max(shares, key=lambda each: shares[each], default=None)
        if near is not None and shares[near] >= 0.5:
            left.remove(near)
            hits += 1
    return hits


def show(title: str, pairs: list[tuple[list[tuple[str, int, int]], list[tuple[str, int, int]]]]) -> None:
    """Print precision, recall and F1 by kind."""
    print(title)
    for kind in (*ITEM_KINDS, ""):
        chosen = [([s for s in a if kind in ("", s[0])], [s for s in b if kind in ("", s[0])]) for a, b in pairs]
        hits = sum(matched(a, b) for a, b in chosen)
        many, wanted = sum(len(a) for a, _ in chosen), sum(len(b) for _, b in chosen)
        p, r, f = hits / max(1, many), hits / max(1, wanted), 2 * hits / max(1, many + wanted)
        print(f"  {kind or 'all':12} P {p:.3f} R {r:.3f} F1 {f:.3f}   {wanted} labelled, {many} found", flush=True)


def lean_of(bias: float) -> np.ndarray:
    """Return what is added to each fit: less for "no item" where recall is wanted."""
    lean = np.zeros(len(tagging.TAGS), np.float32)
    lean[0] = bias
    return lean


def folded(cases: list[Case], axes: dict[str, Any], options: argparse.Namespace) -> list[dict[str, np.ndarray]]:
    """Train a network without each fold; print what it says of the letters it did not see."""
    order = np.random.default_rng(11).permutation(len(cases))
    place = {int(number): at % options.folds for at, number in enumerate(order)}
    trained, unseen = [], []
    for fold in range(options.folds):
        used = [each for number, each in enumerate(cases) if place[number] != fold]
        used += [each for each in used if each.name.startswith("dev-")]  # twice: two readers weigh alike
        weights = [
            train(used, axes, seed=100 + fold + 1000 * one, epochs=options.epochs, drop=options.drop)
            for one in range(options.each)
        ]
        trained += weights
        unseen += [(weights, each) for number, each in enumerate(cases) if place[number] == fold]
    for bias in (0.0, LEAN):
        told = [(found(weights, each, lean_of(bias)), each.gold) for weights, each in unseen]
        show(f"{len(cases)} letters, each by a network that had not seen it, bias {bias}", told)
        if options.also:
            kept = [pair for pair, (_, each) in zip(told, unseen, strict=True) if each.name.startswith("dev-")]
            show(f"  of these, {len(kept)} letters of another hand", kept)
    return trained


def main() -> int:
    """Train, print, and write the file that is shipped where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--also", type=pathlib.Path)
    parser.add_argument("--own", action="store_true", help="learn from this folder alone")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--each", type=int, default=2, help="networks for each fold")
    parser.add_argument("--epochs", type=int, default=22)
    parser.add_argument("--drop", type=float, default=0.4)
    parser.add_argument("--bias", type=float, default=LEAN)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    mine, theirs = rows(options.also)
    own, others = [case(row) for row in mine], [case(row) for row in theirs]
    print(f"{len(own)} own letters, {len(others)} of another hand", flush=True)
    if options.own:
        axes = axes_of(own)
        weights = [train(own, axes, seed=n, epochs=options.epochs, drop=options.drop) for n in range(options.each)]
        for bias in (0.0, LEAN):
            told = [(found(weights, each, lean_of(bias)), each.gold) for each in others]
            show(f"learned from own letters alone, bias {bias}", told)
        return 0
    trained = folded([*own, *others], axes_of([*own, *others]), options)
    if options.write:
        told = {"fits": len(trained), "columns": COLUMNS, "tags": tagging.TAGS, "lean": lean_of(options.bias).tolist()}
        told["data"] = f"{len(own)} own letters, {len(others)} of another hand"
        arrays = {f"{n}/{name}": a.astype(np.float16) for n, one in enumerate(trained) for name, a in one.items()}
        np.savez_compressed(TARGET, told=json.dumps(told), **arrays)
        print(f"wrote {TARGET.name}, {TARGET.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
