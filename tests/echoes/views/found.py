"""What a scan of the released example `harbour` would have stored: a run, pages, uses, and what was not read."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from answerable.echoes.scanning.found import Echo
from answerable.text.comparing import Shift
from answerable.text.spans import Span
from tests.site import COAST, page

LEAD = (
    "On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 accident "
    "records they asked for; it has not let us see them either."
)
BENT = "The human rights group found that the port authority hid the accident records from inspectors."
TRIMMED = (
    "On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 accident "
    "records they asked for, the Centre reported."
)
ARABIC = "قالت المنظمة إن سلطة ميناء سيلسوند أخفت سجلات الحوادث عن المفتشين."
NEVER = "The Centre said that the port authority had burned the files."


NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
"""The moment at which the clock of the example stands."""

RELEASE = "/cases/harbour/echoes/release/"


def listed(address: str) -> list[str]:
    """Return the titles of the uses that a page lists, those in no release left out."""
    text = page(COAST, address).partition('id="at-large"')[0]
    return re.findall(r'<h3 class="headline"[^>]*>([^<]*)</h3>', text)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def spans(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def bent() -> Echo:
    """Words of the lead with their number and their caution gone, said to be ours."""
    shift = Shift(
        kind="quantity",
        direction="stronger",
        source=spans(LEAD, "12 of the 30 accident records"),
        restatement=spans(BENT, "the accident records"),
        reason="The number is gone: 12 of 30 became all.",
        basis="both",
    )
    intent = Shift(
        kind="intent",
        direction="stronger",
        source=spans(LEAD, "did not show"),
        restatement=spans(BENT, "hid"),
        reason="“hid” says that it was meant.",
        basis="both",
    )
    return Echo(
        id=digest("bent"),
        document=digest("page bent"),
        place="title",
        relation="paraphrase",
        release="harbour/release/2",
        passage="lead",
        score=0.71,
        source=(Span(0, len(LEAD)),),
        restatement=(Span(0, len(BENT)),),
        source_words=LEAD,
        restatement_words=BENT,
        restatement_start=0,
        shifts=(shift, intent),
        attributed=True,
        naming=spans(BENT, "The human rights group"),
        languages=("en", "en"),
    )


def trimmed() -> Echo:
    """The first half of the lead, word for word, and nothing said of the rest."""
    kept = "On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 accident "
    kept += "records they asked for"
    return Echo(
        id=digest("trimmed"),
        document=digest("page trimmed"),
        place="body",
        relation="trimmed",
        release="harbour/release/2",
        passage="lead",
        score=0.8,
        source=(spans(LEAD, kept),),
        restatement=(Span(40, 40 + len(kept)),),
        source_words=LEAD,
        restatement_words=TRIMMED,
        restatement_start=40,
        attributed=True,
        naming=Span(40 + TRIMMED.index("the Centre"), 40 + TRIMMED.index("the Centre") + len("the Centre")),
        languages=("en", "en"),
    )


def translated() -> Echo:
    """What the lead says, in Arabic, and firmer."""
    return Echo(
        id=digest("translated"),
        document=digest("page translated"),
        place="lead",
        relation="translation",
        release="harbour/release/2",
        passage="lead",
        score=0.66,
        restatement=(Span(0, len(ARABIC)),),
        source_words=LEAD,
        restatement_words=ARABIC,
        restatement_start=0,
        shifts=(
            Shift(
                kind="intent",
                direction="stronger",
                source=spans(LEAD, "did not show"),
                restatement=spans(ARABIC, "أخفت"),
                reason="“hid” says that it was meant.",
                basis="both",
            ),
        ),
        attributed=True,
        naming=spans(ARABIC, "المنظمة"),
        standing="superseded",
        languages=("en", "ar"),
    )


def attribution() -> Echo:
    """Something said to be ours that is nowhere in what we released."""
    return Echo(
        id=digest("attribution"),
        document=digest("page attribution"),
        place="body",
        relation="attribution",
        score=0.5,
        restatement=(Span(0, len(NEVER)),),
        restatement_words=NEVER,
        restatement_start=0,
        attributed=True,
        naming=spans(NEVER, "The Centre"),
        languages=("", "en"),
    )


PAGES: dict[str, dict[str, Any]] = {
    "bent": {
        "title": "Rights group: port authority hid accident records",
        "address": "https://harbour-daily.example/2026/03/records",
        "outlet": "Harbour Daily",
        "language": "en",
        "published": datetime(2026, 3, 16, 6, 30, tzinfo=UTC),
    },
    "trimmed": {
        "title": "Twelve records missing at Selsund",
        "address": "https://coast-news.example/selsund",
        "outlet": "Coast News",
        "language": "en",
        "published": datetime(2026, 3, 14, 9, tzinfo=UTC),
    },
    "translated": {
        "title": "سلطة الميناء أخفت سجلات الحوادث",
        "address": "https://sahil.example/ar/1",
        "outlet": "الساحل",
        "language": "ar",
        "published": datetime(2026, 3, 17, tzinfo=UTC),
    },
    "attribution": {
        "title": "Files burned, says Centre",
        "address": "https://rumour.example/a<b>",
        "outlet": "Rumour & Co",
        "language": "und",
        "published": None,
    },
}
"""What the pages say of themselves."""


def scanned() -> Any:
    """Store a run that read three sources of the released example, and return it."""
    from answerable.echoes.tables import Run, SkippedRecord, StreamHealth

    run = Run.objects.create(
        key="r1",
        started=datetime(2026, 3, 18, 12, tzinfo=UTC),
        finished=datetime(2026, 3, 18, 12, 5, tzinfo=UTC),
        engine="local",
        inputs=digest("inputs"),
        releases=["harbour/release/2"],
        streams=["feed:https://user:secret@coast-news.example/rss", "news.warc.gz", "quiet.jsonl"],
        settings={},
    )
    for stream, state, records, newest, failure in (
        ("feed:https://user:secret@coast-news.example/rss", "failed", 0, None, "Nobody answers."),
        ("news.warc.gz", "read", 3380, datetime(2026, 3, 18, tzinfo=UTC), ""),
        ("quiet.jsonl", "silent", 20, datetime(2026, 3, 12, tzinfo=UTC), ""),
    ):
        StreamHealth.objects.create(
            run=run, stream=stream, state=state, records=records, skipped=0, newest=newest, failure=failure
        )
    for at, (reason, detail) in enumerate((("broken", "no gzip at byte 12"), ("future", "2031-01-01"))):
        SkippedRecord.objects.create(
            run=run, stream="news.warc.gz", path="news.warc.gz", at=at, reason=reason, detail=detail
        )
    return run


def keep(run: Any, name: str, echo: Echo) -> Any:
    """Store one use with its page, as a run does."""
    from answerable.echoes.tables import Page, Use

    case, output, version = "", "", None
    if echo.release:
        case, output, number = echo.release.split("/")
        version = int(number)
    page = Page.objects.create(
        id=echo.document,
        run=run,
        stream="news.warc.gz",
        path="news.warc.gz",
        at=12,
        found=datetime(2026, 3, 18, 12, tzinfo=UTC),
        sha256=digest(name),
        sketch=hashlib.shake_256(name.encode()).digest(256),
        **PAGES[name],
    )
    sure = [{"kind": each.kind, "direction": each.direction} for each in echo.shifts if each.sure]
    return Use.objects.create(
        id=echo.id,
        page=page,
        run=run,
        case=case,
        output=output,
        version=version,
        passage=echo.passage,
        place=echo.place,
        relation=echo.relation,
        standing=echo.standing,
        attributed=echo.attributed,
        verdict=echo.verdict,
        shifts=sure,
        score=echo.score,
        data=msgspec.to_builtins(echo),
    )


def found() -> dict[str, Any]:
    """Store the run and all four uses, and return the uses by name."""
    run = scanned()
    echoes = {"bent": bent(), "trimmed": trimmed(), "translated": translated(), "attribution": attribution()}
    return {name: keep(run, name, echo) for name, echo in echoes.items()}


def alert(*uses: Any) -> Any:
    """Store an alert of the coast about some uses, two hours overdue."""
    from answerable.echoes.tables import Alert

    return Alert.objects.create(
        key="alert-1",
        case="harbour",
        output="release",
        version=2,
        passage="lead",
        section="coast",
        rule="firmer",
        reach=2,
        uses=[use.id for use in uses],
        raised=NOW - timedelta(hours=26),
        due=NOW - timedelta(hours=2),
    )
