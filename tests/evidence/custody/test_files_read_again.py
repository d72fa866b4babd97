"""Files are read again on a schedule, and one that is not what was taken in is an alarm until it is found as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from answerable.evidence.gates import custody
from answerable.evidence.models import ItemRehashed, ItemTakenIn, ItemTransferred, read_evidence
from answerable.evidence.rehashing import check_files, concerned, files_due, troubles_in
from answerable.evidence.tables import ALTERED, MISSING, FileRead, FileTrouble
from answerable.people.preferences import Preference
from answerable.people.told import Message
from answerable.record.facts import read
from answerable.record.pausing import pause
from answerable.vault.errors import Altered
from answerable.vault.measuring import as_it_lies, mend
from answerable.vault.models import Content
from answerable.vault.sealing import erase, say
from answerable.vault.shelves import shelf
from answerable.vault.store import name_in_store, open_file, row_of
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, signed_in

pytestmark = pytest.mark.usefixtures("harbour")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


def file_of(item: str = "E1") -> str:
    return next(fact.body.file for fact in read(ItemTakenIn, case="harbour") if fact.body.item == item)


def place_of(commitment: str):
    where = shelf()
    return where.folder, name_in_store(row_of(commitment))


@pytest.fixture
def lying():
    """The file of E1 in the vault, put back after the test as it was."""
    commitment = file_of()
    folder, name = place_of(commitment)
    place = next(each for each in folder.rglob(name) if each.is_file())
    content, mode = place.read_bytes(), place.stat().st_mode
    yield place
    place.unlink(missing_ok=True)
    place.write_bytes(content)
    place.chmod(mode)


def change(place) -> None:
    content = place.read_bytes()
    place.unlink()
    place.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


def checked(*items: str, now: datetime = NOW):
    due = [each for each in files_due(now=now) if not items or each.fact.body.item in items]
    return {each.item: each for each in check_files(due, now=lambda: now)}


def told() -> set[str]:
    return set(Message.objects.filter(kind="file-drift").values_list("person", flat=True))


def test_every_file_is_read_and_what_it_was_goes_on_record():
    found = checked()
    assert found
    assert {each.trouble for each in found.values()} == {""}
    facts = [fact for fact in read(ItemRehashed, case="harbour") if fact.actor == ""]
    assert {fact.body.item for fact in facts} == set(found)
    assert {fact.origin for fact in facts} <= {"harbour.example/centre", "harbour.example/coast"}
    assert "read again on schedule" in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_files_read_longest_ago_are_read_first_and_others_not_yet():
    checked(now=NOW)
    assert files_due(now=NOW + timedelta(days=1), older_than=timedelta(days=2)) == ()
    FileRead.objects.filter(commitment=file_of("E2")).update(at=NOW - timedelta(days=9))
    first = files_due(now=NOW + timedelta(days=1))[0]
    assert first.fact.body.item == "E2"
    assert [each.fact.body.item for each in files_due(now=NOW, older_than=timedelta(days=5))] == ["E2"]


def test_a_changed_file_is_an_alarm_everywhere(lying):
    change(lying)
    found = checked("E1")["E1"]
    assert (found.trouble, found.said) == (ALTERED, True)
    assert told() == set(concerned(read_evidence("harbour", at=NOW), "E1"))
    assert {AUTHOR, DIRECTOR} <= told()
    assert COAST not in told()
    blocked = [each.code for each in custody(read_evidence("harbour", at=NOW), frozenset({"E1"}))]
    assert blocked == ["digest-differs"]
    assert "The file in the vault is not the one that was taken in." in page(NORTH, "/cases/harbour/evidence/E1/")
    assert "The file of E1 is not what was taken in." in page(NORTH, "/cases/harbour/evidence/")
    assert "An alarm: a file in the vault is not what was taken in" in page(AUTHOR, "/waiting/")
    assert "other bytes" in page(AUTHOR, "/cases/harbour/evidence/E1/ledger/")
    answer = signed_in(AUTHOR).post("/cases/harbour/evidence/E1/file/", {"purpose": "To look."})
    assert (answer.status_code, answer.streaming) == (409, False)


def test_a_file_that_is_gone_is_an_alarm_too(lying):
    lying.unlink()
    found = checked("E1")["E1"]
    assert (found.trouble, found.said) == (MISSING, False)
    assert AUTHOR in told()
    assert "The file is gone from the vault." in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_the_same_trouble_is_told_once_and_a_new_one_anew(lying):
    content = lying.read_bytes()
    change(lying)
    checked("E1")
    checked("E1", now=NOW + timedelta(days=1))
    assert Message.objects.filter(kind="file-drift", person=AUTHOR).count() == 1
    assert FileTrouble.objects.get().since == NOW
    lying.write_bytes(content)
    checked("E1", now=NOW + timedelta(days=2))
    assert not told()
    change(lying)
    checked("E1", now=NOW + timedelta(days=3))
    assert AUTHOR in told()


def test_a_message_names_neither_case_nor_item(lying):
    Preference.objects.create(person=AUTHOR, mail="desk@news.example", mail_new=False, mail_due=False)
    change(lying)
    checked("E1")
    (message,) = mail.outbox
    assert "harbour" not in message.body.replace("answerable", "")
    assert "E1" not in message.body
    mark = Message.objects.get(kind="file-drift", person=AUTHOR).mark
    assert signed_in(AUTHOR).get(f"/waiting/{mark}/").url == "/cases/harbour/evidence/E1/"


def test_an_alarm_ends_when_the_file_is_found_as_it_was_and_by_nothing_else(lying):
    content = lying.read_bytes()
    change(lying)
    checked("E1")
    signed_in(AUTHOR).post("/cases/harbour/say/item.withheld/", {"item": "E1", "reason": "For now."})
    checked("E2")
    assert [each.item for each in troubles_in("harbour")] == ["E1"]
    lying.write_bytes(content)
    assert [each.item for each in troubles_in("harbour")] == ["E1"]
    checked("E1")
    assert troubles_in("harbour") == ()
    assert "file in the vault is not the one" not in page(AUTHOR, "/cases/harbour/evidence/E1/")


def test_reading_it_again_on_the_page_ends_it_too(lying):
    content = lying.read_bytes()
    change(lying)
    checked("E1")
    lying.write_bytes(content)
    answer = signed_in(AUTHOR).post("/cases/harbour/say/item.rehashed/", {"item": "E1"})
    assert answer.status_code == 302
    assert troubles_in("harbour") == ()


def test_a_copy_that_is_sent_does_not_stand_for_a_file_that_was_changed(lying, tmp_path):
    content = lying.read_bytes()
    change(lying)
    checked("E1")
    say_it = "/cases/harbour/say/item.rehashed/"
    answer = signed_in(AUTHOR).post(say_it, {"item": "E1", "copy": SimpleUploadedFile("good", content)})
    assert answer.status_code == 409
    assert "that one is read. Send no copy." in answer.content.decode()
    assert signed_in(AUTHOR).post(say_it, {"item": "E1"}).status_code == 302
    blocked = [each.code for each in custody(read_evidence("harbour", at=NOW), frozenset({"E1"}))]
    assert blocked == ["digest-differs"]
    assert [each.item for each in troubles_in("harbour")] == ["E1"]


def test_a_file_that_vanished_with_its_row_is_an_alarm_whoever_holds_the_item_now(lying):
    hands = {"item": "E1", "giver": AUTHOR, "taker": COAST, "purpose": "the visit", "before": "", "after": ""}
    say(ItemTransferred.said, hands, origin="harbour.example/centre", actor=AUTHOR, at=NOW, case="harbour")
    Content.objects.filter(commitment=file_of()).delete()
    assert checked("E1")["E1"].trouble == MISSING


def test_the_board_shows_a_file_that_is_gone_beside_the_gate_of_custody(lying):
    words = "The file is gone from the vault."
    assert words not in page(NORTH, "/cases/harbour/board/release/")
    lying.unlink()
    checked("E1")
    assert words in page(NORTH, "/cases/harbour/board/release/")


def test_a_file_that_was_lost_is_put_back_from_a_copy(lying, tmp_path):
    commitment, copy = file_of(), tmp_path / "copy"
    copy.write_bytes(lying.read_bytes())
    lying.unlink()
    with copy.open("rb") as source:
        mend(commitment, source)
    assert as_it_lies(commitment).commitment == commitment
    change(lying)
    with copy.open("rb") as source:
        mend(commitment, source)
    with open_file(commitment) as file:
        assert file.read() == copy.read_bytes()


def test_a_copy_that_is_another_file_is_not_put_in_its_place(lying, tmp_path):
    copy = tmp_path / "copy"
    copy.write_bytes(b"another")
    lying.unlink()
    with copy.open("rb") as source, pytest.raises(Altered, match="other bytes in the copy"):
        mend(file_of(), source)
    assert not lying.exists()


def test_a_log_that_may_not_be_written_to_keeps_no_file_from_being_read(lying):
    for section in ("centre", "coast"):
        pause(f"harbour.example/{section}", reason="restored from a backup", at=NOW)
    change(lying)
    found = checked()
    assert (found["E1"].trouble, found["E1"].said) == (ALTERED, False)
    assert len(found) == len(files_due(now=NOW))
    assert AUTHOR in told()


def test_an_erased_file_is_no_alarm(lying):
    lying.unlink()
    checked("E1")
    erase(file_of(), reason="law", origin="harbour.example/centre", actor=DIRECTOR, at=NOW)
    assert checked("E1") == {}
    assert troubles_in("harbour") == ()
