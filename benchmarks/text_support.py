"""Measures `support` on claims with evidence that others labelled: `python benchmarks/text_support.py`.

Data, all English, none of it seen in training: WiCE's development claims (349, each with about 120 evidence sentences;
F1 and accuracy of "supported" against the rest, recall of evidence among five sentences), SummEdits' two sales domains
(balanced accuracy over summaries), FEVER-Symmetric's development pairs (accuracy). One threshold of `support` was
chosen on WiCE's claims themselves: its own docstring says what it reaches on claims that it was not chosen on.

Two figures for each. *As shipped* is what `support` says: "supported" or not. *Fitted* is a logistic regression over
the same quantities that `support` weighs (`COLUMNS`), fitted on nine tenths and asked about the tenth left, in turn;
what shares a document or a claim is kept on one side. It shows what the quantities hold, and is not what ships.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from text_scoring import BENCHMARKS, Row, accuracy, binary, progress

from answerable.text.comparing.learned import likely, read
from answerable.text.nearness import nearness
from answerable.text.sentences import sentences
from answerable.text.support import COMPARED, SUPPORTED, WEIGHED, Evidence, Passage, support, unsupported

FOLDS = 10
STEPS = 2_000  # of gradient descent; the fit has settled long before
DECAY = 0.02  # chosen by hand, the same for all three

COLUMNS = ("covered by the best", "by the best two", "numbers and names missing", "words", "nearness", "as shipped")
"""What the fitted figures weigh, beside how likely each kind of shift is."""

Matrix = NDArray[np.float64]


class Example(NamedTuple):
    """One yes-or-no question: its quantities, what is said as shipped, what is right, and whose side it shares."""

    row: Matrix
    said: bool
    right: bool
    group: str


def weighed(statement: str, evidence: Evidence) -> tuple[Matrix, bool]:
    """Return the quantities of a statement, float64 [columns], and whether it is supported as shipped."""
    best = evidence.best(statement, "en", count=COMPARED)
    wide = evidence.best(statement, "en", count=WEIGHED)
    held = support(statement, evidence, language="en").outcome == SUPPORTED
    source = " ".join(each.text for each in best)
    found = likely(read(source, "en"), read(statement, "en")) if best else []
    plain = [
        evidence.covered(statement, "en", best[:1]),
        evidence.covered(statement, "en", best),
        float(len(unsupported(statement, "en", best))),
        np.log(len(statement.split()) + 1),
        nearness(statement, "en", [(each.text, "en") for each in wide], weight=evidence.retrieval.weight),
        float(held),
    ]
    return np.array([*plain, *([each.probability for each in found] or [1.0] * 12)]), held


def fitted(examples: Sequence[Example], *, balanced: bool = False) -> list[bool]:
    """Return the answers of regressions that saw no example of the same group."""
    rows = np.array([each.row for each in examples])
    right = np.array([each.right for each in examples], dtype=np.float64)
    groups = sorted({each.group for each in examples})
    places = dict(zip(groups, np.random.default_rng(1).permutation(len(groups)) % FOLDS, strict=True))
    folds = np.array([places[each.group] for each in examples])
    said = np.zeros(len(examples), dtype=bool)
    for fold in range(FOLDS):
        learn, ask = folds != fold, folds == fold
        weights, middle, spread = _fit(rows[learn], right[learn], balanced=balanced)
        said[ask] = _with_one((rows[ask] - middle) / spread) @ weights > 0
    return [bool(each) for each in said]


def _fit(rows: Matrix, right: Matrix, *, balanced: bool) -> tuple[Matrix, Matrix, Matrix]:
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    inputs = _with_one((rows - middle) / spread)
    share = right.mean()
    worth = np.where(right > 0, 0.5 / share, 0.5 / (1 - share)) if balanced else np.ones(len(right))
    weights = np.zeros(inputs.shape[1])
    for _ in range(STEPS):
        wrong = worth * (1 / (1 + np.exp(-inputs @ weights)) - right)
        weights -= 0.3 * (inputs.T @ wrong / len(right) + DECAY * np.append(weights[:-1], 0))
    return weights, middle, spread


def _with_one(rows: Matrix) -> Matrix:
    return np.hstack([rows, np.ones((len(rows), 1))])


def evidence_of(texts: Sequence[str]) -> Evidence:
    """Return the sentences of a document as evidence."""
    passages = [Passage(id=str(number), text=each, language="en") for number, each in enumerate(texts)]
    return Evidence(passages, consecutive=True)


def wice() -> list[Row]:
    """Measure support and recall of evidence on WiCE's development claims."""
    lines = (BENCHMARKS / "wice" / "claim_dev.jsonl").read_text(encoding="utf-8").splitlines()
    examples, recalls = [], []
    for claim in progress([json.loads(line) for line in lines], "wice"):
        evidence = evidence_of(claim["evidence"])
        row, said = weighed(claim["claim"], evidence)
        examples.append(Example(row, said, claim["label"] == "supported", claim["meta"]["id"]))
        top = {int(each.id) for each in evidence.best(claim["claim"], "en", count=5)}
        sets = [set(each) for each in claim["supporting_sentences"] if each]
        if sets:
            recalls.append(max(len(each & top) / len(each) for each in sets))
    rows = [Row("wice", "evidence recall@5", float(np.mean(recalls)), start=0.80)]
    right = [each.right for each in examples]
    for name, answers in (("as shipped", [each.said for each in examples]), ("fitted, ten folds", fitted(examples))):
        rows.append(Row("wice", f"claim F1, {name}", binary(answers, right).f1, start=0.610))
        rows.append(Row("wice", f"claim accuracy, {name}", accuracy(answers, right), start=0.770))
    return rows


