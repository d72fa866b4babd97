"""Mail, feed and calendar: told once, kept when it fails, and nothing confidential in any of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from typer.testing import CliRunner

from answerable.cli import app
from answerable.people.messages import on_duty, send_kept, tell_duty
from answerable.people.models import read_people
from answerable.people.preferences import Preference, kept_preference_of
from answerable.people.told import DUTY, NEW, OVERDUE, Message
from answerable.web.home.mailbox import mailbox_of
from answerable.web.home.telling import tell, tell_all
from answerable.web.home.waiting import waits_for
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, PERSONS, page, signed_in

KEY = 16
"""Characters of the longest choice or role that could stand in a label of ours."""


def everything_sent() -> str:
    return "\n".join(f"{each.subject}\n{each.body}\n{each.extra_headers}" for each in mail.outbox)


def texts_of_record() -> list[str]:
    """Return every text in the vault, and every string in an entry that is more than a short key or a choice."""
    from answerable.record.models import EntryRow
    from answerable.vault.models import Content

    found = [each.text for each in Content.objects.all() if each.text]
    for row in EntryRow.objects.all():
        found += [each for each in _strings(json.loads(bytes(row.raw))["body"]) if " " in each or len(each) > KEY]
    assert len(found) > 100
    return found


def _strings(value) -> list[str]:
    if isinstance(value, dict):
        return [found for each in value.values() for found in _strings(each)]
    if isinstance(value, list):
        return [found for each in value for found in _strings(each)]
    return [value] if isinstance(value, str) else []


def feed_of(person: str, which: str) -> str:
    token = kept_preference_of(person).token
    got = signed_in().get(f"/feeds/{token}/waiting.{which}")
    assert got.status_code == 200
    return got.content.decode()


def test_whoever_something_waits_for_is_told_in_one_mail(with_mail):
    told = tell("harbour")
    assert (told.sent, told.failed) == (3, 0)
    assert sorted(each.to[0] for each in mail.outbox) == [f"{each}@mail.example" for each in (AUTHOR, DIRECTOR, COAST)]


def test_nothing_is_told_twice(with_mail):
    tell("harbour")
    assert tell("harbour").sent == 0
    assert len(mail.outbox) == 3


def test_a_mail_leads_on_by_a_mark_and_says_kind_and_day(with_mail):
    tell("harbour")
    (wait,) = waits_for([COAST])
    (own,) = [each for each in mail.outbox if each.to == [f"{COAST}@mail.example"]]
    assert "Countersign a version, or decline, due on 9 March 2026" in own.body
    assert f"http://localhost:8000/waiting/{wait.mark}/" in own.body


def test_nothing_of_the_record_stands_in_mail_feed_or_calendar(with_mail):
    tell_all()
    told = everything_sent() + "".join(feed_of(each, which) for each in PERSONS for which in ("atom", "ics"))
    assert "Countersign a version" in told
    assert [each for each in texts_of_record() if each in told] == []
    assert "harbour" not in told
    assert not any(person in told for person in PERSONS)


def test_who_gave_no_address_is_told_by_the_feed_alone(harbour):
    tell("harbour")
    assert mail.outbox == []
    assert "Countersign a version, or decline" in feed_of(COAST, "atom")


def test_who_wants_no_message_about_new_things_gets_none(with_mail):
    Preference.objects.filter(person=COAST).update(mail_new=False)
    tell("harbour")
    assert f"{COAST}@mail.example" not in [each.to[0] for each in mail.outbox]


def test_an_overdue_thing_is_told_once_by_notify(with_mail):
    tell_all()
    kept = Message.objects.filter(person=COAST).values_list("occasion", flat=True)
    assert sorted(kept) == [NEW, OVERDUE]
    assert tell_all().sent == 0


def test_a_mail_is_written_in_its_readers_language(with_mail):
    Preference.objects.filter(person=COAST).update(language="fr")
    tell("harbour")
    (own,) = [each for each in mail.outbox if each.to == [f"{COAST}@mail.example"]]
    assert "9 mars 2026" in own.body


class Broken:
    """A mail server that hangs up; it counts how often it was called."""

    calls = 0
    error: Exception = SMTPServerDisconnected("gone")

    def __init__(self, *args, **options) -> None: ...

    def send_messages(self, messages):
        type(self).calls += 1
        raise self.error


class Choosy(Broken):
    """A mail server that takes no recipient."""

    calls = 0
    error = SMTPRecipientsRefused({})


@pytest.fixture
def broken_mail(settings, with_mail):
    settings.EMAIL_BACKEND = "tests.web.home.test_messages.Broken"


def test_what_could_not_be_sent_is_kept_with_its_reason_and_sent_next_time(broken_mail, settings, caplog):
    assert tell("harbour").failed == 3
    assert "not sent and is kept" in caplog.text
    assert "SMTPServerDisconnected: gone" in Message.objects.values_list("failure", flat=True)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert (tell_all().sent, Message.objects.filter(done=None).count()) == (3, 0)


def test_a_server_out_of_reach_is_asked_once_and_one_that_refuses_a_recipient_for_everybody(broken_mail, settings):
    Broken.calls = 0
    assert (tell("harbour").failed, Broken.calls) == (3, 1)
    settings.EMAIL_BACKEND = "tests.web.home.test_messages.Choosy"
    assert (tell_all().failed, Choosy.calls) == (3, 3)


def test_an_act_stands_although_telling_failed(broken_mail):
    got = signed_in(COAST).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
    assert got.status_code == 302
    assert "Countersign a version" not in page(COAST, "/waiting/")


def test_an_act_tells_those_for_whom_it_makes_something_to_do(with_mail):
    tell("harbour")
    mail.outbox.clear()
    for person in (COAST, DIRECTOR):
        signed_in(person).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
    assert "A version can be released" in everything_sent()


def test_what_somebody_else_is_sending_is_left_to_them(with_mail):
    tell("harbour")
    now = datetime.now(UTC)
    Message.objects.update(done=None, tried=now)
    assert send_kept(now=now).sent == 0
    assert send_kept(now=now + timedelta(minutes=6)).sent == 3


def test_an_alarm_reaches_the_approver_where_nobody_is_on_duty_and_only_once(with_mail):
    assert tell_duty(case="harbour", section="coast", affected=["coast"]) == 1
    assert tell_duty(case="harbour", section="coast", affected=["coast"]) == 0
    assert [each.to for each in mail.outbox] == [[f"{DIRECTOR}@mail.example"]]
    assert "in harm's way" in mail.outbox[0].body


def test_an_alarm_reaches_whoever_is_on_duty_although_they_want_no_messages(with_mail):
    from answerable.people.entries import RoleGranted
    from answerable.record.log import append

    Preference.objects.update(mail_new=False, mail_due=False)
    granted = RoleGranted(person="coast-reviewer", role="duty-officer")
    append(granted, origin="harbour.example/coast", actor=COAST, at=datetime(2026, 1, 6, tzinfo=UTC), case="")
    assert on_duty(read_people(), {"coast"}, case="harbour", at=datetime.now(UTC)) == ("coast-reviewer",)
    tell_duty(case="harbour", section="coast")
    assert Message.objects.get(occasion=DUTY).person == "coast-reviewer"
    assert len(mail.outbox) == 1


def test_the_calendar_has_the_day_something_is_due(harbour):
    text = feed_of(COAST, "ics")
    assert "DTSTART;VALUE=DATE:20260309" in text
    assert "SUMMARY:Countersign a version\\, or decline" in text


def test_the_calendar_of_who_has_nothing_to_do_is_empty(harbour):
    assert "BEGIN:VEVENT" not in feed_of(LAWYER, "ics")


def test_a_renewed_token_closes_the_old_address(harbour):
    old = kept_preference_of(COAST).token
    assert signed_in(COAST).post("/preferences/renew/").status_code == 302
    for which in ("atom", "ics"):
        assert signed_in().get(f"/feeds/{old}/waiting.{which}").status_code == 404
        feed_of(COAST, which)


def test_a_guessed_token_opens_nothing(harbour):
    assert signed_in().get("/feeds/guessed/waiting.atom").status_code == 404


def test_the_feed_of_a_closed_account_is_closed(harbour):
    from django.contrib.auth.models import User

    token = kept_preference_of(COAST).token
    User.objects.filter(username=COAST).update(is_active=False)
    assert signed_in().get(f"/feeds/{token}/waiting.atom").status_code == 404


def test_preferences_are_kept(harbour):
    sent = {"language": "uk", "zone": "Europe/Kyiv", "mail": "me@mail.example", "mail_new": "on"}
    assert signed_in(COAST).post("/preferences/", sent).status_code == 302
    kept = Preference.objects.get(person=COAST)
    assert (kept.language, kept.zone, kept.mail, kept.mail_new, kept.mail_due) == (
        *list(sent.values())[:3],
        True,
        False,
    )


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"zone": "Mars/Olympus"}, {"mail": "nobody"}])
def test_a_choice_that_does_not_exist_is_not_kept(harbour, wrong):
    got = signed_in(COAST).post("/preferences/", wrong)
    assert "Nothing was changed." in got.content.decode()
    assert not Preference.objects.get(person=COAST).mail


def test_mail_goes_into_a_folder_where_no_server_is_named():
    assert mailbox_of("").backend.endswith("filebased.EmailBackend")


def test_a_password_is_never_sent_in_the_clear():
    for address in ("smtp://me:pa%3Ass@mail.example", "smtps://me:pa%3Ass@mail.example"):
        box = mailbox_of(address)
        assert (box.user, box.password) == ("me", "pa:ss")
        assert box.starttls is not box.tls


def test_the_port_is_the_usual_one_unless_named():
    found = [mailbox_of(f"{each}@h").port for each in ("smtp://u", "smtps://u")]
    assert [*found, mailbox_of("smtp://relay").port, mailbox_of("smtp://relay:2525").port] == [587, 465, 25, 2525]


@pytest.mark.parametrize("wrong", ["mail.example", "http://u:secret@h", "smtp://", "smtp://u:secret@h:port"])
def test_an_address_that_names_no_mail_server_is_refused_without_its_password(wrong):
    with pytest.raises(ImproperlyConfigured) as error:
        mailbox_of(wrong)
    assert "secret" not in str(error.value)


def test_notify_says_how_many_messages_went(with_mail):
    got = CliRunner().invoke(app, ["notify"])
    assert (got.exit_code, got.stdout) == (0, "3 messages sent\n")


def test_notify_ends_with_1_where_some_could_not_be_sent(broken_mail):
    got = CliRunner().invoke(app, ["notify"])
    assert got.exit_code == 1
    assert "3 messages could not be sent; they are kept" in got.stderr
