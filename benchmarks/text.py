"""Measures the text engine on labelled data, and prints one table: `python benchmarks/text.py [PART ...]`.

Parts: shifts, quantity, polarity, agency, cause, replies, retrieval, demands, support; all where none is named. Each is
a file `text_PART.py` that says what is measured on what, and what was tuned on what; each prints its own page first.
The data stands outside the project, in the folder that ANSWERABLE_SHARED names.

    python benchmarks/text.py                                  everything, about ten minutes on one quiet core
    python benchmarks/text.py cause replies                    two parts
    python benchmarks/text.py shifts --networks FILE           shifts by other networks than those shipped
    python benchmarks/text.py retrieval --model FOLDER         with a sentence-transformers model of yours
    python benchmarks/text.py --quick                          a part of the data, to see that all runs

"Start" is what others or simpler means reach on the same data, "aim" what the project set itself before it measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # figures are for one core; read when NumPy loads

import text_agency
import text_cause
import text_demands
import text_polarity
import text_quantity
import text_replies
import text_retrieval
import text_shifts
import text_support
from text_scoring import BENCHMARKS, DATA, Counts, Row, total

from answerable.text.comparing.learned import use
from answerable.text.encoders import E5, Encoder, Light, sentence_transformers

TATOEBA = {"fra": 0.95, "deu": 0.95, "spa": 0.95, "rus": 0.95, "ukr": 0.90, "ara": 0.90}
ALONE = {"fra": 0.92, "deu": 0.98, "spa": 0.94, "rus": 0.93, "ukr": 0.86, "ara": 0.79}
"""P@1 aimed at on tatoeba, and that of the best bundled encoder alone, as measured before building."""

NTREX = 0.97
DEMANDS = 0.90
OVERLAP = 0.5
"""Part of their union that two spans share when they count as one."""


def retrieval(size: int | None, model: Encoder | None) -> list[Row]:
    """Measure the finding of translations, both encoders fused, where the two lists say the same."""
    encoders: tuple[Encoder, ...] = model or E5(), Light()
    rows = []
    for name, queries, candidates in text_retrieval.sets(size):
        found = text_retrieval.figures([(each.encode(queries), each.encode(candidates)) for each in encoders])
        best_alone, margin, together = max(found[0], found[3]), found[7], found[8]
        print(
            f"{name:12} best encoder alone {best_alone:.3f}, by margin {margin:.3f}, one to one {together:.3f}",
            flush=True,
        )
        kind, _, language = name.partition(" ")
        start, aim = (ALONE[language], TATOEBA[language]) if kind == "tatoeba" else (best_alone, NTREX)
        rows.append(Row(name, "P@1, one to one", together, start, aim))
    return rows


def demands() -> list[Row]:
    """Measure the extraction of demands from reports without numbers and tags."""
    path = BENCHMARKS / "upr" / "dev24.jsonl"
    reports = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    states = "|".join(map(re.escape, text_demands.asking_states(reports)))
    names = re.compile(rf"\s*\(\s*(?:{states})(?:[^()]|\([^()]*\)){{0,300}}\)")
    sections = [text_demands.stripped(report, names, whole=False) for report in reports]
    ways = {
        "conclusions": [(text_demands.found(text), gold) for text, gold in sections],
        "conclusions, five folds": list(text_demands.held_out(sections)),
        "conclusions, a naive splitter": [(text_demands.naive(text), gold) for text, gold in sections],
    }
    naive = spans(ways.pop("conclusions, a naive splitter")).f1
    return [Row("upr", f"F1, {name}", spans(cases).f1, naive, DEMANDS) for name, cases in ways.items()]


def spans(cases: Sequence[tuple[text_demands.Spans, text_demands.Spans]]) -> Counts:
    """Return the counts of spans that overlap a gold span by half of their union."""
    found = []
    for said, gold in cases:
        right = text_demands.matched(said, gold, lambda share: share >= OVERLAP)
        found.append(Counts(right, len(said) - right, len(gold) - right))
    return total(found)


def parts(*, quick: bool, networks: Path | None, model: Encoder | None) -> dict[str, Callable[[], list[Row]]]:
    """Return how each part is measured."""
    return {
        "shifts": partial(text_shifts.measure, networks, every=4 if quick else 1),
        "quantity": text_quantity.measure,
        "polarity": text_polarity.measure,
        "agency": partial(text_agency.measure, every=40 if quick else text_agency.EVERY),
        "cause": text_cause.measure,
        "replies": partial(text_replies.measure, model),
        "retrieval": partial(retrieval, text_retrieval.QUICK if quick else None, model),
        "demands": demands,
        "support": text_support.measure,
    }


def show(rows: Sequence[Row]) -> None:
    """Print the table."""
    print(f"\n{'benchmark':22}{'metric':48}{'measured':>9}{'start':>8}{'aim':>8}")
    for row in rows:
        beside = [f"{value:8.3f}" if value is not None else f"{'-':>8}" for value in (row.start, row.aim)]
        print(f"{row.benchmark:22}{row.metric:48}{row.measured:9.3f}{''.join(beside)}  {row.verdict()}")


def main() -> int:
    """Measure the parts named; 1 where the data is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help="which to measure; all where none is named")
    parser.add_argument("--networks", type=Path, help="an .npz to use instead of the networks shipped, in all parts")
    parser.add_argument(
        "--model", type=Path, help="a sentence-transformers model to use instead of the accurate encoder"
    )
    parser.add_argument("--quick", action="store_true", help="a part of the data, where a part can be taken")
    options = parser.parse_args()
    model = sentence_transformers(options.model) if options.model else None
    known = parts(quick=options.quick, networks=options.networks, model=model)
    if unknown := [name for name in options.parts if name not in known]:
        parser.error(f"expected some of {', '.join(known)}; found {', '.join(unknown)}")
    if not BENCHMARKS.is_dir():
        print(f"expected {DATA}: set ANSWERABLE_SHARED to the folder that holds data/")
        return 1
    if options.networks:
        use(options.networks)
    print(f"{platform.platform()}, Python {platform.python_version()}, one core")
    rows: list[Row] = []
    for name in options.parts or known:
        begun = time.process_time()
        rows += known[name]()
        print(f"[{name}: {time.process_time() - begun:.0f} s of processor time]", file=sys.stderr, flush=True)
    show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
