"""What a holder of a bundle would try who also writes every manifest anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.bundles.conditions import Known, has_spoken
from answerable.bundles.errors import Damaged, Incomplete, NotProved
from answerable.bundles.verification import verify_bundle
from tests.bundles.test_bundle_verification import change, rehashed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["data/READ-ME-FIRST.html", "data/reviews/outcome.txt", "data/more/certificate.json"])
def test_no_file_is_slipped_in_anywhere(copied, path):
    place = copied / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("The review found nothing wrong.")
    with pytest.raises(Damaged, match="nothing speaks of"):
        verify_bundle(rehashed(copied))


@pytest.mark.parametrize(
    ("field", "value"), [("title", "Another matter"), ("worked_example", False), ("at", "2031-01-01T00:00:00Z")]
)
def test_what_the_bundle_says_it_is_stands_in_the_entry_that_opened_the_case(copied, field, value):
    with pytest.raises(Incomplete, match="opened the case"):
        verify_bundle(change(copied, "bundle.json", lambda found: found.update({field: value})))


def test_a_bundle_of_another_case_is_not_passed_off_as_this_one(copied):
    with pytest.raises(NotProved, match="another case"):
        verify_bundle(change(copied, "bundle.json", lambda found: found.update({"case": "quay"})))


def test_a_knowledge_timeline_that_was_changed_is_found(copied):
    def blame(found):
        line = next(each for each in found["lines"] if each["who"] == "coast")
        line["who"] = "north"

    with pytest.raises(Incomplete, match=r"knowledge\.json"):
        verify_bundle(change(copied, "reviews/knowledge.json", blame))


def test_a_line_taken_out_of_the_knowledge_timeline_is_found(copied):
    with pytest.raises(Incomplete, match=r"knowledge\.json"):
        verify_bundle(change(copied, "reviews/knowledge.json", lambda found: found["lines"].pop(3)))


def test_a_decision_on_a_list_does_not_make_its_case_public_with_its_parties():
    at = datetime(2026, 3, 20, tzinfo=UTC)
    assert not has_spoken(Known(at=at, proposals=frozenset({"0" * 64})))
    assert has_spoken(Known(at=at, drafts=frozenset({"0" * 64})))
