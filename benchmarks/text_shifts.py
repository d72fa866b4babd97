"""Measures `shifts` on labelled pairs: `python benchmarks/text_shifts.py [--networks FILE] [--data FILE]`.

Data: shifts/dev.jsonl, 280 invented pairs. **The networks that the package ships are trained on these pairs too**, so
that what they reach here says only that nothing broke. What the engine does with pairs it has not seen is told by
networks trained on the project's own pairs alone: `--networks FILE` takes such a file, in the form of the shipped one.
`training/shifts/weigh.py` prints what each fold's network says of pairs that it had not seen.

A pair may have several shifts of a kind. Found and labelled ones are matched one to one, those that share the most
characters first, under three conditions: the same kind; the same kind and direction; the same kind with overlapping
words on both sides, where no words match no words. The interval is of micro-F1 over 1,000 draws of sources, for pairs
with one source are no separate evidence.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from text_scoring import DATA, Counts, Interval, Row, interval, one_to_one, overlap, progress, total

from answerable.text.comparing import KINDS, shifts
from answerable.text.comparing.learned import learned, use

PAIRS = DATA / "shifts" / "dev.jsonl"
WITHIN, ACROSS, ALARMS = 0.80, 0.70, 0.10
"""What the project set itself: micro-F1 of kinds within a language and across, and the most false alarms."""


class Change(NamedTuple):
    """A shift as found or as labelled."""

    kind: str
    direction: str
    source: Interval
    restatement: Interval
    basis: str = ""


class Judged(NamedTuple):
    """A pair with what was found and what is labelled."""

    text: str
    hop: str
    within: bool
    found: list[Change]
    gold: list[Change]


Worth = Callable[[Change, Change], float | None]


def shared(found: Change, gold: Change) -> float:
    """Return how many characters two shifts share, on both sides."""
    return overlap(found.source, gold.source) + overlap(found.restatement, gold.restatement)


def same_kind(found: Change, gold: Change) -> float | None:
    """Match shifts of one kind."""
    return shared(found, gold) if found.kind == gold.kind else None


def same_way(found: Change, gold: Change) -> float | None:
    """Match shifts of one kind and direction."""
    return shared(found, gold) if found[:2] == gold[:2] else None


def same_words(found: Change, gold: Change) -> float | None:
    """Match shifts of one kind whose words overlap on both sides."""
    both = overlap(found.source, gold.source) and overlap(found.restatement, gold.restatement)
    return shared(found, gold) if found.kind == gold.kind and both else None


def by_kind(found: Sequence[Change], gold: Sequence[Change], worth: Worth) -> dict[str, Counts]:
    """Return the counts of each kind in a pair."""
    counts: dict[str, Counts] = defaultdict(Counts)
    matched = one_to_one(found, gold, worth)
    for left, _ in matched:
        counts[found[left].kind] = counts[found[left].kind].plus(Counts(right=1))
    for place, each in enumerate(found):
        if place not in {left for left, _ in matched}:
            counts[each.kind] = counts[each.kind].plus(Counts(wrong=1))
    for place, each in enumerate(gold):
        if place not in {right for _, right in matched}:
            counts[each.kind] = counts[each.kind].plus(Counts(missed=1))
    return dict(counts)


def counted(some: Iterable[Judged], worth: Worth = same_kind, kind: str = "") -> Counts:
    """Return the counts over pairs, of all kinds or of one."""
    each = (by_kind(pair.found, pair.gold, worth) for pair in some)
    return total(counts for pair in each for name, counts in pair.items() if kind in {"", name})


def alarms(some: Iterable[Judged], basis: str = "") -> tuple[int, int]:
    """Return on how many faithful pairs something was found, with this basis where one is named, and how many."""
    faithful = [pair for pair in some if not pair.gold]
    raised = [pair for pair in faithful if any(basis in {"", each.basis} for each in pair.found)]
    return len(raised), len(faithful)


def labelled(row: dict[str, Any]) -> list[Change]:
    """Return the labels of a line, with offsets; words that are not there are nowhere."""
    return [
        Change(
            each["kind"],
            each["direction"],
            placed(row["source"], each["source_text"]),
            placed(row["restatement"], each["restatement_text"]),
        )
        for each in row["shifts"]
    ]


def placed(text: str, words: str) -> Interval:
    """Return where words stand first in a text."""
    start = text.find(words) if words else 0
    return start, start + len(words)


def judged(row: dict[str, Any]) -> Judged:
    """Return a line with what is found in it."""
    languages = row["source_lang"], row["restatement_lang"]
    found = shifts(row["source"], row["restatement"], source_lang=languages[0], restatement_lang=languages[1])
    changes = [
        Change(
            each.kind,
            each.direction,
            (each.source.start, each.source.end),
            (each.restatement.start, each.restatement.end),
            each.basis,
        )
        for each in found
    ]
    return Judged(row["source"], row["hop"], languages[0] == languages[1], changes, labelled(row))


def measure(networks: Path | None = None, data: Path = PAIRS, *, every: int = 1) -> list[Row]:
    """Print the page, and return the rows of the common table.

    Args:
        networks: A file of networks; those shipped where none is given.
        data: Labelled pairs.
        every: Take every so many pairs only.
    """
    if networks:
        use(networks)
    lines = data.read_text(encoding="utf-8").splitlines()[::every]
    told(networks, data, len(lines))
    pairs = [judged(json.loads(line)) for line in progress(lines, "shifts")]
    within = [pair for pair in pairs if pair.within]
    across = [pair for pair in pairs if not pair.within]
    kinds_table(pairs, within, across)
    hops_table(pairs)
    basis_table(pairs)
    seen = networks is None and data == PAIRS
    rows = []
    for name, some, aim in (("within a language", within, WITHIN), ("across languages", across, ACROSS)):
        raised, faithful = alarms(some)
        rows += [
            Row("shifts", f"micro-F1, kind, {name}", counted(some).f1, aim=aim, seen=seen),
            Row("shifts", f"micro-F1, kind and direction, {name}", counted(some, same_way).f1, seen=seen),
            Row("shifts", f"micro-F1, kind and words, {name}", counted(some, same_words).f1, seen=seen),
            Row("shifts", f"false alarms, {name}", raised / max(1, faithful), aim=ALARMS, ceiling=True, seen=seen),
        ]
    return rows


def told(networks: Path | None, data: Path, count: int) -> None:
    """Print what is measured on what."""
    known = learned()
    print(f"\nshifts: {count} pairs of {data.name}; {len(known.weights)} network(s), training data {known.data[:12]}")
    if networks is None:
        print(
            "SHIPPED networks, as a rule trained on every labelled pair, dev.jsonl too: no evidence for unseen pairs."
        )
    else:
        print(f"networks of {networks}: figures for unseen pairs, provided that these were kept out of their training.")


def kinds_table(pairs: list[Judged], within: list[Judged], across: list[Judged]) -> None:
    """Print precision, recall and F1 of each kind and of all."""
    print(f"\n{'':14}{'within':>18}{'':8}{'across':>18}{'':8}{'all':>18}{'':8}  direction  words")
    print(f"{'':14}" + "     P     R    F1    n  " * 3 + "        F1     F1")
    for kind in (*KINDS, ""):
        parts = []
        for some in (within, across, pairs):
            found = counted(some, kind=kind)
            count = found.right + found.missed
            parts.append(f"{found.precision:6.2f}{found.recall:6.2f}{found.f1:6.2f}{count:5}  ")
        way, words = (counted(pairs, worth, kind).f1 for worth in (same_way, same_words))
        print(f"{kind or 'all (micro)':14}{''.join(parts)}{way:10.2f}{words:7.2f}")
    for name, some in (("within", within), ("across", across), ("all", pairs)):
        low, high = interval(by_source(some))
        figures = ", ".join(
            f"{label} {counted(some, worth).f1:.3f}"
            for label, worth in (("kind", same_kind), ("and direction", same_way), ("and words", same_words))
        )
        raised, faithful = alarms(some)
        print(f"{name:8} micro-F1: {figures}; kind in 95 of 100 draws {low:.2f} to {high:.2f}; ", end="")
        print(f"false alarms {raised}/{faithful}, {alarms(some, 'both')[0]} of them where words are named")


def by_source(some: Iterable[Judged]) -> list[Counts]:
    """Return the counts of each source with all its restatements."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for pair in some:
        groups[pair.text].append(pair)
    return [counted(group) for group in groups.values()]


