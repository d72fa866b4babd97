"""Lesson 9: a correction goes to those who got the original though nobody thinks of them; nothing is unpublished."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.test import Client

from answerable.record.blocker import Refused
from answerable.releases.entries import CopyLapsed, StatusSet
from answerable.releases.sending import send_due
from tests.releases.noticed import WORDS, give, notice, ref_of, speak
from tests.site import LEAD

pytestmark = pytest.mark.usefixtures("released")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_who_got_a_copy_under_embargo_and_none_since_is_sent_the_correction():
    give("H1", version=1)
    speak(CopyLapsed, holder="H1")
    notice("lead")
    send_due("harbour", now=NOW)
    assert [each.to for each in mail.outbox] == [["desk@news.example"]]


def test_who_is_recorded_only_after_the_notice_went_out_is_sent_it_all_the_same():
    notice("lead")
    send_due("harbour", now=NOW)
    give()
    send_due("harbour", now=NOW)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("status", ["retracted", "withdrawn", "corrected"])
def test_nothing_is_taken_back_without_a_notice(status):
    with pytest.raises(Refused) as refused:
        speak(StatusSet, output="release", released_ref=ref_of(), status=status, reason="It is gone.")
    assert [each.code for each in refused.value.blockers] == ["status-without-notice"]


@pytest.mark.parametrize("type_", ["retraction", "withdrawal"])
def test_the_original_stays_marked(type_):
    notice(type=type_)
    shown = " ".join(Client().get("/releases/harbour/release/2/").content.decode().split())
    assert LEAD in shown
    assert WORDS in shown
