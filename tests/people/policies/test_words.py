"""A policy in words, and what changes between two."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.people.entries import Quorum, Requirement
from answerable.people.policies.words import GATE_NAMES, changes, told, tree
from answerable.releases.gates.board import GATE_NAMES as BOARD
from tests.people.clean import POLICY


def test_gates_are_named_as_on_the_board_of_a_release():
    assert GATE_NAMES == BOARD


def test_a_policy_does_not_differ_from_itself_under_another_number():
    assert changes(POLICY, replace(POLICY, number=2)) == []


def test_every_rule_that_differs_is_named_with_both_values():
    after = replace(POLICY, freshness=7, advisory=(10,), training="", signatures="required")
    assert [(each.name, each.before, each.after) for each in changes(POLICY, after)] == [
        ("Days after which a sentence in the present tense is checked again", "30 days", "7 days"),
        ("Training that whoever signs must hold", "influence", "none"),
        ("Gates that inform and do not block", "none", "10 cause"),
        ("Personal signatures", "from those who have a key", "from everybody"),
    ]


def test_what_a_role_asks_for_is_named():
    after = replace(POLICY, requirements=(Requirement(role="legal-reviewer", training=("law",)),))
    (change,) = changes(POLICY, after)
    assert change.after == "legal reviewer: law"


def test_a_quorum_is_told_with_its_parts():
    rule = Quorum(least=2, among=(Quorum(section="north"), Quorum(any=(Quorum(affected=True), Quorum(role="author")))))
    assert told(tree(rule)) == (
        "at least 2 of these: section north; (any one of these: every affected section; a person with the role author)"
    )
