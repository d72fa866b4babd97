"""Rows, records and files that mean harm, or that nobody thought of: told, and nothing else is lost."""

from __future__ import annotations

import io
import os
import threading
import time
import zipfile
from datetime import UTC, datetime

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from answerable.echoes.fetching import Fetched
from answerable.echoes.streams import addresses, feeds
from answerable.echoes.streams.feeds import listed
from answerable.echoes.streams.folder import Folder
from answerable.echoes.streams.lines import Lines
from answerable.echoes.streams.moments import moment
from answerable.echoes.streams.parquet import Parquet
from answerable.echoes.streams.sitemaps import LONGEST, opened
from answerable.echoes.streams.standard import KEPT, read_standard
from answerable.echoes.streams.wacz import Wacz
from answerable.fetching import limits
from tests.echoes.streams.archives import answer, numbers, pages, read, reasons, record, whole


def items_of(stream, *, start=None):
    return [item for part in stream.parts() for item in stream.read(part, start=start)]


def fetched(content: bytes) -> Fetched:
    return Fetched(
        address="http://paper.example/feed.xml", status=200, headers={}, media="application/xml", content=content,
        moved=(), fetched=datetime(2026, 3, 1, tzinfo=UTC),
    )  # fmt: skip


def test_one_broken_record_of_a_long_standard_input_costs_no_other():
    page = b"<p>" + b"x" * 1_000_000
    made = [answer(number, page) for number in range(KEPT // len(page) + 20)]
    content = made[0] + b"junk\r\n" + b"".join(made[1:])
    assert numbers(read_standard(io.BytesIO(content), whole("-"))) == list(range(len(made)))


def test_a_record_with_a_time_zone_beyond_a_day_is_read():
    page = record(1, b"<p>words</p>").replace(b"07:08:09Z", b"07:08:09+25:00")
    assert [raw.fetched for raw in pages(read(page + record(2, b"<p>words</p>")))] == [
        None,
        datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    ]


def test_lists_within_lists_are_a_broken_row(tmp_path):
    deep = b"[" * 900 + b'"x"' + b"]" * 900
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": %b}\n{"title": "a", "date": %b, "id": %b}\n{"text": "b"}\n' % (deep, deep, deep))
    items = items_of(Lines("s", str(path)))
    assert [reason for reason, *_ in reasons(items)] == ["broken", "broken"]
    assert [raw.given.title or raw.given.text for raw in pages(items)] == ["a", "b"]


def test_a_broken_row_is_remembered_whether_one_reads_it_or_walks_past_it(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": 1, "url": 5, "text": "a"}\n{"id": 1, "text": "b"}\n')
    first, second = items_of(Lines("s", str(path)))
    assert (first.reason, second.reason) == ("broken", "duplicate")
    assert items_of(Lines("s", str(path)), start=first.next) == [second]


def test_a_pipe_in_a_folder_is_no_text(tmp_path):
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_bytes(b"words")
    holder = os.open(tmp_path / "a.txt", os.O_RDWR | os.O_NONBLOCK)
    timer = threading.Timer(1, os.close, [holder])  # one who opens the pipe all the same waits no longer
    timer.start()
    items = items_of(Folder("s", str(tmp_path)))
    timer.join()
    assert [item.reason for item in items[:1]] == ["not-text"]
    assert [raw.content for raw in pages(items)] == [b"words"]


def test_a_name_that_is_no_text_can_be_written_down(tmp_path):
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123  # the name is bytes
        file.write(b"words")
    (raw,) = pages(items_of(Folder("s", str(tmp_path))))
    assert (raw.content, raw.id) == (b"words", "caf\ufffd.txt")
    assert msgspec.json.decode(msgspec.json.encode(raw), type=type(raw)) == raw


def test_a_value_that_is_none_costs_its_row_or_its_date_and_no_more(tmp_path):
    words = pa.Array.from_buffers(
        pa.string(), 3, [None, pa.array([0, 1, 2, 3], pa.int32()).buffers()[1], pa.py_buffer(b"a\xffc")]
    )
    dates = pa.array([0, 0, 2**62], pa.timestamp("us"))
    pq.write_table(pa.table({"text": words, "date": dates}), tmp_path / "a.parquet")
    items = items_of(Parquet("s", str(tmp_path / "a.parquet")))
    assert reasons(items) == [("broken", 1, 2), ("broken", 2, 2)]
    assert [(raw.at, raw.given.text) for raw in pages(items)] == [(0, "a"), (2, "c")]
    (start,) = [raw for raw in pages(items) if raw.at == 2]
    assert items_of(Parquet("s", str(tmp_path / "a.parquet")), start=2) == [items[-2], start]


def test_times_in_nanoseconds_are_believed(tmp_path):
    table = pa.table({"text": ["a"], "date": pa.array([1_700_000_000_123_456_789], pa.timestamp("ns"))})
    pq.write_table(table, tmp_path / "a.parquet")
    (raw,) = items_of(Parquet("s", str(tmp_path / "a.parquet")))
    assert raw.given.published == datetime(2023, 11, 14, 22, 13, 20, 123456, tzinfo=UTC)


def test_a_table_with_a_broken_description_costs_no_other(tmp_path):
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "b.parquet")
    good = (tmp_path / "b.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(good[:-8] + (50).to_bytes(4, "little") + b"PAR1")
    items = items_of(Parquet("s", str(tmp_path / "*.parquet")))
    assert [reason for reason, *_ in reasons(items)] == ["broken"]
    assert [raw.given.text for raw in pages(items)] == ["a"]


def test_of_two_files_of_one_name_in_a_package_one_is_read_once_and_the_other_is_told(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.wacz", "w") as package:
        package.writestr("archive/a.warc", answer(1))
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("archive/a.warc", answer(2))
    items = items_of(Wacz("s", str(tmp_path / "a.wacz")))
    assert numbers(items) == [2]
    assert any("expected one file of this name, found 2" in item.detail for item in items[:-1])


def test_a_packed_file_with_many_breaks_is_unpacked_once(tmp_path):
    broken = [record(number, os.urandom(3000), length=90_000) for number in range(1000)]
    with zipfile.ZipFile(tmp_path / "a.wacz", "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("archive/a.warc", b"".join([*broken, answer(5000)]))
    begun = time.monotonic()
    assert numbers(items_of(Wacz("s", str(tmp_path / "a.wacz"))))[-1] == 5000
    assert time.monotonic() - begun < 3


@pytest.mark.parametrize(
    "inner",
    [
        b"<item><title>t</title><author>" + b"a" * 100_000 + b"</author></item>",
        b"<item><title>t</title>" + b"".join(b"<category>%d</category>" % n for n in range(20_000)) + b"</item>",
    ],
)
def test_authors_and_categories_of_a_feed_take_no_time(inner):
    begun = time.monotonic()
    (entry,) = listed(fetched(b"<rss version='2.0'><channel>" + inner + b"</channel></rss>"))
    assert entry.given.title == "t"
    assert time.monotonic() - begun < 3


def test_a_feed_of_countless_entries_is_not_parsed(monkeypatch):
    monkeypatch.setattr(feeds, "_parsed", None)
    (entry,) = listed(fetched(b"<rss version='2.0'><channel>" + b"<item/>" * 60_000 + b"</channel></rss>"))
    assert (entry.reason, "found 60000" in entry.detail) == ("too-large", True)


def test_what_a_sitemap_says_of_a_page_is_cut():
    news = b'<url xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><loc>http://a.example/</loc><n:title>'
    found = opened(fetched(b"<urlset>" + news + b"x" * 1_000_000 + b"</n:title></url></urlset>"))
    assert [len(page.given.title) for page in found.pages] == [LONGEST]


def test_the_end_of_a_list_that_is_too_long_is_told(monkeypatch):
    monkeypatch.setattr(addresses, "TEXT", msgspec.structs.replace(limits.TEXT, most=40))
    entries = list(addresses.listed(b"http://a.example/1\nhttp://a.example/2\nhttp://a.example/3\n"))
    assert [(entry.address, entry.reason) for entry in entries] == [
        ("http://a.example/1", None),
        ("http://a.example/2", None),
        ("", "too-large"),
    ]


@pytest.mark.parametrize("written", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", "1,", "9" * 15])
def test_a_time_before_or_after_all_years_is_none(written):
    assert moment(written) is None


def test_a_time_is_given_in_utc():
    told = moment("2024-01-01T00:00:00+02:00:30")
    assert told is not None
    assert told.isoformat() == "2023-12-31T21:59:30+00:00"
