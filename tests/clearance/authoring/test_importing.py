"""A draft out of a file: it reads as it did, and a file that cannot be read is named."""

from __future__ import annotations

import io
import zipfile

import pytest

from answerable.clearance.authoring.importing import BadFile, read_file
from answerable.text import read_document
from answerable.text.documents import visible

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def docx(*paragraphs: tuple[str, str]) -> bytes:
    """Return a Word document of paragraphs, each with its style."""
    body = "".join(
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'
        for style, words in paragraphs
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return held.getvalue()


def shown(text: str) -> list[str]:
    return [visible(block).text for block in read_document(text, media="markdown").blocks]


def test_markdown_is_taken_as_it_is():
    assert read_file("a.md", b"# One\r\n\r\n*Two* three.\r\n") == "# One\n\n*Two* three.\n"


def test_a_word_document_keeps_headings_and_paragraphs():
    text = read_file("a.docx", docx(("Heading1", "What we found"), ("Normal", "Twelve records were kept back.")))
    assert text.startswith("# What we found\n\n")
    assert text.endswith("\n\nTwelve records were kept back.\n")


def test_html_keeps_bullets_and_quotations_and_drops_scripts():
    page = b"<html><body><h1>T</h1><p>P.</p><ul><li>a</li><li>b</li></ul><blockquote><p>Q</p></blockquote>"
    text = read_file("a.html", page + b"<script>alert(1)</script></body></html>")
    assert text == "# T\n\nP.\n\n- a\n- b\n\n> Q\n"


@pytest.mark.parametrize(
    "words",
    ["# no heading", "1. no list", "- no bullet", "a *star* and a <tag>", "***", "[no](link)", "A &amp; B", "2019"],
)
def test_signs_of_commonmark_stay_words(words):
    page = "<p>" + words.replace("&", "&amp;").replace("<", "&lt;") + "</p>"
    assert shown(read_file("a.html", page.encode())) == [words]


def test_plain_words_are_not_escaped():
    assert read_file("a.html", b"<p>Rule 3 (b), *and* section 7_1.</p>").count("\\") <= 4
    assert "\\" not in read_file("a.html", b"<p>Rule 3 (b), and section 7.</p>")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.odt", b"words"),
        ("letter", b"words"),
        ("letter.docx", b"PK\x03\x04 broken"),
        ("letter.pdf", b"%PDF-1.4 broken"),
        ("letter.txt", b"\xff\xfe\xfa"),
        ("letter.md", b"  \n"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(name, content):
    with pytest.raises(BadFile, match=f"^{name}: "):
        read_file(name, content)
