"""A notice is worded, countersigned or declined, and issued on pages; what everybody reads stands on the release."""

from __future__ import annotations

import re

import pytest

from answerable.evidence.clock import moment_of
from answerable.releases.entries import NoticeDrafted, NoticeIssued, SectionDissociated, StatusSet
from answerable.releases.models import read_release
from tests.releases.noticed import WORDS, countersign, decline, dissociate, issue, notice, ref_of, speak, word
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, PERSONS, REVIEWER, page, said, signed_in

pytestmark = pytest.mark.usefixtures("released")

RELEASE = "/releases/harbour/release/2/"
WORDING = "/cases/harbour/releases/release/2/notice/"
DISSOCIATE = "/cases/harbour/releases/release/2/dissociate/"
NOTICE = "/cases/harbour/notices/N1/"
SENT = {"type": "correction", "statements": ["lead"], "text": WORDS, "replaced_by": ""}


def state():
    return read_release("harbour", at=moment_of("harbour"))


def press(person: str, address: str, **fields: object):
    return signed_in(person).post(address, fields)


def act(person: str, name: str, drafted, **fields: object):
    return press(person, NOTICE, act=name, drafted_ref=drafted.ref, read="on", **fields)


def test_a_notice_goes_from_its_wording_to_the_page_of_the_release():
    assert press(AUTHOR, WORDING, **SENT).url == NOTICE
    (drafted,) = state().notice_drafts
    assert act(COAST, "countersign", drafted).status_code == 302
    assert act(DIRECTOR, "issue", drafted).url == NOTICE
    shown = page("", RELEASE)
    assert WORDS in shown
    assert "<b>Corrected.</b>" in shown
    assert 'id="notice-N1"' in shown


def test_the_statements_that_a_notice_is_on_are_marked_where_they_stand():
    notice("lead")
    shown = page("", RELEASE)
    assert 'class="statement held"' in shown
    assert 'id="statement-lead"' in shown
    assert '<li id="note-lead">' in shown
    assert 'href="#notice-N1"' in shown
    assert 'id="statement-title"' not in shown


def test_a_release_without_notices_is_shown_without_marks():
    shown = page("", RELEASE)
    assert "statement held" not in shown
    assert "What notices say of single statements" not in shown


def test_the_form_offers_the_statements_with_their_words():
    shown = page(AUTHOR, WORDING)
    assert 'value="lead"' in shown
    assert "12 of the 30 accident records" in shown


def test_a_wording_sent_twice_is_one_and_another_takes_its_place():
    for _again in range(2):
        assert press(AUTHOR, WORDING, **SENT).url == NOTICE
    assert said(NoticeDrafted.kind) == 1
    assert press(AUTHOR, f"{WORDING}?notice=N1", **SENT | {"text": "Thirty-one records."}).url == NOTICE
    assert [each.body.notice for each in state().notice_drafts] == ["N1", "N1"]
    assert press(AUTHOR, WORDING, **SENT | {"text": "Another matter."}).url == "/cases/harbour/notices/N2/"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "required"),
        ({"type": "retraction"}, "concerns the whole release"),
        ({"type": "partial-retraction", "statements": []}, "takes back no statement"),
        ({"type": "new-version", "statements": []}, "none is named"),
    ],
)
def test_a_wording_that_lacks_what_its_type_asks_for_comes_back(fields, told):
    answer = press(AUTHOR, WORDING, **SENT | fields)
    assert answer.status_code == 409
    assert told in answer.content.decode()
    assert said(NoticeDrafted.kind) == 0


def test_who_may_sign_for_an_affected_section_finds_the_button_and_nobody_else():
    word("lead")
    button = 'name="act" value="countersign"'
    assert [person for person in PERSONS if button in page(person, NOTICE)] == [COAST]


def test_a_section_that_declines_is_printed_with_the_notice_and_stops_nothing():
    drafted = word("lead")
    assert act(COAST, "decline", drafted, reason="It blames the wrong office.").status_code == 302
    assert "does not stand by this wording" in page(DIRECTOR, NOTICE)
    assert act(DIRECTOR, "issue", drafted).status_code == 302
    shown = page("", RELEASE)
    assert "It blames the wrong office." in shown
    assert "Section coast does not stand by the wording of this notice" in shown


