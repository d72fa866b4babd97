"""Lesson 5: a link is never carried to similar words. It is orphaned, and its gate opens again."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs.entries import StatementsMarked, VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.outputs.reading import MarkedElsewhere, noticed_in
from answerable.vault.store import store
from tests.clearance.authoring.desk import LEAD_NOW, TEXT, keep, links, marked, rows, support_codes
from tests.lessons.attempts import closed, codes, in_folder, in_log, state, tell, version
from tests.site import AUTHOR, DIRECTOR, page, signed_in

MARK = "/cases/harbour/drafts/release/3/mark/"
SUPPORT = "/cases/harbour/drafts/release/3/support/"

SIMILAR = {
    "one letter": LEAD_NOW.replace("did not show", "did not shew"),
    "one capital": LEAD_NOW.replace("labour", "Labour"),
    "one comma": LEAD_NOW.replace("12 of the 30", "12, of the 30"),
    "one number": LEAD_NOW.replace("12 of the 30", "11 of the 30"),
    "one word more": LEAD_NOW.replace("did not show", "deliberately did not show"),
    "one word less": LEAD_NOW.replace("labour ", ""),
}
"""The lead after small edits, over which any measure of similarity would carry a link."""


def edit(words: str) -> None:
    """Write version 3 with other words in the lead, and mark them under the same name."""
    assert keep(text=TEXT.replace(LEAD_NOW, words)).status_code == 302
    answer = signed_in(AUTHOR).post(MARK, rows(page(AUTHOR, MARK)) | {"do": "mark"})
    assert answer.status_code == 302, answer.content.decode()


@pytest.mark.parametrize("words", SIMILAR.values(), ids=SIMILAR)
def test_however_small_the_edit_the_link_is_orphaned_and_its_gate_closed(harbour, words):
    assert "support-orphaned" not in closed()
    edit(words)
    assert support_codes() == {("support-orphaned", "lead")}
    assert "support-orphaned" in closed()


def test_the_links_of_every_other_sentence_stand(harbour):
    before = {name: each.words for name, each in marked().items()}
    edit(SIMILAR["one letter"])
    after = {name: each.words for name, each in marked().items()}
    assert {name for name in before if before[name] != after[name]} == {"lead"}


def test_the_old_link_stays_where_it_was_made(harbour):
    old = links("lead")[-1].body.words
    edit(SIMILAR["one letter"])
    assert [fact.body.words for fact in links("lead")][-1] == old != marked()["lead"].words


def test_a_form_cannot_name_the_words_that_a_link_is_made_to(harbour):
    old = marked()["lead"].words
    edit(SIMILAR["one number"])
    sent = {"link": "lead/F1", "words": old, "draft_ref": version(2).ref, "finding_ref": "0" * 64}
    assert signed_in(AUTHOR).post(SUPPORT, sent).status_code == 302
    assert links("lead")[-1].body.words == marked()["lead"].words


def test_a_form_for_the_version_before_links_nothing(harbour):
    edit(SIMILAR["one number"])
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/release/2/support/", {"link": "lead/F1"})
    assert answer.status_code == 409
    assert support_codes() == {("support-orphaned", "lead")}


def test_no_link_to_words_that_are_gone_goes_into_the_log(harbour):
    old = links("lead")[-1].body
    edit(SIMILAR["one number"])
    assert in_log(old, AUTHOR) == {"words-not-current"}


def test_no_link_to_the_words_of_another_statement_goes_into_the_log(harbour):
    old = links("lead")[-1].body
    assert in_log(replace(old, statement="base"), AUTHOR) == {"words-not-current"}


def test_no_link_in_the_name_of_another_output_goes_into_the_log(harbour):
    old = links("lead")[-1].body
    assert in_log(replace(old, output="report"), AUTHOR) == {"words-not-current"}


def test_no_link_to_a_finding_that_was_never_stated_so_goes_into_the_log(harbour):
    old = links("lead")[-1].body
    assert in_log(replace(old, finding_ref=version(1).ref), AUTHOR) == {"finding-unknown"}


def test_a_folder_cannot_pin_a_link_to_words_that_are_gone(harbour, tmp_path):
    act = """
[[statement.supported]]
by = "centre-author"
at = 2026-03-17T09:00:00Z
output = "release"
statement = "lead"
finding = "F1"
words = "On 12 November 2025 the port authority of Selsund hid 12 of the 30 accident records that two labour \
inspectors asked for; it has not let us see them either."
"""
    found = in_folder(tmp_path, "outputs.toml", act)
    assert found
    assert codes(found) <= {"words-not-current"}


def lying_version() -> None:
    """Put version 3 into the log with other words in the lead, marked as if they were the words of version 2."""
    lead = marked()["lead"]
    text = TEXT.replace(LEAD_NOW, SIMILAR["one word more"])
    moved = len(text) - len(TEXT)
    body = version(2).body
    drafted = {name: getattr(body, name) for name in body.__struct_fields__ if name != "personal"}
    third = tell(VersionDrafted, drafted | {"version": 3, "text": text}, AUTHOR)
    statements = tuple(
        replace(
            each, start=each.start + moved * (each.start > lead.start), end=each.end + moved * (each.end >= lead.end)
        )
        for each in statements_of(state().outputs, version(2))
    )
    assert text[statements[1].start : statements[1].end] != TEXT[lead.start : lead.end]
    said = StatementsMarked(output="release", version=3, draft_ref=third.ref, part=1, statements=statements)
    assert in_log(said, AUTHOR) == set()


def test_words_marked_as_others_than_stand_there_cannot_be_read_and_stay_closed(harbour):
    """A gate reads no content, so the log takes such marks; the engine does, and will not read them."""
    lying_version()
    assert support_codes() == set()
    with pytest.raises(MarkedElsewhere, match="lead"):
        noticed_in(state().outputs, "release", 3)
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/release/3/read/")
    assert answer.status_code == 409
    assert "the words that statement lead names, found others" in answer.content.decode()
    assert "not-read" in closed()


def test_a_text_under_another_commitment_is_other_words(harbour):
    """The same letters sealed anew are another commitment: a link made to the first does not hold for it."""
    old = links("lead")[-1].body
    again = replace(old, words=store(TEXT[marked()["lead"].start : marked()["lead"].end]))
    assert in_log(again, AUTHOR) == {"words-not-current"}


def test_nobody_who_is_no_author_links_on_a_page(harbour):
    edit(SIMILAR["one letter"])
    assert signed_in(DIRECTOR).post(SUPPORT, {"link": "lead/F1"}).status_code == 409
    assert marked()["lead"].words not in {fact.body.words for fact in links("lead")}


def test_a_folder_cannot_carry_a_link_from_words_of_which_only_the_commitment_is_left(harbour, tmp_path):
    act = f"""
[[statement.supported]]
by = "centre-author"
at = 2026-03-17T09:00:00Z
output = "release"
statement = "lead"
finding = "F1"
words = {{ commitment = "sha256:{"0" * 64}" }}
"""
    assert "other words" in in_folder(tmp_path, "outputs.toml", act)
