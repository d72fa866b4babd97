"""What stands in other logs of a release that nobody there could say; and a mail between the server and the record."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from django.core import mail
from django.test import Client
from msgspec.structs import replace

from answerable.evidence.clock import moment_of
from answerable.record.facts import insert, row_of
from answerable.record.models import FactRow
from answerable.releases import entries, models, sending
from answerable.releases.models import NoticeLink, NoticeMail, read_release
from answerable.releases.sending import send_due
from answerable.vault.store import store
from tests.cases import commit
from tests.releases.noticed import dissociate, give, notice, ref_of

pytestmark = pytest.mark.usefixtures("released")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAGE = "/releases/harbour/release/2/"


def forge(table: type[FactRow], body: Any, *, by: str, log: str, index: int = 9000) -> None:
    """Write an entry into a log past every gate."""
    entry = SimpleNamespace(
        origin=log, case="harbour", actor=by, at=moment_of("harbour"), body=msgspec.json.encode(body)
    )
    insert([row_of(table, entry, body, ref=commit(repr(body) + log)[-64:], index=index)])


def state() -> Any:
    return read_release("harbour", at=moment_of("harbour"))


@pytest.mark.parametrize(
    ("by", "log"),
    [
        ("coast-director", "harbour.example/centre"),
        ("stranger", "elsewhere.example/centre"),
        ("centre-author", "harbour.example/centre"),
    ],
)
def test_who_cannot_release_released_nothing(by, log):
    before = state().released
    forge(models.OutputReleased, replace(before[-1].body, version=3), by=by, log=log)
    assert state().released == before
    assert Client().get("/releases/harbour/release/3/").status_code == 404


def test_a_release_that_another_section_claims_takes_no_page_away():
    body = replace(state().released[-1].body, renderings=())
    forge(models.OutputReleased, body, by="coast-director", log="harbour.example/coast")
    notice("lead", released_ref=[each.ref for each in state().released if each.origin.endswith("centre")][-1])
    shown = Client().get(PAGE)
    assert shown.status_code == 200
    assert 'id="notice-N1"' in shown.content.decode()
    assert Client().get(f"{PAGE}ninjs.json").status_code in {200, 404}


def test_a_notice_in_a_log_of_elsewhere_is_none():
    drafted = notice("lead")
    forged = replace(drafted.body, notice="N9", type="retraction", statements=())
    for by, log in (("centre-director", "elsewhere.example/centre"), ("coast-director", "harbour.example/centre")):
        forge(models.NoticeIssued, forged, by=by, log=log)
    assert [each.body.notice for each in state().notices] == ["N1"]


def test_two_sections_that_chose_one_key_are_both_shown_and_both_sent():
    give()
    dissociate()
    plain = {"section": "north", "notice": "D1", "output": "release", "released_ref": ref_of()}
    said = entries.SectionDissociated(**plain, text=store("Nor were we."))
    forge(models.SectionDissociated, said, by="north-director", log="harbour.example/north", index=5)
    shown = Client().get(PAGE).content.decode()
    assert "We were not heard." in shown
    assert "Nor were we." in shown
    assert shown.count('id="notice-D1') == 2
    assert shown.count('id="notice-D1"') == 1
    assert send_due("harbour", now=NOW).sent == 2
    assert send_due("harbour", now=NOW).sent == 0
    assert len({each.body.notice for each in state().notices_sent}) == 2
    assert ["Nor were we." in each.body for each in mail.outbox].count(True) == 1
    for each in mail.outbox:
        (address,) = [word for word in each.body.split() if "/n/" in word]
        link = "/n/" + address.partition("/n/")[2]
        assert ("Nor were we." in Client().get(link).content.decode()) == ("Nor were we." in each.body)


def test_a_machine_that_stops_between_mail_and_entry_sends_nothing_twice(monkeypatch):
    give()
    notice("lead")

    def stop(*_arguments: object, **_named: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(sending, "say", stop)
        with pytest.raises(SystemExit):
            send_due("harbour", now=NOW)
    assert len(mail.outbox) == 1
    assert NoticeMail.objects.get().done is not None
    assert send_due("harbour", now=NOW + timedelta(hours=1)).sent == 1
    assert len(mail.outbox) == 1
    assert len(state().notices_sent) == 1
    assert NoticeLink.objects.count() == 1


def test_a_mail_that_failed_leaves_no_link(monkeypatch):
    give()
    notice("lead")
    monkeypatch.setattr("django.core.mail.EmailMessage.send", stop_sending)
    assert send_due("harbour", now=NOW).failed == 1
    assert NoticeLink.objects.count() == 0


def stop_sending(*_arguments: object, **_named: object) -> int:
    raise OSError
