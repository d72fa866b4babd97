import gzip
import io
import itertools
import json
import tracemalloc
from datetime import UTC, datetime

import msgspec
import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import given, strategies as st

from answerable.echoes.streams.documents import Given, Part, Raw
from answerable.echoes.streams.lines import Lines, ranged, read_lines
from answerable.echoes.streams.responses import Source
from tests.echoes.streams.archives import pages, reasons, whole

ROW = {
    "id": "n1",
    "url": "https://news.example/1",
    "title": "تقرير",
    "lead": "摘要",
    "text": "该组织记录了24起事件。\nوثّقت المنظمة.",
    "language": "ar",
    "published": "2024-05-06T07:08:09+02:00",
    "outlet": "Example",
    "fetched": "2024-05-07T00:00:00Z",
    "hints": ["https://agency.example/1"],
}

NOVEMBER = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def lines(*rows):
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def read(content, *, begin=0, end=-1, start=None):
    pieces = ranged(io.BytesIO(content), begin, end)
    return list(read_lines(pieces, Source(stream="s", path="p"), start=begin if start is None else start))


def test_a_record_has_what_its_fields_say():
    content = lines(ROW)
    assert read(content) == [
        Raw(
            stream="s", path="p", at=0, next=len(content), id="n1", address="https://news.example/1",
            fetched=datetime(2024, 5, 7, tzinfo=UTC),
            given=Given(
                title="تقرير", lead="摘要", text=ROW["text"], language="ar", outlet="Example",
                published=datetime(2024, 5, 6, 5, 8, 9, tzinfo=UTC), hints=("https://agency.example/1",),
            ),
        )
    ]  # fmt: skip


def test_html_is_given_as_bytes_and_text_goes_before_it():
    with_html, with_both = read(lines({"html": "<p>该"}, {"html": "<p>该", "text": "该"}))
    assert (with_html.content.decode(), with_html.media) == ("<p>该", "text/html; charset=utf-8")
    assert (with_both.content, with_both.media, with_both.given.text) == (b"", "", "该")


@pytest.mark.parametrize(
    ("row", "given"),
    [
        (  # news-please
            {"maintext": "m", "source_domain": "a.example", "date_publish": "2024-01-02 03:04:05", "description": "d"},
            Given(text="m", outlet="a.example", lead="d", published=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ),
        (  # NewsAPI
            {"source": {"id": None, "name": "A"}, "content": "c", "publishedAt": "2024-01-02T00:00:00Z"},
            Given(text="c", outlet="A", published=datetime(2024, 1, 2, tzinfo=UTC)),
        ),
        (  # a social network
            {"full_text": "t", "lang": "uk", "created_at": "Wed Oct 10 20:19:24 +0000 2018"},
            Given(text="t", language="uk", published=datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)),
        ),
        (  # a transcript with segments
            {"segments": [{"text": "one", "start": 0.0}, {"text": "two"}], "uploader": "B", "upload_date": "20240102"},
            Given(text="one\ntwo", outlet="B", published=datetime(2024, 1, 2, tzinfo=UTC)),
        ),
        (  # schema.org
            {
                "headline": "h",
                "articleBody": "b",
                "inLanguage": "fr",
                "publisher": {"@type": "Organization", "name": "C"},
            },
            Given(title="h", text="b", language="fr", outlet="C"),
        ),
        (
            {"text": "t", "published": 1700000000},
            Given(text="t", published=NOVEMBER),
        ),
        (
            {"text": "t", "published": 1700000000000},
            Given(text="t", published=NOVEMBER),
        ),
        (
            {"text": "t", "published": "1700000000"},
            Given(text="t", published=NOVEMBER),
        ),
        (
            {"text": "t", "published": "Tue, 02 Jan 2024 03:04:05 GMT"},
            Given(text="t", published=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ),
        ({"text": "t", "published": "2999-01-01"}, Given(text="t", published=datetime(2999, 1, 1, tzinfo=UTC))),
    ],
)
def test_common_exports_are_understood(row, given):
    [raw] = read(lines(row))
    assert raw.given == given


@pytest.mark.parametrize("date", ["yesterday", 10**30, True, ["2024"], "2024-13-45", 1e300, -(10**20), {"a": 1}])
def test_a_date_that_is_none_is_told_and_the_record_is_read(date):
    items = read(lines({"text": "a", "published": date}, {"text": "b"}))
    assert [raw.given.text for raw in pages(items)] == ["a", "b"]
    assert reasons(items) == [("broken", 0, 0)]
    assert items[0].detail.startswith("published: expected a date")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"{broken", "broken"), (b"[1,2]", "broken"), (b'"words"', "broken"), (b"{}", "empty"),
        (b'{"other": 1}', "empty"),
        (b'{"text": 5}', "broken"), (b'{"text": "\xff\xfe"}', "charset"), (b'{"a":' * 90_000, "broken"),
        (b'{"url": 5, "text": "t"}', "broken"), (b'{"text": {"x": 1}}', "broken"),
    ],
)  # fmt: skip
def test_a_bad_line_is_skipped_with_its_place_and_the_next_is_read(bad, reason):
    first = lines({"text": "a"})
    items = read(first + bad + b"\n" + lines({"text": "b"}))
    assert [raw.given.text for raw in pages(items)] == ["a", "b"]
    assert reasons(items) == [(reason, len(first), len(first) + len(bad) + 1)]


