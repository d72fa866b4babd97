"""A policy as TOML goes out and comes back the same; what is none is refused with its line."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.people.entries import PolicyAdopted, Quorum, Requirement, Share, Sharing
from answerable.people.policies.errors import NotAPolicy
from answerable.people.policies.toml import policy_toml, quorum_toml, read_policy, read_quorum
from answerable.people.standing import DEFAULT_POLICY
from tests.people.clean import POLICY

DEEP = Quorum(
    least=2,
    among=(
        Quorum(section="centre"),
        Quorum(any=(Quorum(role="approver"), Quorum(all=(Quorum(affected=True), Quorum(section="north"))))),
        Quorum(role="independent-reviewer"),
    ),
)
FULL = replace(
    POLICY,
    quorum=DEEP,
    advisory=(10, 12),
    requirements=(Requirement(role="legal-reviewer", training=("law", "influence")), Requirement(role="author")),
    signatures="required",
)


@pytest.mark.parametrize("policy", [POLICY, FULL, DEFAULT_POLICY], ids=["clean", "full", "default"])
def test_a_policy_comes_back_as_it_went_out(policy):
    assert read_policy(policy_toml(policy), name="policy.toml") == policy


def test_a_zero_in_a_clock_is_written():
    none = replace(POLICY, reply=replace(POLICY.reply, expedited=0))
    assert read_policy(policy_toml(none), name="policy.toml") == none


@pytest.mark.parametrize(
    "sharing",
    [
        Sharing(content=(), cosigners=0),
        Sharing(to=("coast",), content=(Share(room="evidence", to="affected"),), cosigners=3),
    ],
    ids=["nothing", "some"],
)
def test_what_is_shared_comes_back_as_it_went_out(sharing):
    policy = replace(POLICY, sharing=sharing)
    assert read_policy(policy_toml(policy), name="policy.toml") == policy


@pytest.mark.parametrize("rule", [Quorum(affected=True), DEEP], ids=["leaf", "deep"])
def test_a_quorum_rule_comes_back_as_it_went_out(rule):
    assert read_quorum(quorum_toml(rule)) == rule


def test_a_quorum_rule_may_be_given_without_its_name():
    assert read_quorum('{ section = "north" }') == Quorum(section="north")


TEXT = policy_toml(FULL)
LINES = {line.partition(" =")[0]: number for number, line in enumerate(TEXT.splitlines(), start=1)}

WRONG = {
    "no TOML": (TEXT.replace("number = 1", "number ="), "expected TOML, found a mistake"),
    "a field that is missing": (TEXT.replace("freshness = 30\n", ""), "missing required field `freshness`"),
    "an unknown field": (TEXT.replace("freshness", "freshnes"), f"line {LINES['freshness']}: "),
    "days that are none": (TEXT.replace("grave = 14", "grave = 'many'", 1), f"line {LINES['consultation']}: "),
    "a negative number of days": (TEXT.replace("freshness = 30", "freshness = -1"), f"line {LINES['freshness']}: "),
    "an unknown role": (TEXT.replace('"country-reviewer"', '"judge"'), f"line {LINES['reviewers']}: "),
    "an empty rule": (TEXT.replace("{affected = true}", "{}"), f"line {LINES['quorum']}: "),
    "a rule that says two things": (
        TEXT.replace("{affected = true}", '{affected = true, section = "north"}'),
        f"line {LINES['quorum']}: ",
    ),
    "more than there are": (TEXT.replace("least = 2", "least = 4"), f"line {LINES['quorum']}: "),
    "a gate that does not exist": (TEXT.replace("[10, 12]", "[10, 26]"), f"line {LINES['advisory']}: "),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_no_policy_is_refused_with_its_place(text, message):
    with pytest.raises(NotAPolicy) as refused:
        read_policy(text, name="policy.toml")
    assert "policy.toml" in str(refused.value)
    assert message in str(refused.value)


def test_a_text_without_a_rule_is_no_quorum():
    for text in ("", "quorum = ", "quorum = {}", "7", "x = 1"):
        with pytest.raises(NotAPolicy):
            read_quorum(text)


def test_every_field_of_a_policy_is_written():
    assert all(f"{name} = " in TEXT or f"[[{name}]]" in TEXT for name in PolicyAdopted.__struct_fields__)
