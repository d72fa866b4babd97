import re
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answerable.echoes.errors import NoSuchStream
from answerable.echoes.streams import ENDINGS, FORMS, READERS, open_stream, schema, told
from answerable.echoes.streams.folder import Folder
from answerable.echoes.streams.lines import Lines
from answerable.echoes.streams.parquet import Parquet
from answerable.echoes.streams.standard import Standard
from answerable.echoes.streams.wacz import Wacz
from answerable.echoes.streams.warc import Warc

ROOT = Path(__file__).parents[3]


def now():
    return datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "stream"),
    [
        ("a/b.warc", Warc("a/b.warc", "a/b.warc")),
        ("a/b.WARC.GZ", Warc("a/b.WARC.GZ", "a/b.WARC.GZ")),
        ("s3://bucket/*.warc.gz", Warc("s3://bucket/*.warc.gz", "s3://bucket/*.warc.gz")),
        ("x.wacz", Wacz("x.wacz", "x.wacz")),
        ("x.jsonl", Lines("x.jsonl", "x.jsonl")),
        ("x.y.ndjson.gz", Lines("x.y.ndjson.gz", "x.y.ndjson.gz")),
        ("x.jsonl.zst", Lines("x.jsonl.zst", "x.jsonl.zst")),
        ("x.parquet", Parquet("x.parquet", "x.parquet")),
        ("warc:strange name", Warc("warc:strange name", "strange name")),
        ("folder:x.parquet", Folder("folder:x.parquet", "x.parquet")),
        ("-", Standard("-")),
        ("warc:-", Standard("warc:-", "warc")),
    ],
)
def test_a_name_leads_to_the_stream_that_it_tells(name, stream):
    assert open_stream(name, now=now) == stream


def test_a_form_that_is_said_goes_before_the_ending(tmp_path):
    assert open_stream("x.warc", form="jsonl", now=now) == Lines("x.warc", "x.warc")
    assert open_stream(str(tmp_path), now=now) == Folder(str(tmp_path), str(tmp_path))
    assert open_stream("-", form="jsonl", now=now) == Standard("-", "jsonl")


@pytest.mark.parametrize(
    ("name", "form", "found"),
    [
        ("nothing.here", "", "nothing.here"),
        ("nowhere://x", "", "nowhere"),
        ("x.warc", "tape", "tape"),
        ("-", "parquet", "parquet"),
        ("https://news.example/feed", "", "fetcher"),
        ("feed:https://news.example/", "", "fetcher"),
        ("https://news.example/a.warc.gz", "", "a.warc.gz"),
    ],
)
def test_a_name_that_leads_nowhere_says_what_was_expected_and_found(name, form, found):
    with pytest.raises(NoSuchStream, match=r"expected .* found") as raised:
        open_stream(name, form=form, now=now)
    assert found in str(raised.value)


@pytest.mark.parametrize(
    "name", ["missing.warc", "missing.jsonl", "missing.parquet", "missing.wacz", "no*.warc", "folder:missing"]
)
def test_a_file_that_is_not_there_is_no_stream(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchStream, match="found none"):
        open_stream(name, now=now).parts()


@pytest.mark.parametrize("name", ["warc:https://127.0.0.1/x.warc", "jsonl:simplecache::http://127.0.0.1/x.jsonl"])
def test_no_file_is_read_over_http(name):
    with pytest.raises(NoSuchStream, match="save it first"):
        open_stream(name, now=now).parts()


def test_a_driver_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(NoSuchStream, match="driver"):
        open_stream("s3://bucket/x.warc", now=now).parts()


def test_every_form_has_a_reader_and_every_ending_a_form():
    assert set(READERS) == set(FORMS)
    assert set(ENDINGS.values()) <= set(FORMS)


def test_the_reference_names_every_form_and_every_name_of_a_field():
    page = (ROOT / "docs" / "reference" / "streams.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \|(.*)$", page, re.MULTILINE))
    assert set(rows) == set(FORMS) | set(schema.FIELDS)
    for field, names in schema.FIELDS.items():
        assert all(f"`{name}`" in rows[field] for name in names if name != field)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("https://news.example/rss", "feed"),
        ("https://news.example/sitemap_news.xml", "sitemap"),
        ("https://news.example/robots.txt", "sitemap"),
        ("https://news.example/all.txt", "list"),
    ],
)
def test_an_address_tells_what_it_leads_to(name, asked):
    assert told(name) == asked
