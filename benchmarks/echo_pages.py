"""A made news crawl with a known number of uses of ours: `python benchmarks/echo_pages.py FOLDER --size 100_000_000`.

Pages of fifty sites in seven languages and several character sets, 30 to 80 kB of HTML with 2 to 6 kB of article, as a
WARC with one gzip member for each record, and the same articles as Parquet and as JSON lines. Sentences are those of
`scan_corpus.py`: half of the news are ours, the other half, its words shuffled, is what the pages say. One page in a
thousand uses a passage of ours, whole, trimmed, or with a tenth or a fifth of its words changed, and two carry an
article of the Universal Declaration, which is everybody's. The same arguments give the same bytes.

Blocks around articles are compressed apart from them and used again (`echo_archive.py`).
"""

from __future__ import annotations

import argparse
import html
import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from echo_archive import Page, Row, Told, request, response
from echo_blocks import Site, encoded, sites
from scan_corpus import LEAST_WORDS, articles, changed, news, shuffled, trimmed

from answerable.echoes.scanning.released import Followed, OwnPassage, Released

VERSION = 3
"""Of what is made: another number makes it again."""

LANGUAGES = ("en", "fr", "de", "es", "ru", "uk", "ar")
"""In the order of `scan_corpus.NEWS`."""

NAME = "Open Harbour Institute"
"""What we are called; no page names us."""

POOL = 3_000
"""Sentences in each language that pages are written with."""

QUOTED = 1_000
"""Passages that are used; all further ones are only looked for."""

EACH = 500
"""Passages of one release."""

FILES = 8
"""Archives that a stream is written into."""

GROUP = 2_000
"""Rows of a group of the Parquet file."""

BEGAN = datetime(2024, 3, 1, tzinfo=UTC)
KINDS = ("verbatim", "trimmed", "10 %", "20 %")
CHANGES = {"verbatim": 0.0, "10 %": 0.1, "20 %": 0.2}
"""Share of the words that are changed."""


class Use(msgspec.Struct, frozen=True):
    """What was planted on a page: which passage, how."""

    url: str
    passage: str
    kind: str


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was made, and how large it is.

    Attributes:
        warc: A pattern that all archives fit, for they are several: a reader takes one at a time.
        parquet, lines: The files.
        pages: Pages, other records not counted.
        raw: Bytes of the records of all archives, uncompressed.
        packed: Bytes of the archives.
        text: Bytes of the articles' words in UTF-8.
        uses: What was planted.
    """

    warc: str
    parquet: str
    lines: str
    pages: int
    raw: int
    packed: int
    text: int
    uses: list[Use]


class Texts(NamedTuple):
    """Everything that pages are made of."""

    sites: list[Site]
    pool: dict[str, list[Told]]
    quoted: list[Ours]
    clauses: list[str]
    vocabulary: list[str]


class Ours(NamedTuple):
    """A passage of ours: its id, words and language."""

    id: str
    text: str
    language: str


def ours(count: int) -> list[Ours]:
    """So many passages of ours: half of the news, and then the same words in runs out of order."""
    chance, by_language = random.Random(7), news()
    halves = [lines[: len(lines) // 2] for lines in by_language]
    real = [(text, at) for at, lines in enumerate(halves) for text in lines if len(text.split()) >= LEAST_WORDS]
    chance.shuffle(real)
    found = [Ours(f"p{number}", text, LANGUAGES[at]) for number, (text, at) in enumerate(real[:count])]
    while len(found) < count:
        at = len(found) % len(halves)
        found.append(Ours(f"p{len(found)}", shuffled(chance.sample(halves[at], 2), chance), LANGUAGES[at]))
    return found


def followed(passages: int) -> Followed:
    """What the pages are scanned for: so many passages, the first of them used."""
    by_language: dict[str, list[OwnPassage]] = {}
    for each in ours(passages):
        by_language.setdefault(each.language, []).append(OwnPassage(id=each.id, text=each.text))
    releases = [
        Released(
            name=f"made/{language}{at // EACH}/1",
            title=f"{NAME}: {language} {at // EACH}",
            language=language,
            at=BEGAN - timedelta(days=30),
            passages=tuple(some[at : at + EACH]),
        )
        for language, some in by_language.items()
        for at in range(0, len(some), EACH)
    ]
    return Followed(releases=tuple(releases), names=(NAME,), common=tuple(articles()))


def told(text: str, charsets: Sequence[str], chance: random.Random) -> Told:
    """A sentence as a page writes it: now and then a link, emphasis, or a named character."""
    words = text.split()
    marked = [html.escape(word) for word in words]
    if len(words) > 4 and chance.random() < 0.25:  # noqa: PLR2004 - a quarter of those with room for it
        at = chance.randrange(len(words) - 2)
        opened, closed = chance.choice((("<em>", "</em>"), ("<strong>", "</strong>"), ('<a href="/t">', "</a>")))
        marked[at], marked[at + 1] = opened + marked[at], marked[at + 1] + closed
    line = " ".join(marked).replace("’", "&rsquo;").replace("—", "&mdash;")
    return Told(text, {charset: encoded(line, charset) for charset in charsets})


def sentence(text: str) -> str:
    """The words as one sentence: they end once, where it ends."""
    return " ".join(word.rstrip(".!?…؟") for word in text.split()) + "."


def texts(seed: int) -> Texts:
    """Sentences, sites and blocks."""
    chance, by_language = random.Random(seed), news()
    theirs = {LANGUAGES[at]: lines[len(lines) // 2 :] for at, lines in enumerate(by_language)}
    spoken = {
        language: [sentence(shuffled(chance.sample(lines, 2), chance)) for _ in range(POOL)]
        for language, lines in theirs.items()
    }
    made = sites(spoken, chance)
    charsets = {language: sorted({site.charset for site in made if site.language == language}) for language in spoken}
    return Texts(
        made,
        {language: [told(each, charsets[language], chance) for each in lines] for language, lines in spoken.items()},
        ours(QUOTED),
        articles(),
        [word for lines in theirs.values() for line in lines for word in line.split()],
    )


def pages(made: Texts, *, seed: int, rate: float) -> Iterator[tuple[Page, Use | None]]:
    """Pages without end, and what is planted on each: at the rate, a use of a passage of ours."""
    chance, every = random.Random(f"pages {seed}"), round(1 / rate)
    number = 0
    while True:
        site = chance.choice(made.sites)
        said = chance.choices(made.pool[site.language], k=chance.randint(14, 40))
        use: tuple[str, str, str] | None = None
        if number % every == every // 2:
            use = _use(made, KINDS[number // every % len(KINDS)], chance)
            said.insert(chance.randrange(1, len(said)), told(use[1] + ".", [site.charset], chance))
        elif number % (every // 2) == 1:
            said.insert(chance.randrange(1, len(said)), told(chance.choice(made.clauses), [site.charset], chance))
        page = _page(number, site, said, chance)
        yield page, Use(page.row.url, use[0], use[2]) if use else None
        number += 1


def _use(made: Texts, kind: str, chance: random.Random) -> tuple[str, str, str]:
    """A passage's id, the words that use it, and how."""
    name, text, _ = chance.choice(made.quoted)
    text = text.rstrip(".")
    if kind == "trimmed":
        return name, trimmed(text, chance), kind
    share = CHANGES[kind]
    return name, changed(text, share, made.vocabulary, chance), kind


