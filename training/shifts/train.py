"""Train the network that marks shifts, on the pairs beside this file.

Rules:
  - The encoder stays as it is shipped; what is learned is a small network that reads its states and plain features.
  - A source with all its restatements stays on one side of every split.
  - The seed, the settings and a digest of the data go into the file that comes out.

Run `python training/shifts/train.py --help`. Needs PyTorch, which the project itself does not.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import time
from typing import Any

import numpy as np
import torch
from check import DIRECTIONS, KINDS, Label, Pair, pairs
from network import Comparer
from states import encode
from torch import nn
from torch.nn import functional

from answerable.text.comparing.features import COLUMNS, Side, rows
from answerable.text.strengths import strength


class Example:
    """A pair as numbers: states, features, sides, and what is to be found."""

    def __init__(self, pair: Pair, states: dict[str, Any], known: dict[tuple[str, str], Side]) -> None:
        self.pair = pair
        left, right = states[pair.source], states[pair.restatement]
        self.middle, self.top = torch.cat([left[0], right[0]]), torch.cat([left[1], right[1]])
        self.at = [*left[2], *right[2]]
        self.sides = [0] * len(left[2]) + [1] * len(right[2])
        one, other = known[pair.source, pair.source_lang], known[pair.restatement, pair.restatement_lang]
        self.plain = np.concatenate([rows(one, other, left[2]), rows(other, one, right[2])])
        self.kinds = np.zeros(len(KINDS), np.float32)
        self.directions = np.full(len(KINDS), -1)
        self.tokens = np.zeros((len(self.at), len(KINDS)), np.float32)
        for label in pair.shifts:
            self._mark(label)

    def _mark(self, label: Label) -> None:
        kind = KINDS.index(label.kind)
        self.kinds[kind] = 1
        self.directions[kind] = DIRECTIONS.index(label.direction)
        for side, text, words in (
            (0, self.pair.source, label.source_text),
            (1, self.pair.restatement, label.restatement_text),
        ):
            start = text.find(words)
            for place, (begin, end) in enumerate(self.at):
                if words and self.sides[place] == side and begin < end and begin < start + len(words) and start < end:
                    self.tokens[place, kind] = 1


def examples(some: list[Pair]) -> list[Example]:
    """Return pairs as numbers."""
    texts = {(p.source, p.source_lang) for p in some} | {(p.restatement, p.restatement_lang) for p in some}
    known = {(text, lang): Side(text, strength(text, lang=lang)) for text, lang in texts}
    states = encode([text for text, _ in texts])
    return [Example(p, states, known) for p in some]


def batches(some: list[Example], tokens: int, shuffle: random.Random | None) -> list[list[Example]]:
    """Return the examples in batches of about `tokens` tokens, like lengths together."""
    order = sorted(some, key=lambda e: len(e.at) + (shuffle.random() * 12 if shuffle else 0))
    found: list[list[Example]] = [[]]
    for example in order:
        if (len(found[-1]) + 1) * len(example.at) > tokens and found[-1]:
            found.append([])
        found[-1].append(example)
    if shuffle:
        shuffle.shuffle(found)
    return found


def tensors(batch: list[Example]) -> dict[str, torch.Tensor]:
    """Return a batch as padded tensors."""

    def padded(some: list[Any]) -> torch.Tensor:
        return nn.utils.rnn.pad_sequence([torch.as_tensor(each) for each in some], batch_first=True)

    return {
        "middle": padded([e.middle for e in batch]).float(),
        "top": padded([e.top for e in batch]).float(),
        "plain": padded([e.plain for e in batch]),
        "sides": padded([e.sides for e in batch]),
        "mask": padded([[True] * len(e.at) for e in batch]),
        "kinds": torch.tensor(np.stack([e.kinds for e in batch])),
        "directions": torch.tensor(np.stack([e.directions for e in batch])),
        "tokens": padded([e.tokens for e in batch]),
    }


INPUTS = ("middle", "top", "plain", "sides", "mask")


def loss_of(model: Comparer, some: list[Example], options: argparse.Namespace) -> torch.Tensor:
    """Return the loss of a batch: kinds, directions of the kinds there are, and tokens."""
    batch = tensors(some)
    kinds, directions, tokens = model(*(batch[name] for name in INPUTS))
    goal = batch["kinds"] * (1 - options.smooth) + options.smooth / 10
    found = functional.binary_cross_entropy_with_logits(kinds, goal, pos_weight=torch.tensor(options.weight))
    there = batch["directions"] >= 0
    way = functional.cross_entropy(directions[there], batch["directions"][there]) if there.any() else kinds.sum() * 0
    mask = batch["mask"][..., None].expand_as(tokens)
    where = functional.binary_cross_entropy_with_logits(
        tokens[mask], batch["tokens"][mask], pos_weight=torch.tensor(3.0)
    )
    return found * 4 + way * 0.3 + where * options.where


def train(used: list[Example], watched: list[Example], options: argparse.Namespace) -> Comparer:
    """Return a model trained on the examples."""
    torch.manual_seed(options.seed)
    shuffle = random.Random(options.seed)
    model = Comparer(len(COLUMNS), len(KINDS), len(DIRECTIONS), drop=options.drop)
    optimizer = torch.optim.AdamW(model.parameters(), lr=options.rate, weight_decay=options.decay)
    steps = options.epochs * len(batches(used, options.tokens, None))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, (s + 1) / (0.05 * steps)) * max(0.01, 1 - s / steps)
    )
    for epoch in range(options.epochs):
        total, began = 0.0, time.time()
        model.train()
        for batch in batches(used, options.tokens, shuffle):
            loss = loss_of(model, batch, options)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
            total += float(loss.detach()) * len(batch)
        if options.watch and (epoch + 1) % options.watch == 0:
            print(
                f"epoch {epoch + 1}: loss {total / len(used):.4f}, {len(used) / (time.time() - began):.0f} pairs/s",
                flush=True,
            )
            print("   ", summary(score(model, watched, 0.5)), flush=True)
    return model


@torch.no_grad()
def predict(model: Comparer, some: list[Example]) -> dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return for each example (by its place) the probabilities of kinds, directions and tokens."""
    model.eval()
    place = {id(e): n for n, e in enumerate(some)}
    found = {}
    for batch in batches(some, 8000, None):
        made = tensors(batch)
        kinds, directions, tokens = model(*(made[name] for name in INPUTS))
        for row, e in enumerate(batch):
            found[place[id(e)]] = (
                kinds[row].sigmoid().numpy(),
                directions[row].softmax(-1).numpy(),
                tokens[row, : len(e.at)].sigmoid().numpy(),
            )
    return found


