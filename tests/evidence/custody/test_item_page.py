"""The page of an item says what speaks for it; its file is given out against a purpose, and that stands in a ledger."""

from __future__ import annotations

from hashlib import sha256

import pytest

from answerable.evidence.models import ItemAccessed
from answerable.record.facts import read
from tests.site import AUTHOR, COAST, NORTH, REVIEWER, page, said, signed_in

pytestmark = pytest.mark.usefixtures("harbour")
FILE = "/cases/harbour/evidence/E1/file/"


def open_file(purpose: str = "To compare the dates."):
    answer = signed_in(AUTHOR).post(FILE, {"purpose": purpose})
    content = b"".join(answer.streaming_content)
    answer.close()
    return answer, content


def test_a_file_comes_once_its_purpose_is_on_record():
    answer, content = open_file()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
    assert answer["Content-Disposition"] == 'attachment; filename="visit-note.txt"'
    (fact,) = read(ItemAccessed, case="harbour")
    assert (fact.actor, fact.body.way, fact.body.purpose) == (AUTHOR, "opened", "To compare the dates.")
    assert fact.body.sha256 == "f4553c819c01f3961f595bd8f561ff51c509365d6593a8ea91068588b7eb9d92"
    assert sha256(content).hexdigest() == fact.body.sha256


@pytest.mark.parametrize("purpose", ["", "   ", "x" * 501])
def test_no_file_comes_without_a_purpose(purpose):
    answer = signed_in(AUTHOR).post(FILE, {"purpose": purpose})
    assert not answer.streaming
    assert said("item.accessed/1") == 0


def test_looking_at_the_form_gives_nothing_out():
    assert "The file is read from end to end" in page(AUTHOR, FILE)
    assert said("item.accessed/1") == 0


def test_a_public_source_is_open_to_every_section_and_another_is_not():
    harbour = "/cases/harbour/evidence/"
    assert signed_in(NORTH).get(f"{harbour}E1/file/").status_code == 200
    closed = [item for item in ("E3", "E5", "E6") if signed_in(NORTH).get(f"{harbour}{item}/file/").status_code == 404]
    assert "E3" in closed


def test_an_item_that_is_not_there_has_no_file_and_no_ledger():
    for what in ("file", "ledger", "reached"):
        assert signed_in(AUTHOR).get(f"/cases/harbour/evidence/E99/{what}/").status_code == 404


def test_the_ledger_tells_everything_done_with_an_item():
    open_file()
    text = page(REVIEWER, "/cases/harbour/evidence/E1/ledger/")
    for words in ("taken in", "verified", "graded", "file opened", "To compare the dates.", "no gap"):
        assert words in text, words


def test_the_page_of_an_item_shows_what_proofs_of_time_are_missing():
    text = page(AUTHOR, "/cases/harbour/evidence/E1/")
    assert "No authority has stamped the file." in text
    assert "No signed checkpoint covers it yet." in text


def test_where_an_item_has_reached_is_shown():
    text = page(COAST, "/cases/harbour/evidence/E1/reached/")
    assert "The file in the vault here" in text
    assert "Cited by finding" in text