@cache
def _document(text: str) -> Evidence:
    return evidence_of([text[start:end] for start, end in sentences(text)])


@cache
def _weighed(sentence: str, document: str) -> tuple[Matrix, bool]:
    return weighed(sentence, _document(document))


def summedits() -> list[Row]:
    """Measure balanced accuracy on edited summaries; a summary is consistent where each of its sentences is."""
    rows = []
    for name in ("sales_call", "sales_email"):
        summaries = json.loads((BENCHMARKS / "summedits" / f"summedits_{name}.json").read_text(encoding="utf-8"))
        examples = []
        for each in progress(summaries, name):
            summary = each["summary"]
            parts = [_weighed(summary[start:end], each["doc"]) for start, end in sentences(summary)]
            table = np.array([row for row, _ in parts])
            row = np.concatenate([table.min(axis=0)[:2], table.max(axis=0)[2:]])
            examples.append(Example(row, all(said for _, said in parts), each["label"] == 1, each["doc"]))
        right = [each.right for each in examples]
        for way, answers in (
            ("as shipped", [each.said for each in examples]),
            ("fitted, ten folds", fitted(examples, balanced=True)),
        ):
            rows.append(Row(f"summedits {name}", f"balanced accuracy, {way}", balanced(answers, right), start=0.52))
    return rows


def balanced(said: Sequence[bool], right: Sequence[bool]) -> float:
    """Return the mean of the shares of right answers where yes is right and where no is."""
    both = [
        accuracy([s for s, r in zip(said, right, strict=True) if r is way], [way] * right.count(way))
        for way in (True, False)
    ]
    return sum(both) / 2


def fever_symmetric() -> list[Row]:
    """Measure accuracy on claims each of which stands with evidence for it and against it."""
    lines = (BENCHMARKS / "fever_symmetric" / "fever_symmetric_dev.jsonl").read_text(encoding="utf-8").splitlines()
    examples = []
    for pair in progress([json.loads(line) for line in lines], "fever_symmetric"):
        row, said = weighed(pair["claim"], evidence_of([pair["evidence"]]))
        twins = re.sub(r"000000\d\Z", "", pair["id"])
        examples.append(Example(row, said, pair["gold_label"] == "SUPPORTS", twins))
    right = [each.right for each in examples]
    return [
        Row("fever_symmetric", f"accuracy, {way}", accuracy(said, right), start=0.575)
        for way, said in (("as shipped", [each.said for each in examples]), ("fitted, ten folds", fitted(examples)))
    ]


def measure() -> list[Row]:
    """Return the figures of support."""
    return [*wice(), *summedits(), *fever_symmetric()]


if __name__ == "__main__":
    for figure in measure():
        print(
            f"{figure.benchmark:24} {figure.metric:38} {figure.measured:.3f}  start {figure.start}  {figure.verdict()}"
        )
