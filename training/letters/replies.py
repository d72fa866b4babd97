"""Letters with their replies, as the learned parts of the reply side see them; read once and kept in memory."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent))
import reading

from answerable.critiques.letters.fitting import Asked
from answerable.critiques.letters.found import SPOKEN_ACTS, STATES, Item
from answerable.critiques.letters.speaking import cue_rows
from answerable.critiques.letters.units import Unit, units
from answerable.text.documents import Document, read_document
from answerable.text.encoders import E5


class Pair(NamedTuple):
    """One letter with its reply: gold labels by item and by sentence, and the vectors of both."""

    row: dict[str, Any]
    reply: Document
    asked: Asked
    parts: tuple[Unit, ...]
    vectors: NDArray[np.float32]
    signs: NDArray[np.float32]
    acts: NDArray[np.float64]
    right: NDArray[np.bool_]
    states: NDArray[np.int64]


def rows(folder: Path, also: Path | None) -> Iterable[dict[str, Any]]:
    """Return the letters written for training, then those of another hand."""
    for path in sorted(folder.glob("*.xml")):
        try:
            yield reading.read(path)
        except reading.Malformed as fault:
            print(f"left out: {fault}", file=sys.stderr)
    if also:
        yield from map(json.loads, also.read_text(encoding="utf-8").splitlines())


def pair(row: dict[str, Any]) -> Pair:
    """Return a letter with its reply, read."""
    document = read_document(row["reply"], media="plain")
    parts = units(document)
    items = [
        Item(n=each["n"], kind=each["kind"], start=each["start"], end=each["end"], text=each["text"])
        for each in row["items"]
    ]
    answers = {each["n"]: each for each in row["answers"]}
    right = [[_shares(unit, answers[item.n]) for unit in parts] for item in items]
    told = [
        [any(_shares(unit, a) for a in row["speech_acts"] if a["act"] == act) for act in SPOKEN_ACTS] for unit in parts
    ]
    return Pair(
        row=row,
        reply=document,
        asked=Asked(row["letter"], items, language=row["lang"]),
        parts=parts,
        vectors=E5().encode([unit.shown for unit in parts]),
        signs=cue_rows(parts, row["reply_lang"]),
        acts=np.array(told, np.float64).reshape(len(parts), len(SPOKEN_ACTS)),
        right=np.array(right, bool).reshape(len(items), len(parts)),
        states=np.array([STATES.index(answers[item.n]["state"]) for item in items]),
    )


def _shares(unit: Unit, span: dict[str, Any]) -> bool:
    """Tell whether a sentence and a span share half of the shorter one."""
    shared = min(unit.end, span["end"]) - max(unit.start, span["start"])
    return shared > 0 and 2 * shared >= min(unit.end - unit.start, span["end"] - span["start"])
