"""The archive of a page, before any browser: a WARC and a WACZ that others' tools read."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator

from answerable.evidence.capturing.packaging import Page, package
from answerable.evidence.capturing.recording import Recorder, key_of
from answerable.fetching import where
from answerable.fetching.exchanging import Exchange

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def exchange(**changed):
    said = {
        "method": "GET",
        "target": where.target("https://news.example/quay?b=2&a=1"),
        "sent": (("Host", "news.example"), ("User-Agent", "Chromium")),
        "body": b"",
        "status": 200,
        "phrase": "OK",
        "fields": (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Set-Cookie", "a=1"),
            ("Set-Cookie", "b=2"),
            ("Content-Encoding", "gzip"),
            ("Transfer-Encoding", "chunked"),
        ),
        "content": gzip.compress("<p>Причал</p>".encode()),
        "peer": "203.0.113.5",
        "certificate": b"",
    }
    return Exchange(**said | changed)


def recorded(*exchanges: Exchange) -> tuple[bytes, bytes]:
    file = io.BytesIO()
    recorder = Recorder(file)
    recorder.begin({"software": "a tool", "operator": "amal"}, now=AT)
    for each in exchanges:
        recorder.exchanged(each, now=AT)
    recorder.made("urn:text:https://news.example/quay", b"words", "text/plain", now=AT)
    return file.getvalue(), recorder.index


def records(warc: bytes) -> list[tuple[str, dict[str, str], bytes]]:
    read = ArchiveIterator(io.BytesIO(warc), check_digests="raise")
    return [(each.rec_type, dict(each.rec_headers.headers), each.content_stream().read()) for each in read]


def test_another_reader_finds_each_record_and_its_digests_hold():
    warc, _ = recorded(exchange())
    kinds = [kind for kind, _, _ in records(warc)]
    assert kinds == ["warcinfo", "response", "request", "resource"]
    _, head, body = records(warc)[1]
    assert body.decode() == "<p>Причал</p>"
    assert (head["WARC-Target-URI"], head["WARC-IP-Address"]) == ("https://news.example/quay?b=2&a=1", "203.0.113.5")


def test_fields_that_come_twice_stay_and_those_of_the_transfer_are_renamed():
    warc, _ = recorded(exchange())
    (answer,) = [each for each in ArchiveIterator(io.BytesIO(warc)) if each.rec_type == "response"]
    fields = answer.http_headers.headers
    assert [value for name, value in fields if name == "Set-Cookie"] == ["a=1", "b=2"]
    assert ("X-Archive-Orig-Transfer-Encoding", "chunked") in fields


def test_a_field_cannot_add_lines_to_the_archive():
    warc, _ = recorded(exchange(fields=(("X-Odd", "a\r\nWARC-Type: response\r\n\r\nb"),), phrase="OK\r\nSet-Cookie: x"))
    assert len(records(warc)) == 4


def test_the_index_leads_to_each_record():
    warc, index = recorded(exchange(), exchange(target=where.target("https://news.example/a")))
    for line in index.decode().splitlines():
        said = json.loads(line.split(" ", 2)[2])
        part = warc[int(said["offset"]) : int(said["offset"]) + int(said["length"])]
        (record,) = list(ArchiveIterator(io.BytesIO(part)))
        assert record.rec_headers.get_header("WARC-Target-URI") == said["url"]
    assert index.splitlines() == sorted(index.splitlines())


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.News.example/Quay?b=2&a=1", "example,news)/quay?a=1&b=2"),
        ("http://127.0.0.1:8000/", "127.0.0.1:8000)/"),
        ("https://news.example", "example,news)/"),
        ("urn:fullPage:https://news.example/", "urn:fullpage:https://news.example/"),
    ],
)
def test_an_address_has_the_key_that_other_archives_give_it(address, key):
    assert key_of(address) == key


def test_a_package_names_every_file_with_its_digest(tmp_path):
    from answerable.evidence.importing.reading import read_archive

    warc, index = recorded(exchange())
    (tmp_path / "data").write_bytes(warc)
    page = Page(address="https://news.example/quay", title="The quay", text="words", at=AT)
    package(
        tmp_path / "a.wacz", tmp_path / "data", index=index, page=page, software="a tool", more={"operator": "amal"}
    )
    with read_archive(tmp_path / "a.wacz") as found:
        (offer,) = found.offers
    assert (offer.title, offer.claims.operator, offer.claims.at) == ("The quay", "amal", AT)
    with zipfile.ZipFile(tmp_path / "a.wacz") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert archive.read("archive/data.warc.gz") == warc
