"""Whether a version may be released."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.releases.gates import ReleaseCase, may_release
from tests.clearance.clean import clean_clearance
from tests.outputs.clean import edited
from tests.releases.clean import clean_release, released


def codes(case: ReleaseCase, **how: str) -> list[str]:
    return [blocker.code for blocker in may_release(case, released(case, **how))]


def test_an_approver_may_release_what_is_cleared():
    assert codes(clean_release()) == []


def test_nothing_is_released_while_a_gate_is_closed():
    case = ReleaseCase(clearance=replace(clean_clearance(), rehearsals=()))
    found = may_release(case, released(case))
    assert {blocker.gate for blocker in found} == {22}


def test_only_an_approver_may_release():
    assert codes(clean_release(), person="coast-director") == ["not-approver"]


def test_an_approver_does_not_release_in_the_log_of_another_section():
    planted = replace(released(), origin="harbour.example/north")
    assert [each.code for each in may_release(clean_release(), planted)] == ["not-approver"]


def test_an_author_may_not_release_even_as_approver():
    assert "author-releases" in codes(clean_release(), person="centre-author")


def test_a_version_is_released_once():
    done = replace(clean_release(), released=(released(),))
    assert codes(done) == ["already-released"]


def test_an_older_version_may_not_be_released():
    case = ReleaseCase(clearance=replace(clean_clearance(), outputs=edited()))
    assert "not-current" in codes(case)


def test_the_outcomes_recorded_are_those_of_the_board():
    said = released()
    wrong = replace(said, body=replace(said.body, outcomes=said.body.outcomes[:-1]))
    assert [blocker.code for blocker in may_release(clean_release(), wrong)] == ["outcomes-differ"]
