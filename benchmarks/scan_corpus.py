"""The corpus of `text_scan.py`, always the same: passages, documents, and quotations planted in them.

Words come from the Universal Declaration and from news in seven languages where `ANSWERABLE_SHARED` has them, else from
the project's own documentation. Shuffled runs of one to three words make as much of it as is wanted, so that words meet
by chance about as often as in news. Half of the news are passages; the other half stand among the documents, some of it
as it is. Into the documents go quotations of passages: whole ones with 0, 10, 20 and 30 % of the words changed (half of
these replaced, a quarter left out, a quarter added), trimmed ones, and halves of two joined; and as decoys the articles
of the Declaration, which some passages quote.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from answerable.text.index import Passage

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("ANSWERABLE_SHARED", ROOT.parent / "shared")) / "data" / "benchmarks"
NEWS = ("src.eng", "ref.fra", "ref.deu", "ref.spa", "ref.rus", "ref.ukr", "ref.arb")
CHANGED = {"0 %": 0.0, "10 %": 0.1, "20 %": 0.2, "30 %": 0.3}
LEAST_WORDS = 8
"""Words of a passage: shorter sentences are not planted."""

SENTENCES = 20
"""Sentences of a document, about 2.5 kB."""

QUOTED = 1_000
"""Passages that are quoted; further ones are only looked for."""


@dataclass
class Corpus:
    """Passages, documents, and what was planted: (document, passage) by kind."""

    passages: list[Passage]
    documents: list[Passage] = field(default_factory=list)
    planted: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    common: list[str] = field(default_factory=list)


def news() -> list[list[str]]:
    """Sentences by language."""
    places = [SHARED / "ntrex" / f"newstest2019-{name}.txt" for name in NEWS]
    if not all(place.exists() for place in places):
        pages = (ROOT / "docs").rglob("*.md")
        text = " ".join(re.sub(r"[`|#*\[\]()>-]", " ", page.read_text(encoding="utf-8")) for page in sorted(pages))
        return [[each for each in re.split(r"(?<=[.!?])\s+", text) if len(each.split()) >= LEAST_WORDS]]
    return [place.read_text(encoding="utf-8").splitlines() for place in places]


def articles() -> list[str]:
    """Paragraphs of the Universal Declaration, or an invented treaty where it is not there."""
    pages = sorted((SHARED / "udhr").glob("*.html"))
    found = [
        unescape(re.sub(r"<[^>]+>", "", each)).strip()
        for page in pages
        for each in re.findall(r"<p>(.*?)</p>", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    ]
    return [each for each in found if len(each.split()) >= LEAST_WORDS] or [
        "Every person in the harbour has the right to be heard before the council within thirty days.",
        "No member shall be removed from the list without reasons given in writing to the person concerned.",
    ]


def shuffled(two: Sequence[str], chance: random.Random) -> str:
    """Two sentences in runs of one to three words, out of order, as many words as the first has."""
    runs: list[list[str]] = []
    for words in (each.split() for each in two):
        at = 0
        while at < len(words):
            size = chance.randint(1, 3)
            runs.append(words[at : at + size])
            at += size
    chance.shuffle(runs)
    return " ".join([word for run in runs for word in run][: len(two[0].split())])


def changed(sentence: str, share: float, vocabulary: Sequence[str], chance: random.Random) -> str:
    """A sentence with this share of its words changed."""
    words = sentence.split()
    picked = set(chance.sample(range(len(words)), round(share * len(words))))
    out: list[str] = []
    for at, word in enumerate(words):
        how = chance.random() if at in picked else 1.0
        out += [chance.choice(vocabulary)] if how < 0.5 else [] if how < 0.75 else [word]  # noqa: PLR2004 - see above
        out += [chance.choice(vocabulary)] if 0.75 <= how < 1 else []  # noqa: PLR2004
    return " ".join(out)


def trimmed(sentence: str, chance: random.Random) -> str:
    """About half of a sentence, in one run of at least eight words."""
    words = sentence.split()
    size = max(LEAST_WORDS + 2, len(words) // 2)
    begin = chance.randint(0, max(len(words) - size, 0))
    return " ".join(words[begin : begin + size])


def spliced(one: str, other: str) -> str:
    """The first half of a sentence joined to the second half of another."""
    ours, theirs = one.split(), other.split()
    return " ".join(ours[: max(LEAST_WORDS, len(ours) // 2)] + theirs[-max(LEAST_WORDS, len(theirs) // 2) :])


def corpus(size: int, passages: int, planted: int) -> Corpus:
    """The corpus: so many characters of documents, so many passages, so many quotations of each kind."""
    chance, by_language = random.Random(1), news()
    # By halves, not in turn: the sentences of one article repeat each other, and a headline is reuse of its lead.
    halves = [len(each) // 2 for each in by_language]
    ours = [
        [each for each in all_of[:half] if len(each.split()) >= LEAST_WORDS]
        for all_of, half in zip(by_language, halves, strict=True)
    ]
    theirs = [all_of[half:] for all_of, half in zip(by_language, halves, strict=True)]
    clauses = articles()
    real = [each for language in ours for each in language]
    chance.shuffle(real)
    made = [shuffled(chance.sample(chance.choice(ours), 2), chance) for _ in range(max(passages - len(real), 0))]
    texts = real[:passages] + made
    for at in range(0, min(len(texts), 50), 5):  # some of ours quote the Declaration
        texts[at] += " " + chance.choice(clauses)
    found = Corpus([Passage(f"p{at}", text) for at, text in enumerate(texts)], common=clauses)
    words, whole = 0, [each for language in theirs for each in language]
    chance.shuffle(whole)  # each once: two newspapers may tell one story, and a copy of it would count as false again
    while words < size:
        language = chance.choice(theirs)
        sentences = [shuffled(chance.sample(language, 2), chance) for _ in range(SENTENCES)]
        if whole:
            sentences[chance.randrange(SENTENCES)] = whole.pop()
        found.documents.append(Passage(f"d{len(found.documents)}", "\n".join(sentences)))
        words += len(found.documents[-1].text)
    plant(found, planted, min(len(real), passages, QUOTED), chance)
    return found


def plant(found: Corpus, count: int, real: int, chance: random.Random) -> None:
    """Put quotations of the real passages, and decoys, into the documents."""
    long = [each for each in found.passages[:real] if len(each.text.split()) >= 2 * LEAST_WORDS + 4]
    vocabulary = [word for each in long for word in each.text.split()]
    kinds = [*CHANGED, "trimmed", "spliced"]
    for number in range(count * len(kinds)):
        kind = kinds[number % len(kinds)]
        one, other = chance.choice(found.passages[:real]), chance.choice(long)
        one = chance.choice(long) if kind in {"trimmed", "spliced"} else one
        quotation = quoted(kind, one.text, other.text, vocabulary, chance)
        at = chance.randrange(len(found.documents))
        found.documents[at] = insert(found.documents[at], quotation, chance)
        pairs = found.planted.setdefault(kind, set())
        pairs |= {(found.documents[at].id, each.id) for each in ((one, other) if kind == "spliced" else (one,))}
    for clause in found.common:
        at = chance.randrange(len(found.documents))
        found.documents[at] = insert(found.documents[at], clause, chance)


def quoted(kind: str, one: str, other: str, vocabulary: Sequence[str], chance: random.Random) -> str:
    """A quotation of this kind."""
    if kind == "trimmed":
        return trimmed(one, chance)
    return spliced(one, other) if kind == "spliced" else changed(one, CHANGED[kind], vocabulary, chance)


def insert(document: Passage, sentence: str, chance: random.Random) -> Passage:
    """The document with one more sentence."""
    lines = document.text.split("\n")
    lines.insert(chance.randrange(len(lines) + 1), sentence + ".")
    return Passage(document.id, "\n".join(lines))
