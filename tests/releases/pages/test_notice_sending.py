"""A notice is mailed to everybody who holds what it is on, once; what fails is kept and tried again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from typer.testing import CliRunner

from answerable.cli import app
from answerable.evidence.clock import moment_of
from answerable.releases.entries import CopyLapsed, NoticeAcknowledged, NoticeSent
from answerable.releases.models import NoticeMail, read_release
from answerable.releases.sending import send_due
from tests.releases.noticed import WORDS, dissociate, give, notice, speak
from tests.site import page, said, signed_in

pytestmark = pytest.mark.usefixtures("released")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def link_in(body: str) -> str:
    """Return the path of the link by which a mail asks to be acknowledged."""
    (address,) = [word for word in body.split() if "/n/" in word]
    return "/n/" + address.partition("/n/")[2]


def sendings() -> list[tuple[str, str, str, str]]:
    state = read_release("harbour", at=moment_of("harbour"))
    return [(each.body.notice, each.body.holder, each.actor, each.origin) for each in state.notices_sent]


def test_every_holder_with_an_address_is_mailed_the_notice_once():
    give("H1")
    give("H2", by="coast-director", address="radio@waves.example")
    notice("lead")
    assert send_due("harbour", now=NOW).sent == 2
    assert send_due("harbour", now=NOW).sent == 0
    assert sorted(each.to for each in mail.outbox) == [["desk@news.example"], ["radio@waves.example"]]
    assert sorted(sendings()) == [
        ("N1", "H1", "centre-director", "harbour.example/centre"),
        ("N1", "H2", "coast-director", "harbour.example/coast"),
    ]


def test_the_mail_says_what_the_notice_says_and_where_the_release_stands():
    give()
    notice("lead")
    send_due("harbour", now=NOW)
    (letter,) = mail.outbox
    assert letter.subject.startswith("Correction: ")
    assert WORDS in letter.body
    assert "12 of the 30 accident records" in " ".join(letter.body.split())
    assert "/releases/harbour/release/2/" in letter.body


def test_nobody_is_named_to_anybody_else():
    give("H1")
    give("H2", address="radio@waves.example")
    notice("lead")
    send_due("harbour", now=NOW)
    for letter in mail.outbox:
        whole = letter.message().as_string()
        assert ("desk@news.example" in whole) != ("radio@waves.example" in whole)
        assert "A desk of news" not in whole
        assert "centre-author" not in whole


def test_who_is_given_no_more_copies_is_sent_the_notice_all_the_same():
    give()
    speak(CopyLapsed, holder="H1")
    notice("lead")
    assert send_due("harbour", now=NOW).sent == 1


def test_a_dissociation_is_sent_to_every_holder_by_the_section_that_knows_them():
    give()
    dissociate()
    assert send_due("harbour", now=NOW).sent == 1
    assert "Section coast" not in mail.outbox[0].subject
    assert "We were not heard." in mail.outbox[0].body
    assert sendings() == [("D1", "H1", "centre-director", "harbour.example/centre")]


@pytest.mark.parametrize("address", ["", "12 Harbour Road, Selsund", "desk@news"])
def test_who_has_no_mail_address_is_left_for_a_person(address):
    give(address=address)
    notice("lead")
    assert send_due("harbour", now=NOW) == send_due("harbour", now=NOW)
    assert mail.outbox == []
    listed = CliRunner().invoke(app, ["notices", "list"]).output
    assert "by hand: H1, known to centre" in listed


def test_a_person_sends_only_for_the_holders_of_their_own_section_and_in_their_own_name():
    give("H1")
    give("H2", by="coast-reviewer", address="radio@waves.example")
    notice("lead")
    assert send_due("harbour", now=NOW, by="coast-director").sent == 1
    assert sendings() == [("N1", "H2", "coast-director", "harbour.example/coast")]


def failing_with(error: Exception, monkeypatch) -> None:
    def fail(*_arguments: object) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)


def test_what_could_not_be_sent_is_kept_and_tried_again(monkeypatch, caplog):
    give()
    notice("lead")
    refused = SMTPRecipientsRefused({"desk@news.example": (550, b"no desk@news.example here")})
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        failing_with(refused, patched)
        assert send_due("harbour", now=NOW).failed == 1
    assert "desk@news.example" not in caplog.text + NoticeMail.objects.get().failure
    assert sendings() == []
    assert send_due("harbour", now=NOW).sent == 1
    assert NoticeMail.objects.get().failure == ""


def test_a_server_out_of_reach_is_asked_once_in_a_round(monkeypatch):
    give("H1")
    give("H2", address="radio@waves.example")
    notice("lead")
    asked = []

    def fail(*_arguments: object) -> int:
        asked.append(1)
        raise SMTPServerDisconnected

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    assert send_due("harbour", now=NOW).failed == 2
    assert len(asked) == 1


def test_a_mail_that_is_being_sent_is_not_sent_a_second_time():
    give()
    notice("lead")
    named = {"case": "harbour", "notice": "N1", "origin": "harbour.example/centre", "holder": "H1"}
    NoticeMail.objects.create(**named, made=NOW, tried=NOW)
    assert send_due("harbour", now=NOW + timedelta(minutes=1)).sent == 0
    assert send_due("harbour", now=NOW + timedelta(minutes=6)).sent == 1


def test_a_holder_says_through_the_link_that_they_have_read_it():
    give()
    notice("lead")
    send_due("harbour", now=NOW)
    link = link_in(mail.outbox[0].body)
    shown = Client().get(link)
    assert shown.status_code == 200
    assert WORDS in shown.content.decode()
    assert said("notice.acknowledged/1") == 0  # a mail server opens links, too
    assert Client().post(link).status_code == 302
    assert Client().post(link).status_code == 302
    (fact,) = read_release("harbour", at=moment_of("harbour")).notices_acknowledged
    assert (fact.actor, fact.origin, fact.body.way) == ("H1", "harbour.example/centre", "link")
    assert "You said on" in Client().get(link).content.decode()


def test_the_page_behind_a_link_is_kept_nowhere_and_names_nobody():
    give()
    notice("lead")
    send_due("harbour", now=NOW)
    shown = Client().get(link_in(mail.outbox[0].body))
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in shown.headers["Cache-Control"]
    assert "noindex" in shown.headers["X-Robots-Tag"]
    for name in ("A desk of news", "desk@news.example", "centre-author", "centre-director"):
        assert name not in shown.content.decode()


def test_a_link_that_never_was_shows_nothing():
    assert Client().get("/n/never-made/").status_code == 404
    assert Client().post("/n/never-made/").status_code == 404


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing():
    give()
    notice("lead")
    found = CliRunner().invoke(app, ["notices", "send", "--dry-run"])
    assert found.output == "harbour\tN1\tH1\tby centre-director\n"
    assert mail.outbox == []
    assert said(NoticeSent.kind) == 0


def test_the_command_sends_and_the_list_says_how_far_each_notice_has_got():
    give()
    notice("lead")
    assert CliRunner().invoke(app, ["notices", "send", "--case", "harbour"]).output == "1 notices sent\n"
    assert (
        "harbour/release/2\tN1\tcorrection\treached 1 of 2, 0 overdue\n"
        in CliRunner().invoke(app, ["notices", "list"]).output
    )


@pytest.mark.parametrize(
    "arguments", [["send", "--by", "stranger"], ["send", "--case", "nowhere"], ["list", "--case", "x"]]
)
def test_a_command_for_nobody_or_nothing_fails_with_a_line(arguments):
    found = CliRunner().invoke(app, ["notices", *arguments])
    assert found.exit_code == 2
    assert found.output.startswith("answerable: ")


def test_the_page_of_holders_shows_who_somebody_is_to_their_own_section_alone():
    give()
    notice("lead")
    send_due("harbour", now=NOW)
    address = "/cases/harbour/releases/release/2/holders/"
    own, other = page("centre-lawyer", address), page("coast-director", address)
    assert "A desk of news" in own
    assert "desk@news.example" in own
    assert "H1" in other
    assert "A desk of news" not in other
    assert "desk@news.example" not in other
    assert signed_in("stranger").get(address).status_code == 404
    assert signed_in().get(address).status_code == 302


def test_a_section_that_holds_it_acknowledges_in_the_record():
    notice("lead")
    told = page("coast-director", "/cases/harbour/releases/release/2/holders/")
    assert "notice=N1&amp;holder=coast&amp;way=record" in told
    speak(NoticeAcknowledged, by="coast-director", notice="N1", holder="coast", way="record")
    assert "holder=coast&amp;way=record" not in page("coast-director", "/cases/harbour/releases/release/2/holders/")
