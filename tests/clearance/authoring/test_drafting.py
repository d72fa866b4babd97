"""Writing a version: by authors alone, from a file or by hand, never over somebody else's, and delivered at once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from answerable.evidence.entries import CaseOpened
from answerable.record.log import append
from answerable.vault.store import store as commit_to
from tests.clearance.authoring.desk import (
    EDIT,
    LEAD_NOW,
    NEW,
    TEXT,
    current,
    delivered,
    form,
    keep,
    links,
    marked,
    support_codes,
)
from tests.clearance.authoring.test_importing import docx
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page, said, signed_in


def test_a_version_is_kept_under_the_next_number(harbour):
    answer = keep(text=TEXT + "\nMore to come.\n")
    assert answer.status_code == 302, answer.content.decode()
    assert current().body.version == 3
    assert "More to come." in page(COAST, "/cases/harbour/drafts/release/3/")


def test_a_first_version_opens_a_draft(harbour):
    assert keep(address=NEW).status_code == 302
    assert current("post").body.authors == (AUTHOR,)


def test_whoever_is_no_author_is_told_who_is(harbour):
    for address in (NEW, EDIT):
        assert "Drafts of this case are written by its authors: centre-author." in page(LAWYER, address)


@pytest.mark.parametrize("person", [LAWYER, COAST, NORTH])
def test_whoever_is_no_author_keeps_nothing(harbour, person):
    assert keep(person).status_code == 409
    assert current().body.version == 2


def test_an_outsider_is_sent_to_sign_in(harbour):
    assert signed_in().get(NEW).status_code == 302
    assert signed_in("stranger").get(NEW).status_code == 404


def test_unchanged_words_keep_their_commitment_and_their_links(harbour):
    before = marked()
    keep(text=TEXT + "\nMore to come.\n")
    after = marked()
    assert {name: each.words for name, each in after.items()} == {name: each.words for name, each in before.items()}
    assert any(fact.body.words == after["lead"].words for fact in links("lead"))
    assert not {code for code, _name in support_codes()}


def test_changed_words_are_not_marked_and_rest_on_nothing(harbour):
    keep(text=TEXT.replace(LEAD_NOW, LEAD_NOW.replace("did not show", "hid from")))
    assert "lead" not in marked()
    assert "law" in marked()


def test_marks_are_looked_at_again_where_an_author_wishes(harbour):
    keep(carry="")
    assert marked() == {}
    assert ("nothing-marked", "") in support_codes()


def test_a_newer_version_by_somebody_else_is_not_written_over(harbour):
    plain = form(text=TEXT + "\nMine.\n")
    keep(text=TEXT + "\nTheirs.\n")
    answer = signed_in(AUTHOR).post(EDIT, plain)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert current().body.version == 3
    assert "Theirs." in text
    assert "\nMine.\n" in text


def test_after_a_look_at_the_newer_version_the_same_form_goes_through(harbour):
    stale = form(text=TEXT + "\nMine.\n")
    keep(text=TEXT + "\nTheirs.\n")
    assert signed_in(AUTHOR).post(EDIT, stale).status_code == 409
    assert signed_in(AUTHOR).post(EDIT, stale | {"started": current().ref}).status_code == 302
    assert current().body.version == 4


def test_the_same_form_sent_twice_is_one_version(harbour):
    plain = form(text=TEXT + "\nMore.\n")
    for _time in range(2):
        assert signed_in(AUTHOR).post(EDIT, plain).status_code == 302
    assert current().body.version == 3


def test_a_first_version_sent_twice_is_one(harbour):
    before = said("version.drafted/1")
    for _time in range(2):
        assert keep(address=NEW).status_code == 302
    assert said("version.drafted/1") == before + 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " \n"}, "Write the text"),
        ({"authors": []}, "Name everybody who wrote it"),
        ({"language": "English please"}, "Use the code of the language"),
        ({"parent": "nothing-such"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(harbour, changes, message):
    answer = keep(**{"text": TEXT + "\nKept words.\n", **changes})
    assert answer.status_code == 409
    assert message in answer.content.decode()
    assert current().body.version == 2
    assert "text" in changes or "Kept words." in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "message"), [("new", "No draft"), ("release", "There is a draft"), ("a b", "no blanks")]
)
def test_a_new_draft_has_a_name_of_its_own(harbour, name, message):
    answer = keep(address=NEW, output=name)
    assert answer.status_code == 409
    assert message in answer.content.decode()


def test_a_file_is_shown_before_anything_is_kept(harbour):
    file = SimpleUploadedFile("draft.docx", docx(("Heading1", "What we found"), ("Normal", "Twelve were kept back.")))
    answer = signed_in(AUTHOR).post(EDIT, form(file=file))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "# What we found" in text
    assert "<h1>What we found</h1>" in text
    assert said("version.drafted/1") == 3


def test_a_bad_file_is_named_and_the_text_stays(harbour):
    file = SimpleUploadedFile("letter.docx", b"PK broken")
    answer = signed_in(AUTHOR).post(EDIT, form(file=file, text="What I typed."))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "letter.docx: expected a DOCX" in text
    assert "What I typed." in text


def test_a_preview_keeps_nothing_and_runs_nothing(harbour):
    answer = keep(do="preview", text="# Title\n\n<script>alert(1)</script> *so*")
    text = answer.content.decode()
    assert "<em>so</em>" in text
    assert "<script>alert" not in text
    assert current().body.version == 2


def test_a_version_is_delivered_to_the_sections_that_have_a_part_and_to_no_other(harbour):
    keep(text=TEXT + "\nMore.\n")
    assert ("coast", 3) in delivered("release")
    assert {section for section, _version in delivered("release")} == {"coast"}


def test_a_case_without_drafts_leads_an_author_to_the_first(harbour):
    opened = CaseOpened(title="The quay", terms=commit_to("Find out."), situation="peace")
    append(opened, origin="harbour.example/centre", actor=DIRECTOR, at=datetime.now(UTC), case="quay")
    assert "/cases/quay/drafts/new/" in page(AUTHOR, "/cases/quay/draft/")
    assert "/cases/quay/drafts/new/" not in page(COAST, "/cases/quay/draft/")
    assert signed_in(AUTHOR).get("/cases/quay/drafts/new/").status_code == 200
