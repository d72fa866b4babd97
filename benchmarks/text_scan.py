"""Measures the search for reuse beside its limits and peers, in one run: `python benchmarks/text_scan.py [--quick]`.

The corpus is that of `scan_corpus.py`. Rates are megabytes (10^6 bytes) of UTF-8 for each second of processor time of
this one process, the best of three passes, so that other work on the machine weighs little; `rg` is timed by the clock.
Memory and `rg` bound what a scan can reach; the peers of `scan_peers.py` do the same work another way.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from scan_corpus import Corpus, corpus
from scan_peers import Pairs, peers

from answerable.text.index import Index, Passage
from answerable.text.index.arrays import Library, gather
from answerable.text.index.candidates import candidates
from answerable.text.index.names import names
from answerable.text.index.reuse import found_in_texts
from answerable.text.index.scanning import BATCH, batches
from answerable.text.index.shingles import seeds
from answerable.text.index.verification import verify
from answerable.text.index.words import join, read_words

PASSES = 3
SCAN = {1_000: 150, 20_000: 150, 100_000: 150, 1_000_000: 80}
"""Megabytes a second that a scan should reach, by the passages looked for."""

ALL = 60
"""The same for everything, from a file to typed reuse."""

RECALL = {"0 %": 0.99, "10 %": 0.98, "20 %": 0.94, "30 %": 0.85}
PRECISION = 0.95
FEW = 1_000
"""Passages that the limits and the peers look for."""

MEGA = 1_000_000


def show(what: str, found: float, *, unit: str = "MB/s", target: float = 0, note: str = "") -> None:
    """Print one line, with the ratio to what it should be."""
    judged = f"{found / target:6.2f} of the target {target:g}" if target else ""
    print(f"  {what:<46}{found:>10,.3f} {unit:<6}{judged} {note}", flush=True)


def best(size: int, act: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> float:
    """Megabytes a second when `act` takes so many bytes."""
    took = []
    for _ in range(PASSES):
        start = clock()
        act()
        took.append(clock() - start)
    return size / MEGA / max(min(took), 1e-9)


def buffers(documents: Sequence[Passage]) -> list[Any]:
    """The documents as a column of a file holds them: bytes and bounds, in batches."""
    return [join([each.text for each in batch]) for batch in batches(documents)]


def limits(stream: Sequence[Any], size: int, passages: Sequence[Passage]) -> None:
    """Print what bounds any scan."""
    show("limit: memory read", best(size, lambda: [int(buffer.sum(dtype=np.uint64)) for buffer, _ in stream]))
    program = shutil.which("rg")
    if program is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        patterns, text = Path(folder) / "patterns", Path(folder) / "text"
        patterns.write_text("\n".join(each.text for each in passages), encoding="utf-8")
        text.write_bytes(b"\n".join(buffer.tobytes() for buffer, _ in stream))
        command = [program, "--no-config", "-j1", "-c", "-F", "-f", str(patterns), str(text)]
        rate = best(size, lambda: subprocess.run(command, capture_output=True, check=False), time.perf_counter)
    show(f"limit: rg -F, {len(passages):,} passages, verbatim only", rate)


def stages(library: Library, stream: Sequence[Any], size: int, target: float) -> None:
    """Print the rate of each stage alone, fed with what the one before gave, batch by batch."""
    sizes = np.diff(library.pieces.firsts)
    took: dict[str, list[float]] = {"words": [], "shingles": [], "candidates": [], "alignment": [], "reuse": []}
    for _ in range(PASSES):
        spent = dict.fromkeys(took, 0.0)
        for buffer, bounds in stream:
            at = [time.process_time()]
            words = read_words(buffer, bounds, names())
            at.append(time.process_time())
            sown = seeds(words.hashes, words.firsts, library.shingles)
            at.append(time.process_time())
            compared = candidates(sown, words.firsts, sizes)
            at.append(time.process_time())
            aligned = verify(words.hashes, compared, library.pieces)
            at.append(time.process_time())
            list(found_in_texts(aligned, compared, library, words.firsts))
            at.append(time.process_time())
            for stage, start, end in zip(spent, at[:-1], at[1:], strict=True):
                spent[stage] += end - start
        for stage, seconds in spent.items():
            took[stage].append(seconds)
    least = {stage: min(each) for stage, each in took.items()}
    for stage, seconds in least.items():
        show(f"stage: {stage}", size / MEGA / max(seconds, 1e-9))
    show("scan: words and shingles", size / MEGA / (least["words"] + least["shingles"]), target=target)


def files(index: Index, documents: Sequence[Passage], size: int) -> None:
    """Print the rate from a file to typed reuse."""
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "documents.jsonl"
        lines.write_text(
            "\n".join(json.dumps({"id": each.id, "text": each.text}, ensure_ascii=False) for each in documents),
            encoding="utf-8",
        )
        decoder = msgspec.json.Decoder(Passage)

        def from_lines() -> list[Any]:
            with lines.open("rb") as file:
                return list(index.scan(decoder.decode(line) for line in file))

        show("all: JSONL to typed reuse", best(size, from_lines), target=ALL)
        if not find_spec("pyarrow"):
            return
        parquet, table = import_module("pyarrow.parquet"), import_module("pyarrow")
        path = Path(folder) / "documents.parquet"
        columns = {"id": [each.id for each in documents], "text": [each.text for each in documents]}
        parquet.write_table(table.table(columns), path, row_group_size=10_000)

        def rows() -> Iterator[Passage]:
            for batch in parquet.ParquetFile(path).iter_batches(use_threads=False):
                yield from map(Passage, batch.column(0).to_pylist(), batch.column(1).to_pylist())

        show("all: Parquet to typed reuse", best(size, lambda: list(index.scan(rows()))), target=ALL)


def quality(found: Pairs, planted: dict[str, Pairs], among: set[str] | None = None) -> str:
    """Recall by kind and precision, as one line."""
    wanted = {kind: {pair for pair in pairs if among is None or pair[0] in among} for kind, pairs in planted.items()}
    recall = {kind: len(pairs & found) / max(len(pairs), 1) for kind, pairs in wanted.items()}
    right = len(found & set().union(*wanted.values())) / max(len(found), 1)
    return " ".join(f"{kind} {share:.3f}" for kind, share in recall.items()) + f" precision {right:.3f}"


def ours(made: Corpus, size: int, count: int, stream: Sequence[Any]) -> None:
    """Print everything about the index of so many passages."""
    start = time.process_time()
    library = gather(made.passages[:count], made.common)
    print(f"\n{count:,} passages (built in {time.process_time() - start:.1f} s)")
    stages(library, stream, size, SCAN.get(count, 0))
    index = Index.of(library)
    files(index, made.documents, size)
    found = {(each.document, each.passage) for each in index.scan(made.documents)}
    for kind, pairs in made.planted.items():
        show(f"recall: {kind}", len(pairs & found) / len(pairs), unit="", target=RECALL.get(kind, 0))
    right = len(found & set().union(*made.planted.values())) / len(found)
    show("precision, with decoys", right, unit="", target=PRECISION)


def others(made: Corpus, *, share: float) -> None:
    """Print what the peers do with a share of the documents that hold quotations, and what we do with them."""
    passages = made.passages[:FEW]
    quoted = {document for pairs in made.planted.values() for document, _ in pairs}
    chosen = [each for each in made.documents if each.id in quoted]
    print(f"\npeers, {len(passages):,} passages, first documents with quotations")
    everyone = [*peers(), ("answerable", 4_000_000, lambda ours, theirs: scan(ours, theirs, made.common))]
    for name, most, ask in everyone:
        part: list[Passage] = []
        size = 0
        while size < most * share and len(part) < len(chosen):
            part.append(chosen[len(part)])
            size += len(part[-1].text.encode())
        start = time.process_time()
        found = ask(passages, part)
        rate = size / MEGA / (time.process_time() - start)
        show(f"{name} ({size / MEGA:.2f} MB)", rate, note=quality(found, made.planted, {each.id for each in part}))


def scan(passages: Sequence[Passage], documents: Sequence[Passage], common: Sequence[str]) -> Pairs:
    """Our own answer, the making of the index included."""
    return {(each.document, each.passage) for each in Index(passages, common=common).scan(documents)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of the documents and 20,000 passages at most")
    quick = parser.parse_args().quick
    counts = [1_000, 20_000] if quick else [1_000, 100_000, 1_000_000]
    start = time.perf_counter()
    scan([Passage("p", "Nothing is to be found here by anyone.")], [Passage("d", "Nothing.")], [])
    print(f"{platform.platform()}, Python {platform.python_version()}, batches of {BATCH:,} characters")
    print(f"first scan of this process, compiled code and tables loaded or made: {time.perf_counter() - start:.1f} s")
    made = corpus(6 * MEGA if quick else 60 * MEGA, counts[-1], 300)
    stream = buffers(made.documents)
    size = sum(len(buffer) for buffer, _ in stream)
    print(f"{size / MEGA:.1f} MB of UTF-8 in {len(made.documents):,} documents")
    limits(stream, size, made.passages[:FEW])
    for count in counts:
        ours(made, size, count, stream)
    others(made, share=0.1 if quick else 1)


if __name__ == "__main__":
    main()
