"""What a page shows as changed between two versions: words, marks, and nothing that is as it was."""

from __future__ import annotations

import msgspec
import pytest

from answerable.clearance.views.changes import _changed, difference, last_seen
from answerable.clearance.views.page import case_of, version_of
from answerable.outputs.gates import statements_of


@pytest.fixture
def state(harbour):
    """The worked example, judged for its release."""
    return case_of("harbour", "release")


def test_only_the_sentences_that_changed_are_shown_again(state):
    found = difference(state, version_of(state, "release", 1), version_of(state, "release", 2))
    assert [each.id for each in found.changed] == ["lead"]


def test_a_version_has_not_changed_since_itself(state):
    same = version_of(state, "release", 2)
    assert difference(state, same, same).changed == ()


def test_a_section_saw_last_what_it_opened_before_this_version(state):
    assert last_seen(state, "coast", version_of(state, "release", 2)) == version_of(state, "release", 1)
    assert last_seen(state, "coast", version_of(state, "release", 1)) is None


def test_another_section_has_seen_nothing_by_that(state):
    assert last_seen(state, "north", version_of(state, "release", 2)) is None


@pytest.mark.parametrize(
    ("mark", "now"), [("says", "call"), ("carries", ("L9",)), ("present", True), ("strength", "established")]
)
def test_a_sentence_that_is_marked_otherwise_is_shown_with_its_mark(state, mark, now):
    was = statements_of(state.outputs, version_of(state, "release", 2))[0]
    changed = _changed("title", was, msgspec.structs.replace(was, **{mark: now}), ())
    assert changed.same_words
    assert len(changed.marks) == 1


def test_a_sentence_that_moved_has_not_changed(state):
    was = statements_of(state.outputs, version_of(state, "release", 2))[0]
    changed = _changed("title", was, msgspec.structs.replace(was, start=was.start + 9, end=was.end + 9), ())
    assert changed.same_words
    assert not changed.marks
