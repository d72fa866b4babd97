"""Sending a file in pieces: what the protocol asks for, whose upload it is, and the form that takes the file in."""

from __future__ import annotations

import base64
import hashlib
import os

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from answerable.evidence import entries as evidence
from answerable.evidence.models import ItemTakenIn
from answerable.record.facts import read
from answerable.vault.models import Upload
from answerable.vault.reading import shown
from answerable.vault.store import open_file
from tests.evidence.importing.made import wacz_files, zipped
from tests.site import AUTHOR, COAST, LAWYER, signed_in

DATA = os.urandom(200_000)
TUS = {"tus-resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"
ITEM = {"item": "E90", "type": "document", "title": "A scan", "source": "A clerk", "custodian": AUTHOR}
TAKE_IN = "/cases/harbour/say/item.taken_in/"
BRING_IN = "/cases/harbour/bring-in/"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ANSWERABLE_UPLOADS = tmp_path / "uploads"


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def begun(client, size: int = len(DATA), name: str = "скан.pdf", **headers):
    metadata = f"filename {packed(name)},other,mark {packed(headers.pop('mark', ''))}"
    told = TUS | {"upload-length": str(size), "upload-metadata": metadata} | headers
    return client.post("/uploads/", headers=told, content_type="application/octet-stream")


def piece(client, address: str, data: bytes, offset: int, **headers):
    told = TUS | {"upload-offset": str(offset)} | headers
    return client.patch(address, data, headers=told, content_type=headers.pop("content_type", PIECE))


def whole(client) -> str:
    """Return the token of an upload that is whole."""
    address = begun(client)["Location"]
    assert piece(client, address, DATA[:150_000], 0).status_code == 204
    assert piece(client, address, DATA[150_000:], 150_000).status_code == 204
    return address.split("/")[-2]


def test_a_server_says_what_it_can_do(harbour, settings):
    answer = signed_in(AUTHOR).options("/uploads/")
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Resumable"]) == (204, "1.0.0", "1.0.0")
    assert answer["Tus-Extension"] == "creation,expiration,checksum,termination"
    assert answer["Tus-Max-Size"] == str(settings.ANSWERABLE_LARGEST_FILE)
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_an_upload_goes_on_where_it_broke_off(harbour):
    client = signed_in(AUTHOR)
    made = begun(client)
    assert (made.status_code, made["Upload-Offset"], "Upload-Expires" in made) == (201, "0", True)
    address = made["Location"]
    assert piece(client, address, DATA[:70_000], 0)["Upload-Offset"] == "70000"
    later = signed_in(AUTHOR).head(address, headers=TUS)
    assert (later.status_code, later["Upload-Offset"], later["Upload-Length"]) == (200, "70000", str(len(DATA)))
    assert "no-store" in later["Cache-Control"]
    assert piece(client, address, DATA[70_000:], 70_000)["Upload-Offset"] == str(len(DATA))


def test_a_marked_file_goes_on_wherever_its_sender_begins_it_again(harbour):
    client = signed_in(AUTHOR)
    address = begun(client, mark="of both ends")["Location"]
    piece(client, address, DATA[:70_000], 0)
    again = begun(signed_in(AUTHOR), mark="of both ends")
    assert (again["Location"], again["Upload-Offset"]) == (address, "70000")
    others = [begun(signed_in(LAWYER), mark="of both ends"), begun(client, mark="other"), begun(client, 7, mark="x")]
    assert address not in {other["Location"] for other in others}


def test_an_item_is_taken_in_with_a_file_that_came_in_pieces(harbour):
    client = signed_in(AUTHOR)
    answer = client.post(TAKE_IN, ITEM | {"file-upload": whole(client)})
    assert answer.url == "/cases/harbour/evidence/E90/"
    body = read(ItemTakenIn, case="harbour")[-1].body
    assert isinstance(body, evidence.ItemTakenIn)
    assert (body.sha256, body.size, body.file_name) == (hashlib.sha256(DATA).hexdigest(), len(DATA), "E90.pdf")
    assert shown(body.original_name) == "скан.pdf"
    with open_file(body.file) as file:
        assert file.read() == DATA
    assert not Upload.objects.exists()


def test_a_form_that_is_shown_again_still_has_the_file(harbour):
    client = signed_in(AUTHOR)
    token = whole(client)
    answer = client.post(TAKE_IN, ITEM | {"item": "E1", "file-upload": token})
    text = answer.content.decode()
    assert (answer.status_code, f'name="file-upload" value="{token}"' in text) == (409, True)
    assert "The file that you sent is here." in text
    assert client.post(TAKE_IN, ITEM | {"file-upload": token}).status_code == 302


def test_a_file_sent_with_the_form_counts_before_one_sent_in_pieces(harbour):
    client = signed_in(AUTHOR)
    sent = ITEM | {"file-upload": whole(client), "file": SimpleUploadedFile("b.pdf", b"another")}
    assert client.post(TAKE_IN, sent).status_code == 302
    assert read(ItemTakenIn, case="harbour")[-1].body.size == 7


def test_the_page_works_without_its_script_and_names_where_to_send_with_it(harbour):
    text = signed_in(AUTHOR).get(TAKE_IN).content.decode()
    assert 'data-uploads="/uploads/"' in text
    assert "upload.js" in text
    assert 'name="file-upload" value=""' in text
    assert "upload.js" not in signed_in(AUTHOR).get("/cases/harbour/say/item.graded/").content.decode()


@pytest.mark.parametrize("who", [LAWYER, COAST])
def test_what_another_sent_is_nobody_elses(harbour, who):
    token = whole(signed_in(AUTHOR))
    other = signed_in(who)
    assert other.head(f"/uploads/{token}/", headers=TUS).status_code == 404
    assert piece(other, f"/uploads/{token}/", b"x", 0).status_code == 404
    assert other.delete(f"/uploads/{token}/", headers=TUS).status_code == 404
    answer = other.post(TAKE_IN, ITEM | {"custodian": who, "file-upload": token})
    assert answer.status_code in {403, 409}
    assert Upload.objects.get().person == AUTHOR


def test_who_does_no_casework_sends_nothing(harbour):
    for holder, status in ((COAST, 404), ("", 302)):
        assert begun(signed_in(holder)).status_code == status


def test_an_upload_is_not_begun_or_added_to_from_another_site(harbour):
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in(AUTHOR).cookies
    assert begun(client).status_code == 403
    mark = client.get(TAKE_IN).content.decode().partition('name="csrfmiddlewaretoken" value="')[2][:64]
    made = begun(client, **{"x-csrftoken": mark})
    assert made.status_code == 201
    assert piece(client, made["Location"], DATA, 0).status_code == 403
    assert piece(client, made["Location"], DATA, 0, **{"x-csrftoken": mark}).status_code == 204


def checksum(algorithm: str, data: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.new(algorithm, data).digest()).decode()
    return {"upload-checksum": f"{algorithm} {digest}"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 204),
        ({"tus-resumable": "0.2.2"}, 412),
        ({"upload-offset": "7"}, 409),
        ({"upload-offset": "-1"}, 400),
        ({"upload-offset": "x" * 5000}, 400),
        (checksum("sha1", DATA), 204),
        (checksum("sha256", DATA), 204),
        (checksum("sha256", b"other"), 460),
        (checksum("md5", DATA), 400),
        ({"upload-checksum": "sha256 !!"}, 400),
    ],
)
def test_a_piece_is_taken_or_the_protocol_says_why_not(harbour, headers, status):
    client = signed_in(AUTHOR)
    answer = piece(client, begun(client)["Location"], DATA, 0, **headers)
    assert (answer.status_code, answer["Tus-Resumable"]) == (status, "1.0.0")


