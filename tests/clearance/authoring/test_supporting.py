"""Links: made to exact words, never moved, mended with one click."""

from __future__ import annotations

from tests.clearance.authoring.desk import support_codes
from tests.clearance.authoring.test_marking import CHANGED, change, send
from tests.site import AUTHOR, LAWYER, page, said, signed_in

SUPPORT = "/cases/harbour/drafts/release/3/support/"


def orphan() -> None:
    """Change the words of the lead, and mark them under the same name."""
    assert send(change()).status_code == 302


def test_an_orphaned_link_is_shown_with_the_words_it_was_made_to(harbour):
    orphan()
    text = page(AUTHOR, SUPPORT)
    assert "orphaned: the link to" in text
    assert "The words have changed. The link was made to other words, and was not moved." in text


def test_one_click_links_the_new_words_and_opens_the_gate(harbour):
    orphan()
    assert ("support-orphaned", "lead") in support_codes()
    answer = signed_in(AUTHOR).post(SUPPORT, {"link": "lead/F1"})
    assert answer.status_code == 302
    assert ("support-orphaned", "lead") not in support_codes()


def test_the_same_link_sent_twice_is_one(harbour):
    orphan()
    before = said("statement.supported/1")
    for _time in range(2):
        assert signed_in(AUTHOR).post(SUPPORT, {"link": "lead/F1"}).status_code == 302
    assert said("statement.supported/1") == before + 1


def test_links_to_nothing_are_refused_together(harbour):
    orphan()
    before = said("statement.supported/1")
    for wrong in (["lead/F1", "lead/F99"], ["nobody/F1"], []):
        assert signed_in(AUTHOR).post(SUPPORT, {"link": wrong}).status_code == 409
    assert said("statement.supported/1") == before


def test_words_lead_to_the_statement_they_stand_in(harbour):
    orphan()
    assert 'href="#note-lead"' in signed_in(AUTHOR).get(SUPPORT, {"words": CHANGED}).content.decode()
    assert "do not stand in the draft" in signed_in(AUTHOR).get(SUPPORT, {"words": "not there"}).content.decode()


def test_whoever_is_no_author_links_nothing(harbour):
    orphan()
    answer = signed_in(LAWYER).post(SUPPORT, {"link": "lead/F1"})
    assert answer.status_code == 409
    assert "written by its authors" in answer.content.decode()
