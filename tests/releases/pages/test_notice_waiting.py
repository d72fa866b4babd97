"""What waits because of a notice: to countersign it, to issue it, to send it by hand, to read it."""

from __future__ import annotations

import pytest

from answerable.releases.entries import NoticeAcknowledged, NoticeSent
from answerable.web.home.counting import forget
from answerable.web.home.waiting import waits_for
from tests.releases.noticed import countersign, decline, give, issue, notice, speak, word
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page

pytestmark = pytest.mark.usefixtures("released")


def waiting(person: str) -> list[tuple[str, str]]:
    forget()
    waits = waits_for([person], ["harbour"])
    return [(each.waiting.kind, each.waiting.name) for each in waits if each.waiting.kind.endswith("-notice")]


def test_a_wording_waits_for_who_signs_for_an_affected_section():
    word("lead")
    assert waiting(COAST) == [("countersign-notice", "N1")]
    assert [waiting(person) for person in (AUTHOR, LAWYER, DIRECTOR, NORTH)] == [[], [], [], []]


def test_it_is_due_after_the_days_of_the_policy():
    drafted = word("lead")
    forget()
    (wait,) = [each for each in waits_for([COAST], ["harbour"]) if each.waiting.kind == "countersign-notice"]
    assert (wait.waiting.due - drafted.at).days == 7
    assert wait.address == "/cases/harbour/notices/N1/"


@pytest.mark.parametrize("answer", [countersign, decline])
def test_once_every_section_has_spoken_it_waits_for_an_approver(answer):
    answer(word("lead"))
    assert waiting(COAST) == []
    assert waiting(DIRECTOR) == [("issue-notice", "N1")]
    assert waiting(AUTHOR) == []


def test_an_expression_of_concern_waits_for_an_approver_at_once():
    word("lead", type="expression-of-concern")
    assert waiting(DIRECTOR) == [("issue-notice", "N1")]


def test_it_waits_for_no_approver_who_drafted_it():
    countersign(word("lead", by=DIRECTOR))
    assert waiting(DIRECTOR) == []


def test_an_issued_notice_waits_for_the_sections_that_hold_the_release():
    notice("lead")
    assert waiting(COAST) == [("read-notice", "N1")]
    speak(NoticeAcknowledged, by=COAST, notice="N1", holder="coast", way="record")
    assert waiting(COAST) == []


def test_a_holder_without_a_mail_address_waits_for_the_section_that_knows_them():
    give(address="12 Harbour Road")
    give("H2")
    drafted = word("lead")
    countersign(drafted)
    issue(drafted)
    assert waiting(DIRECTOR) == [("send-notice", "N1")]
    speak(NoticeSent, notice="N1", holder="H1", way="post")
    assert waiting(DIRECTOR) == []


def test_the_page_of_what_waits_names_the_thing_and_leads_there():
    word("lead")
    forget()
    shown = page(COAST, "/waiting/")
    assert "Countersign the wording of a notice, or decline" in shown
    assert 'href="/cases/harbour/notices/N1/"' in shown
