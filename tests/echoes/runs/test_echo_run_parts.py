"""One part, read by a stream and a scanner that do what they should not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import msgspec
import pytest

from answerable.echoes.captures.writing import verify
from answerable.echoes.runs import attempts, parts
from answerable.echoes.runs.chunks import begun, chain, digest_of
from answerable.echoes.runs.parts import Clocks, Limits, Work, scan_part
from answerable.echoes.runs.results import each_chunk
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.streams.documents import Given, Part, Raw, Skipped
from tests.echoes.runs.conftest import NOW, OTHER, WORDS

PART = Part(stream="made", path="made")
CLOCKS = Clocks(judged=lambda: NOW, now=lambda: datetime.now(UTC), waited=time.monotonic)


class Made:
    """A stream of pages from a list; `fails` is raised after so many."""

    name = "made"

    def __init__(self, pages, *, fails=None):
        self.pages, self.fails, self.started = pages, fails, []

    def parts(self):
        return [PART]

    def read(self, part, *, start=None):
        self.started.append(start)
        for at, text in enumerate(self.pages):
            if at >= (start or 0):
                given = Given(title=f"Page {at}", text=text)
                yield Raw(stream="made", path="made", at=at, next=at + 1, id=str(at), given=given)
        if self.fails:
            raise self.fails


class Choking:
    """A scanner that cannot take some pages."""

    def __init__(self, scanner, word, error):
        self.scanner, self.word, self.error = scanner, word, error

    def scan(self, items, *, now):
        if any(self.word in item.given.text for item in items if isinstance(item, Raw)):
            raise self.error
        return self.scanner.scan(items, now=now)


@pytest.fixture
def scanner(library):
    return Scanner(library)


def scanned(stream, scanner, out, *, session="1", records=3):
    work = Work(out=out, session=session, limits=Limits(records=records))
    told = []
    failure = scan_part(PART, stream, scanner, work, clocks=CLOCKS, tell=told.append)
    return failure, told


def found(out):
    chunks = list(each_chunk(out))
    texts = [taken.document.at for each in chunks for taken in each.documents]
    return sorted(texts), sorted((row.at, row.reason) for each in chunks for row in each.skipped)


def test_chunks_follow_each_other_and_the_last_says_so(scanner, tmp_path):
    failure, told = scanned(Made([OTHER] * 7), scanner, tmp_path)
    assert failure == ""
    assert [(each.begin, each.end, each.last) for each in told] == [(0, 3, False), (3, 6, False), (6, 7, True)]
    assert list(chain(tmp_path, PART)) == told


@pytest.mark.parametrize("pages", [0, 3, 6])
def test_a_part_that_ends_with_a_chunk_has_an_empty_last_one(scanner, tmp_path, pages):
    told = scanned(Made([OTHER] * pages), scanner, tmp_path)[1]
    assert (told[-1].begin, told[-1].end, told[-1].last, told[-1].records) == (pages, pages, True, 0)


def test_a_part_is_gone_on_with_where_its_chunks_end(scanner, tmp_path):
    scanned(Made([OTHER] * 4, fails=OSError("the line is cut")), scanner, tmp_path)
    stream = Made([OTHER] * 7)
    assert scanned(stream, scanner, tmp_path)[0] == ""
    assert stream.started == [4]


@pytest.mark.parametrize("error", [OSError("the line is cut"), ValueError("the line is cut")])
def test_a_stream_that_fails_keeps_what_it_gave_and_says_why(scanner, tmp_path, error):
    failure, told = scanned(Made([WORDS, OTHER, WORDS, OTHER], fails=error), scanner, tmp_path)
    assert "the line is cut" in failure
    assert sum(each.records for each in told) == 4
    assert not told[-1].last
    assert found(tmp_path) == ([0, 2], [])


def test_a_page_that_no_scan_can_take_is_skipped_alone_with_what_was_wrong(scanner, tmp_path):
    pages = [WORDS, f"poison {WORDS}", WORDS]
    choking = Choking(scanner, "poison", ZeroDivisionError("by nothing"))
    assert scanned(Made(pages), choking, tmp_path)[0] == ""
    assert found(tmp_path) == ([0, 2], [(1, "broken")])
    (row,) = [row for each in each_chunk(tmp_path) for row in each.skipped]
    assert row.detail == "it could not be scanned: ZeroDivisionError: by nothing"


def killed(stream, scanner, out, *, times):
    """Read a part, and begin again as often as something kills it; return how often it was killed."""
    for deaths in range(times):
        try:
            scanned(stream, scanner, out)
        except SystemExit:
            continue
        return deaths
    pytest.fail("it is killed again and again")


def test_a_record_that_kills_every_worker_is_passed_over_alone(scanner, tmp_path):
    pages = [WORDS, OTHER, f"poison {WORDS}", WORDS, WORDS]
    deadly = Choking(scanner, "poison", SystemExit())  # no Exception: nothing catches it, as nothing catches a kill
    assert killed(Made(pages), deadly, tmp_path, times=10) == 1 + parts.DEATHS
    assert found(tmp_path) == ([0, 3, 4], [(2, "broken")])
    (row,) = [row for each in each_chunk(tmp_path) for row in each.skipped]
    assert row.detail == "3 workers died while they read it"


def test_a_reader_that_dies_even_passing_a_record_fails_the_part(scanner, tmp_path):
    stream = Made([OTHER, OTHER], fails=SystemExit())
    killed(stream, scanner, tmp_path, times=10)
    failure, told = scanned(stream, scanner, tmp_path)
    assert "workers died at place 2" in failure
    assert told == []


def test_another_start_forgets_how_often_workers_died(scanner, tmp_path):
    for _ in range(parts.DEATHS + 1):
        attempts.mark(tmp_path, PART, 0, session="1")
    assert scanned(Made([OTHER]), scanner, tmp_path)[0] != ""
    assert scanned(Made([OTHER]), scanner, tmp_path, session="2")[0] == ""


def test_a_worker_that_comes_second_goes_on_where_the_first_one_is(scanner, tmp_path):
    class Slow(Choking):
        def scan(self, items, *, now):
            if not self.word:  # meanwhile, on a machine that was believed dead
                self.word = "done"
                scanned(Made([WORDS] * 5), self.scanner, tmp_path, session="other", records=2)
            return self.scanner.scan(items, now=now)

    failure, told = scanned(Made([WORDS] * 5), Slow(scanner, "", None), tmp_path)
    assert (failure, told) == ("", [])
    assert [(each.begin, each.end) for each in chain(tmp_path, PART)] == [(0, 2), (2, 4), (4, 5)]
    assert not list((tmp_path / "chunks").glob(".*"))


def test_two_workers_with_the_same_number_on_two_machines_write_into_folders_of_their_own(tmp_path):
    one, other = (begun(tmp_path, PART, 0, session="1") for _ in range(2))
    assert one != other
    assert one.is_dir()
    assert other.is_dir()


def test_long_identifiers_and_addresses_end_a_chunk_too(scanner, tmp_path):
    class Long(Made):
        def read(self, part, *, start=None):
            for raw in super().read(part, start=start):
                yield msgspec.structs.replace(raw, id="x" * 600, address=f"https://a.example/{'y' * 600}")
                yield Skipped(
                    stream="made", path="made", at=raw.at, next=raw.next, reason="duplicate", detail="", id="x" * 600
                )

    work = Work(out=tmp_path, session="1", limits=Limits(size=4_000))
    told = []
    scan_part(PART, Long(["a"] * 10), scanner, work, clocks=CLOCKS, tell=told.append)
    assert max(each.records for each in told) <= 8


def test_what_a_kill_left_behind_is_removed(scanner, tmp_path):
    leftover = tmp_path / "chunks" / f".{digest_of(PART)}-0.1.99"
    leftover.mkdir(parents=True)
    (leftover / "echoes.parquet").write_bytes(b"half")
    scanned(Made([OTHER]), scanner, tmp_path)
    assert not leftover.exists()


def test_a_chunk_never_ends_between_a_row_about_a_record_and_the_record(scanner, tmp_path):
    class Cut(Made):
        def read(self, part, *, start=None):
            for raw in super().read(part, start=start):
                yield Skipped(stream="made", path="made", at=raw.at, next=raw.at, reason="truncated", detail="cut")
                yield raw

    told = scanned(Cut([OTHER] * 4), scanner, tmp_path)[1]
    assert [(each.begin, each.end, each.records) for each in told] == [(0, 2, 4), (2, 4, 4), (4, 4, 0)]


def test_half_of_a_surrogate_pair_stops_no_table(scanner, tmp_path):
    class Odd(Made):
        def read(self, part, *, start=None):
            yield Skipped(stream="made", path="made", at=0, next=1, reason="broken", detail="\ud800", id="\udc00x")

    assert scanned(Odd([]), scanner, tmp_path)[0] == ""
    (row,) = [row for each in each_chunk(tmp_path) for row in each.skipped]
    assert (row.detail, row.id) == ("?", "?x")


def test_a_kept_page_is_whole_and_lies_where_its_row_says(scanner, tmp_path):
    scanned(Made([OTHER, WORDS]), scanner, tmp_path)
    (taken,) = [taken for each in each_chunk(tmp_path) for taken in each.documents]
    verify(tmp_path, taken.capture)
    assert taken.uncaptured == ""