def test_a_notice_that_waits_for_a_section_is_not_issued():
    drafted = word("lead")
    assert 'value="issue"' not in page(DIRECTOR, NOTICE)
    answer = act(DIRECTOR, "issue", drafted)
    assert answer.status_code == 409
    assert "has not answered" in answer.content.decode()
    assert said(NoticeIssued.kind) == 0
    assert WORDS not in page("", RELEASE)


def test_an_expression_of_concern_goes_out_and_says_who_has_not_answered():
    drafted = word("lead", type="expression-of-concern")
    assert act(DIRECTOR, "issue", drafted).status_code == 302
    shown = page("", RELEASE)
    assert "<b>Under review.</b>" in shown
    assert "Section coast was asked about this notice and has not answered." in shown


@pytest.mark.parametrize("person", [AUTHOR, LAWYER, COAST, NORTH])
def test_nobody_but_an_approver_of_the_section_that_released_issues(person):
    drafted = word("lead")
    countersign(drafted)
    assert act(person, "issue", drafted).status_code == 409
    assert said(NoticeIssued.kind) == 0


def test_what_was_worded_anew_while_a_page_was_open_is_not_signed():
    drafted = word("lead")
    word("lead", text="Thirty-one records.")
    answer = act(COAST, "countersign", drafted)
    assert answer.status_code == 409
    assert "worded anew" in answer.content.decode()


def test_a_countersignature_and_an_issue_sent_twice_are_one():
    drafted = word("lead")
    for _again in range(2):
        act(COAST, "countersign", drafted)
    for _again in range(2):
        act(DIRECTOR, "issue", drafted)
    assert (len(state().notice_signatures), len(state().notices)) == (1, 1)


def test_a_section_dissociates_itself_and_ends_that_itself():
    press(COAST, DISSOCIATE, act="dissociate", statements=["lead"], text="We were not heard.")
    assert "We were not heard." in page("", RELEASE)
    assert "Section coast does not stand by this release" in page("", RELEASE)
    other = press(DIRECTOR, DISSOCIATE, act="end", notice="D1", reason="It is over.")
    assert other.status_code == 409
    assert "We were not heard." in page("", RELEASE)
    assert press(COAST, DISSOCIATE, act="end", notice="D1", reason="We were heard by now.").status_code == 302
    assert "We were not heard." not in page("", RELEASE)
    assert "We were heard by now." in page(COAST, DISSOCIATE)


def test_the_centre_dissociates_nobody_else():
    press(DIRECTOR, DISSOCIATE, act="dissociate", text="Coast does not stand by it.", section="coast")
    (fact,) = state().dissociations
    assert fact.body.section == "centre"


def test_a_dissociation_sent_twice_is_one():
    for _again in range(2):
        press(REVIEWER, DISSOCIATE, act="dissociate", text="We were not heard.")
    assert said(SectionDissociated.kind) == 1


def test_nothing_the_centre_says_hides_a_dissociation():
    dissociate()
    speak(StatusSet, output="release", released_ref=ref_of(), status="current", reason="All is well.")
    notice(type="clarification")
    shown = page("", RELEASE)
    assert "We were not heard." in shown
    assert shown.index("We were not heard.") < shown.index('class="released"')


def test_names_of_persons_are_not_told_to_outsiders():
    decline(drafted := word("lead"))
    issue(drafted)
    dissociate()
    shown = re.sub(r"<section class=\"certificate\".*", "", page("", RELEASE), flags=re.DOTALL)
    assert not [person for person in PERSONS if person in shown]


@pytest.mark.parametrize("address", ["/cases/harbour/notices/", NOTICE, WORDING, DISSOCIATE])
def test_only_insiders_find_the_pages_of_notices(address):
    word("lead")
    assert signed_in(COAST).get(address).status_code == 200
    assert signed_in("stranger").get(address).status_code == 404
    assert signed_in().get(address).status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/cases/harbour/notices/N9/",
        "/cases/harbour/releases/release/9/notice/",
        "/cases/harbour/releases/nothing/2/dissociate/",
        f"{WORDING}?notice=N9",
        "/cases/nowhere/notices/",
    ],
)
def test_what_is_not_there_is_not_found(address):
    assert signed_in(DIRECTOR).get(address).status_code == 404


def test_the_list_shows_each_notice_with_its_state():
    word("lead")
    dissociate()
    shown = page(NORTH, "/cases/harbour/notices/")
    assert "N1: Correction" in shown
    assert "waits for sections" in shown
    assert "D1: coast" in shown
