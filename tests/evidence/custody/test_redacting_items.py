"""A redacted copy is an item of its own beside its original, and says nothing that the original says of itself."""

from __future__ import annotations

import pytest

from answerable.evidence.errors import NoSuchItem, NotHere, NotRedacted
from answerable.evidence.models import ItemAccessed, ItemDerived, ItemTakenIn
from answerable.evidence.redacting.saying import redact_item
from answerable.evidence.redacting.wanted import Wanted
from answerable.record.blocker import Refused
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.reading import shown
from answerable.vault.store import open_file
from tests.site import AUTHOR, page

pytestmark = pytest.mark.usefixtures("harbour")
WHY = "A name, at the wish of whoever bears it."


def redact(words: str = "12 November", *, item: str = "E1", copy: str = "", by: str = AUTHOR):
    return redact_item(case="harbour", item=item, copy=copy, wanted=Wanted(words=(words,)), why=WHY, by=by)


def test_a_copy_is_taken_in_with_what_was_shown_of_it():
    before = {fact.ref: fact for fact in read(ItemTakenIn, case="harbour")}
    made = redact()
    (derived,) = read(ItemDerived, case="harbour")
    assert (derived.body.item, derived.body.of, derived.body.way) == (made.item, "E1", "redaction")
    assert shown(derived.body.method).startswith(WHY)
    assert "1 passages stand nowhere" in shown(derived.body.method)
    copy = next(fact.body for fact in read(ItemTakenIn, case="harbour") if fact.ref not in before)
    assert (copy.item, copy.root, copy.sha256, copy.public) == (made.item, "E1", made.sha256, False)
    with open_file(copy.file) as file:
        text = file.read().decode()
    assert "[redacted]" in text
    assert "12 November" not in text
    original = next(fact.body for fact in before.values() if fact.body.item == "E1")
    with open_file(original.file) as file:
        assert b"12 November" in file.read()


def test_the_copy_does_not_say_where_its_original_comes_from():
    made = redact()
    copy = next(fact.body for fact in read(ItemTakenIn, case="harbour") if fact.body.item == made.item)
    original = next(fact.body for fact in read(ItemTakenIn, case="harbour") if fact.body.item == "E1")
    for field in ("title", "source", "origin"):
        assert shown(getattr(original, field)) not in shown(getattr(copy, field))


def test_reading_the_original_for_it_stands_in_its_ledger():
    made = redact()
    (opened,) = read(ItemAccessed, case="harbour")
    assert (opened.body.item, opened.actor, opened.body.way) == ("E1", AUTHOR, "opened")
    text = page(AUTHOR, "/cases/harbour/evidence/E1/ledger/")
    assert f"to make the redacted copy {made.item}" in text
    assert f'/evidence/{made.item}/">{made.item}</a>' in page(AUTHOR, "/cases/harbour/evidence/E1/")


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"words": "No such words"}, NotRedacted),
        ({"item": "E99"}, NoSuchItem),
        ({"item": "E3"}, NotHere),
        ({"copy": "E2"}, Refused),
    ],
)
def test_nothing_is_kept_of_a_copy_that_was_not_made(asked, error, settings, tmp_path):
    before = EntryRow.objects.count()
    with pytest.raises(error):
        redact(**asked)
    assert EntryRow.objects.count() == before
