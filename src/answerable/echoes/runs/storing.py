"""What a run has found, brought into the database: the one file here that knows Django.

Rules:
  - A chunk is stored in one transaction, whole and once; storing it again changes nothing.
  - Pages and uses are known by their ids, whichever run finds them: a page stays that of the run that found it first;
    a use takes what the latest run says of it.
  - What is longer than its column is cut; a character that no database takes is left out or becomes "?".
  - A run that is finished has a health line for each stream, written together with the end.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from django.db import models, transaction

from answerable.echoes.alerts import raise_alerts
from answerable.echoes.errors import BrokenRun
from answerable.echoes.following import named
from answerable.echoes.models import read_echoes
from answerable.echoes.regions import country_of
from answerable.echoes.runs.health import StreamLine
from answerable.echoes.runs.plans import Plan
from answerable.echoes.runs.results import ChunkResult
from answerable.echoes.runs.tables import Taken
from answerable.echoes.runs.vouching import Vouched
from answerable.echoes.scanning.found import Echo
from answerable.echoes.streams.documents import Skipped
from answerable.echoes.tables import Chunk, Page, Run, SkippedRecord, StreamHealth, Use
from answerable.evidence.clock import moment_of
from answerable.evidence.models import CaseOpened
from answerable.record.facts import read

Row = TypeVar("Row", bound=models.Model)

AT_ONCE = 500
"""Rows of one statement: SQLite takes 32,766 values in one, and a page has 20. Chosen by hand."""


def begin(plan: Plan, *, engine: str, results: Path) -> Run:
    """Return the run of a plan, new or as it was begun before; one that had ended is open again."""
    given = msgspec.json.encode([plan.inputs, plan.streams, plan.settings], order="sorted")
    run, _new = Run.objects.update_or_create(
        key=plan.key,
        defaults={"finished": None, "results": str(results.absolute())},
        create_defaults={
            "started": plan.at,
            "engine": engine,
            "inputs": hashlib.sha256(given).hexdigest(),
            "releases": list(plan.releases),
            "streams": [_clean(name) for name in plan.streams],
            "settings": plan.settings,
            "results": str(results.absolute()),
        },
    )
    return run


def store(run: Run, result: ChunkResult, *, now: datetime) -> bool:
    """Store a chunk, and return whether that changed anything: False where it was stored before.

    Raises:
        BrokenRun: a use in it stands on a page that is not in it.
    """
    chunk = result.chunk
    with transaction.atomic():
        defaults = _costs(result) | {"stream": _cut(Chunk, "stream", chunk.stream)}
        row, new = Chunk.objects.get_or_create(run=run, part=chunk.part, begin=chunk.begin, defaults=defaults)
        if not new:
            return False
        # In one order in every transaction: two scans that store the same pages would wait for each other for ever.
        pages = {taken.document.id: taken for taken in reversed(result.documents)}
        _add(Page, (_page(run, pages[each], now) for each in sorted(pages)), ignore_conflicts=True)
        _check(row, result)
        uses = {echo.id: _use(run, echo) for echo in result.echoes}
        _add(
            Use,
            (uses[each] for each in sorted(uses)),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_LATEST,
        )
        _add(SkippedRecord, (_skipped(run, each) for each in result.skipped))
    return True


def finish(run: Run, health: Sequence[StreamLine], *, now: datetime) -> None:
    """Write how each stream fared and that the run has ended, and raise its last alerts."""
    with transaction.atomic():
        StreamHealth.objects.filter(run=run).delete()
        _add(StreamHealth, (_health(run, line) for line in health))
        Run.objects.filter(key=run.key).update(finished=now)
    alert(run)


def alert(run: Run) -> None:
    """Raise the alerts that what a run has found so far calls for."""
    known = {fact.case for fact in read(CaseOpened)}
    outputs = sorted({named(name)[:2] for name in run.releases})
    for case, output in [pair for pair in outputs if pair[0] in known]:
        with transaction.atomic():
            raise_alerts(read_echoes(case, at=moment_of(case), subject=output), output)


def note(page: str, vouched: Vouched) -> None:
    """Write down which picture shows a page, and which time an authority vouches for, or why there is none."""
    why = _cut(Page, "unstamped", "" if vouched.stamped else vouched.unstamped)
    row = Page.objects.filter(id=page)
    row.update(stamped=vouched.stamped, unstamped=why)
    if vouched.picture:
        row.update(picture=vouched.picture)


def unvouched(run: Run, pages: Iterable[str]) -> dict[str, bool]:
    """Return those of some pages that this run found first and nobody has stamped.

    Beside each stands whether nothing was noted of it yet: a scan may be killed before it drew what it stored.
    """
    rows = Page.objects.filter(run=run, id__in=list(pages), stamped=None).values_list("id", "picture", "unstamped")
    return {page: not picture and not why for page, picture, why in rows}


_LATEST = ["passage", "relation", "standing", "attributed", "verdict", "shifts", "score", "data", "version"]
"""What a later run may say otherwise of a use."""


def _costs(result: ChunkResult) -> dict[str, Any]:
    chunk = result.chunk
    return {
        "end": chunk.end,
        "records": chunk.records,
        "size": chunk.size,
        "characters": chunk.characters,
        "seconds": sum(chunk.seconds.values()),
    }


def _check(row: Chunk, result: ChunkResult) -> None:
    pages = {taken.document.id for taken in result.documents}
    lost = sorted({echo.document for echo in result.echoes} - pages)
    if lost:
        chunk = f"{row.part}-{row.begin}"
        raise BrokenRun(f"expected every page of the chunk {chunk}, found {len(lost)} missing: {lost[0]}")


def _page(run: Run, taken: Taken, now: datetime) -> Page:
    document = taken.document
    return Page(
        run=run,
        found=now,
        country=_country(document.address),
        at=document.at,
        published=document.published,
        fetched=document.fetched,
        hints=[_clean(hint) for hint in document.hints],
        sha256=document.sha256,
        sketch=struct.pack(f"<{len(document.sketch)}I", *document.sketch),
        capture=_cleaned(msgspec.to_builtins(taken.capture)) if taken.capture else {},
        unstamped=_cut(Page, "unstamped", taken.uncaptured),
        **{name: _cut(Page, name, getattr(document, name)) for name in _WORDS},
    )


_WORDS = ("id", "stream", "path", "address", "outlet", "title", "language")
"""Columns of a page that are text of the document."""


def _country(address: str) -> str:
    try:
        return country_of(address)
    except ValueError:  # an address that nobody can read tells no country
        return ""


def _use(run: Run, echo: Echo) -> Use:
    case, output, version = named(echo.release)
    return Use(
        id=echo.id,
        page_id=echo.document,
        run=run,
        case=_cut(Use, "case", case),
        output=_cut(Use, "output", output),
        version=version or None,
        passage=_cut(Use, "passage", echo.passage),
        place=echo.place,
        relation=echo.relation,
        standing=echo.standing,
        attributed=echo.attributed,
        verdict=echo.verdict,
        shifts=[{"kind": each.kind, "direction": each.direction} for each in echo.shifts if each.sure],
        score=echo.score,
        data=_cleaned(msgspec.to_builtins(echo)),
    )


def _skipped(run: Run, each: Skipped) -> SkippedRecord:
    words = {name: getattr(each, name) for name in ("stream", "path", "address", "detail")} | {"record": each.id}
    cut = {name: _cut(SkippedRecord, name, text) for name, text in words.items()}
    return SkippedRecord(run=run, at=each.at, reason=each.reason, **cut)


def _health(run: Run, line: StreamLine) -> StreamHealth:
    return StreamHealth(
        run=run,
        stream=_cut(StreamHealth, "stream", line.stream),
        state=line.state,
        records=line.records,
        skipped=line.skipped,
        newest=line.newest,
        failure=_cut(StreamHealth, "failure", line.failure),
    )


def _add(model: type[Row], rows: Iterable[Row], **conflicts: Any) -> None:
    model._default_manager.bulk_create(list(rows), batch_size=AT_ONCE, **conflicts)


def _cut(model: type[models.Model], column: str, text: str) -> str:
    longest: int | None = getattr(model._meta.get_field(column), "max_length", None)
    return _clean(text)[:longest]


def _clean(text: str) -> str:
    """Return a text that every database takes: no NUL, and no half of a surrogate pair."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {name: _cleaned(each) for name, each in value.items()}
    return [_cleaned(each) for each in value] if isinstance(value, list | tuple) else value
