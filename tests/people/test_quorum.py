"""Whether countersignatures meet a quorum rule."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, strategies as st

from answerable.people.entries import Quorum
from answerable.people.quorum import unmet

COAST, NORTH = Quorum(section="coast"), Quorum(section="north")
APPROVER, AFFECTED = Quorum(role="approver"), Quorum(affected=True)


def missing(
    rule: Quorum, *sections: str, roles: tuple[str, ...] = (), affected: tuple[str, ...] = ("coast",)
) -> list[str]:
    return unmet(rule, sections=frozenset(sections), roles=frozenset(roles), affected=frozenset(affected))


@pytest.mark.parametrize(
    ("rule", "sections", "roles", "met"),
    [
        (COAST, ["coast"], [], True),
        (COAST, ["north"], [], False),
        (APPROVER, ["coast"], ["approver"], True),
        (APPROVER, ["coast"], ["countersigner"], False),
        (AFFECTED, ["coast"], [], True),
        (AFFECTED, ["north"], [], False),
        (Quorum(all=(COAST, NORTH)), ["coast", "north"], [], True),
        (Quorum(all=(COAST, NORTH)), ["coast"], [], False),
        (Quorum(any=(COAST, NORTH)), ["north"], [], True),
        (Quorum(any=(COAST, NORTH)), ["centre"], [], False),
        (Quorum(least=2, among=(COAST, NORTH, APPROVER)), ["coast"], ["approver"], True),
        (Quorum(least=2, among=(COAST, NORTH, APPROVER)), ["coast"], [], False),
        (Quorum(all=(AFFECTED, Quorum(any=(NORTH, APPROVER)))), ["coast", "north"], [], True),
        (Quorum(all=(AFFECTED, Quorum(any=(NORTH, APPROVER)))), ["coast"], [], False),
    ],
)
def test_a_rule_is_met_or_says_what_it_lacks(rule, sections, roles, met):
    assert bool(missing(rule, *sections, roles=tuple(roles))) is not met


def test_every_affected_section_is_named_that_has_not_signed():
    assert missing(AFFECTED, affected=("coast", "north")) == ["affected section coast", "affected section north"]


def test_no_affected_section_needs_no_signature_of_one():
    assert missing(AFFECTED, affected=()) == []


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"section": "coast", "affected": True},
        {"least": 1},
        {"least": 3, "among": [{"section": "coast"}]},
        {"all": []},
    ],
)
def test_a_rule_that_says_nothing_or_two_things_is_refused(said):
    with pytest.raises(msgspec.ValidationError, match="a quorum rule uses one of"):
        msgspec.convert(said, type=Quorum)


rules = st.recursive(
    st.sampled_from([COAST, NORTH, APPROVER, AFFECTED]),
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda parts: st.sampled_from(
            [Quorum(all=tuple(parts)), Quorum(any=tuple(parts)), Quorum(least=len(parts), among=tuple(parts))]
        )
    ),
    max_leaves=6,
)


@given(rule=rules, sections=st.sets(st.sampled_from(["coast", "north"])), more=st.sampled_from(["coast", "north"]))
def test_one_more_signature_never_unmeets_a_rule(rule, sections, more):
    if not missing(rule, *sections):
        assert not missing(rule, *sections, more)