def test_what_is_no_piece_is_refused(harbour):
    client = signed_in(AUTHOR)
    address = begun(client, size=10)["Location"]
    told = TUS | {"upload-offset": "0"}
    assert client.patch(address, b"x", headers=told, content_type="text/plain").status_code == 415
    assert piece(client, address, b"x" * 11, 0).status_code == 413
    assert client.get(address, headers=TUS).status_code == 405


@pytest.mark.parametrize(
    ("length", "status"), [("", 400), ("-1", 400), ("1e3", 400), ("9" * 15, 413), ("9" * 30, 400), ("0", 201)]
)
def test_an_upload_has_a_length_that_is_taken_here(harbour, length, status):
    assert begun(signed_in(AUTHOR), **{"upload-length": length}).status_code == status


def test_a_proxy_that_lets_only_posts_through_is_no_obstacle(harbour):
    client = signed_in(AUTHOR)
    address = begun(client)["Location"]
    told = TUS | {"upload-offset": "0", "x-http-method-override": "PATCH"}
    assert client.post(address, DATA, headers=told, content_type=PIECE).status_code == 204
    assert client.get(address, headers=TUS | {"x-http-method-override": "DELETE"}).status_code == 405
    assert client.post(address, headers=TUS | {"x-http-method-override": "DELETE"}).status_code == 204
    assert client.head(address, headers=TUS).status_code == 404