def score(models: Comparer | list[Comparer], examples: list[Example], threshold: float) -> dict[str, Any]:
    """Return counts of kinds found, missed and wrong, within a language and across."""
    all_found = [predict(model, examples) for model in (models if isinstance(models, list) else [models])]
    found = {
        n: tuple(np.mean([each[n][part] for each in all_found], axis=0) for part in range(3)) for n in all_found[0]
    }
    return score_found(found, examples, threshold)


def score_found(found: dict[int, Any], examples: list[Example], threshold: float) -> dict[str, Any]:
    """Return the same from what was found already."""
    counts = {side: np.zeros((len(KINDS), 3), int) for side in ("within", "across")}
    alarms = {"within": [0, 0], "across": [0, 0]}
    right_way = [0, 0]
    for n, e in enumerate(examples):
        kinds, directions, _ = found[n]
        side = "within" if e.pair.source_lang == e.pair.restatement_lang else "across"
        said = kinds > threshold
        counts[side][:, 0] += said & (e.kinds > 0)
        counts[side][:, 1] += ~said & (e.kinds > 0)
        counts[side][:, 2] += said & (e.kinds == 0)
        hit = np.flatnonzero(said & (e.kinds > 0))
        right_way[0] += int((directions[hit].argmax(-1) == e.directions[hit]).sum())
        right_way[1] += len(hit)
        if not e.kinds.any():
            alarms[side][0] += bool(said.any())
            alarms[side][1] += 1
    return {"counts": counts, "alarms": alarms, "directions": right_way}


