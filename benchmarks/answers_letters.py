"""Measures what is found in letters: `ANSWERABLE_SHARED=../shared python benchmarks/answers_letters.py`.

Data: letters/dev.jsonl, 24 letters with 354 items, labelled by another hand; and upr/dev24.jsonl, 24 reports of the
Working Group on the Universal Periodic Review, numbers and country tags taken out first (`text_demands.py`). An item is
right where it is of its kind and shares half of the union with a labelled one; each labelled one counts once.

The networks that are shipped were trained on these letters as well as on our own, so that what this prints of the
letters is no evidence; `training/letters/train_items.py` prints what each network says of letters it had not seen, and
with `--own` what networks say that saw our own letters alone. The figures are in `training/letters/README.md`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from text_demands import asking_states, stripped
from text_scoring import BENCHMARKS, DATA, Row

from answerable.critiques.letters.bodies import able
from answerable.critiques.letters.extracting import items
from answerable.critiques.letters.found import ITEM_KINDS, Body
from answerable.text.documents import read_document

HALF = 0.5
LETTERS = DATA / "letters" / "dev.jsonl"
REPORTS = BENCHMARKS / "upr" / "dev24.jsonl"

Found = list[tuple[str, int, int]]
Pair = tuple[Found, Found]


def measure() -> list[Row]:
    """Print the tables, and return the rows of the common table."""
    letters = _lines(LETTERS)
    pairs = [(found(each["letter"], each["lang"]), _gold(each)) for each in letters]
    print(f"\nletters: {len(letters)}, {sum(len(gold) for _, gold in pairs)} items  P, R, F1 (trained on: no evidence)")
    rows = [Row("letters", f"items F1, {kind or 'all'}", show(pairs, kind), seen=True) for kind in (*ITEM_KINDS, "")]
    rows.append(Row("letters", "body that could meet a demand", bodies(letters), seen=True))
    reports = _lines(REPORTS)
    names = re.compile(
        rf"\s*\(\s*(?:{'|'.join(map(re.escape, asking_states(reports)))})(?:[^()]|\([^()]*\)){{0,300}}\)"
    )
    sections = [stripped(report, names, whole=False) for report in reports]
    told = [(found(text, "en"), [("demand", *span) for span in gold]) for text, gold in sections]
    print(f"upr, conclusions without numbers and tags: {len(reports)} reports")
    return [*rows, Row("upr", "demands F1", show(told, "demand"))]


def found(text: str, language: str) -> Found:
    """Return what is found in a text, as kind and span."""
    read = items(read_document(text, media="plain"), language=language)
    return [(each.kind, each.start, each.end) for each in read]


def show(pairs: list[Pair], kind: str) -> float:
    """Print precision, recall and F1 of a kind, or of all, and return the last."""
    chosen = [tuple([each for each in side if kind in ("", each[0])] for side in pair) for pair in pairs]
    hits = sum(matched(mine, gold) for mine, gold in chosen)
    many, wanted = sum(len(mine) for mine, _ in chosen), sum(len(gold) for _, gold in chosen)
    f1 = 2 * hits / max(1, many + wanted)
    p, r = hits / max(1, many), hits / max(1, wanted)
    print(f"  {kind or 'all':12} {p:.3f} {r:.3f} {f1:.3f}   {wanted} labelled, {many} found")
    return f1


def matched(mine: Found, gold: Found) -> int:
    """Return how many spans have a labelled one of their own kind."""
    left, hits = sorted(gold, key=lambda each: each[1]), 0
    for kind, start, end in mine:
        near = [each for each in left if each[0] == kind and each[1] < end and start < each[2]]
        best = max(near, key=lambda each: _share(start, end, each), default=None)
        if best is not None and _share(start, end, best) >= HALF:
            left.remove(best)
            hits += 1
    return hits


def bodies(letters: list[dict[str, Any]]) -> float:
    """Return for how many demands, given their words and addressee, the body is right."""
    right = [
        able(item["text"], [Body(**each) for each in letter["addressees"]], addressee=item["addressee"]) == item["able"]
        for letter in letters
        for item in letter["items"]
        if item["kind"] == "demand"
    ]
    print(f"  body that could meet a demand: {sum(right)} of {len(right)}")
    return float(sum(right) / max(1, len(right)))


def _share(start: int, end: int, each: tuple[str, int, int]) -> float:
    return (min(end, each[2]) - max(start, each[1])) / (max(end, each[2]) - min(start, each[1]))


def _gold(letter: dict[str, Any]) -> Found:
    return [(each["kind"], each["start"], each["end"]) for each in letter["items"]]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def main() -> int:
    """Print the tables; 1 where the data is missing."""
    for path in (LETTERS, REPORTS):
        if not path.exists():
            print(f"expected {path}: set ANSWERABLE_SHARED to the folder that holds data/")
            return 1
    measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())
