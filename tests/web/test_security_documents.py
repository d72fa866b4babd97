"""Word files that somebody made to harm whoever reads them.

The page `docs/explanation/security.md` names these tests, requirement by requirement.
"""

from __future__ import annotations

import io
import zipfile

import pytest

from answerable.clearance.authoring.importing import BadFile, read_file


def word_file(document: bytes) -> bytes:
    """Return a Word file whose text is in these bytes of XML."""
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/></Types>'
    )
    leads = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        b'Target="word/document.xml"/></Relationships>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", leads)
        archive.writestr("word/document.xml", document)
    return made.getvalue()


def word_text(text: str, *, before: str = "") -> bytes:
    """Return the XML of a Word document with one paragraph, and what stands before it."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{space}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>'
    return f"<?xml version='1.0'?>{before}{body}".encode()


def test_a_word_file_cannot_have_the_server_read_another_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the name of a witness")
    before = f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    assert "Plain words" in read_file("draft.docx", word_file(word_text("Plain words")))
    try:
        found = read_file("draft.docx", word_file(word_text("Words &e; more", before=before)))
    except BadFile as error:
        found = str(error)
    assert "witness" not in found


def test_a_word_file_that_swells_is_refused_before_it_is_unpacked():
    with pytest.raises(BadFile, match="unpacked"):
        read_file("draft.docx", word_file(b" " * 200_000_001))


def test_a_word_file_whose_entities_swell_is_refused():
    names = [f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "swelling " * 10}">' for n in range(9)]
    with pytest.raises(BadFile):
        read_file("draft.docx", word_file(word_text("&e8;", before=f"<!DOCTYPE x [{''.join(names)}]>")))
