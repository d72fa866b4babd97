"""Lesson 16: redacted means provably empty. What was taken out is in no byte of the copy, or the copy is refused."""

from __future__ import annotations

import base64
import io
import zipfile
import zlib

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.apart import redacted_apart
from answerable.evidence.redacting.documents import Drawn, page_picture, pdf_of, redact_pdf
from answerable.evidence.redacting.folding import folded, found_in
from answerable.evidence.redacting.making import prove_again, redacted
from answerable.evidence.redacting.proof import prove_absent, prove_pdf, prove_picture, prove_sound, prove_text
from answerable.evidence.redacting.wanted import Region, Wanted, parse_wanted
from tests.evidence.redacting.files import NAME, NAMELESS, OTHER, document, photograph, recording, seen_through

FACE = Region(1, 40, 20, 40, 40)


def out_of(content: bytes, *, name: str = "", **wanted):
    return redacted(content, Wanted(**wanted), name=name)


def readable(content: bytes) -> bytes:
    """Return every byte of a file, and all that its streams unpack to."""
    found = [content]
    for place in range(len(content)):
        if content[place : place + 1] == b"x" and content[place + 1 : place + 2] in {
            b"\x01",
            b"\x5e",
            b"\x9c",
            b"\xda",
        }:
            try:
                found.append(zlib.decompressobj().decompress(content[place:]))
            except zlib.error:
                continue
    return b"\n".join(found)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_loses_its_part_and_everything_it_says_of_itself(format_):
    made = out_of(photograph(format_), regions=(FACE,))
    assert made.suffix == ".png"
    with Image.open(io.BytesIO(made.content)) as picture:
        assert (picture.size, picture.info, dict(picture.getexif())) == ((200, 100), {}, {})
        assert picture.crop((40, 20, 80, 60)).getcolors() == [(1600, (0, 0, 0))]
        assert picture.getpixel((39, 20)) != (0, 0, 0)
    for coding in ("utf-8", "utf-16-le"):
        assert NAME.encode(coding) not in readable(made.content)


def test_a_picture_is_painted_where_it_is_shown_and_not_where_it_is_stored():
    picture = Image.new("RGB", (60, 40), (255, 255, 255))
    picture.putpixel((0, 0), (250, 10, 10))
    exif = picture.getexif()
    exif[0x0112] = 6  # to be turned a quarter clockwise: what is stored upper left is shown upper right
    out = io.BytesIO()
    picture.save(out, "PNG", exif=exif)
    made = out_of(out.getvalue(), regions=(Region(1, 39, 0, 1, 1),))
    with Image.open(io.BytesIO(made.content)) as shown:
        assert shown.size == (40, 60)
        assert (250, 10, 10) not in {colour for _, colour in shown.getcolors()}


