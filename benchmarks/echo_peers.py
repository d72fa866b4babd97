"""Other people's tools on the pages of `echo_pages.py`: those of `scan_peers.py`, and passim where it is at hand.

Passim is no package of the index (one of its name is about passwords): `PASSIM` names a checkout of its repository, the
folder that holds `passim/seriatim.py`; it needs Java 17 and `pip install pyspark intervaltree graphframes-py`. What is
not there is named as not run, with the reason.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from scan_peers import Pairs, peers

from answerable.text.index import Passage

Ask = Callable[[Sequence[Passage], Sequence[Passage]], Pairs]

WANTED = ("rapidfuzz", "datasketch", "rensa", "quid")
SETTINGS = {"default": (), "tuned": ("-n", "12", "-m", "3", "-a", "30")}
"""Passim's own settings, and ones for quotations of a sentence: it was made for longer ones."""

PASSIM_BYTES = 500_000
"""Bytes that passim gets."""


class Peer(NamedTuple):
    """A tool: its name, the bytes it gets, how to ask it, or why it is not run; and the clock that times it."""

    name: str
    size: int
    ask: Ask | None
    why: str = ""
    clock: Callable[[], float] = time.process_time


def all_peers(*, full: bool) -> Iterator[Peer]:
    """Every tool that we compare with; Spark's processes are timed by the clock, all cores and their start included."""
    found = {name.split()[0]: Peer(name, size, ask) for name, size, ask in peers()}
    yield from (found.get(name, Peer(name, 0, None, "not installed (requirements/bench.in)")) for name in WANTED)
    why = _without_passim()
    for name, settings in SETTINGS.items():
        left = why or ("" if full or name == "default" else "takes minutes (--full)")
        ask = None if left else partial(passim, settings=settings)
        yield Peer(f"passim {name}, by the clock", PASSIM_BYTES, ask, left, time.perf_counter)


def _without_passim() -> str:
    """Why passim cannot be run; "" where it can."""
    folder = os.environ.get("PASSIM", "")
    if not folder or not (Path(folder) / "passim" / "seriatim.py").exists():
        return "PASSIM names no folder with passim/seriatim.py"
    missing = [name for name in ("pyspark", "intervaltree", "graphframes") if not find_spec(name)]
    if missing:
        return f"not installed: {', '.join(missing)}"
    return "" if shutil.which("java") else "no Java"


def passim(passages: Sequence[Passage], documents: Sequence[Passage], *, settings: Sequence[str]) -> Pairs:
    """Pairs of a passage and a document that passim aligns, each side of the comparison once."""
    with tempfile.TemporaryDirectory() as name:
        rows = [{"id": each.id, "side": "ours", "text": each.text} for each in passages]
        rows += [{"id": each.id, "side": "theirs", "text": each.text} for each in documents]
        asked = Path(name) / "asked.json"
        asked.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        sides = "side = 'ours' AND side2 = 'theirs'"
        options = ["--fields", "side", "--filterpairs", sides, "--pairwise", *settings]
        code = "import sys; from passim.seriatim import main; main(sys.argv[1:])"
        environment = dict(os.environ) | {"PYTHONPATH": os.environ["PASSIM"], "PYSPARK_PYTHON": sys.executable}
        # It ends with a failure after its answer is written where clusters cannot be made: the answer decides.
        done = subprocess.run(
            [sys.executable, "-c", code, *options, str(asked), str(Path(name) / "told")],
            env=environment,
            capture_output=True,
            check=False,
        )
        parts = sorted((Path(name) / "told" / "align.json").glob("part-*"))
        if not parts:
            raise RuntimeError(f"passim gave no answer: {done.stderr.decode(errors='replace')[-800:]}")
        told = [json.loads(line) for part in parts for line in part.read_text(encoding="utf-8").splitlines()]
        return {(row["id2"], row["id"]) for row in told}
