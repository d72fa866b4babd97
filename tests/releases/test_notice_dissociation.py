"""A section says that it does not stand by a release: it needs nobody's leave, and nobody takes it away."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase, may_dissociate, may_draft_notice, may_end_dissociation
from answerable.releases.gates.dissociation import live, names_of
from answerable.releases.notices import beside
from tests.cases import commit, fact
from tests.clearance.clean import by, clean_clearance
from tests.people.clean import origin
from tests.releases.clean import released

RELEASED = released()
SAID = "2026-03-02T10:00:00Z"


def dissociated(person: str = "coast-director", *, index: int = 20, **changes: Any) -> Fact[Any]:
    plain = {"section": person.partition("-")[0], "notice": "D1", "output": "release", "released_ref": RELEASED.ref}
    plain["text"] = commit("not heard")
    return by(person, entries.SectionDissociated(**{**plain, **changes}), at=SAID, index=index)


def ending(person: str = "coast-director", *, index: int = 30, **changes: Any) -> Fact[Any]:
    plain = {"section": person.partition("-")[0], "notice": "D1", "reason": commit("heard by now")}
    return by(person, entries.DissociationEnded(**{**plain, **changes}), at=SAID, index=index)


def case(**changes: Any) -> ReleaseCase:
    return ReleaseCase(clearance=clean_clearance(), released=(RELEASED,), **changes)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (dissociated(), []),
        (dissociated("coast-reviewer"), []),
        (dissociated("north-director"), []),
        (dissociated(statements=("lead",)), []),
        (dissociated(released_ref="0" * 64), ["release-unknown"]),
        (dissociated(statements=("nowhere",)), ["statement-unknown"]),
        (dissociated(section="north"), ["not-own-section"]),
        (dissociated("nobody"), ["not-own-section"]),
    ],
)
def test_a_section_dissociates_itself_in_its_own_name_and_needs_nothing_else(said, expected):
    assert [blocker.code for blocker in may_dissociate(case(), said)] == expected


def test_a_section_dissociates_itself_under_a_key_that_others_use():
    taken = case(dissociations=(dissociated("north-director"),))
    assert may_dissociate(taken, dissociated()) == []
    assert names_of(
        replace(taken, dissociations=(dissociated("north-director"), dissociated())), RELEASED.ref
    ).keys() == {
        "D1",
        "D1-north",
    }


def test_nobody_takes_the_key_of_a_dissociation_for_a_notice():
    plain = {"notice": "D1", "type": "correction", "output": "release", "released_ref": RELEASED.ref}
    said = by("centre-author", entries.NoticeDrafted(**plain, text=commit("thirty-one")), at=SAID, index=50)
    found = may_draft_notice(case(dissociations=(dissociated(),)), said)
    assert [blocker.code for blocker in found] == ["notice-key-taken"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (ending(), []),
        (ending(notice="D2"), ["nothing-to-end"]),
        (ending("centre-director"), ["nothing-to-end"]),
        (ending("centre-director", section="coast"), ["not-own-section"]),
        (ending(section="centre"), ["not-own-section"]),
    ],
)
def test_only_the_section_itself_ends_its_dissociation(said, expected):
    found = may_end_dissociation(case(dissociations=(dissociated(),)), said)
    assert [blocker.code for blocker in found] == expected


def test_what_another_log_says_neither_ends_nor_hides_it():
    forged = fact(ending().body, actor="coast-director", origin=origin("centre"), at="2026-03-04T10:00:00Z", index=90)
    others = case(
        dissociations=(dissociated(),), dissociations_ended=(forged, ending("centre-director", section="coast"))
    )
    assert live(others) == (dissociated(),)
    assert [each.section for each in beside(others, RELEASED)] == ["coast"]


def test_no_other_section_dissociates_it_in_its_name():
    forged = fact(dissociated().body, actor="coast-director", origin=origin("centre"), at=SAID)
    assert live(case(dissociations=(forged,))) == ()


def test_an_ended_dissociation_may_be_said_again():
    again = dissociated(index=40)
    said = case(dissociations=(dissociated(), again), dissociations_ended=(ending(),))
    assert live(said) == (again,)
