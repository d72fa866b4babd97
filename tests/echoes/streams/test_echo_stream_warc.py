import gc
import gzip
import io
import itertools
import tracemalloc
import zlib
from datetime import UTC, datetime

import fsspec
import pytest
from fastwarc.stream_io import BrotliWriter, GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import given, strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from answerable.echoes.streams import records
from answerable.echoes.streams.documents import Raw, Skipped
from answerable.echoes.streams.responses import Source
from answerable.echoes.streams.warc import Warc, read_archive
from tests.echoes.streams.archives import PAGE, answer, numbers, packed, pages, read, reasons, record, whole

GOOD = [answer(1), record(2, b"GET / HTTP/1.1\r\n\r\n", kind="request"), answer(3), record(4, PAGE), answer(5)]


def by_warcio(count, *, gzipped):
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=gzipped)
    writer.write_record(writer.create_warcinfo_record("a.warc.gz", {"software": "test"}))
    for number in range(count):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
        address = f"https://news.example/{number}"
        payload = io.BytesIO(PAGE * (number * 17 % 90))
        writer.write_record(writer.create_warc_record(address, "response", payload=payload, http_headers=headers))
        writer.write_record(writer.create_warc_record(address, "metadata", payload=io.BytesIO(b"a: b")))
    gc.collect()  # so that what warcio leaves open is told here
    return file.getvalue()


def by_fastwarc(count, *, gzipped):
    file = io.BytesIO()
    writer = GzipWriter(file) if gzipped else file
    for number in range(count):
        made = WarcRecord()
        made.init_headers(WarcRecordType.response)
        made.headers["WARC-Target-URI"] = f"https://news.example/{number}"
        made.is_http = True
        made.set_bytes_content(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE * (number * 17 % 90))
        made.write(writer)
    if gzipped:
        writer.finish()
    return file.getvalue()


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning")  # warcio's own
@pytest.mark.parametrize("made", [by_warcio, by_fastwarc])
@pytest.mark.parametrize("gzipped", [True, False])
def test_it_reads_what_an_independent_reader_reads(made, gzipped):
    content = made(60, gzipped=gzipped)
    # warcio reads no gzip of several records in one member, as FastWARC writes it.
    plain = gzip.decompress(content) if made is by_fastwarc and gzipped else content
    theirs = [
        (
            each.rec_headers["WARC-Record-ID"].strip("<>"),
            each.rec_headers["WARC-Target-URI"],
            each.content_stream().read(),
        )
        for each in ArchiveIterator(io.BytesIO(plain))
        if each.rec_type == "response"
    ]
    ours = read(content)
    assert [(raw.id, raw.address, raw.content) for raw in pages(ours)] == theirs
    assert len(ours) == 60


def test_a_page_comes_with_its_bytes_its_media_and_its_time():
    [raw] = read(answer(7))
    assert raw == Raw(
        stream="s", path="p", at=0, next=len(answer(7)), id="urn:uuid:" + "7".rjust(32, "0"),
        address="https://news.example/7", content=PAGE, media="text/html; charset=utf-8",
        fetched=datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    )  # fmt: skip


def test_each_record_begins_where_the_one_before_says_that_reading_goes_on():
    for content in (b"".join(GOOD), packed(GOOD), gzip.compress(b"".join(GOOD))):
        items = read(content)
        assert numbers(items) == [1, 3, 4, 5]
        assert items[-1].next == len(content)
        assert all(one.at < one.next <= two.at for one, two in itertools.pairwise(items))


def test_places_in_gzip_are_those_of_its_members():
    content = packed(GOOD)
    for item in read(content):
        assert zlib.decompressobj(31).decompress(content[item.at :]).startswith(b"WARC/1.1")


