"""Captures of what means harm are kept and come back, and what cannot be found says so."""

from datetime import UTC, datetime

import msgspec
import pytest

from answerable.echoes.captures.finding import picture_of
from answerable.echoes.captures.writing import keep, read
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Raw

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)
PAGE = Raw(stream="s", path="p", at=0, next=1, address="https://paper.example/", content=b"words", media="text/html")


@pytest.mark.parametrize("media", ["application/http; msgtype=response", "Application/HTTP"])
def test_a_page_that_claims_to_be_an_answer_over_http_is_kept_whole(tmp_path, media):
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>words"
    page = msgspec.structs.replace(PAGE, content=content, media=media)
    assert read(tmp_path, keep(page, folder=tmp_path, now=NOW)) == page


@pytest.mark.parametrize("capture", [{"path": "a.warc.gz"}, {"address": "https://paper.example/"}])
def test_a_picture_without_a_place_is_told(tmp_path, capture):
    with pytest.raises(CaptureFailed, match="expected a WARC below its year and month"):
        picture_of(tmp_path, capture, "00" * 32)
