from datetime import UTC, datetime

import pytest

from answerable.echoes.pages.articles import article
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
