"""Measures who did what to whom on sentences with words swapped: `python benchmarks/text_agency.py [--every 1]`.

Data: pawsx, 2,000 pairs in English and in French that share nearly all words; is one a rewording of the other? AUROC
of three scores: the part of the aligned words whose order is kept (`alignment.align`), 1 - P(agency) of the learned
part of `shifts`, and the sum of both as ranks. Likeness as sequences, .79 (English) and .71 (French), is measured
again on the same pairs. Nothing was tuned here. By default every second pair.
"""

from __future__ import annotations

import argparse
from bisect import bisect_right, insort
from difflib import SequenceMatcher

import numpy as np
from text_scoring import BENCHMARKS, Row, auroc, progress, ranked

from answerable.text.alignment import align, words
from answerable.text.comparing.learned import likely, read

START = {"en": 0.79, "fr": 0.71}
EVERY = 2
SCORES = ("order of aligned words", "1 - P(agency)", "both, as ranks", "likeness as sequences")


def order_kept(places: list[int]) -> float:
    """Return the part of all pairs of places that stand in ascending order; 0 where there is no pair."""
    seen: list[int] = []
    swapped = 0
    for place in places:
        swapped += len(seen) - bisect_right(seen, place)
        insort(seen, place)
    pairs = len(places) * (len(places) - 1) // 2
    return 1 - swapped / pairs if pairs else 0.0


def scores(first: str, second: str, language: str) -> tuple[float, float, float]:
    """Return the order kept, how unlikely a shift of agency is, and likeness as sequences of words."""
    links = sorted(align(first, second), key=lambda link: link.source)
    found = {each.kind: each.probability for each in likely(read(first, language), read(second, language))}
    one, other = ([side[span.start : span.end].lower() for span in words(side)] for side in (first, second))
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return order_kept([link.restatement.start for link in links]), 1 - found.get("agency", 1.0), alike


def measure(*, every: int = EVERY) -> list[Row]:
    """Print the page, and return the rows of the common table."""
    rows = []
    for language, start in START.items():
        lines = (BENCHMARKS / "pawsx" / f"dev-{language}.tsv").read_text(encoding="utf-8").split("\n")
        pairs = [line.split("\t") for line in lines if line][::every]
        gold = [pair[2] == "1" for pair in pairs]
        table = np.array([scores(pair[0], pair[1], language) for pair in progress(pairs, "pawsx")]).T
        order, agency, alike = table
        both = ranked(order) + ranked(agency)
        found = [auroc(list(each), gold) for each in (order, agency, both, alike)]
        print(f"\nagency, {language}: {len(pairs)} pairs, every {every}")
        for name, value in zip(SCORES, found, strict=True):
            print(f"  {name:26}AUROC {value:.3f}")
        rows += [Row(f"pawsx {language}", f"AUROC, {name}", found[at], start) for at, name in enumerate(SCORES[:2])]
    return rows


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=EVERY, help="take every so many pairs only")
    measure(every=parser.parse_args().every)


if __name__ == "__main__":
    main()