def test_somebody_has_only_so_many_uploads_at_once(harbour):
    client = signed_in(AUTHOR)
    assert [begun(client).status_code for _ in range(9)] == [201] * 8 + [429]


def test_metadata_that_nobody_can_read_are_no_name(harbour):
    client = signed_in(AUTHOR)
    assert begun(client, **{"upload-metadata": "filename \xff\xff, filename"}).status_code == 201
    assert begun(client, **{"upload-metadata": "filename gICA"}).status_code == 201
    assert set(Upload.objects.values_list("name", flat=True)) == {""}


def test_a_copy_that_came_in_pieces_is_measured_and_let_go(harbour, django_capture_on_commit_callbacks):
    client = signed_in(AUTHOR)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/cases/harbour/say/item.rehashed/", {"item": "E1", "copy-upload": whole(client)})
    assert answer.status_code in {302, 409}
    if answer.status_code == 302:
        assert not Upload.objects.exists()


def archive_sent(client, data: bytes, name: str = "quay.wacz") -> str:
    """Return the token of an archive that was sent in pieces."""
    address = begun(client, len(data), name)["Location"]
    assert piece(client, address, data[:1000], 0).status_code == 204
    assert piece(client, address, data[1000:], 1000).status_code == 204
    return address.split("/")[-2]


def test_an_archive_that_came_in_pieces_is_checked_stays_and_is_taken_in_without_being_sent_again(harbour, tmp_path):
    client, before = signed_in(AUTHOR), len(read(ItemTakenIn, case="harbour"))
    data = zipped(tmp_path / "quay.wacz", wacz_files()).read_bytes()
    token = archive_sent(client, data)
    checked = client.post(BRING_IN, {"archive-upload": token})
    text = checked.content.decode()
    assert (checked.status_code, "Nothing was taken in." in text) == (200, True)
    assert f'name="archive-upload" value="{token}"' in text
    assert "The file that you sent is here." in text
    taken = client.post(BRING_IN, {"archive-upload": token, "take_in": "on"})
    assert (taken.status_code, taken.url) == (302, "/cases/harbour/evidence/")
    facts = read(ItemTakenIn, case="harbour")
    assert len(facts) == before + 1
    assert hashlib.sha256(data).hexdigest() in {fact.body.sha256 for fact in facts}
    assert not Upload.objects.exists()


def test_an_archive_that_does_not_hold_does_not_wait_for_another_try(harbour):
    client = signed_in(AUTHOR)
    token = archive_sent(client, b"PK\5\6" + bytes(2000))
    answer = client.post(BRING_IN, {"archive-upload": token})
    assert answer.status_code == 409
    assert 'name="archive-upload" value=""' in answer.content.decode()
    assert not Upload.objects.exists()


def test_an_archive_that_somebody_else_sent_is_not_brought_in(harbour):
    token = archive_sent(signed_in(LAWYER), DATA)
    answer = signed_in(AUTHOR).post(BRING_IN, {"archive-upload": token, "take_in": "on"})
    assert answer.status_code == 409
    assert "did not arrive whole" in answer.content.decode()
    assert Upload.objects.count() == 1


def test_the_page_for_archives_names_where_to_send_and_works_without_its_script(harbour):
    text = signed_in(AUTHOR).get(BRING_IN).content.decode()
    assert 'data-uploads="/uploads/"' in text
    assert 'name="archive-upload" value=""' in text
    assert "upload.js" in text
    assert 'enctype="multipart/form-data"' in text
