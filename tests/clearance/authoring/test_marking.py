"""Marking statements: proposed from the words, decided by an author, each once."""

from __future__ import annotations

from tests.clearance.authoring.desk import LEAD_NOW, TEXT, keep, links, marked, rows, support_codes
from tests.site import AUTHOR, LAWYER, page, said, signed_in

MARK = "/cases/harbour/drafts/release/3/mark/"
CHANGED = LEAD_NOW.replace("did not show", "hid from")


def change() -> dict[str, str]:
    """Change the lead of the release, and return the fields of the page of marks."""
    assert keep(text=TEXT.replace(LEAD_NOW, CHANGED)).status_code == 302
    return rows(page(AUTHOR, MARK))


def send(fields: dict[str, object], **changes: object):
    return signed_in(AUTHOR).post(MARK, fields | {"do": "mark"} | changes)


def test_only_what_changed_is_listed(harbour):
    fields = change()
    assert len({name.rpartition("-")[0] for name in fields}) == 1
    assert CHANGED in page(AUTHOR, MARK)


def test_a_changed_statement_keeps_its_name_and_its_link_is_orphaned(harbour):
    assert send(change()).status_code == 302
    assert "lead" in marked()
    assert ("support-orphaned", "lead") in support_codes()
    assert all(fact.body.words != marked()["lead"].words for fact in links("lead"))


def test_a_passage_can_be_left_out(harbour):
    fields = change()
    kept = {name: value for name, value in fields.items() if not name.endswith("-marked")}
    answer = send(kept)
    assert answer.status_code == 409
    assert "Nothing is ticked." in answer.content.decode()


def test_the_same_marks_sent_twice_are_one(harbour):
    fields = change()
    before = said("statements.marked/1")
    for _time in range(2):
        assert send(fields).status_code == 302
    assert said("statements.marked/1") == before + 1


def test_words_that_somebody_selects_stand_in_place_of_their_sentence(harbour):
    change()
    answer = signed_in(AUTHOR).post(MARK, {"do": "add", "words": CHANGED})
    fields = rows(answer.content.decode())
    start = TEXT.replace(LEAD_NOW, CHANGED).index(CHANGED)
    key = f"{start}-{start + len(CHANGED)}"
    assert [name for name in fields if name.endswith("-says")] == [f"{key}-says"]
    assert send(fields, chosen=key).status_code == 302
    assert {each.end - each.start for each in marked().values()} >= {len(CHANGED)}


def test_words_that_are_not_there_are_refused_and_stay_typed(harbour):
    change()
    answer = signed_in(AUTHOR).post(MARK, {"do": "add", "words": "Nobody wrote this."})
    assert answer.status_code == 409
    assert "Copy them exactly" in answer.content.decode()
    assert "Nobody wrote this." in answer.content.decode()


def test_two_passages_cannot_share_a_name(harbour):
    keep(carry="")
    fields = rows(page(AUTHOR, MARK))
    names = [name for name in fields if name.endswith("-id")][:2]
    answer = send(fields | dict.fromkeys(names, "lead"))
    assert answer.status_code == 409
    assert "Another passage is called lead" in answer.content.decode()
    assert not marked()


def test_a_value_that_is_not_offered_is_refused(harbour):
    fields = change()
    name = next(name for name in fields if name.endswith("-says"))
    assert send(fields | {name: "rumour"}).status_code == 409


def test_only_the_current_version_is_marked(harbour):
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/release/1/mark/", {"do": "mark"})
    assert answer.status_code == 409
    assert "is not the current one" in answer.content.decode()


def test_whoever_is_no_author_marks_nothing(harbour):
    fields = change()
    assert signed_in(LAWYER).post(MARK, fields | {"do": "mark"}).status_code == 409
    assert "lead" not in marked()


def test_after_marks_the_version_is_read(harbour):
    before = said("version.read/1")
    send(change())
    assert said("version.read/1") == before + 1


def test_a_legal_conclusion_is_not_marked_without_its_strength(harbour):
    fields = change()
    key = next(name for name in fields if name.endswith("-says")).rpartition("-")[0]
    answer = send(fields | {f"{key}-says": "law", f"{key}-strength": ""})
    assert answer.status_code == 409
    assert "Say how strongly" in answer.content.decode()
    assert "lead" not in marked()
