"""What a machine tells of a file. One of them is read in a process of its own: the others would say the same there."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from answerable.evidence.examining.running import examined
from answerable.evidence.examining.worker import examine
from tests.evidence.examining.made import (
    Signer,
    drawing,
    film,
    office,
    open_document,
    paper,
    photograph,
    recording,
    saved,
)
from tests.evidence.importing.made import by_key, wacz_files, zipped


def told(content: bytes, name: str = "", **options):
    return examine(io.BytesIO(content), name, **options)


def lines(found, group: str) -> dict[str, str]:
    return {line.name: line.value for line in found.lines if line.group == group}


def test_a_photograph_tells_camera_time_and_place():
    found = examined(io.BytesIO(photograph()), "quay.jpg")
    assert found == told(photograph(), "quay.jpg")
    assert (found.media, found.problem, found.provenance) == ("image/jpeg", "", "none")
    assert lines(found, "metadata") == {"Make": "Maker", "Model": "Model 5", "DateTime": "2026:03:01 10:30:00"}
    assert lines(found, "place")["position"] == "50.450000, -30.520000"
    assert lines(found, "content")["size"] == "640 × 400"


def test_a_preview_is_small_drawn_anew_and_carries_nothing_of_the_file():
    found = told(photograph(comment=b"private words"), "quay.jpg")
    with Image.open(io.BytesIO(found.preview)) as preview:
        assert preview.format == "JPEG"
        assert max(preview.size) <= 800
        assert not preview.getexif()
    assert b"Model 5" not in found.preview
    assert b"private words" not in found.preview


def test_a_name_that_claims_another_form_is_told():
    assert (
        lines(told(photograph(), "quay.pdf"), "doubts")["look"]
        == "its name says application/pdf, its bytes say image/jpeg"
    )
    assert lines(told(photograph(), "quay.jpg"), "doubts") == {}


def test_a_recording_tells_its_length():
    found = told(recording(), "talk.wav")
    assert (found.media, lines(found, "content")["seconds"]) == ("audio/wav", "0.50")


def test_a_film_tells_when_where_and_how_long_and_that_it_is_not_shown():
    found = told(film(), "quay.mp4")
    assert lines(found, "content") == {"format": "isom", "seconds": "2.50", "size": "1920 × 1080", "coded as": "avc1"}
    assert lines(found, "metadata")["made"] == "2025-12-31T04:26:40+00:00"
    assert lines(found, "place")["position"].startswith("+50.4500-030.5200")
    assert "no preview" in found.problem


def test_a_paper_tells_its_pages_and_maker_and_is_drawn():
    found = told(paper(), "note.pdf")
    assert (found.media, found.problem) == ("application/pdf", "")
    assert lines(found, "content")["pages"] == "1"
    assert lines(found, "metadata")["Author"] == "A. Clerk"
    with Image.open(io.BytesIO(found.preview)) as preview:
        assert preview.width < preview.height


def test_a_script_in_a_paper_is_told_and_not_run():
    assert "script" in lines(told(paper(script=True), "note.pdf"), "doubts")["look"]


@pytest.mark.parametrize(("content", "name"), [(office(), "a.docx"), (open_document(), "a.odt")])
def test_a_document_tells_who_wrote_it(content, name):
    found = told(content, name)
    assert found.problem == ""
    assert "A. Clerk" in lines(found, "metadata").values()


def test_macros_and_what_a_document_fetches_are_told():
    rels = b'<R><Relationship Type="x/attachedTemplate" Target="http://10.0.0.1/t.dotm" TargetMode="External"/></R>'
    found = told(office({"word/vbaProject.bin": b"x", "word/_rels/settings.xml.rels": rels}), "a.docx")
    doubts = [line.value for line in found.lines if line.group == "doubts"]
    assert any("macros" in doubt for doubt in doubts)
    assert any("http://10.0.0.1/t.dotm" in doubt for doubt in doubts)


def test_a_package_tells_its_pages_and_signer(tmp_path):
    place = zipped(tmp_path / "quay.wacz", wacz_files(by_key()))
    found = told(place.read_bytes(), "quay.wacz")
    assert lines(found, "inside")["page"] == "https://news.example/quay"
    altered = zipped(tmp_path / "quay.wacz", wacz_files() | {"archive/data.warc.gz": b"another"})
    assert "not as it was made" in lines(told(altered.read_bytes(), "quay.wacz"), "doubts")["look"]


def test_content_credentials_are_valid_trusted_only_by_a_list_and_invalid_once_the_file_is_altered():
    signer = Signer()
    content = signer.sign(saved(drawing()))
    found = told(content, "quay.jpg")
    assert found.provenance == "valid"
    assert lines(found, "credentials")["made with"] == "Test camera 1"
    assert "digitalCapture" in lines(found, "credentials")["what was done"]
    assert examined(io.BytesIO(content), "quay.jpg", anchors=signer.anchors * 200).provenance == "trusted"
    assert told(content, "quay.jpg", anchors=Signer().anchors).provenance == "valid"
    altered = bytearray(content)
    altered[-200] ^= 1
    assert told(bytes(altered), "quay.jpg").provenance == "invalid"


def test_the_same_picture_smaller_and_packed_again_looks_alike_and_another_does_not():
    one = told(saved(drawing()), "a.jpg").look
    smaller = told(saved(drawing().resize((200, 125)), "PNG"), "b.png").look
    other = told(saved(drawing(shift=41)), "c.jpg").look
    assert (int(one, 16) ^ int(smaller, 16)).bit_count() <= 8 < (int(one, 16) ^ int(other, 16)).bit_count()


def test_a_picture_in_one_colour_has_no_look():
    assert told(saved(Image.new("RGB", (300, 200), "navy"), "PNG"), "a.png").look == ""


def test_a_text_is_no_problem_and_an_unknown_form_is_told():
    assert told("Words, слова, 字".encode(), "a.txt").problem == ""
    assert "not read here" in told(b"\0\1\2\3" * 40, "a.bin").problem
