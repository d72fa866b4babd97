"""Measures the linking of answers to demands on a review by States: `python benchmarks/text_replies.py`.

Data: upr_replies, the review of one State: 93 demands with the State's own reply, given in 86 paragraphs, 28 of which
say no more than "See recommendation 71". For each demand the paragraphs are ranked; the right one is the State's own
under that demand's number, **which no ranking is shown**. MAP@5 and P@1; words alone (BM25) reach .38 and .33.

"Words" is BM25 as this project has it, "words and meaning" is `answerable.text.linking.link` without the order of both
texts, "with the order" as it is used: the demands by number, the paragraphs as the reply prints them (accepted, then
noted). "Beside unanswered" puts the 70 demands without a reply of their own among them. Nothing was tuned here;
`linking` says what was tuned on the invented letters, which the last line measures.
The gold says which demands were accepted, not whether they were met, partly or not: no state is measured.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from text_scoring import BENCHMARKS, DATA, Row, average_precision, precision_at_one

from answerable.text.encoders import Encoder
from answerable.text.linking import link
from answerable.text.retrieval import Retrieval

DEPTH = 5
START = {"MAP@5": 0.38, "P@1": 0.33}

Rankings = list[list[str]]


def measure(encoder: Encoder | None = None) -> list[Row]:
    """Print the page, and return the rows of the common table; `encoder` stands in for the accurate one."""
    records = json.loads((BENCHMARKS / "upr_replies" / "gold_cycle2.json").read_text(encoding="utf-8"))
    records.sort(key=number)
    asked = [each for each in records if each["reply"]]
    names, texts = paragraphs(asked)
    gold = [each["reply"][0]["header"] for each in asked]
    print(f"\nreplies: {len(asked)} demands, {len(texts)} paragraphs\n{'':34}  MAP@5    P@1")
    show("words (BM25)", words(texts, asked, names), gold)
    show("words and meaning", linked(texts, asked, names, in_order=False, encoder=encoder), gold)
    best = linked(texts, asked, names, encoder=encoder)
    show("with the order", best, gold)
    beside = linked(texts, records, names, encoder=encoder)
    everything = dict(zip([each["id"] for each in records], beside, strict=True))
    show("with the order, beside unanswered", [everything[each["id"]] for each in asked], gold)
    letters(encoder)
    return [
        Row("upr_replies", "MAP@5", average_precision(best, gold, depth=DEPTH), START["MAP@5"]),
        Row("upr_replies", "P@1", precision_at_one(best, gold), START["P@1"]),
    ]


def number(record: dict[str, Any]) -> int:
    """Return the number of a demand within its list."""
    return int(record["id"].rpartition(".")[2])


def paragraphs(asked: Sequence[dict[str, Any]]) -> tuple[list[str], list[str]]:
    """Return names and texts of the paragraphs, in the order of the reply: accepted demands, then noted ones."""
    found: dict[str, str] = {}
    for each in sorted(asked, key=lambda each: (each["position"] == "Noted", number(each))):
        found.setdefault(each["reply"][0]["header"], each["reply"][0]["text"])
    return list(found), list(found.values())


def words(texts: Sequence[str], asked: Sequence[dict[str, Any]], names: Sequence[str]) -> Rankings:
    """Return rankings by words alone."""
    known = Retrieval(texts, ["en"] * len(texts), beside=0.0)
    return [[names[at] for at in known.best(each["text"], "en", count=DEPTH)] for each in asked]


def linked(
    texts: Sequence[str],
    asked: Sequence[dict[str, Any]],
    names: Sequence[str],
    *,
    in_order: bool = True,
    encoder: Encoder | None = None,
) -> Rankings:
    """Return the rankings of `link`."""
    numbers = [str(number(each)) for each in asked]
    demands = [each["text"] for each in asked]
    found = link(texts, demands, languages=("en", "en"), numbers=numbers, in_order=in_order, encoder=encoder)
    return [[names[each.answer] for each in row] for row in found]


def show(name: str, rankings: Rankings, gold: Sequence[str]) -> None:
    """Print a line."""
    figures = average_precision(rankings, gold, depth=DEPTH), precision_at_one(rankings, gold)
    print(f"{name:34}{figures[0]:7.3f}{figures[1]:7.3f}")


def letters(encoder: Encoder | None) -> None:
    """Print the figures on the letters, on which the linking was tuned."""
    for in_order in (False, True):
        rankings: Rankings = []
        gold: list[str] = []
        for line in (DATA / "letters" / "dev.jsonl").read_text(encoding="utf-8").splitlines():
            found = answered(json.loads(line), encoder, in_order=in_order)
            rankings, gold = [*rankings, *found[0]], [*gold, *found[1]]
        show(f"letters ({len(gold)}, tuned on), order {'counts' if in_order else 'does not'}", rankings, gold)


def answered(letter: dict[str, Any], encoder: Encoder | None, *, in_order: bool) -> tuple[Rankings, list[str]]:
    """Return the rankings of the answers in a reply, for each item of a letter that has one, and the right ones."""
    items = {each["n"]: each for each in letter["items"]}
    pairs = sorted((items[each["n"]]["start"], each["n"], each["text"]) for each in letter["answers"] if each["text"])
    places = {each["text"]: each["start"] for each in letter["answers"] if each["text"]}
    texts = sorted(places, key=places.__getitem__)
    demands = [items[n]["text"] for _, n, _ in pairs]
    found = link(texts, demands, languages=(letter["reply_lang"], letter["lang"]), in_order=in_order, encoder=encoder)
    return [[texts[each.answer] for each in row] for row in found], [text for _, _, text in pairs]


if __name__ == "__main__":
    measure()