def _page(number: int, site: Site, said: list[Told], chance: random.Random) -> Page:
    url = f"https://{site.host}/{number % 97}/{number}.html"
    paragraphs, at = list[list[Told]](), 1
    while at < len(said):
        size = chance.randint(1, 5)
        paragraphs.append(said[at : at + size])
        at += size
    body = [[each.text for each in paragraph] for paragraph in paragraphs]
    row = Row(
        id=f"p{number}",
        url=url,
        title=said[0].text[:90],
        lead=body[0].pop(0),
        text="\n".join(" ".join(paragraph) for paragraph in body if paragraph),
        language=site.language,
        published=BEGAN + timedelta(seconds=41 * number),
        outlet=site.host,
    )
    return Page(row, site, paragraphs)


SCHEMA = pa.schema(
    [(name, pa.timestamp("us", tz="UTC") if name == "published" else pa.string()) for name in Row.__struct_fields__]
)


def make(folder: Path, *, size: int, seed: int = 1, rate: float = 0.001) -> Made:
    """The files, from the folder where they were made before, else made now.

    Args:
        folder: Where they are kept.
        size: Bytes of the WARC, uncompressed, at least.
        seed: Another gives other pages.
        rate: Share of the pages that use a passage of ours.
    """
    place = folder / f"pages-{VERSION}-{seed}-{size}-{rate:g}"
    known = place / "made.json"
    if known.exists():
        return msgspec.json.decode(known.read_bytes(), type=Made)
    place.mkdir(parents=True, exist_ok=True)
    made = _write(place, size, pages(texts(seed), seed=seed, rate=rate))
    known.write_bytes(msgspec.json.encode(made))
    return made


def _write(place: Path, size: int, read: Iterator[tuple[Page, Use | None]]) -> Made:
    uses, raw, packed, words, count = list[Use](), 0, 0, 0, 0
    lines = msgspec.json.Encoder()
    columns, listed = place / "pages.parquet", place / "pages.jsonl"
    with pq.ParquetWriter(columns, SCHEMA) as table, listed.open("wb", buffering=1 << 20) as listing:
        for number in range(FILES):
            rows: list[Row] = []
            with (place / f"pages-{number}.warc.gz").open("wb", buffering=1 << 20) as archive:
                while raw < size * (number + 1) / FILES:
                    page, use = next(read)
                    count += 1
                    for data, plain in (request(page, count), response(page, count)):
                        archive.write(data)
                        raw, packed = raw + plain, packed + len(data)
                    listing.write(lines.encode(page.row) + b"\n")
                    rows.append(page.row)
                    words += len((page.row.lead + page.row.text).encode())
                    uses += [use] if use else []
            _append(table, rows)
    return Made(
        warc=str(place / "pages-*.warc.gz"),
        parquet=str(columns),
        lines=str(listed),
        pages=count,
        raw=raw,
        packed=packed,
        text=words,
        uses=uses,
    )


def _append(table: pq.ParquetWriter, rows: Sequence[Row]) -> None:
    for at in range(0, len(rows), GROUP):
        some = [msgspec.structs.asdict(row) for row in rows[at : at + GROUP]]
        table.write_table(pa.Table.from_pylist(some, schema=SCHEMA))


def main() -> None:
    """Make the files and say how large they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=50_000_000, help="bytes of the WARC, uncompressed")
    parser.add_argument("--rate", type=float, default=0.001, help="share of pages that use a passage of ours")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    start = time.perf_counter()
    made = make(given.folder, size=given.size, seed=given.seed, rate=given.rate)
    took = time.perf_counter() - start
    print(
        f"{made.pages:,} pages, {made.raw / 1e6:,.0f} MB ({made.packed / 1e6:,.0f} MB gzip), "
        f"{made.text / 1e6:,.0f} MB of words, {len(made.uses)} uses; {made.raw / 1e6 / took:,.0f} MB/s"
    )


if __name__ == "__main__":
    main()