def hops_table(pairs: list[Judged]) -> None:
    """Print the figures of each step of a claim's way."""
    print(f"\n{'hop':22}pairs     P     R    F1  false alarms")
    for hop in sorted({pair.hop for pair in pairs}):
        some = [pair for pair in pairs if pair.hop == hop]
        found, (raised, faithful) = counted(some), alarms(some)
        rates = f"{found.precision:6.2f}{found.recall:6.2f}{found.f1:6.2f}"
        print(f"{hop:22}{len(some):5}{rates}  {raised}/{faithful}")


def basis_table(pairs: list[Judged]) -> None:
    """Print how right shifts are by what they rest on, each basis matched alone."""
    print(f"\n{'basis':8}found     P  share of the labelled")
    for basis in sorted({each.basis for pair in pairs for each in pair.found}):
        alone = [pair._replace(found=[each for each in pair.found if each.basis == basis]) for pair in pairs]
        found = counted(alone)
        print(f"{basis:8}{found.right + found.wrong:5}{found.precision:6.2f}{found.recall:8.2f}")


def main() -> None:
    """Print the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=Path, help="an .npz to use instead of the networks shipped")
    parser.add_argument("--data", type=Path, default=PAIRS, help="labelled pairs, as shifts/README.md describes them")
    parser.add_argument("--every", type=int, default=1, help="take every so many pairs only")
    options = parser.parse_args()
    measure(options.networks, options.data, every=options.every)


if __name__ == "__main__":
    main()
