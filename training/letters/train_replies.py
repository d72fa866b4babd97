"""Trains the learned parts of the reply side: `python training/letters/train_replies.py [--also DEV.jsonl] [--write]`.

Three linear parts on the frozen encoder and the word lists, each trained on what those before it say of letters that
they have not seen: what a sentence does (acts), which sentence answers an item or none (link), and what the answer
does with the item (state). `--folds 6` measures on whole letters held out; `--test FILE` trains without FILE and
measures on it; `--write` ships weights trained on everything.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from linear import Matrix, one_of, ranked, side_by_side
from numpy.typing import NDArray
from replies import Pair, pair, rows

from answerable.critiques.letters import weights as shipped
from answerable.critiques.letters.fitting import nothing, pairs
from answerable.critiques.letters.found import SPOKEN_ACTS, STATES
from answerable.critiques.letters.outcomes import Place, places, state_features, states
from answerable.critiques.letters.speaking import Heard, features, heard

HERE = Path(__file__).parent
PARTS = 5
"""Parts in which the training letters are held out for the parts that build on others."""

RIDGE = {"acts": 150.0, "link": 3.0, "silence": 30.0, "state": 300.0, "meaning": 500.0}
"""What weights cost; chosen on held-out letters (2026-11)."""

Weights = dict[str, NDArray[np.float32]]


def scale(name: str, rows_of: Sequence[Matrix]) -> Weights:
    """Return mean and deviation of features."""
    every = np.concatenate(rows_of)
    deviation = every.std(axis=0)
    deviation[deviation < 1e-3] = 1
    return {f"{name}.mean": every.mean(axis=0).astype(np.float32), f"{name}.deviation": deviation.astype(np.float32)}


def fit_acts(some: Sequence[Pair]) -> Weights:
    """Return the part that hears what a sentence does."""
    found = scale("meaning", [each.vectors for each in some])
    shipped.use(found)
    seen = np.concatenate([features(each.parts, each.vectors, each.signs) for each in some]).astype(np.float64)
    told = np.concatenate([each.acts for each in some])
    found["acts"] = side_by_side(seen, told, ridge=RIDGE["acts"], weight=np.ones(len(seen))).astype(np.float32)
    return found


def hearing(each: Pair, weights: Weights) -> Heard:
    """Return the reply as the acts part hears it."""
    shipped.use(weights)
    return heard(each.reply, each.parts, each.vectors, language=each.row["reply_lang"])


def fit_link(some: Sequence[Pair], said: Sequence[Heard]) -> Weights:
    """Return the part that links items with sentences, or with silence."""
    fits = [pairs(each.asked, reply) for each, reply in zip(some, said, strict=True)]
    quiet = [nothing(each.asked, fit) for each, fit in zip(some, fits, strict=True)]
    found = scale("link", [fit.reshape(-1, fit.shape[2]) for fit in fits]) | scale("silence", quiet)
    shipped.use(found)
    letters = [
        (shipped.scaled("link", fit).astype(float), shipped.scaled("silence", still).astype(float), each.right)
        for each, fit, still in zip(some, fits, quiet, strict=True)
    ]
    link, silence = ranked(letters, ridge=RIDGE["link"], quiet=RIDGE["silence"])
    return found | {"link": link[:, None].astype(np.float32), "silence": silence[:, None].astype(np.float32)}


def linking(each: Pair, said: Heard, weights: Weights) -> tuple[list[Place], Matrix]:
    """Return where the items are answered, and the chances."""
    shipped.use(weights)
    fits = pairs(each.asked, said)
    return places(fits, nothing(each.asked, fits), said)


def fit_state(
    some: Sequence[Pair], said: Sequence[Heard], linked: Sequence[tuple[list[Place], Matrix]], known: Weights
) -> Weights:
    """Return the part that judges what an answer does; it sees the answers that were found and those that are right."""
    shipped.use(known)
    seen, told, weight = [], [], []
    for each, reply, (found, odds) in zip(some, said, linked, strict=True):
        seen.append(state_features(each.asked, reply, found, odds))
        gold = [_gold(row, place) for row, place in zip(each.right, found, strict=True)]
        seen.append(state_features(each.asked, reply, gold, odds))
        told += [each.states, each.states]
        weight += [np.ones(len(each.states)), 0.5 * each.right.any(axis=1)]
    every = np.concatenate(seen)
    result = scale("state", [every])
    shipped.use(result)
    size = every.shape[1]
    ridge = np.full(size, RIDGE["state"] * 1.0)
    ridge[size - known["meaning.mean"].shape[0] :] = RIDGE["meaning"]
    fitted = one_of(
        shipped.scaled("state", every).astype(float),
        np.concatenate(told),
        classes=len(STATES),
        ridge=ridge,
        weight=np.concatenate(weight),
    )
    return result | {"state": fitted.astype(np.float32)}


def _gold(right: NDArray[np.bool_], place: Place) -> Place:
    """Return the answer that the label names, or what was found where it names none."""
    at = np.flatnonzero(right)
    return Place(int(at[0]), int(at[-1]), place.chance) if len(at) and at[-1] - at[0] < 8 else place


def fit(some: Sequence[Pair]) -> Weights:
    """Return all parts, each trained on what those before it say of letters that they have not seen."""
    parts = np.arange(len(some)) % PARTS
    said: list[Heard] = [None] * len(some)  # type: ignore[list-item]
    linked: list[tuple[list[Place], Matrix]] = [None] * len(some)  # type: ignore[list-item]
    for part in range(PARTS):
        known = fit_acts([each for at, each in enumerate(some) if parts[at] != part])
        for at in np.flatnonzero(parts == part):
            said[at] = hearing(some[at], known)
    acts = fit_acts(some)
    for part in range(PARTS):
        rest = np.flatnonzero(parts != part)
        known = fit_link([some[at] for at in rest], [said[at] for at in rest])
        for at in np.flatnonzero(parts == part):
            linked[at] = linking(some[at], said[at], known)
    result = acts | fit_link(some, said) | fit_state(some, said, linked, acts)
    result["acts.thresholds"] = thresholds(some, said)
    return result


def thresholds(some: Sequence[Pair], said: Sequence[Heard]) -> NDArray[np.float32]:
    """Return for each act the chance from which it is said, where F1 on letters not seen is best."""
    chance = np.concatenate([each.acts for each in said])
    told = np.concatenate([each.acts for each in some])
    found = []
    for column in range(len(SPOKEN_ACTS)):
        tried = np.arange(0.15, 0.75, 0.025)
        scores = [_f1(chance[:, column] >= least, told[:, column] > 0) for least in tried]
        smooth = np.convolve(scores, np.ones(5) / 5, mode="same")
        found.append(tried[int(smooth.argmax())])
    return np.array(found, np.float32)


def _f1(found: NDArray[np.bool_], told: NDArray[np.bool_]) -> float:
    return float(2 * (found & told).sum() / max(1, found.sum() + told.sum()))


def measure(test: Sequence[Pair], weights: Weights, tally: dict[str, list[float]]) -> None:
    """Add what the parts get right on letters they have not seen."""
    for each in test:
        said = hearing(each, weights)
        found, odds = linking(each, said, weights)
        chance = states(each.asked, said, odds)
        best = chance.argmax(axis=1)
        tally.setdefault("state", []).extend(best == each.states)
        tally.setdefault("gold", []).extend(each.states)
        tally.setdefault("said", []).extend(best)
        tally.setdefault("silent", []).extend(
            (best == STATES.index("silent")) == (each.states == STATES.index("silent"))
        )
        for right, row, place in zip(each.right, odds, found, strict=True):
            if right.any():
                tally.setdefault("P@1", []).append(right[row[:-1].argmax()])
                inside = right[place.first : place.last + 1].sum()
                tally.setdefault("span", []).append(2 * inside / (right.sum() + place.last - place.first + 1))
        marks = said.acts >= weights["acts.thresholds"]
        for column, act in enumerate(SPOKEN_ACTS):
            tally.setdefault(f"{act} found", []).extend(marks[:, column])
            tally.setdefault(f"{act} told", []).extend(each.acts[:, column] > 0)


def show(tally: dict[str, list[float]]) -> None:
    """Print the figures."""
    for name in ("state", "silent", "P@1", "span"):
        print(f"{name:10}{np.mean(tally[name]):7.3f}  of {len(tally[name])}")
    gold, said = np.array(tally["gold"]), np.array(tally["said"])
    ones = [_f1(said == at, gold == at) for at in range(len(STATES))]
    print("macro-F1  ", round(float(np.mean(ones)), 3), dict(zip(STATES, np.round(ones, 2), strict=True)))
    pairs_of = [(np.array(tally[f"{act} found"]), np.array(tally[f"{act} told"])) for act in SPOKEN_ACTS]
    print("acts      ", {act: round(_f1(*both), 2) for act, both in zip(SPOKEN_ACTS, pairs_of, strict=True)})
    print("acts micro", round(_f1(*(np.concatenate(side) for side in zip(*pairs_of, strict=True))), 3))


def main() -> None:
    """Train, measure, write."""
    options = argparse.ArgumentParser()
    options.add_argument("--also", type=Path)
    options.add_argument("--test", type=Path)
    options.add_argument("--folds", type=int, default=0)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    every = [pair(row) for row in rows(HERE, chosen.also)]
    print(f"{len(every)} letters, {sum(len(each.states) for each in every)} items")
    if chosen.folds:
        tally: dict[str, list[float]] = {}
        for part in range(chosen.folds):
            known = fit([each for at, each in enumerate(every) if at % chosen.folds != part])
            measure(every[part :: chosen.folds], known, tally)
        show(tally)
    if chosen.test:
        import json  # noqa: PLC0415

        tally = {}
        measure([pair(json.loads(line)) for line in chosen.test.read_text("utf-8").splitlines()], fit(every), tally)
        show(tally)
    if chosen.write:
        np.savez_compressed(
            Path(shipped.__file__).parent / shipped.FILE,
            **{k: v.astype(np.float16 if v.size > 5000 else np.float32) for k, v in fit(every).items()},
        )


if __name__ == "__main__":
    main()
