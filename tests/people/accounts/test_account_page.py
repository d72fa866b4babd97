"""One's own account, and what the record says by a person and about them."""

from __future__ import annotations

import re

from answerable.people.accounts.record import record_of
from answerable.record.models import EntryRow
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page


def lines(text: str) -> list[str]:
    """Return the rows of the table in words."""
    rows = re.findall(r"<tr>\s*<td>.*?</tr>", text, flags=re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", row)).strip() for row in rows]


def test_the_page_leads_to_everything_that_secures_the_account(harbour):
    text = page(COAST, "/account/")
    for path in ("password", "passkeys", "second", "sessions", "record"):
        assert f'href="/account/{path}/"' in text
    assert "/account/invitations/" not in text


def test_the_approver_is_led_to_the_invitations(harbour):
    assert "/account/invitations/" in page(DIRECTOR, "/account/")


def test_the_record_holds_every_entry_that_a_person_said(harbour):
    said = {line.ref for line in record_of(COAST) if line.part == "by"}
    assert said == {row.ref for row in EntryRow.objects.all() if f'"actor":"{COAST}"'.encode() in bytes(row.raw)}
    assert said


def test_the_record_holds_entries_in_which_the_person_is_named(harbour):
    about = {line.kind for line in record_of(AUTHOR) if line.part == "about"}
    assert {"person.joined/1", "role.granted/1"} <= about


def test_the_record_of_one_person_holds_nothing_of_another(harbour):
    theirs = {line.ref for line in record_of(NORTH)}
    joined = {line.ref for line in record_of(COAST) if line.kind == "person.joined/1"}
    assert joined
    assert not joined & theirs


def test_a_handle_inside_a_longer_name_is_not_that_person(harbour):
    assert record_of("centre-auth") == record_of("entre-author") == record_of("director") == []


def test_the_page_shows_where_entries_are_and_not_what_they_hold(harbour):
    text = page(AUTHOR, "/account/record/")
    assert any("person.joined/1 are named in it" in line and "harbour.example/centre" in line for line in lines(text))
    assert "sha256" not in text
    assert "Ilse Marant" not in text


def test_a_long_record_comes_in_pages(harbour, monkeypatch):
    monkeypatch.setattr("answerable.people.accounts.views.ON_A_PAGE", 5)
    first, second = lines(page(AUTHOR, "/account/record/")), lines(page(AUTHOR, "/account/record/?page=2"))
    assert len(first) == 5
    assert set(first) != set(second)
    assert lines(page(AUTHOR, "/account/record/?page=never")) == first
