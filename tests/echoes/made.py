"""Uses of the words of the worked example, as a scan writes them into the tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from answerable.echoes.pages.sketches import sketch
from answerable.echoes.scanning.found import Echo
from answerable.echoes.tables import Page, Run, Use
from answerable.text.comparing import Shift
from answerable.text.spans import Span

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
OURS = "Seven of the thirty records may be missing."


def shift(kind: str = "certainty", direction: str = "stronger", *, sure: bool = True) -> Shift:
    return Shift(
        kind=kind,
        direction=direction,
        source=Span(28, 31),
        restatement=Span(0, 5),
        reason="It is now surer.",
        basis="both" if sure else "model",
        probability=0.9,
    )


def a_run(key: str = "run", **fields) -> Run:
    plain = {"started": NOON, "engine": "local", "inputs": "a" * 64, "releases": ["harbour/release/2"]}
    return Run.objects.get_or_create(key=key, defaults={**plain, "streams": [], "settings": {}, **fields})[0]


def a_page(name: str, *, hours: float = 1, text: str = "", **fields) -> Page:
    numbers = sketch(text or " ".join(f"{name}{n}" for n in range(40)))
    plain = {
        "run": a_run(),
        "stream": "news.jsonl",
        "path": "news.jsonl",
        "at": 0,
        "address": f"https://{name}.example/a",
        "outlet": name,
        "title": f"Title of {name}",
        "language": "en",
        "published": NOON + timedelta(hours=hours),
        "found": NOON + timedelta(hours=hours),
        "sha256": "b" * 64,
        "sketch": b"".join(number.to_bytes(4, "little") for number in numbers),
    }
    return Page.objects.create(id=(name * 64)[:64], **{**plain, **fields})


def a_use(
    name: str,
    *,
    relation: str = "edited",
    passage: str = "lead",
    shifts: tuple[Shift, ...] = (),
    attributed: bool = True,
    output: str = "release",
    words: str = "Seven records are missing.",
    page: Page | None = None,
    **fields,
) -> Use:
    page = page or a_page(name, **fields)
    ours = relation != "attribution"
    echo = Echo(
        id=(name * 64)[:64],
        document=page.id,
        place="body",
        relation=relation,
        release=f"harbour/{output}/2" if ours else "",
        passage=passage if ours else "",
        score=0.8,
        restatement=(Span(0, len(words)),),
        restatement_words=words,
        restatement_start=0,
        source_words=OURS if ours else "",
        shifts=shifts,
        attributed=attributed,
    )
    return Use.objects.create(
        id=echo.id,
        page=page,
        run=a_run(),
        case="harbour" if ours else "",
        output=output if ours else "",
        version=2 if ours else None,
        passage=echo.passage,
        place="body",
        relation=relation,
        standing="current",
        attributed=attributed,
        verdict=echo.verdict,
        shifts=[{"kind": each.kind, "direction": each.direction} for each in shifts if each.sure],
        score=0.8,
        data=msgspec.to_builtins(echo),
    )