def test_a_line_over_the_limit_is_passed_without_being_held():
    class Long(io.BytesIO):
        """A line of 60 MB, made while it is read."""

        left = 60

        def read(self, size=-1, /):
            if self.left > 0 and size > 100:
                self.left -= 1
                return b"x" * 1_000_000
            return super().read(size)

    file = Long(b"\n" + lines({"text": "b"}))
    tracemalloc.start()
    items = list(read_lines(ranged(file, 0, -1), Source(stream="s", path="p")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [raw.given.text for raw in pages(items)] == ["b"]
    assert reasons(items) == [("too-large", 0, 60_000_001)]
    assert peak < 45_000_000


def test_a_second_record_of_the_same_identifier_is_a_duplicate():
    items = read(lines({"id": 1, "text": "a"}, {"id": 1, "text": "b"}, {"text": "c"}, {"text": "d"}))
    assert [raw.given.text for raw in pages(items)] == ["a", "c", "d"]
    assert [reason for reason, _, _ in reasons(items)] == ["duplicate"]


def test_a_byte_order_mark_and_empty_lines_are_no_faults():
    assert len(pages(read(b"\xef\xbb\xbf" + lines({"text": "a"}) + b"\r\n \n" + lines({"text": "b"})))) == 2
    assert reasons(read(b"\xef\xbb\xbf" + lines({"text": "a"}) + b"\n")) == []


def test_an_empty_file_and_a_last_line_that_breaks_off_are_told():
    assert reasons(read(b"")) == [("empty", 0, 0)]
    content = lines({"text": "a"}) + b'{"text": "b'
    assert reasons(read(content)) == [("truncated", len(lines({"text": "a"})), len(content))]
    assert len(pages(read(lines({"text": "a"}).rstrip(b"\n")))) == 1


def test_broken_compression_is_told_and_reading_goes_on_at_the_next_member():
    one, two, three = (gzip.compress(lines({"text": word * 400, "n": list(range(900))}), mtime=0) for word in "abc")
    broken = bytearray(two)
    broken[200:240] = b"\xaa" * 40
    items = read(one + bytes(broken) + three)
    assert [raw.given.text[0] for raw in pages(items)] == ["a", "c"]
    assert [reason for reason, _, _ in reasons(items)] == ["broken"]


def test_compression_that_breaks_off_is_truncated():
    made = gzip.compress(lines(*({"text": str(number)} for number in range(5000))))
    items = read(made[:-100])
    assert [raw.given.text for raw in pages(items)][:2000] == [str(number) for number in range(2000)]
    assert [reason for reason, _, _ in reasons(items)] == ["truncated"]


rows = st.one_of(
    st.builds(lambda text: lines({"text": text}), st.text(alphabet="aé该ع😀", min_size=1, max_size=40)),
    st.builds(lambda number: lines({"id": number, "text": "words"}), st.integers(0, 3)),
    st.sampled_from([b"\n", b"\r\n", b"{broken\n", b"{}\n", b'{"text": "\xff"}\n', b'{"text":"t","published":"?"}\n']),
)


@given(st.lists(rows, max_size=12), st.integers(1, 200), st.booleans())
def test_every_line_belongs_to_exactly_one_part(made, size, ends):
    content = b"".join(made)
    if not ends:
        content = content.rstrip(b"\n")
    cuts = [*range(0, len(content), size), len(content)]
    whole_lines = [(at, end, bytes(line)) for at, end, line in ranged(io.BytesIO(content)) if isinstance(line, bytes)]
    in_parts = [
        (at, end, bytes(line))
        for begin, stop in itertools.pairwise(cuts)
        for at, end, line in ranged(io.BytesIO(content), begin, stop)
        if isinstance(line, bytes)
    ]
    assert in_parts == whole_lines
    assert [at for at, _, _ in whole_lines] == [0, *(end for _, end, _ in whole_lines)][: len(whole_lines)]


@given(st.lists(rows, min_size=1, max_size=12), st.booleans())
def test_two_halves_give_what_one_reading_gives(made, packed):
    content = gzip.compress(b"".join(made)) if packed else b"".join(made)
    items = read(content)
    for number, item in enumerate(items):
        if item.next > item.at:
            assert read(content, start=item.next) == items[number + 1 :]
        else:  # a row about the record that follows is said again with it
            assert read(content, start=item.next) == items[number:]


def test_a_large_plain_file_is_several_parts_and_a_packed_one_is_one(tmp_path):
    rows_made = [{"id": number, "text": "该" * (number % 50 + 1)} for number in range(400)]
    (tmp_path / "a.jsonl").write_bytes(lines(*rows_made))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines(*rows_made)))
    stream = Lines("s", str(tmp_path / "*.jsonl*"), part_size=1000)
    parts = stream.parts()
    assert [part.path.rpartition("/")[2] for part in parts[-2:]] == ["a.jsonl", "b.jsonl.gz"]
    read_back = [raw.id for part in parts for raw in pages(stream.read(part))]
    assert read_back == [str(number) for number in range(400)] * 2


def test_zstandard_is_read(tmp_path):
    with (tmp_path / "a.jsonl.zst").open("wb") as file:
        writer = ZstdWriter(file)
        writer.write(lines(ROW))
        writer.close()
    stream = Lines("s", str(tmp_path / "a.jsonl.zst"))
    assert [raw.id for part in stream.parts() for raw in pages(stream.read(part))] == ["n1"]


def test_a_part_can_travel_as_json():
    part = Part(stream="s", path="p", begin=5, end=9)
    assert msgspec.json.decode(msgspec.json.encode(part), type=Part) == part
    assert whole("p").end == -1
