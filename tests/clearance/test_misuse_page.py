"""The misuse rehearsal: what can be cut out of each statement, who would use it; only what changed is asked again."""

from __future__ import annotations

import re

import pytest

from tests.clearance.authoring.desk import LEAD_NOW, TEXT, keep, marked, rows
from tests.site import AUTHOR, COAST, NORTH, REVIEWER, page, said, signed_in

CHANGED = "did not show two labour inspectors 12 of the 30 accident records, if our count is right"
NOW = "/cases/harbour/drafts/release/3/misuse/"
MARK = "/cases/harbour/drafts/release/3/mark/"
ROW = {
    "truncation": "the port authority did not show inspectors accident records",
    "reuse": "A rival port prints it as a habit.",
    "answer": "mitigated",
    "how": "The count stands in the title.",
}


def change() -> str:
    """Draft a version in which one statement says something else, and return that statement's name."""
    answer = keep(text=TEXT.replace(LEAD_NOW, CHANGED))
    assert answer.status_code == 302, answer.content.decode()
    known = set(marked())
    answer = signed_in(AUTHOR).post(MARK, rows(page(AUTHOR, MARK)) | {"do": "mark"})
    assert answer.status_code == 302, answer.content.decode()
    return next(name for name in marked() if name not in known)


def asked(person: str = COAST, address: str = NOW) -> list[str]:
    """Return the statements that the page asks to rehearse."""
    return re.findall(r'name="statement" value="([^"]+)"', page(person, address))


def test_a_version_whose_statements_were_rehearsed_asks_for_nothing(harbour):
    text = page(COAST, "/cases/harbour/drafts/release/2/misuse/")
    assert "Every statement was rehearsed." in text
    assert "Used by the union as praise of all it does" in text


def test_after_an_edit_only_the_statement_that_changed_is_asked_for(harbour):
    name = change()
    assert asked() == [name]


def test_the_engine_proposes_the_worst_honest_truncation_and_says_why(harbour):
    change()
    text = page(COAST, NOW)
    assert "What can be cut out of it, the worst first" in text
    assert "The condition is gone: if" in text
    proposed = re.search(r'<textarea name="truncation"[^>]*>\s*([^<]+)</textarea>', text)
    assert proposed, text
    assert "if our count is right" not in proposed[1]


def test_a_rehearsed_statement_is_asked_for_no_more(harbour):
    name = change()
    assert signed_in(REVIEWER).post(NOW, ROW | {"statement": name}).url == f"{NOW}#row-{name}"
    assert asked() == []
    assert "A rival port prints it as a habit." in page(COAST, NOW)


def test_a_row_sent_twice_is_written_once(harbour):
    name, before = change(), said("misuse.rehearsed/1")
    for _ in range(2):
        assert signed_in(REVIEWER).post(NOW, ROW | {"statement": name}).status_code == 302
    assert said("misuse.rehearsed/1") == before + 1


def test_a_risk_that_an_author_accepts_still_waits_for_somebody_else(harbour):
    name = change()
    signed_in(AUTHOR).post(NOW, ROW | {"statement": name, "answer": "accepted"})
    assert asked() == [name]
    assert "was accepted by centre-author, who is an author" in page(COAST, NOW)


def test_a_risk_that_somebody_accepts_who_is_no_author_waits_no_more(harbour):
    name = change()
    signed_in(NORTH).post(NOW, ROW | {"statement": name, "answer": "accepted"})
    assert asked() == []


@pytest.mark.parametrize("field", ["truncation", "reuse", "answer", "how"])
def test_a_row_that_lacks_something_is_sent_back_with_what_was_typed(harbour, field):
    name, before = change(), said("misuse.rehearsed/1")
    answer = signed_in(REVIEWER).post(NOW, ROW | {"statement": name, field: ""})
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.content.decode()
    assert (ROW["how"] if field == "reuse" else ROW["reuse"]) in answer.content.decode()
    assert said("misuse.rehearsed/1") == before


def test_a_row_for_no_statement_is_not_found(harbour):
    address = "/cases/harbour/drafts/release/2/misuse/"
    assert signed_in(REVIEWER).post(address, ROW | {"statement": "nowhere"}).status_code == 404


def test_words_that_changed_are_shown_as_they_were(harbour):
    from answerable.clearance.entries import MisuseRehearsed
    from answerable.clearance.saying import says
    from answerable.evidence.clock import moment_of
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of
    from answerable.vault.sealing import say

    name = change()
    plain = ROW | {"output": "release", "statement": name, "words": "They hid everything."}
    origin = origin_of(read_people(), "coast")
    fact = say(MisuseRehearsed, plain, origin=origin, actor=REVIEWER, at=moment_of("harbour"), case="harbour")
    assert says(fact.body, plain)
    text = page(COAST, NOW)
    assert "They hid everything." in text
    assert asked() == [name]


def test_an_older_version_is_read_and_not_rehearsed(harbour):
    change()
    assert asked(COAST, "/cases/harbour/drafts/release/1/misuse/") == []
    assert "the current version is 3" in page(COAST, "/cases/harbour/drafts/release/1/misuse/")


def test_the_reasons_are_told_in_the_readers_language():
    from answerable.clearance.views.misuse import LOSSES
    from answerable.text.truncation import WHY

    assert {kind: text.replace("%(words)s", "{words}") for kind, text in LOSSES.items()} == WHY


def test_who_has_joined_no_section_rehearses_nothing(harbour):
    address = "/cases/harbour/drafts/release/2/misuse/"
    assert signed_in("stranger").get(address).status_code == 404
    assert signed_in().get(address).status_code == 302
