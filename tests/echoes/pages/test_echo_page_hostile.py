import io
import time
import zipfile
from datetime import UTC, datetime

import msgspec
import pytest

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.articles import article
from answerable.echoes.pages.charsets import as_utf8
from answerable.echoes.pages.plain import plain
from answerable.echoes.streams.documents import Document, Raw

NOW = datetime(2026, 1, 1, tzinfo=UTC)
FIRST = (
    "The mission said “it’s not enough” on Friday, after a visit that lasted three weeks and was hindered by nobody."
)
SECOND = (
    "Officials answered that clinics would be built before the winter, and that money had been found for all of them."
)
THIRD = "“We waited for a doctor for two years,” a woman of one of the villages told the visitors at her kitchen table."
S = "".join(f"<p>{text}</p>\n" for text in (FIRST, SECOND, THIRD))


def read(content: str) -> Document:
    record = Raw(stream="s", path="p", at=0, next=1, content=content.encode(), media="text/html")
    return article(record, now=NOW)[0]


@pytest.mark.parametrize(
    "content",
    [
        "<b>" * 100_000 + S,
        "<ul><li>" * 50_000 + S,
        f"<p title='{'x' * 10_000_000}'>{S}",
        f"<p>one\0two</p>{S}\0",
        f"<p>words</p><plaintext>{S}",
        '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;&b;&b;">]>' + S + "&d;",
        "<script type='application/ld+json'>" + "[" * 200_000 + "</script>" + S,
        '<script type=\'application/ld+json\'>{"@type": "Article", "headline": [1], "author": 7}</script>' + S,
        "<meta property='article:published_time' content='9999-99-99'><link rel=canonical href='http://[x'>" + S,
        "<time class=date>2 May 2024</time>" * 5_000 + S,
        "<table><tr><td>" * 3_000 + S,
        "&" * 300_000 + S,
        "<frameset><frame>" + S,
    ],
)
def test_hostile_pages_are_read(content):
    assert SECOND in read(f"<html><body>{content}").body


def test_many_short_lists_take_no_time():
    read(S)  # what is loaded once
    begun = time.monotonic()
    assert SECOND in read(f"<html><body>{S}" + "<ul><li>a</li></ul>" * 20_000).body
    assert time.monotonic() - begun < 8


def test_one_long_stretch_beside_a_letter_in_no_encoding_takes_no_time():
    begun = time.monotonic()
    assert as_utf8(b"\x81\xff\xfe\x8d<" + b"a" * 100_000).endswith(b"aaa")
    assert time.monotonic() - begun < 3


def test_halves_of_characters_in_what_a_page_says_of_itself_can_be_written_down():
    said = r'{"@type": "NewsArticle", "headline": "A\ud800", "publisher": {"name": "The \udfff"}, "author": "\ud800"}'
    document = read(f"<html><script type='application/ld+json'>{said}</script><body>{S}")
    assert (document.title, document.outlet) == ("A?", "The ?")
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document


def test_a_date_before_all_years_is_not_believed():
    said = '{"@type": "NewsArticle", "datePublished": "0001-01-01T00:00:00+14:00"}'
    assert read(f"<html><script type='application/ld+json'>{said}</script><body>{S}").published is None


def test_a_word_file_of_countless_empty_paragraphs_is_too_large():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "<w:document><w:body>" + "<w:p/>" * 2_000_000 + "</w:body></w:document>")
    media = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    raw = Raw(stream="s", path="p", at=0, next=1, content=packed.getvalue(), media=media)
    with pytest.raises(Unreadable, match="too-large"):
        plain(raw)
