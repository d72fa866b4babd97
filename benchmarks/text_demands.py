"""Measures the extraction of demands from UN reports: `ANSWERABLE_SHARED=../shared python benchmarks/text_demands.py`.

Data: upr/dev24.jsonl, 24 reports of the Working Group on the Universal Periodic Review. The numbers of paragraphs and
the tags that name the asking States are taken out first, for they give the demands away; the gold spans move with the
text. *Section* is the chapter of conclusions, *report* the whole text, whose summary of the debate also tells what
States asked for and where the gold marks nothing. A span counts where it is exactly the same, or where it overlaps a
gold span by half of their union; each gold span counts once.

The rules were written with all 24 reports in view; a section is nearly all demands, so that a naive splitter does well
there and only there. "Five folds" shows what that is worth: for each fold of reports,
demands that open with a word that opens gold demands in that fold alone are left out. "Naive" takes every part between
semicolons, line ends and full stops. Alarms are counted on ntrex, 603 lines of news, which hold some real requests.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from answerable.text.demands import demands

SHARED = Path(os.environ.get("ANSWERABLE_SHARED", Path(__file__).parents[2] / "shared")) / "data" / "benchmarks"
FOLDS = 5

NUMBER = re.compile(r"(?<=[\r\n])[ \t]*\d{1,3}\.(?:\d{1,3}\.?)*[ \t\r]*")
TAG = re.compile(r"\s*\((?:[^()]|\([^()]*\)){0,300}\)")
NAIVE = re.compile(r"[^;.\r\n]+")

Spans = list[tuple[int, int]]
Case = tuple[str, Spans]


def main() -> int:
    """Print the table; 1 where the data is missing."""
    path = SHARED / "upr" / "dev24.jsonl"
    if not path.exists():
        print(f"expected {path}: set ANSWERABLE_SHARED to the folder that holds data/")
        return 1
    reports = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    names = re.compile(
        rf"\s*\(\s*(?:{'|'.join(map(re.escape, asking_states(reports)))})(?:[^()]|\([^()]*\)){{0,300}}\)"
    )
    sections = [stripped(report, names, whole=False) for report in reports]
    wholes = [stripped(report, names, whole=True) for report in reports]
    print(f"{len(reports)} reports, {sum(len(gold) for _, gold in sections)} demands")
    print(f"{'':38}      overlap P, R, F1       exact P, R, F1")
    show("section, every form", [(found(text), gold) for text, gold in sections])
    show("section, imperatives and items", [(found(text, "imperative", "item"), gold) for text, gold in sections])
    show("section, five folds", list(held_out(sections)))
    show("section, naive splitter", [(naive(text), gold) for text, gold in sections])
    show("report, every form", [(found(text), gold) for text, gold in wholes])
    show("report, imperatives and items", [(found(text, "imperative", "item"), gold) for text, gold in wholes])
    show("report, naive splitter", [(naive(text), gold) for text, gold in wholes])
    news = (SHARED / "ntrex" / "newstest2019-src.eng.txt").read_text(encoding="utf-8")
    for forms in ((), ("imperative", "item")):
        print(f"alarms on 603 lines of news, {' and '.join(forms) or 'every form'}: {len(found(news, *forms))}")
    return 0


def asking_states(reports: list[dict[str, Any]]) -> list[str]:
    """Names of States as the records write them, the longest first."""
    return sorted(
        {name for report in reports for each in report["recs"] for name in each["by"] or []}, key=len, reverse=True
    )


def stripped(report: dict[str, Any], names: re.Pattern[str], *, whole: bool) -> Case:
    """The text without numbers and tags, and the gold spans in it."""
    text, records = report["text"], [each for each in report["recs"] if each["start"] is not None]
    first = max(0, text.rfind("\r", 0, max(0, min(each["start"] for each in records) - 200)))
    low, high = (0, len(text)) if whole else (first, max(each["end"] for each in records) + 100)
    out = bytearray(len(text))
    out[:low], out[high:] = b"\1" * low, b"\1" * (len(text) - high if high < len(text) else 0)
    tags = (TAG.match(text, each["end"]) for each in records)
    for match in [*NUMBER.finditer(text), *names.finditer(text), *filter(None, tags)]:
        out[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    moved = [0]
    for dead in out[: len(text)]:
        moved.append(moved[-1] + (not dead))
    kept = "".join(character for character, dead in zip(text, out, strict=False) if not dead)
    return kept, sorted({(moved[each["start"]], moved[each["end"]]) for each in records})


def found(text: str, *forms: str) -> Spans:
    """Spans of the demands of these forms, or of all."""
    return [(each.start, each.end) for each in demands(text) if not forms or each.form in forms]


def naive(text: str) -> Spans:
    """Every part of more than three words between semicolons, full stops and line ends."""
    parts = (match for match in NAIVE.finditer(text) if len(match.group().split()) > 3)  # noqa: PLR2004
    return [(m.end() - len(m.group().lstrip()), m.start() + len(m.group().rstrip())) for m in parts]


def opening(text: str, start: int) -> str:
    """The first word of a demand."""
    word = re.match(r"\W*(?:to\s+|and\s+)?([\w-]+)", text[start : start + 60], re.IGNORECASE)
    return word.group(1).lower() if word else ""


def held_out(cases: list[Case]) -> Iterator[tuple[Spans, Spans]]:
    """What is found without the words that only the fold's own reports show."""
    opened = [{opening(text, start) for start, _ in gold} for text, gold in cases]
    for number, (text, gold) in enumerate(cases):
        others = [words for index, words in enumerate(opened) if index % FOLDS != number % FOLDS]
        alone = opened[number].difference(*others)
        yield [span for span in found(text) if opening(text, span[0]) not in alone], gold


def matched(spans: Spans, gold: Spans, enough: Callable[[float], bool]) -> int:
    """How many spans have a gold span of their own."""
    left = set(gold)
    for start, end in spans:
        shares = {
            (low, high): (min(end, high) - max(start, low)) / (max(end, high) - min(start, low))
            for low, high in left
            if low < end and start < high
        }
        best = max(shares, key=lambda span: shares[span], default=None)
        if best is not None and enough(shares[best]):
            left.remove(best)
    return len(gold) - len(left)


def show(name: str, cases: list[tuple[Spans, Spans]]) -> None:
    """Print one line of the table."""
    row = f"{name:38}"
    for threshold in (0.5, 1.0):
        hits = sum(matched(spans, gold, lambda share: share >= threshold) for spans, gold in cases)  # noqa: B023
        predicted, wanted = sum(len(spans) for spans, _ in cases), sum(len(gold) for _, gold in cases)
        row += f"      {hits / predicted:.3f} {hits / wanted:.3f} {2 * hits / (predicted + wanted):.3f}"
    print(row)


if __name__ == "__main__":
    sys.exit(main())