def test_no_colour_stays_under_what_is_transparent():
    made = out_of(seen_through(), regions=(Region(1, 0, 0, 1, 1),))
    with Image.open(io.BytesIO(made.content)) as picture:
        assert {colour for _, colour in picture.getcolors()} == {(0, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize("region", [Region(1, 190, 0, 11, 5), Region(1, 0, 99, 5, 2), Region(2, 0, 0, 1, 1)])
def test_a_part_that_lies_outside_is_not_taken_for_done(region):
    with pytest.raises(NotRedacted, match="expected"):
        out_of(photograph(), regions=(region,))


def test_a_picture_of_several_frames_is_refused():
    frames = [Image.new("RGB", (10, 10), (tone, 0, 0)) for tone in (0, 99)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(NotRedacted, match="one frame, found several"):
        out_of(out.getvalue(), regions=(Region(1, 0, 0, 1, 1),))


def good_png() -> bytes:
    return out_of(photograph(), regions=(FACE,)).content


def with_text() -> bytes:
    info, out = PngInfo(), io.BytesIO()
    info.add_text("Comment", NAME)
    with Image.open(io.BytesIO(good_png())) as picture:
        picture.save(out, "PNG", pnginfo=info)
    return out.getvalue()


def unpainted() -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(good_png())) as picture:
        picture.putpixel((41, 21), (1, 0, 0))
        picture.save(out, "PNG")
    return out.getvalue()


def hidden_rows() -> bytes:
    content = good_png()
    at = content.index(b"IDAT") - 4
    length = int.from_bytes(content[at : at + 4], "big")
    rows = zlib.decompress(content[at + 8 : at + 8 + length]) + NAME.encode()
    body = b"IDAT" + zlib.compress(rows)
    chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return content[:at] + chunk + content[at + 12 + length :]


BAD_PNG = {
    "a comment": with_text,
    "a pixel that was not painted": unpainted,
    "bytes after the end": lambda: good_png() + NAME.encode(),
    "a second picture after the end": lambda: good_png() * 2,
    "more rows than are shown": hidden_rows,
    "a broken part": lambda: good_png().replace(b"IDAT", b"IDAU", 1),
    "another format": photograph,
    "half of it": lambda: good_png()[:-20],
}


@pytest.mark.parametrize("made", BAD_PNG.values(), ids=BAD_PNG)
def test_a_picture_that_holds_more_than_it_shows_is_not_proven(made):
    with pytest.raises(NotRedacted, match=r"expected .*found"):
        prove_picture(made(), [FACE])


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_pdf_loses_words_however_its_pages_are_turned(turned):
    made = out_of(document(f"Told by {NAME} at noon", f"About {OTHER}", turned=turned), words=(NAME,))
    reader = PdfReader(io.BytesIO(made.content), strict=True)
    assert [page.extract_text() for page in reader.pages] == ["", ""]
    assert (reader.metadata, dict(reader.attachments), reader.outline) == (None, {}, [])
    for word in ("Amina", "Reyhani", NAME):
        for coding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.encode(coding) not in readable(made.content)
    assert made.content.count(b"%%EOF") == made.content.count(b"startxref") == 1
    assert "no text, note, metadata, attachment or earlier version" in made.proof[0]


def test_what_was_painted_on_a_page_covers_the_words_and_leaves_the_others():
    content = document(f"Told by {NAME} at noon")
    plain, _ = redact_pdf(content, (Region(1, 0, 0, 1, 1),), ())
    _, drawn = redact_pdf(content, (), (NAME,))
    left, right = min(r.x for r in drawn.painted[0]), max(r.x + r.width for r in drawn.painted[0])
    page = next(iter(PdfReader(io.BytesIO(plain)).pages)).images[0].image.convert("L")
    row = [min(page.getpixel((x, y)) for y in range(page.height // 2)) < 128 for x in range(page.width)]
    assert any(row[left:right]), "the words were drawn there"
    assert any(row[:left]), "others were drawn before them"
    assert any(row[right:]), "and after them"
    shown = drawn.pages[0].pixels
    outside = [
        shown[3 * (y * page.width + x)] for y in range(40, 120) for x in (*range(left), *range(right, page.width))
    ]
    assert min(outside) < 128


def test_a_passage_that_a_line_break_or_an_accent_cuts_is_found():
    text = "Told by Ami-\nna  REYHÁNI."
    assert [text[slice(*place)] for place in found_in(text, [NAME])] == ["Ami-\nna  REYHÁNI"]


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("قالت أمينة", "امينه"),
        ("東埠頭の作業員", "作業員"),
        ("ＡＭＩＮＡ", "amina"),
        ("Straße 5", "STRASSE"),
        ("a\u0301bc", "ábc"),
    ],
)
def test_words_are_found_across_scripts(text, passage):
    assert any(found_in(text, [passage]))


def test_a_page_that_cannot_be_searched_is_refused():
    with pytest.raises(NotRedacted, match="page 2 has no text that can be searched"):
        out_of(document(f"Told by {NAME}", ""), words=(NAME,))
    assert out_of(document(f"Told by {NAME}", ""), words=(NAME,), regions=(Region(2, 20, 80, 100, 100),))


def over_the_page(kind: str) -> bytes:
    return document(f"Told by {NAME} at noon", over_it=(kind, NAME))


@pytest.mark.parametrize("kind", ["note", "field"])
def test_words_in_notes_and_fields_that_lie_over_a_page_are_painted_too(kind):
    plain, made = out_of(over_the_page(kind), words=("at noon",)), out_of(over_the_page(kind), words=(NAME,))
    assert tones(plain.content)[1] == 255
    assert tones(made.content) == (0, 0)


def tones(content: bytes) -> tuple[int, int]:
    """Return the darkest and the lightest pixel of a copy within the words that lay over its page."""
    shown = pdfium.PdfDocument(content)
    picture = shown[0].render(scale=1).to_pil().convert("L")
    shown.close()
    return picture.crop((54, 136, 120, 142)).getextrema()


def test_a_page_whose_font_does_not_name_its_letters_is_refused():
    with pytest.raises(NotRedacted, match="page 1 has letters that its font does not name"):
        out_of(document(f"Told by {NAME}", font=NAMELESS), words=(NAME,))


def test_a_passage_that_is_nowhere_is_told_by_its_place_and_not_repeated():
    for content in (document(f"Told by {NAME}"), f"Told by {NAME}".encode()):
        with pytest.raises(NotRedacted, match="the one in place 2 nowhere") as told:
            out_of(content, words=(NAME, "Somebody else"))
        assert "Somebody" not in str(told.value)


def good_pdf() -> tuple[bytes, Drawn]:
    return redact_pdf(document(f"Told by {NAME} at noon"), (), (NAME,))


def appended(content: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer.add_metadata({"/Author": NAME})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def unpainted_page(content: bytes) -> bytes:
    page = next(iter(PdfReader(io.BytesIO(content)).pages))["/Resources"]["/XObject"]["/I"]
    pixels = b"\xff" * len(page.get_data())
    return pdf_of([page_picture(int(page["/Width"]), int(page["/Height"]), pixels)])


BAD_PDF = {
    "an earlier version under it": appended,
    "bytes after the end": lambda content: content + NAME.encode(),
    "bytes before the beginning": lambda content: NAME.encode() + b"\n" + content,
    "a comment": lambda content: content.replace(b"endobj", b"endobj % " + NAME.encode(), 1),
    "pixels that were not painted": unpainted_page,
    "a page more": lambda content: pdf_of([page_picture(2, 2, b"\0" * 12)] * 2),
    "no PDF": lambda _content: b"%PDF-1.4",
}


@pytest.mark.parametrize("change", BAD_PDF.values(), ids=BAD_PDF)
def test_a_pdf_that_holds_more_than_pictures_is_not_proven(change):
    content, drawn = good_pdf()
    assert prove_pdf(content, drawn.painted, [NAME])
    with pytest.raises(NotRedacted, match="expected"):
        prove_pdf(change(content), drawn.painted, [NAME])


def test_a_text_loses_words_wherever_they_stand():
    text = f"{NAME} spoke. amina  reyhani's brother agreed; {OTHER} was empty."
    made = out_of(text.encode(), words=(NAME, OTHER))
    assert made.content.decode() == "[redacted] spoke. [redacted]'s brother agreed; [redacted] was empty."
    assert made.suffix == ".txt"


def test_a_page_of_the_web_becomes_the_text_that_is_read():
    page = f"<!doctype html><title>x</title><!-- {NAME} --><p>Told by &#65;mina Reyhani at noon.</p>"
    made = out_of(page.encode(), words=(NAME,))
    assert made.content.decode().strip().endswith("Told by [redacted] at noon.")


OFFICE = "application/vnd.openxmlformats-"
SCHEMAS = "http://schemas.openxmlformats.org"
KINDS = (
    f'<Types xmlns="{SCHEMAS}/package/2006/content-types"><Default Extension="rels" '
    f'ContentType="{OFFICE}package.relationships+xml"/><Override PartName="/word/document.xml" '
    f'ContentType="{OFFICE}officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{SCHEMAS}/package/2006/relationships"><Relationship Id="r" '
    f'Type="{SCHEMAS}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def test_a_docx_becomes_its_text():
    out = io.BytesIO()
    body = "<w:p><w:r><w:t>Told by Amina </w:t></w:r><w:r><w:t>Reyhani at noon.</w:t></w:r></w:p>"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", KINDS)
        archive.writestr("_rels/.rels", RELATIONS)
        archive.writestr("docProps/core.xml", f"<x>{NAME}</x>")
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            f"{body}</w:body></w:document>",
        )
    assert out_of(out.getvalue(), words=(NAME,)).content.decode().strip() == "Told by [redacted] at noon."


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("O'Brien", "O\u2019Brien"),
        ("O\u02bcBrien", "O'Brien"),
        ("محمد", "محـــمد"),
        ("علي كريمي", "علی کریمی"),
        ("Anna 12", "Anna ١٢"),
        ("Ana-Maria", "Ana\u2013Maria"),
        ("Łukasz", "Lukasz"),
    ],
)
def test_a_name_is_found_in_each_way_of_writing_it(named, written):
    made = out_of(f"About {written} and {named}.".encode(), words=(named,))
    assert made.content.decode() == "About [redacted] and [redacted]."


HIDDEN = {
    "entities": "&#65;mina &#x52;eyhani",
    "percent signs": "%41mina%20Reyhani",
    "escapes": "\\u0041mina \\x52eyhani",
    "base64": base64.b64encode(f"x{NAME}".encode()).decode(),
    "base64 for addresses": base64.urlsafe_b64encode(f"??{NAME}??".encode()).decode(),
    "hex": NAME.encode().hex(),
    "backwards": NAME[::-1],
    "zero width": "Ami\u200bna\u00ad Rey\u2060hani",
    "wide letters": "Ａｍｉｎａ　Ｒｅｙｈａｎｉ",
    "letters of another script": "\u0410min\u0430 R\u0435yh\u0430ni",
    "a table": "Amina | Reyhani",
    "quotation marks": "Amina “Reyhani”",
    "a filler": "Ami\u3164na Reyhani",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_words_that_are_written_in_other_ways_are_found_by_the_proof(text):
    with pytest.raises(NotRedacted, match="expected passage 1 nowhere in the copy") as told:
        prove_text(f"before {text} after".encode(), [NAME])
    assert "Amina" not in str(told.value)


def test_words_in_two_bytes_are_found_by_the_proof():
    for coding in ("utf-16-le", "utf-16-be"):
        with pytest.raises(NotRedacted, match="found it, read as text"):
            prove_absent(b"x" + NAME.encode(coding), [NAME])


@settings(max_examples=60)
@given(st.text(max_size=60), st.text(max_size=60), st.text(min_size=1, max_size=12))
def test_whatever_a_text_holds_its_copy_does_not_hold_the_passage_or_is_refused(before, after, passage):
    if len(folded(passage).text) < 3 or folded(passage).text in folded("redacted").text:
        return
    try:
        made = out_of(f"{before}{passage}{after}".encode(), words=(passage,))
    except (NotRedacted, UnicodeEncodeError):
        return
    assert folded(passage).text not in folded(made.content.decode()).text


@pytest.mark.parametrize(("width", "channels"), [(1, 1), (2, 2), (3, 1)])
def test_a_recording_is_silent_where_it_was_asked_and_says_nothing_of_itself(width, channels):
    made = out_of(recording(width=width, channels=channels), times=((0.5, 1.25),))
    assert NAME.encode() not in made.content
    assert prove_sound(made.content, [(0.5, 1.25)])
    with pytest.raises(NotRedacted, match="found sound"):
        prove_sound(made.content, [(0.5, 1.5)])
    with pytest.raises(NotRedacted, match="nothing else"):
        prove_sound(recording(width=width, channels=channels), [])


FILMS = {
    "mp4": b"\x00\x00\x00\x18ftypmp42" + bytes(40),
    "webm": b"\x1a\x45\xdf\xa3" + bytes(40),
    "avi": b"RIFF\x00\x00\x00\x00AVI LIST",
    "mpeg": b"\x00\x00\x01\xba" + bytes(40),
}


@pytest.mark.parametrize("content", FILMS.values(), ids=FILMS)
def test_a_film_is_refused_with_the_reason(content):
    with pytest.raises(NotRedacted, match="a film cannot be proven empty"):
        out_of(content, times=((0.0, 1.0),))


def test_an_archive_and_an_unknown_file_are_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", NAME)
    for content in (out.getvalue(), b"\x00\x01\x02 unknown"):
        with pytest.raises(NotRedacted, match="cannot be redacted"):
            out_of(content, words=(NAME,))


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (photograph(), {"words": (NAME,)}),
        (b"some text", {"regions": (FACE,)}),
        (recording(), {"regions": (FACE,)}),
        (document("Some text"), {"times": ((0.0, 1.0),)}),
    ],
)
def test_what_cannot_be_taken_out_of_such_a_file_is_not_passed_over(content, wanted):
    with pytest.raises(NotRedacted, match="expected to take out"):
        out_of(content, **wanted)


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"regions": ["1:2,3,4"]},
        {"regions": ["0:1,1,1,1"]},
        {"regions": ["1:1,1,0,1"]},
        {"times": ["2-1"]},
        {"words": "ab"},
    ],
)
def test_what_is_not_written_as_it_has_to_be_is_told(wanted):
    with pytest.raises(NotRedacted, match="expected"):
        parse_wanted(**wanted)


