from __future__ import annotations

import gzip
import itertools
import json
import re
import sys
import zlib
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

from echo_archive import member
from echo_blocks import block
from echo_pages import FILES, NAME, followed, make, ours, pages, texts

SIZE = 3_000_000
RATE = 0.1


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("pages"), size=SIZE, rate=RATE)


def archives(made):
    return sorted(Path(made.warc).parent.glob(Path(made.warc).name))


def responses(made):
    for path in archives(made):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests="raise"):
                if record.rec_type == "response":
                    yield (
                        record.rec_headers.get_header("WARC-Target-URI"),
                        record.http_headers,
                        record.content_stream().read(),
                    )


def rows(made):
    return [json.loads(line) for line in Path(made.lines).read_text(encoding="utf-8").splitlines()]


def test_another_reader_reads_every_record_and_its_digest(made):
    assert [url for url, _, _ in responses(made)] == [row["url"] for row in rows(made)]


def test_a_member_made_of_ready_pieces_is_gzip():
    pieces = [block(b"some words " * 50), block(b""), block("слова".encode())]
    data, size = member(pieces)
    assert gzip.decompress(data) == b"".join(piece.raw for piece in pieces)
    assert size == sum(len(piece.raw) for piece in pieces)


def test_a_block_can_stand_after_any_other():
    two = block(b"first ").packed + block(b"second").packed
    assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(two) == b"first second"


def test_sizes_are_those_of_the_files(made):
    assert made.packed == sum(path.stat().st_size for path in archives(made))
    assert made.raw == sum(len(gzip.decompress(path.read_bytes())) for path in archives(made))
    assert SIZE <= made.raw < SIZE + 200_000
    assert len(archives(made)) == FILES


def test_pages_are_as_large_as_those_of_newspapers(made):
    sizes = [len(content) for _, _, content in responses(made)]
    assert 30_000 < sum(sizes) / len(sizes) < 80_000
    assert 1_500 < made.text / made.pages < 6_500


def test_table_and_lines_hold_the_same(made):
    table = pq.read_table(made.parquet).to_pylist()
    assert [row["text"] for row in table] == [row["text"] for row in rows(made)]
    assert len(table) == made.pages


def test_uses_are_planted_at_the_rate_that_was_asked_for(made):
    assert abs(len(made.uses) - made.pages * RATE) <= 1


def test_a_verbatim_use_stands_on_its_page(made):
    passages = {each.id: each.text for each in ours(1_000)}
    texts_of = {row["url"]: f"{row['lead']}\n{row['text']}" for row in rows(made)}
    verbatim = [use for use in made.uses if use.kind == "verbatim"]
    assert verbatim
    assert all(" ".join(passages[use.passage].split()).rstrip(" .") in texts_of[use.url] for use in verbatim)


def test_pages_say_in_their_character_set_what_the_rows_say(made):
    by_url = {row["url"]: row for row in rows(made)}
    for url, headers, content in responses(made):
        found = re.search(r"charset=\"?([\w-]+)", headers.get_header("Content-Type")) or re.search(
            r"charset=\"?([\w-]+)", content[:300].decode("ascii", "replace")
        )
        assert found
        words = by_url[url]["lead"].split()[0]
        if re.fullmatch(r"\w+", words):
            assert words in content.decode(found.group(1))


def test_the_same_arguments_give_the_same_bytes(made, tmp_path):
    again = make(tmp_path, size=SIZE, rate=RATE)
    assert [path.read_bytes() for path in archives(again)] == [path.read_bytes() for path in archives(made)]
    assert again.uses == made.uses


def test_what_was_made_before_is_not_made_again(made):
    before = [path.stat().st_mtime_ns for path in archives(made)]
    assert make(Path(made.warc).parents[1], size=SIZE, rate=RATE) == made
    assert [path.stat().st_mtime_ns for path in archives(made)] == before


def test_every_passage_is_followed_once_and_no_page_names_us(made):
    ids = [each.id for one in followed(1_500).releases for each in one.passages]
    assert sorted(ids) == sorted(f"p{number}" for number in range(1_500))
    assert not any(NAME in row["text"] for row in rows(made))


def test_pages_go_on_without_end():
    assert len(list(itertools.islice(pages(texts(1), seed=1, rate=RATE), 50))) == 50
