"""What echoes keep of words that are being erased: what the engine copied of them, in tables, results and libraries.

Rules:
  - Working copies go: both sides of a use, the pages of results, the library that a scan looks with. Where a sentence
    of the words stands, the whole text of that column goes; the row stays and says that it was erased.
  - A capture stays, and so does its picture. It is what somebody else published, its digest is stamped, and it proves
    what was made of our words; cutting a sentence out would make it worthless, dropping it would let whoever was bent
    or misquoted be forgotten by erasing a draft. `answerable vault find` names captures that hold given words.
  - A run whose library went cannot be gone on with; a new one looks for what may still be looked for.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import transaction

from answerable.echoes.errors import EchoError
from answerable.echoes.runs.chunks import folders, synced
from answerable.echoes.runs.plans import PLAN
from answerable.echoes.scanning.library import FOLLOWED
from answerable.echoes.tables import Page, Run, Use
from answerable.vault.erasing import MARK, Gone, texts_in

AT_ONCE = 500
"""Rows of one transaction: others may write between two; chosen by hand."""

TABLES = ("echoes.parquet", "documents.parquet")
WORDS = ("title", "lead", "body", "source_words", "restatement_words")
"""Columns of both tables, and names in the data of a use, that hold words; what points into them goes with them."""

SPANS = ("source", "restatement", "shifts")


def forget(gone: Gone) -> None:
    """Erase words in the uses of them, and in the results and libraries of runs.

    Raises:
        OSError: a file cannot be written.
    """
    if not gone.words:
        return
    _forget_rows(gone)
    for out in result_folders():
        forget_in_results(out, gone)


def result_folders() -> Iterator[Path]:
    """Yield the folders of results that this installation knows of, each once."""
    home = Path(settings.ANSWERABLE_HOME) / "echoes"
    named = [Path(name) for name in Run.objects.exclude(results="").values_list("results", flat=True)]
    for out in dict.fromkeys([*named, *(place.parent for place in sorted(home.glob(f"*/{PLAN}")))]):
        if (out / PLAN).is_file():
            yield out


def forget_in_results(out: Path, gone: Gone) -> None:
    """Erase words in the tables of a run, and remove a library that looks for them."""
    library = out / "library"
    if (library / FOLLOWED).is_file():
        followed = msgspec.json.decode((library / FOLLOWED).read_bytes())
        if any(gone.is_in(text) for text in texts_in(followed)):
            shutil.rmtree(library)
    for folder in folders(out):
        for name in TABLES:
            if (folder / name).is_file():
                _forget_in_table(folder / name, gone)


def _forget_in_table(path: Path, gone: Gone) -> None:
    try:
        table = pq.read_table(path, partitioning=None)
    except pa.ArrowException as error:
        raise EchoError(f"expected a table of results at {path}, found: {error}") from error
    rows = table.to_pylist()
    left = [without(row, gone) for row in rows]
    if left == rows:
        return
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    pq.write_table(pa.Table.from_pylist(left, schema=table.schema), beside, compression="zstd")
    synced(beside)
    beside.replace(path)
    synced(path.parent)


def _forget_rows(gone: Gone) -> None:
    """Erase words in the tables of uses and of pages, some rows at a time."""
    for keys in _batches(Use):
        with transaction.atomic():
            for use in Use.objects.select_for_update().filter(pk__in=keys):
                data = without(use.data, gone)
                if data != use.data:
                    use.data, use.shifts = data, []
                    use.save(update_fields=["data", "shifts"])
    for keys in _batches(Page):
        with transaction.atomic():
            for page in Page.objects.filter(pk__in=keys):
                if gone.is_in(page.title):
                    Page.objects.filter(pk=page.pk).update(title=MARK)


def _batches(table: type[Use | Page]) -> Iterator[list[str]]:
    last = ""
    while keys := list(table.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        yield keys
        last = keys[-1]


def without(row: dict[str, Any], gone: Gone) -> dict[str, Any]:
    """Return a row without the words: its texts that hold them, and what points into these."""
    erased = {name: MARK for name in WORDS if gone.is_in(row.get(name) or "")}
    if not erased:
        return row
    return {**row, **erased, **{name: [] for name in SPANS if name in row}}
