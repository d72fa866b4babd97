"""Documents of each kind as blocks, with every visible character traced to the original."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given, strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from answerable.text.documents import read_document, visible
from answerable.text.errors import Locked, NoText, NotText, TextError, UnknownMedia, WrongEncoding

WORDS = (
    "The unit shelled the school. Підрозділ обстріляв школу. أصابت القذائف المدرسة. 学校遭到炮击。 "
    "e\u0301te\u0301 👩\u200d👩\u200d👧"
)
MARKDOWN = """# Shells *hit* the school

The **unit** fired te**n** [shells](https://example.org/a "t"). \\* not &amp; a list
second line <b>x</b> <!-- aside --> `a  b` 2 * 3 snake_case

- one
- two

> quoted words
> go on

| a | b |
|---|---|
| x \\| y | **z** |

```
code
```

Further
-------
"""


def shown(document):
    return [(block.kind, visible(block).text) for block in document.blocks]


def check_offsets(document):
    """Where a visible character is written as itself, its span holds just it."""
    for block in document.blocks:
        view = visible(block)
        assert 0 <= block.start <= block.end <= len(document.text)
        for index, character in enumerate(view.text):
            span = view.span(index, index + 1)
            assert block.start <= span.start < span.end <= block.end
            if not character.isspace() and span.end - span.start == 1:
                assert document.text[span.start : span.end] == character


def test_markdown_shows_words_without_markup():
    assert shown(read_document(MARKDOWN, media="markdown")) == [
        ("title", "Shells hit the school"),
        ("paragraph", "The unit fired ten shells. * not & a list second line x  a  b 2 * 3 snake_case"),
        ("bullet", "one"),
        ("bullet", "two"),
        ("quote", "quoted words go on"),
        ("cell", "a"),
        ("cell", "b"),
        ("cell", "x | y"),
        ("cell", "z"),
        ("heading", "Further"),
    ]


def test_markdown_offsets_point_into_the_untouched_markdown():
    document = read_document(MARKDOWN.replace("\n", "\r\n"), media="markdown")
    assert document.text == MARKDOWN.replace("\n", "\r\n")
    check_offsets(document)


def test_a_word_with_markup_inside_maps_to_all_of_it():
    document = read_document("They fired te**n** times.", media="markdown")
    view = visible(document.blocks[0])
    span = view.span(view.text.index("ten"), view.text.index("ten") + 3)
    assert span.words(document.text) == "te**n"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("[li*n*k](b)b", "linkb"),
        ("![picture](x.png) words", " words"),
        ("[a][r] [b] [r]\n\n[r]: /x", "a [b] r"),
        ("<https://example.org>", "https://example.org"),
        ("``a`b``", "a`b"),
        ("a `b", "a `b"),
        ("**a", "**a"),
        ("a\\\nb", "a b"),
        ("***a*** b", "a b"),
        ("&lt;&#1071;&nbsp;", "<Я\xa0"),
        ("---\ntitle: x\n---\nwords", "words"),
        ("<div>in <b>HTML</b></div>", "in HTML"),
        ("> \u2028\na [b](c)", "a b"),  # the parser drops the first line
    ],
)
def test_markdown_markup_is_not_shown(source, words):
    document = read_document(source, media="markdown")
    assert [visible(block).text for block in document.blocks] == [words]
    check_offsets(document)


def test_html_shows_what_a_browser_shows():
    page = (
        "<!doctype html><html><head><title>T</title><style>p{}</style></head><body><h1>A &amp; <b>B</b></h1>"
        "<p>One\n  two <i>th</i>ree<br>four<script>'<p>'</script><!-- <p>no</p> -->"
        "<p hidden>no<p>six<div style='display: none'>no<div>no</div></div><ul><li>a<li><p>b</p></ul>"
        '<blockquote><p>q</p></blockquote><table><tr><td>c<td>d</table>3 < 4 <a href="x>y">z</a>'
        "<figure><figcaption>cap</figcaption></figure><pre>code</pre></body></html>"
    )
    document = read_document(page)
    assert shown(document) == [
        ("title", "A & B"),
        ("paragraph", "One two three four"),
        ("paragraph", "six"),
        ("bullet", "a"),
        ("bullet", "b"),
        ("quote", "q"),
        ("cell", "c"),
        ("cell", "d"),
        ("paragraph", "3 < 4 z"),
        ("caption", "cap"),
    ]
    assert document.text == page
    check_offsets(document)


def test_a_page_without_a_first_heading_has_its_title_element():
    assert shown(read_document("<html><title>T</title><p>x"))[0] == ("title", "T")


def test_plain_text_has_title_paragraphs_headings_and_bullets():
    text = "Shells hit a school\n\nThe unit fired. It\nleft.\n\nWhat we ask\n\n- open the road\n• free them\n(a) pay\n"
    document = read_document(text)
    assert shown(document) == [
        ("title", "Shells hit a school"),
        ("paragraph", "The unit fired. It left."),
        ("heading", "What we ask"),
        ("bullet", "open the road"),
        ("bullet", "free them"),
        ("bullet", "pay"),
    ]
    check_offsets(document)


@pytest.mark.parametrize("media", ["markdown", "html", "plain"])
def test_offsets_hold_in_every_script(media):
    document = read_document(WORDS, media=media)
    assert "".join(visible(block).text for block in document.blocks) == WORDS
    check_offsets(document)


@pytest.mark.parametrize("media", ["markdown", "html", "plain"])
@given(
    source=st.text(alphabet=st.sampled_from(list("aя本 \n\t*_`[]()<>&;!\\#->|~\"'«».\r\0\ud800\u0301عp/")), max_size=80)
)
def test_any_characters_give_blocks_with_true_offsets(media, source):
    document = read_document(source, media=media)
    assert document.text == source
    check_offsets(document)


@given(source=st.text(max_size=200))
def test_plain_text_shows_every_letter(source):
    seen = "".join(visible(block).text for block in read_document(source, media="plain").blocks)
    letters = [character for character in source if unicodedata.category(character) in {"Lu", "Ll", "Lo"}]
    assert [character for character in seen if unicodedata.category(character) in {"Lu", "Ll", "Lo"}] == letters or (
        len(seen) < len(source)  # a list's own "(a)" or "1." is no word
    )


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\xef\xbb\xbfwords", "words"),
        ("слова".encode("utf-16"), "слова"),
        ("слова".encode(), "слова"),
    ],
)
def test_bytes_are_read_as_their_mark_says(content, text):
    assert read_document(content, media="plain").text == text


def test_a_page_is_read_in_the_encoding_it_declares():
    page = '<html><meta charset="windows-1251"><p>слова</html>'
    assert shown(read_document(page.encode("cp1251"))) == [("paragraph", "слова")]


def test_bytes_that_are_not_utf8_are_refused_with_their_place():
    with pytest.raises(WrongEncoding, match="expected utf-8 text, found byte 0xff at byte 4") as caught:
        read_document(b"word\xff", media="plain")
    assert caught.value.offset == 4


def test_an_unknown_encoding_is_refused():
    with pytest.raises(WrongEncoding, match="expected a known encoding, found 'klingon'"):
        read_document(b"<html><meta charset=klingon><p>x")


def test_an_unknown_kind_is_refused():
    with pytest.raises(UnknownMedia, match="found 'odt'"):
        read_document("x", media="odt")


def test_an_unknown_ending_is_refused(tmp_path):
    path = tmp_path / "draft.odt"
    path.write_bytes(b"x")
    with pytest.raises(UnknownMedia, match=r"draft\.odt: expected a file ending in one of"):
        read_document(path)


def test_a_file_is_read_as_its_name_says(tmp_path):
    path = tmp_path / "draft.md"
    path.write_text("# T\n\nwords", encoding="utf-8")
    assert shown(read_document(path)) == [("title", "T"), ("paragraph", "words")]


def pdf(*pages, password=None):
    writer = PdfWriter()
    for words in pages:
        page = writer.add_blank_page(width=300, height=300)
        font = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")}
            | {NameObject("/BaseFont"): NameObject("/Helvetica")}
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = StreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode() if words else b"")
        page[NameObject("/Contents")] = writer._add_object(content)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_gives_its_text():
    document = read_document(pdf("The unit fired.", "It left."))
    assert document.text == "The unit fired.\n\nIt left."
    assert [kind for kind, _ in shown(document)] == ["paragraph", "paragraph"]


def test_a_pdf_of_pictures_is_refused_with_the_way_out():
    with pytest.raises(NoText, match="expected text in the PDF, found 2 pages of pictures; run it through OCR first"):
        read_document(pdf("", ""))


def test_a_pdf_with_a_password_is_refused():
    with pytest.raises(Locked, match="without a password"):
        read_document(pdf("x", password="secret"))


@pytest.mark.parametrize(
    "content", [b"%PDF-1.7\nnothing", pdf("The unit fired.")[:200]], ids=["no objects", "cut short"]
)
def test_a_damaged_pdf_is_refused(content):
    with pytest.raises(NotText, match="expected a PDF"):
        read_document(content)


PARAGRAPH = '<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>'


def docx(*paragraphs):
    body = "".join(PARAGRAPH.format(style=style, words=words) for style, words in paragraphs)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" Type="{office}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        archive.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def test_a_docx_gives_its_text():
    document = read_document(docx(("Heading1", "Shells hit"), ("Normal", "The unit fired &amp; left.")))
    assert document.text == "Shells hit\n\nThe unit fired & left."
    assert shown(document) == [("title", "Shells hit"), ("paragraph", "The unit fired & left.")]
    check_offsets(document)


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04nothing", docx(("Normal", "x"))[:100]], ids=["no archive", "cut short"]
)
def test_a_damaged_docx_is_refused(content):
    with pytest.raises(NotText, match="expected a DOCX"):
        read_document(content)


def test_a_docx_without_a_document_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("x", "y")
    with pytest.raises(NotText, match="expected a DOCX"):
        read_document(out.getvalue())


def test_characters_are_no_pdf():
    with pytest.raises(NotText, match="expected the bytes of a PDF, found characters"):
        read_document("x", media="pdf")


@given(st.binary(max_size=100))
def test_any_bytes_give_a_document_or_a_refusal(content):
    for media in (None, "markdown", "html", "plain", "pdf", "docx"):
        try:
            document = read_document(content, media=media)
        except TextError:
            continue
        check_offsets(document)


@pytest.mark.parametrize("media", ["markdown", "html", "plain"])
@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff"])
def test_nothing_gives_no_blocks(media, text):
    assert read_document(text, media=media).blocks == ()


@pytest.mark.parametrize("media", ["html", "plain"])
def test_ten_megabytes_on_one_line_are_one_block(media):
    assert len(read_document("words " * 1_700_000, media=media).blocks) == 1