def test_what_is_wanted_is_read_from_a_command_line():
    found = parse_wanted(regions=["2:10,20,30,40"], words=f"{NAME}\n\n{OTHER}\n{NAME}\n", times=["1.5-2"])
    assert found == Wanted(regions=(Region(2, 10, 20, 30, 40),), words=(NAME, OTHER), times=((1.5, 2.0),))


def test_a_copy_made_in_a_confined_process_is_the_same_copy():
    for content, wanted in (
        (document(f"Told by {NAME} at noon"), Wanted(words=(NAME,))),
        (photograph(), Wanted(regions=(FACE,))),
        (f"Told by {NAME}".encode(), Wanted(words=(NAME,))),
    ):
        assert redacted_apart(content, wanted) == redacted(content, wanted)


def test_what_the_process_refuses_is_refused_with_its_reason():
    with pytest.raises(NotRedacted, match="a film cannot be proven empty"):
        redacted_apart(FILMS["mp4"], Wanted(times=((0.0, 1.0),)))


def test_a_copy_that_came_back_another_is_not_believed():
    made, wanted = out_of(b"Told by Amina Reyhani", words=(NAME,)), Wanted(words=(NAME,))
    prove_again(made, wanted)
    for lie in (
        replace(made, content=f"Told by {NAME}".encode()),
        replace(made, suffix=".pdf"),
        replace(made, suffix=".exe"),
        replace(made, proof=("all is well",)),
    ):
        with pytest.raises(NotRedacted):
            prove_again(lie, wanted)