def summary(result: dict[str, Any]) -> str:
    """Return one line: micro-F1, precision, recall, false alarms."""
    parts = []
    for side in ("within", "across"):
        hit, missed, wrong = result["counts"][side].sum(0)
        f1 = 2 * hit / max(1, 2 * hit + missed + wrong)
        alarm = result["alarms"][side]
        precision, recall = hit / max(1, hit + wrong), hit / max(1, hit + missed)
        parts.append(f"{side}: F1 {f1:.3f} P {precision:.3f} R {recall:.3f} alarms {alarm[0]}/{alarm[1]}")
    return "; ".join(parts) + f"; directions {result['directions'][0]}/{result['directions'][1]}"


def read_jsonl(path: pathlib.Path) -> list[Pair]:
    """Return the pairs of a file in the long form."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Pair(
            row["id"],
            row["hop"],
            row["source_lang"],
            row["restatement_lang"],
            row["source"],
            row["restatement"],
            tuple(Label(s["kind"], s["direction"], s["source_text"], s["restatement_text"]) for s in row["shifts"]),
        )
        for row in rows
    ]


def options(said: list[str] | None = None) -> argparse.Namespace:
    """Return the settings said on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--drop", type=float, default=0.25)
    parser.add_argument("--weight", type=float, default=2.0)
    parser.add_argument("--where", type=float, default=4.0)
    parser.add_argument("--smooth", type=float, default=0.05)
    parser.add_argument("--tokens", type=int, default=3000)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fits", type=int, default=1, help="models to train, of which the mean is measured")
    parser.add_argument("--files", default="*.txt")
    parser.add_argument("--also", type=pathlib.Path, help="a .jsonl to train on as well")
    parser.add_argument("--test", type=pathlib.Path, help="a .jsonl to measure on")
    parser.add_argument("--watch", type=int, default=0, help="measure after every so many epochs")
    parser.add_argument("--holdout", type=float, default=0.0, help="share of sources kept back and measured on")
    parser.add_argument("--out", type=pathlib.Path)
    return parser.parse_args(said)


def main() -> None:
    """Train on the pairs beside this file, and write or measure what comes out."""
    chosen = options()
    torch.set_num_threads(chosen.threads)
    here = pathlib.Path(__file__).parent
    own = [p for path in sorted(here.glob(chosen.files)) for p in pairs(path)]
    groups = sorted({p.group for p in own})
    random.Random(7).shuffle(groups)
    kept = set(groups[: int(len(groups) * chosen.holdout)])
    also = read_jsonl(chosen.also) if chosen.also else []
    tested = read_jsonl(chosen.test) if chosen.test else []
    began = time.time()
    made = examples(own + also + tested)
    print(f"{len(made)} pairs as numbers in {time.time() - began:.0f} s", flush=True)
    ours, others, test = made[: len(own)], made[len(own) : len(own) + len(also)], made[len(own) + len(also) :]
    held = [e for e in ours if e.pair.group in kept]
    used = [e for e in ours if e.pair.group not in kept] + others
    print(len(used), "pairs to train on,", len(held), "held out,", len(test), "to test on", flush=True)
    models = []
    for fit in range(chosen.fits):
        chosen.seed += fit
        models.append(train(used, held or test, chosen))
    for name, some in (("held out", held), ("test", test)):
        for threshold in (0.3, 0.4, 0.5, 0.6, 0.7) if some else ():
            print(name, threshold, summary(score(models, some, threshold)))
    if chosen.out:
        torch.save([model.state_dict() for model in models], chosen.out)


if __name__ == "__main__":
    main()
