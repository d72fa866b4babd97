from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, strategies as st

from answerable.echoes.errors import BrokenStream
from answerable.echoes.streams.parquet import Parquet
from tests.echoes.streams.archives import pages, reasons, whole


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "a.parquet"
    columns = {
        "id": [f"n{number % 90}" for number in range(100)],
        "title": [f"عنوان {number}" for number in range(100)],
        "text": [f"该组织记录了{number}起事件。" for number in range(100)],
        "published": [datetime(2024, 1, 1, 12) for _ in range(100)],  # noqa: DTZ001  # a table may hold no zone
        "views": list(range(100)),
    }
    pq.write_table(pa.table(columns), path, row_group_size=30)
    return path


def read(path, *, start=None, part_size=64_000_000):
    stream = Parquet("s", str(path), part_size=part_size)
    return [item for part in stream.parts() for item in stream.read(part, start=start)]


def test_a_row_is_a_record(table):
    first = read(table)[0]
    assert (first.at, first.next, first.id, first.given.title) == (0, 1, "n0", "عنوان 0")
    assert (first.given.text, first.given.published) == ("该组织记录了0起事件。", datetime(2024, 1, 1, 12, tzinfo=UTC))


def test_parts_are_row_groups_and_every_row_belongs_to_one(table):
    stream = Parquet("s", str(table), part_size=1)
    parts = stream.parts()
    assert [(part.begin, part.end) for part in parts] == [(0, 30), (30, 60), (60, 90), (90, 100)]
    assert [item.at for part in parts for item in stream.read(part)] == list(range(100))
    assert [(part.begin, part.end) for part in Parquet("s", str(table)).parts()] == [(0, 100)]


def test_identifiers_that_came_before_are_duplicates(table):
    assert [(reason, at) for reason, at, _ in reasons(read(table))] == [("duplicate", at) for at in range(90, 100)]


@given(place=st.integers(0, 99))
def test_two_halves_give_what_one_reading_gives(tmp_path_factory, place):
    path = tmp_path_factory.getbasetemp() / "halves.parquet"
    if not path.exists():
        ids = [f"n{number % 40}" for number in range(100)]
        pq.write_table(pa.table({"id": ids, "text": ids}), path, row_group_size=30)
    items = read(path)
    assert read(path, start=items[place].next) == items[place + 1 :]


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"words": ["a"], "number": [1]}, "words, number"),
        ({"text": [1]}, "int64"),
        ({"text": ["a"], "url": [1.5]}, "double"),
    ],
)
def test_a_table_without_words_is_no_stream_and_its_columns_are_named(tmp_path, columns, found):
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    with pytest.raises(BrokenStream, match=r"expected .* found") as raised:
        Parquet("s", str(tmp_path / "a.parquet")).parts()
    assert found in str(raised.value)


@pytest.mark.parametrize("content", [b"", b"PAR1", b"hello" * 90, b"PAR1" + b"x" * 500 + b"\xff\xff\xff\x7fPAR1"])
def test_what_is_no_table_is_told_and_among_others_passed(tmp_path, table, content):
    (tmp_path / "b.parquet").write_bytes(content)
    with pytest.raises(BrokenStream):
        Parquet("s", str(tmp_path / "b.parquet")).parts()
    items = read(tmp_path / "*.parquet")
    assert len(pages(items)) == 90
    assert [reason for reason, _, _ in reasons(items)].count("broken") == 1


def test_a_damaged_row_group_is_skipped_and_the_next_is_read(tmp_path):
    path = tmp_path / "a.parquet"
    texts = [f"{number} " * 50 for number in range(90)]
    pq.write_table(pa.table({"text": texts}), path, row_group_size=30, use_dictionary=False, write_page_checksum=True)
    content = bytearray(path.read_bytes())
    group = pq.ParquetFile(path).metadata.row_group(1).column(0)
    begin = group.data_page_offset + group.total_compressed_size - 80
    content[begin : begin + 60] = b"\xaa" * 60
    path.write_bytes(content)
    items = read(path)
    assert [item.at for item in pages(items)] == [*range(30), *range(60, 90)]
    assert reasons(items) == [("broken", 30, 60)]
    assert read(path, start=30) == items[30:]


def test_other_types_of_text_and_nothing_are_read(tmp_path):
    path = tmp_path / "a.parquet"
    kinds = {
        "text": pa.array(["a", None, ""], pa.large_string()),
        "title": pa.array(["x", "y", None]).dictionary_encode(),
        "hints": pa.array([["h"], None, []], pa.list_(pa.string())),
        "outlet": pa.array([{"name": "o"}, None, None]),
    }
    pq.write_table(pa.table(kinds), path)
    items = read(path)
    first = items[0].given
    assert (first.text, first.title, first.hints, first.outlet) == ("a", "x", ("h",), "o")
    assert [reason for reason, _, _ in reasons(items)] == ["empty"]


def test_an_empty_table_is_told(tmp_path):
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "a.parquet")
    assert reasons(read(tmp_path / "a.parquet")) == [("empty", 0, 0)]


def test_a_file_that_went_away_is_told(tmp_path):
    path = str(tmp_path / "gone.parquet")
    assert [reason for reason, _, _ in reasons(Parquet("s", path).read(whole(path)))] == ["broken"]
