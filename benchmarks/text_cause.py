"""Measures words of cause on protest news: `python benchmarks/text_cause.py`.

Data: causal_news_corpus, subtask 1: does a sentence tell of a cause and its effect? F1 of yes on the 340 sentences of
V2_dev; BERT reaches .863, keywords .575, "always yes" .705. Two answers:

* *words*: `strength` finds a feature of cause, of whatever value but a denied one. Nothing was tuned;
* *weighted*: all features of `strength` with the weights of naive Bayes on the 3,075 sentences of the train split, yes
  from the mark that is best there in five folds. The corpus counts purposes and demands ("marched to demand") as
  causes; gate 10 does not, and so these weights are no part of the engine.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from text_scoring import BENCHMARKS, Counts, Row, binary

from answerable.text.strengths import strength

START = 0.575
FOLDS = 5
FEWEST = 10
"""Sentences of the train split that must have a feature for it to count; chosen by hand."""

Matrix = NDArray[np.float64]
Said = frozenset[tuple[str, str]]


def sentences(split: str) -> tuple[list[Said], list[bool]]:
    """Return what `strength` finds in each sentence of a split, and whether it is causal."""
    path = BENCHMARKS / "causal_news_corpus" / f"V2_{split}_subtask1.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [frozenset((each.kind, each.value) for each in strength(row["text"], lang="en").features) for row in rows]
    return found, [row["label"] == "1" for row in rows]


def worded(said: Sequence[Said]) -> list[bool]:
    """Return for each sentence whether a cause is said, and not denied."""
    return [any(kind == "cause" and value != "no-cause" for kind, value in each) for each in said]


def table(said: Sequence[Said], names: Sequence[tuple[str, str]]) -> Matrix:
    """Return which features each sentence has, [sentences, names]."""
    return np.array([[name in each for name in names] for each in said], dtype=np.float64)


def weights(rows: Matrix, gold: NDArray[np.bool_]) -> tuple[Matrix, float]:
    """Return the weight of each feature being there, and what is added: the logarithms of naive Bayes."""
    yes, no = ((rows[gold == way].sum(axis=0) + 1) / ((gold == way).sum() + 2) for way in (True, False))
    absent = np.log((1 - yes) / (1 - no))
    return np.log(yes / no) - absent, float(absent.sum() + np.log(gold.mean() / (1 - gold.mean())))


def best_mark(rows: Matrix, gold: NDArray[np.bool_]) -> tuple[float, Counts]:
    """Return the mark from which yes is best on sentences that were not weighed, and the counts there."""
    folds, scores = np.arange(len(rows)) % FOLDS, np.zeros(len(rows))
    for fold in range(FOLDS):
        found, added = weights(rows[folds != fold], gold[folds != fold])
        scores[folds == fold] = rows[folds == fold] @ found + added
    marks = np.quantile(scores, np.linspace(0.02, 0.98, 49))
    counts = [binary(list(scores >= mark), list(gold)) for mark in marks]
    best = max(range(len(marks)), key=lambda at: counts[at].f1)
    return float(marks[best]), counts[best]


def measure() -> list[Row]:
    """Print the page, and return the rows of the common table."""
    (learn, learned), (asked, gold) = sentences("train"), sentences("dev")
    seen: list[tuple[str, str]] = sorted({name for each in learn for name in each})
    names = [name for name in seen if sum(name in each for each in learn) >= FEWEST]
    rows, right = table(learn, names), np.array(learned)
    mark, held = best_mark(rows, right)
    found, added = weights(rows, right)
    weighted = [bool(value) for value in table(asked, names) @ found + added >= mark]
    print(f"\ncause: {len(gold)} sentences, {len(names)} features\n{'':28}     P     R    F1")
    always = [True] * len(gold)
    for name, counts in (
        ("words, train", binary(worded(learn), learned)),
        ("words", binary(worded(asked), gold)),
        ("weighted, train, five folds", held),
        ("weighted", binary(weighted, gold)),
        ("always yes", binary(always, gold)),
    ):
        print(f"{name:28}{counts.precision:6.3f}{counts.recall:6.3f}{counts.f1:6.3f}")
    return [
        Row("causal_news_corpus", "F1, words of cause", binary(worded(asked), gold).f1, START),
        Row("causal_news_corpus", "F1, weighted on its train split", binary(weighted, gold).f1, START),
    ]


if __name__ == "__main__":
    measure()
