"""Lesson 6: an edit asks again for what it changed and nothing else, and for one fresh look at the final whole."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.clearance.entries import WholeReviewed
from answerable.clearance.gates import competence
from answerable.clearance.gates.changes import changed_between
from answerable.outputs.entries import VersionDrafted
from tests.clearance.authoring.desk import TEXT, keep, rows
from tests.clearance.clean import clean_clearance, reviewed, with_policy
from tests.lessons.attempts import closed, codes, in_folder, in_log, of_version, state, tell, version
from tests.site import AUTHOR, COAST, REVIEWER, page, said, signed_in

MARK = "/cases/harbour/drafts/release/3/mark/"


def edit(words: str = "was late in showing") -> None:
    """Write version 3, in which only the lead has other words, and mark it under the same name."""
    assert keep(text=TEXT.replace("did not show", words)).status_code == 302
    assert signed_in(AUTHOR).post(MARK, rows(page(AUTHOR, MARK)) | {"do": "mark"}).status_code == 302


def test_only_the_sentence_that_changed_has_to_be_looked_at_again(countersigned):
    seen = version(2)
    edit()
    changed = changed_between(state(), "release", seen)
    assert [each.now.id for each in changed.changed] == ["lead"]
    assert {each.id for each in changed.unchanged} == {"title", "union", "law", "reply", "base", "not-said", "call"}
    assert {each.about for each in changed.stale if each.act == "misuse-rehearsed"} == {"lead"}


def test_what_was_made_on_the_whole_is_asked_again_of_everybody(countersigned):
    assert closed() == set()
    edit()
    assert {"countersignature-stale", "rehearsal-orphaned", "support-orphaned"} <= closed()
    assert closed() & {"whole-not-reviewed", "whole-review-stale"}


def test_the_page_says_which_sentences_changed_and_what_went_stale(countersigned):
    edit()
    text = page(COAST, "/cases/harbour/drafts/release/3/countersign/")
    assert "was late in showing" in text
    assert "version 2" in text


def test_an_earlier_look_at_the_whole_does_not_do_for_the_last_version(countersigned):
    old = WholeReviewed(**of_version(2))
    edit()
    assert in_log(old, REVIEWER) == {"draft-not-current"}
    assert signed_in(REVIEWER).post("/cases/harbour/drafts/release/2/review-whole/", {"read": "on"}).status_code == 409


def test_no_look_at_the_whole_goes_in_through_a_folder_for_an_earlier_version(harbour, tmp_path):
    act = """
[[whole.reviewed]]
by = "north-director"
at = 2026-03-17T09:00:00Z
output = "release"
version = 1
"""
    assert codes(in_folder(tmp_path, "consultation.toml", act)) == {"draft-not-current"}


def test_an_author_does_not_look_at_their_own_whole(harbour, tmp_path):
    before = said("whole.reviewed/1")
    assert in_log(WholeReviewed(**of_version()), AUTHOR) == {"review-not-independent"}
    assert signed_in(AUTHOR).post("/cases/harbour/drafts/release/2/review-whole/", {"read": "on"}).status_code == 409
    act = f'[[whole.reviewed]]\nby = "{AUTHOR}"\nat = 2026-03-17T09:00:00Z\noutput = "release"\nversion = 2\n'
    assert codes(in_folder(tmp_path, "consultation.toml", act)) == {"review-not-independent"}
    assert said("whole.reviewed/1") == before


def test_an_author_does_not_look_under_a_second_handle_of_nobody(harbour):
    assert in_log(WholeReviewed(**of_version()), "centre-ghost") == {"review-not-independent"}


def test_a_look_in_the_log_of_another_section_is_none(harbour):
    body = WholeReviewed(**of_version())
    assert in_log(body, REVIEWER, log="harbour.example/centre") == {"review-not-independent"}


def test_who_translated_it_is_no_fresh_eye(harbour):
    """Whoever had a hand in a variant of the text is an author of the whole."""
    variant = {
        "output": "release-fr",
        "version": 1,
        "type": "release",
        "language": "fr",
        "authors": ("centre-author", REVIEWER),
        "variant_of": "release",
        "text": "# Une version\n",
    }
    tell(VersionDrafted, variant, AUTHOR)
    assert in_log(WholeReviewed(**of_version()), REVIEWER) == {"review-not-independent"}


def test_who_becomes_an_author_later_was_no_fresh_eye():
    case = clean_clearance()
    assert competence(case) == []
    versions = tuple(
        replace(each, body=replace(each.body, authors=("centre-author", "coast-reviewer")))
        for each in case.outputs.versions
    )
    late = replace(case, outputs=replace(case.outputs, versions=versions))
    assert "whole-not-reviewed" in {each.code for each in competence(late)}


def test_no_policy_switches_the_fresh_look_off():
    """Even a policy that names no reviewers at all."""
    case = with_policy(clean_clearance(), reviewers=(), requirements=(), training="")
    assert competence(case) == []
    assert competence(replace(case, whole_reviews=())) != []


def test_a_look_that_its_author_gave_counts_for_nothing():
    case = clean_clearance()
    assert competence(replace(case, whole_reviews=(reviewed("centre-author"),))) != []


def test_an_approval_is_not_carried_over_by_writing_the_old_words_again(countersigned):
    """Version 4 in the very words of version 2 is another version: nobody signed it."""
    edit()
    assert keep(text=TEXT).status_code == 302
    assert of_version()["version"] == 4
    assert {"countersignature-stale"} <= closed()


def test_a_fresh_look_by_somebody_else_opens_the_gate_again(countersigned):
    edit()
    assert in_log(WholeReviewed(**of_version()), REVIEWER) == set()
    assert not closed() & {"whole-not-reviewed", "whole-review-stale"}