@given(st.data())
def test_two_halves_give_what_one_reading_gives(data):
    made = [answer(data.draw(st.integers(1, 4)), PAGE * data.draw(st.integers(0, 30))) for _ in range(6)]
    form = data.draw(st.sampled_from(["plain", "members", "one member", "some members"]))
    content = {
        "plain": b"".join(made),
        "members": packed(made),
        "one member": gzip.compress(b"".join(made)),
        "some members": packed([made[0], made[1] + made[2] + made[3], made[4] + made[5]]),
    }[form]
    if data.draw(st.booleans()):
        content = bytearray(content)
        content[data.draw(st.integers(4, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    items = read(bytes(content))
    for number, item in enumerate(items):
        assert read(bytes(content), start=item.next) == items[number + 1 :]


@given(st.integers(0, len(packed(GOOD)) - 1), st.integers(1, 255))
def test_one_broken_byte_loses_one_record_of_a_packed_archive_and_that_is_told(place, change):
    content = bytearray(packed(GOOD))
    full = read(bytes(content))
    content[place] ^= change
    items = read(bytes(content))
    untouched = [item for item in pages(full) if not item.at <= place < item.next]
    assert [item.content for item in pages(items) if item.at in {each.at for each in untouched}] == [PAGE] * len(
        untouched
    )
    assert len(pages(items)) + len(reasons(items)) >= len(full)


@given(st.integers(0, len(b"".join(GOOD)) - 1), st.integers(1, 255))
def test_one_broken_byte_loses_at_most_two_records_of_a_plain_archive(place, change):
    content = bytearray(b"".join(GOOD))
    full = read(bytes(content))
    content[place] ^= change
    items = read(bytes(content))
    # A length that grew may reach into the next record, which then is no longer seen.
    assert len({item.at for item in pages(full)} - {item.at for item in pages(items)}) <= 2


@given(st.integers(1, len(packed(GOOD)) - 1), st.booleans())
def test_wherever_it_ends_the_records_before_are_read_and_the_cut_is_told(cut, gzipped):
    content = packed(GOOD) if gzipped else b"".join(GOOD)
    full = read(content)
    items = read(content[:cut])
    kept = [item for item in full if item.next <= cut]
    assert items[: len(kept)] == kept
    assert all(
        item.reason == "truncated" and item.next == cut for item in items[len(kept) :] if isinstance(item, Skipped)
    )
    within = [item for item in full if item.at < cut < item.next]
    if within and gzipped:
        assert len(items) > len(kept)


def test_broken_gzip_in_the_middle_loses_one_record_and_says_so():
    made = packed(GOOD[:1]), bytearray(packed(GOOD[2:3])), packed(GOOD[3:])
    made[1][40:60] = b"\xaa" * 20
    items = read(b"".join(made))
    assert numbers(items) == [1, 4, 5]
    begins = len(made[0])
    assert reasons(items) == [("broken", begins, begins + len(made[1]))]


def test_a_wrong_checksum_is_broken():
    made = bytearray(packed([answer(1)]))
    made[-6] ^= 1
    items = read(bytes(made) + packed([answer(2)]))
    assert (numbers(items), reasons(items)) == ([2], [("broken", 0, len(made))])


@pytest.mark.parametrize("said", [20, 400, -5, "many", "", 10**30])
@pytest.mark.parametrize("gzipped", [True, False])
def test_a_record_whose_length_is_not_what_it_says_is_broken_and_the_next_is_read(said, gzipped):
    made = [answer(1), record(2, PAGE, length=said), answer(3)]
    content = packed(made) if gzipped else b"".join(made)
    items = read(content)
    begins = len(packed(made[:1])) if gzipped else len(made[0])
    ends = len(packed(made[:2])) if gzipped else len(made[0] + made[1])
    assert (numbers(items), reasons(items)) == ([1, 3], [("broken", begins, ends)])


@pytest.mark.parametrize("junk", [b"what is this?\r\n", bytes(range(256)) * 9, b"\0" * 512])
@pytest.mark.parametrize("gzipped", [True, False])
def test_what_stands_between_records_is_told(junk, gzipped):
    first = packed([answer(1)]) if gzipped else answer(1)
    second = packed([answer(2)]) if gzipped else answer(2)
    items = read(first + junk + second)
    assert (numbers(items), reasons(items)) == ([1, 2], [("broken", len(first), len(first) + len(junk))])


def test_more_records_than_bytes_have_a_place_each():
    tiny = record(0, b"", kind="conversion", media="text/plain").replace(
        b"WARC-Record-ID: <urn:uuid:" + b"0" * 32, b"X: <"
    )
    content = gzip.compress(tiny * 3000, mtime=0) + packed([answer(1)])
    items = read(content)
    assert len(pages(items)) == 3001
    assert all(one.at < one.next <= two.at for one, two in itertools.pairwise(items))
    assert read(content, start=items[2000].next) == items[2001:]


def test_an_empty_gzip_member_does_not_end_the_archive():
    items = read(packed([answer(1), b"", answer(2)]))
    assert numbers(items) == [1, 2]
    assert [reason for reason, _, _ in reasons(items)] == ["broken"]


def test_what_is_no_archive_is_broken_and_an_empty_file_is_told():
    assert reasons(read(b"hello world\n" * 9)) == [("broken", 0, 108)]
    assert reasons(read(b"")) == [("empty", 0, 0)]
    assert reasons(read(gzip.compress(b"hello"))) == [("broken", 0, len(gzip.compress(b"hello")))]


def test_what_is_no_page_is_skipped_with_its_reason():
    made = [
        answer(1, status="404 Not Found"), answer(2, media="image/png"), answer(3, media="text/css"),
        answer(4, media="application/octet-stream"), answer(5, status="301 Moved"), answer(6, media="video/mp4"),
        record(7, b"no http at all", kind="response", media="application/http; msgtype=response"),
        record(8, b"", kind="revisit"), record(9, b"part", kind="continuation"), record(10, b"?", kind="sound"),
        record(11, b"1.2.3.4", kind="response", media="text/dns"),
    ]  # fmt: skip
    items = read(packed(made))
    assert pages(items) == []
    assert [reason for reason, _, _ in reasons(items)] == [
        "status", "not-text", "not-text", "not-text", "status", "not-text", "broken", "duplicate", "truncated",
        "broken", "not-text",
    ]  # fmt: skip


def test_pdf_and_plain_text_are_given_with_their_media():
    items = read(
        answer(1, b"%PDF-1.7", media="application/pdf") + record(2, b"words", kind="conversion", media="text/plain")
    )
    assert [(raw.content, raw.media) for raw in pages(items)] == [
        (b"%PDF-1.7", "application/pdf"),
        (b"words", "text/plain"),
    ]


def test_a_second_record_of_the_same_identifier_is_a_duplicate_also_where_reading_goes_on():
    content = packed([answer(1), answer(2), answer(1), answer(3)])
    items = read(content)
    assert numbers(items) == [1, 2, 3]
    assert [reason for reason, _, _ in reasons(items)] == ["duplicate"]
    assert read(content, start=items[1].next) == items[2:]


def test_identifiers_are_remembered_up_to_a_bound():
    seen = records.Seen(remembered=2)
    assert [seen.again(each) for each in "abcabc"] == [False, False, False, True, True, False]


def brotli(content):
    file = io.BytesIO()
    writer = BrotliWriter(file)
    writer.write(content)
    writer.close()
    return file.getvalue()


def deflate_bare(content):
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(content) + packing.flush()


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ("Content-Encoding: gzip\r\n", gzip.compress(PAGE, mtime=0)),
        ("Content-Encoding: deflate\r\n", zlib.compress(PAGE)),
        ("Content-Encoding: deflate\r\n", deflate_bare(PAGE)),
        ("Content-Encoding: br\r\n", brotli(PAGE)),
        ("Content-Encoding: identity\r\n", PAGE),
        ("Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (
            "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(gzip.compress(PAGE, mtime=0)), gzip.compress(PAGE, mtime=0)),
        ),
        ("Content-Encoding: gzip\r\n", PAGE),
        ("Content-Encoding: br\r\n", PAGE),
        ("Transfer-Encoding: chunked\r\n", PAGE),
    ],
)
def test_encodings_are_taken_off_and_those_that_were_taken_off_before_are_no_fault(headers, content):
    assert [raw.content for raw in read(answer(1, content, headers=headers))] == [PAGE]


def test_a_page_that_cannot_be_decoded_is_broken_and_the_next_is_read():
    garbage = b"\x1f\x8b\x08\x00" + bytes(range(200, 256)) * 9
    items = read(answer(1, garbage, headers="Content-Encoding: gzip\r\n") + answer(2))
    assert (numbers(items), [reason for reason, _, _ in reasons(items)]) == ([2], ["broken"])


def test_a_bomb_is_too_large_and_never_in_memory(monkeypatch):
    bomb = gzip.compress(b"\0" * 60_000_000)
    content = packed([answer(1, bomb, headers="Content-Encoding: gzip\r\n"), answer(2)])
    tracemalloc.start()
    items = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (numbers(items), [reason for reason, _, _ in reasons(items)]) == ([2], ["too-large"])
    assert peak < 3 * records.LIMIT


def test_a_record_over_the_limit_is_passed_without_being_held():
    content = packed([answer(1), record(2, b"\0" * 40_000_000), answer(3)])
    tracemalloc.start()
    items = read(content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (numbers(items), [reason for reason, _, _ in reasons(items)]) == ([1, 3], ["too-large"])
    assert peak < 4_000_000


def test_one_record_is_held_at_a_time():
    class Counting(io.BytesIO):
        furthest = 0

        def read(self, size=-1, /):
            content = super().read(size)
            self.furthest = max(self.furthest, self.tell())
            return content

    file = Counting(b"".join(answer(number, PAGE * 2000) for number in range(40)))
    size = len(answer(0, PAGE * 2000))
    for item in read_archive(file, Source(stream="s", path="p")):
        assert file.furthest <= item.next + size + 1_000_000
        file.furthest = 0


def test_a_page_that_was_cut_by_whoever_archived_it_is_read_and_that_is_told():
    items = read(answer(1, more="WARC-Truncated: length\r\n") + answer(2))
    assert numbers(items) == [1, 2]
    assert reasons(items) == [("truncated", 0, 0)]
    assert read(answer(1, more="WARC-Truncated: length\r\n"), start=0)[1].next > 0


def test_a_stream_has_one_part_a_file_in_order():
    memory = fsspec.filesystem("memory")
    memory.pipe({"/warcs/b.warc.gz": packed([answer(2)]), "/warcs/a.warc": answer(1), "/warcs/c.txt": b""})
    stream = Warc("memory://warcs/*.warc*", "memory://warcs/*.warc*")
    parts = stream.parts()
    assert [part.path for part in parts] == ["memory:///warcs/a.warc", "memory:///warcs/b.warc.gz"]
    assert [numbers(stream.read(part)) for part in parts] == [[1], [2]]


def test_a_file_that_went_away_is_told_and_does_not_end_the_run(tmp_path):
    stream = Warc("s", str(tmp_path / "gone.warc"))
    assert [reason for reason, _, _ in reasons(stream.read(whole(str(tmp_path / "gone.warc"))))] == ["broken"]
