"""Files made to break whoever reads them: each is bounded, and what it did is told."""

from __future__ import annotations

import io
import socket
import struct
import time
import zipfile
import zlib

import pytest

from answerable.evidence.examining import running
from answerable.evidence.examining.running import examined
from answerable.evidence.examining.worker import examine
from tests.evidence.examining.made import box, film, office, open_document, paper, photograph, recording


def told(content: bytes, name: str = "", **options):
    return examined(io.BytesIO(content), name, **options)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_picture() -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000_000))) + chunk(b"IEND", b"")


def test_a_picture_of_too_many_pixels_is_not_unpacked():
    found = told(huge_picture(), "a.png")
    assert "decompression bomb" in found.problem
    assert found.preview == b""


def test_a_bomb_in_a_document_is_not_unpacked():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w/>")
        archive.writestr("docProps/core.xml", b"<a>" + bytes(30 << 20))
    assert "times what is packed" in told(written.getvalue(), "a.docx").problem


ENTITIES = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>'
LAUGHS = "<!DOCTYPE a [" + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(9)) + "]>"


@pytest.mark.parametrize(("head", "who"), [(ENTITIES, "&x;"), (ENTITIES, "&y;"), (LAUGHS, "&l8;")])
def test_an_entity_is_neither_fetched_nor_unfolded(head, who):
    found = told(office(head=head, who=who), "a.docx")
    assert "root:" not in str(found)
    assert "document type" in found.problem or "entity" in found.problem.lower()


def test_a_definition_elsewhere_is_not_fetched():
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.dtd"
        told(office(head=f'<!DOCTYPE a SYSTEM "{address}">'), "a.docx")
        told(office(head=f'<!DOCTYPE a [<!ENTITY % p SYSTEM "{address}"> %p;]>'), "a.docx")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("make", [photograph, recording, film, paper, office, open_document])
def test_a_file_cut_anywhere_is_told_of_and_never_ends_the_reader(make):
    content = make()
    for part in (0.2, 0.8) if make in {photograph, paper} else (0.8,):
        found = told(content[: int(len(content) * part)], "a")
        assert "status" not in found.problem
        assert "result" not in found.problem


def test_a_paper_that_refers_to_itself_ends():
    content = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names 1 0 R/AcroForm 1 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999/Parent 2 0 R>>endobj\n"
        b"3 0 obj<</Length 3 0 R>>stream\nendstream endobj\ntrailer<</Root 1 0 R/Prev 5>>\nstartxref\n5\n%%EOF"
    )
    began = time.monotonic()
    found = told(content, "a.pdf", seconds=20)
    assert time.monotonic() - began < 25
    assert found.problem


def test_a_film_of_boxes_within_boxes_ends():
    deep = box(b"moov")
    for _ in range(300):
        deep = box(b"moov", deep)
    wide = box(b"moov", *[box(b"free")] * 6000)
    for content in (deep, wide, struct.pack(">I4sQ", 1, b"moov", 1 << 62), struct.pack(">I4s", 4, b"moov")):
        whole = io.BytesIO(box(b"ftyp", b"isom", bytes(4)) + content)
        assert examine(whole, "a.mp4").media == "video/mp4"  # our own reader: it needs no process


def test_what_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(running, "WORKER", "timeit")
    assert "more than 0.2 seconds" in told(b"x", "pass", seconds=0.2).problem


@pytest.mark.parametrize(
    ("program", "says"),
    [
        ("b = bytearray(8 << 30)", "ended with status"),
        ("import os; os.write(1, b'x' * (5 << 20))", "too large"),
        ("import os; [os.write(1, bytes(1 << 20)) for _ in range(99)]", "ended with status"),
        ("while True: pass", "more than"),
        ("import os; os.write(1, b'{}')", "without a result"),
        ("import os; os.kill(os.getpid(), 9)", "ended with status"),
        ("import socket; socket.create_connection(('127.0.0.1', PORT), 1)", "ended with status"),
        ("IF files: open('/etc/passwd').read()", "ended with status"),
        ("IF files: open(f'/proc/{os.getppid()}/environ', 'rb').read()", "ended with status"),
        ("IF files: open('left', 'w')", "ended with status"),
        ("IF calls: os.fork()", "ended with status"),
        ("IF calls: os.execv('/bin/sh', ['sh', '-c', 'true'])", "ended with status"),
        ("IF calls: os.chmod('..', 0o777)", "ended with status"),
    ],
)
def test_a_reader_that_was_taken_over_gets_nowhere(monkeypatch, tmp_path, program, says):
    """Stand in for a library with a hole: what runs in its place is confined all the same."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        head = "import os, sys\nfrom answerable.evidence.examining.confining import *\nhas = confine(Cage(seconds=2))\n"
        if "PORT" in program:
            program = f"if not (has.network or has.calls): sys.exit(9)\n{program}"
        port = str(server.getsockname()[1])
        program = program.replace("IF ", "if not has.").replace(": ", ": sys.exit(9)\n", program.startswith("IF "))
        (tmp_path / "taken.py").write_text(head + program.replace("PORT", port))  # 9: this kernel takes that not away
        whole = running.subprocess.Popen
        starts = [running.sys.executable, str(tmp_path / "taken.py")]
        monkeypatch.setattr(running.subprocess, "Popen", lambda _command, **options: whole(starts, **options))
        assert says in told(b"x", "a", seconds=1.5).problem
        server.settimeout(0.1)
        with pytest.raises(TimeoutError):
            server.accept()


def test_control_characters_do_not_come_through():
    found = told(paper(author="A\x1b[31m\u202eB\nC"), "a.pdf")
    (author,) = [line.value for line in found.lines if line.name == "Author"]
    assert author.isprintable()
