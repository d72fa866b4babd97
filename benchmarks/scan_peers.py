"""Other people's tools on the documents of `text_scan.py`; each runs where it is installed (requirements/bench.in).

Each answers with the (document, passage) pairs that it finds, sentence by sentence where it compares two texts. All
have their own defaults but for the threshold, low enough for a fifth of the words to be changed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec

from answerable.text.index import Passage

Pairs = set[tuple[str, str]]

ALIKE = 0.4
"""Similarity (Jaccard of four-word shingles) asked of the sketches."""

RATIO = 60
"""Similarity (0 to 100) asked of RapidFuzz."""


def peers() -> Iterator[tuple[str, int, Callable[[Sequence[Passage], Sequence[Passage]], Pairs]]]:
    """What is installed: its name, the bytes it gets, and how to ask it."""
    known = (
        ("rapidfuzz", "brute force", 100_000, rapidfuzz),
        ("datasketch", "MinHash LSH", 1_000_000, datasketch),
        ("rensa", "MinHash LSH", 4_000_000, rensa),
        ("quid", "", 40_000, quid),
    )
    for module, what, size, ask in known:
        if find_spec(module):
            yield f"{module} {what}".strip(), size, ask


def sentences(documents: Sequence[Passage]) -> Iterator[tuple[str, str]]:
    """Each line of each document."""
    return ((document.id, line) for document in documents for line in document.text.split("\n"))


def shingles(text: str) -> list[str]:
    """Four words each."""
    words = text.lower().split()
    return [" ".join(words[at : at + 4]) for at in range(max(len(words) - 3, 1))]


def rapidfuzz(passages: Sequence[Passage], documents: Sequence[Passage]) -> Pairs:
    """Every sentence against every passage."""
    fuzz, process = import_module("rapidfuzz.fuzz"), import_module("rapidfuzz.process")
    texts = [each.text for each in passages]
    found: Pairs = set()
    for document, line in sentences(documents):
        best = process.extractOne(line, texts, scorer=fuzz.ratio, score_cutoff=RATIO)
        found |= {(document, passages[best[2]].id)} if best else set()
    return found


def datasketch(passages: Sequence[Passage], documents: Sequence[Passage]) -> Pairs:
    """Sketches of 128 hashes in a table of bands."""
    module = import_module("datasketch")

    def sketch(text: str) -> object:
        made = module.MinHash(num_perm=128)
        made.update_batch([each.encode() for each in shingles(text)])
        return made

    table = module.MinHashLSH(threshold=ALIKE, num_perm=128)
    for passage in passages:
        table.insert(passage.id, sketch(passage.text))
    return {(document, name) for document, line in sentences(documents) for name in table.query(sketch(line))}


def rensa(passages: Sequence[Passage], documents: Sequence[Passage]) -> Pairs:
    """The same in Rust."""
    module = import_module("rensa")

    def sketch(text: str) -> object:
        made = module.RMinHash(num_perm=128, seed=1)
        made.update(shingles(text))
        return made

    table = module.RMinHashLSH(threshold=ALIKE, num_perm=128, num_bands=32)
    for at, passage in enumerate(passages):
        table.insert(at, sketch(passage.text))
    return {(document, passages[at].id) for document, line in sentences(documents) for at in table.query(sketch(line))}


def quid(passages: Sequence[Passage], documents: Sequence[Passage]) -> Pairs:
    """Quotations of the passages, as one text, in each document."""
    compare = import_module("quid.core.Quid").Quid().compare
    source, starts = "", list[int]()
    for passage in passages:
        starts.append(len(source))
        source += passage.text + "\n\n"
    return {
        (document.id, passages[bisect_right(starts, each.source_span.start) - 1].id)
        for document in documents
        for each in compare(source, document.text)
    }
