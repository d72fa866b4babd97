"""The funnel of a scan: from records to echoes, the cheapest look first.

Rules:
  - Every record's quick words go through one pass: their numbers, runs of four shared with a passage, names of ours.
    What has neither enough of our words nor our name is not read any further.
  - What hits is read carefully, part by part, and searched again for exact stretches.
  - By meaning only those pages are asked that hit; with `everywhere` all of them. Without it a page is lost that
    restates us in other words, or in another language, and neither names us nor uses a row of our words; and one whose
    only name of ours is hidden in a word with hyphens. With it each page costs its sentences' encoding: a thousand
    times the quick look.
  - A record that cannot be read is skipped with its reason, and nothing else is lost by it.
  - A date before `EARLIEST` is none: no page that uses our words is older, and not every calendar can hold it.
  - Of one page `MOST_USES` are judged at most, of each passage in turn: a page made of our sentences neither holds up a
    run nor hides one passage behind another. How many there were is noted.
  - What is found on a page depends on that page and on what was released: not on its neighbours, nor on the size of the
    chunk, nor on who published it.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Final

import msgspec

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.articles import article
from answerable.echoes.pages.plain import plain
from answerable.echoes.scanning.attributing import Said
from answerable.echoes.scanning.exact import find_parts
from answerable.echoes.scanning.found import Echo, Scanned
from answerable.echoes.scanning.judging import Used, by_words, echo_of, nowhere
from answerable.echoes.scanning.library import open_library
from answerable.echoes.scanning.meaning import asked_about, meant
from answerable.echoes.scanning.quick import characters, naming, read_bytes, to_compare, using
from answerable.echoes.scanning.reading import Part
from answerable.echoes.streams.documents import Document, Item, Raw, Skipped
from answerable.text.index.scanning import BATCH
from answerable.text.index.verification import Least
from answerable.text.spans import Span

STAGES: Final = ("plain", "words", "shingles", "verify", "names", "article", "typing", "meaning", "shifts")
"""What `Scanned.seconds` tells the time of."""


EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
"""The first moment that is believed of a page; chosen by hand, long before anything that is followed."""

MOST_USES: Final = 1000
"""Uses on a page that are judged, each in 30 ms or less; chosen by hand: a long report quoted in full has fewer."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a scan is done.

    Attributes:
        meaning: Whether paraphrases and translations are asked for, where the library was written with meaning.
        everywhere: Whether every page is asked for them, and not only those that name us or use our words.
        sentences: Sentences of a page that are encoded at most.
        least: What reuse is at least.
    """

    meaning: bool = True
    everywhere: bool = False
    sentences: int = 64
    least: Least = Least()


class Scanner:
    """Finds in records what was written into a folder.

    Args:
        folder: What `write_library` wrote; mapped, so that many processes share it.
        settings: How to scan.
        timer: Tells processor seconds.

    Raises:
        NothingReleased: The folder holds no finished library.
        WrongLibrary: Its words were numbered by other rules than this version has.
    """

    def __init__(
        self, folder: Path, settings: Settings | None = None, *, timer: Callable[[], float] = time.process_time
    ) -> None:
        self.settings = settings or Settings()
        self._own = open_library(folder)
        self._timer = timer

    @property
    def digest(self) -> str:
        """SHA-256, in hex, over what is looked for."""
        return self._own.digest

    def scan(self, items: Sequence[Item], *, now: datetime) -> Scanned:
        """What some records of a stream hold; they are read in batches, however many they are.

        Args:
            items: Records, and what could not be read as one.
            now: The time; dates after it are not believed.
        """
        scanned = Scanned(records=len(items), seconds=dict.fromkeys(STAGES, 0.0))
        for batch in self._batches(items, scanned, now):
            self._scan_batch(batch, scanned, now)
        return scanned

    @contextmanager
    def _timed(self, stage: str, scanned: Scanned) -> Iterator[None]:
        started = self._timer()
        try:
            yield
        finally:
            scanned.seconds[stage] += self._timer() - started

    def _batches(self, items: Iterable[Item], scanned: Scanned, now: datetime) -> Iterator[list[tuple[Raw, bytes]]]:
        """The records that can be read with their quick words, in batches that fit the cache."""
        batch: list[tuple[Raw, bytes]] = []
        size = 0
        for item in items:
            words = self._plain(item, scanned, now)
            if not words or isinstance(item, Skipped):
                continue
            batch.append((item, words))
            size += len(words)
            if size >= BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _plain(self, item: Item, scanned: Scanned, now: datetime) -> bytes:
        """The quick words of a record; none where it cannot be read, which is noted."""
        if isinstance(item, Skipped):
            scanned.skipped.append(item)
            return b""
        _newest(item.given.published or item.fetched, scanned, now)
        with self._timed("plain", scanned):
            try:
                words = plain(item)
            except Unreadable as why:
                scanned.skipped.append(_skipped(item, why))
                words = b""
        scanned.size += len(item.content) or len(words)
        return words

    def _scan_batch(self, batch: list[tuple[Raw, bytes]], scanned: Scanned, now: datetime) -> None:
        hits = self._hits([words for _, words in batch], scanned)
        documents = [each for at in hits for each in self._careful(batch[at][0], scanned, now)]
        for document, parts, found in self._by_words(documents, scanned):
            uses = found if len(found) <= MOST_USES else in_turn(found)[:MOST_USES]
            if len(uses) < len(found):
                scanned.skipped.append(_too_many(document, len(found)))
            meant_by = [each for each in self._by_meaning(parts, scanned) if not _is_known(*each, found)]
            with self._timed("shifts", scanned):
                echoes = [*(echo_of(part, used) for part, used in uses), *(_echo(*each) for each in meant_by)]
            if echoes:
                scanned.documents.append(document)
                scanned.echoes += echoes

    def _hits(self, texts: list[bytes], scanned: Scanned) -> list[int]:
        """Which records of a batch are read carefully, in order."""
        own = self._own
        with self._timed("words", scanned):
            batch = read_bytes(texts)
            scanned.characters += characters(batch)
        with self._timed("shingles", scanned):
            compared = to_compare(batch, own.words)
        with self._timed("verify", scanned):
            found = using(batch, compared, own.words, self.settings.least) if compared else set()
        with self._timed("names", scanned):
            named = naming(batch, own.names)
        scanned.named += len(named)
        return list(range(len(texts))) if self.settings.everywhere else sorted(found | named)

    def _careful(self, raw: Raw, scanned: Scanned, now: datetime) -> list[Document]:
        """The page of a record, or none where it cannot be read, which is noted."""
        with self._timed("article", scanned):
            try:
                document, skipped = article(raw, now=now)
            except Unreadable as why:
                scanned.skipped.append(_skipped(raw, why))
                return []
        scanned.skipped += skipped
        for name in ("published", "fetched"):
            moment: datetime | None = getattr(document, name)
            if moment and _aware(moment) < EARLIEST:
                document = msgspec.structs.replace(document, **{name: None})
                scanned.skipped.append(_too_early(raw, moment))
        _newest(document.published, scanned, now)
        return [document]

    def _by_words(
        self, documents: Sequence[Document], scanned: Scanned
    ) -> Iterator[tuple[Document, list[Part], list[tuple[Part, Used]]]]:
        """Each page with its parts and what was found in them by words."""
        with self._timed("typing", scanned):
            found = find_parts(documents, self._own, self.settings.least)
        for _, group in groupby(found, key=lambda each: id(each[0].document)):
            pairs = list(group)
            with self._timed("typing", scanned):
                uses = [(part, used) for part, matches in pairs for used in by_words(part, matches, self._own)]
            yield pairs[0][0].document, [part for part, _ in pairs], uses

    def _by_meaning(self, parts: Sequence[Part], scanned: Scanned) -> list[tuple[Part, Used | Said]]:
        """What was found in a page by meaning, and what is said to be ours and is nowhere."""
        near = self._own.nearness
        if not self.settings.meaning or near is None:
            return []
        with self._timed("meaning", scanned):
            asked = asked_about(parts, self.settings.sentences)
            return [(each.part, used) for each, used in meant(asked, self._own, near)]


def _is_known(part: Part, found: Used | Said, uses: Sequence[tuple[Part, Used]]) -> bool:
    """Whether a sentence was found by words already to use the passage that it is near to."""
    if isinstance(found, Said):
        return False
    low, high = part.around(found.restatement[0].start, found.restatement[-1].end)
    window = Span(part.sentences[low].start, part.sentences[high - 1].end)
    return any(
        part is other and used.owner == found.owner and any(map(window.overlaps, used.restatement))
        for other, used in uses
    )


def _echo(part: Part, found: Used | Said) -> Echo:
    return echo_of(part, found) if isinstance(found, Used) else nowhere(part, found)


def in_turn(uses: Sequence[tuple[Part, Used]]) -> list[tuple[Part, Used]]:
    """The uses on a page: the first of every passage, then the second of every passage, and so on."""
    times: Counter[tuple[str, str]] = Counter()
    turns = []
    for _, used in uses:
        passage = (used.owner.release.name, used.owner.id)
        turns.append(times[passage])
        times[passage] += 1
    return [use for _, use in sorted(zip(turns, uses, strict=True), key=lambda each: each[0])]


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _skipped(raw: Raw, why: Unreadable) -> Skipped:
    """What is noted of a record that cannot be read."""
    return Skipped(
        stream=raw.stream,
        path=raw.path,
        at=raw.at,
        next=raw.next,
        id=raw.id,
        address=raw.address,
        reason=why.reason,
        detail=why.detail,
    )


def _too_early(raw: Raw, moment: datetime) -> Skipped:
    detail = f"expected a date from {EARLIEST.date()} on, found {moment.date()}; the record was read without it"
    return _skipped(raw, Unreadable("broken", detail))


def _too_many(document: Document, found: int) -> Skipped:
    """What is noted of a page with more uses than are judged."""
    return Skipped(
        stream=document.stream,
        path=document.path,
        at=document.at,
        next=document.at,
        address=document.address,
        reason="too-large",
        detail=f"expected at most {MOST_USES} uses of our words on a page, found {found}; the others were not judged",
    )


def _newest(moment: datetime | None, scanned: Scanned, now: datetime) -> None:
    """Note a record's date if it is the latest, and not in the future."""
    if moment is None:
        return
    moment = _aware(moment)
    if EARLIEST <= moment <= now and (scanned.newest is None or moment > scanned.newest):
        scanned.newest = moment
