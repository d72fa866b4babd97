"""Who may make the rules, and who may stand by them: rules are not edited by those whom they judge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from answerable.people import entries
from answerable.people.entries import Quorum, Requirement
from answerable.people.gates.policy import may_adopt_policy, may_endorse_policy
from answerable.people.standing import modules_of, policy_in_force, trained, untrained
from tests.cases import commit, fact
from tests.people.clean import POLICY, START, clean_people, origin

PEOPLE = clean_people()
AUTHORS = frozenset({"centre-author"})
NEXT = replace(POLICY, number=2)
AT = "2026-02-01T08:00:00Z"
COAST = Quorum(section="coast")


def adopting(person: str = "centre-director", body=NEXT, *, case: str = "", section: str = "centre"):
    return fact(body, actor=person, at=AT, origin=origin(section), case=case, index=99)


def promoted(person: str, role: str = "approver"):
    said = entries.RoleGranted(person=person, role=role)
    granted = fact(said, at=START, origin=origin(person.split("-", maxsplit=1)[0]), case="")
    return replace(PEOPLE, roles=(*PEOPLE.roles, granted))


ADOPTING = {
    "an approver, in the log of their own section": (PEOPLE, adopting(), []),
    "another policy, in its first number": (PEOPLE, adopting(body=replace(POLICY, policy="other")), []),
    "within a case": (PEOPLE, adopting(case="harbour"), ["policy-in-a-case"]),
    "somebody who is no approver": (PEOPLE, adopting("centre-lawyer"), ["policy-without-role"]),
    "an approver in another log": (PEOPLE, adopting(section="coast"), ["policy-in-another-log"]),
    "an author, approver though": (promoted("centre-author"), adopting("centre-author"), ["policy-by-author"]),
    "a number that was used": (PEOPLE, adopting(body=POLICY), ["policy-number"]),
    "a policy that leaves its own section out": (
        PEOPLE,
        adopting(body=replace(NEXT, by_sections=("coast", "north"))),
        ["policy-without-own-section"],
    ),
    "a policy to be endorsed by a section that never joined": (
        PEOPLE,
        adopting(body=replace(NEXT, by_sections=("centre", "south"))),
        ["policy-names-stranger"],
    ),
    "a quorum with a section that never joined": (
        PEOPLE,
        adopting(body=replace(NEXT, quorum=Quorum(any=(COAST, Quorum(section="south"))))),
        ["policy-names-stranger"],
    ),
}


@pytest.mark.parametrize(("people", "said", "expected"), ADOPTING.values(), ids=ADOPTING)
def test_who_may_adopt_a_policy(people, said, expected):
    found = may_adopt_policy(people, said, authors=AUTHORS)
    assert [each.code for each in found] == expected
    assert all(each.opens for each in found)


def test_nobody_is_kept_from_adopting_by_what_others_wrote():
    assert may_adopt_policy(PEOPLE, adopting(), authors=frozenset()) == []


def endorsing(person: str, *, section: str = "", number: int = 1, case: str = "", log: str = ""):
    home = person.split("-", maxsplit=1)[0]
    body = entries.PolicyEndorsed(policy="clearance", number=number, section=section or home)
    return fact(body, actor=person, at=AT, origin=origin(log or home), case=case, index=99)


ENDORSING = {
    "the countersigner of a section": (PEOPLE, endorsing("coast-director"), []),
    "the approver of a section": (PEOPLE, endorsing("centre-director"), []),
    "somebody without either role": (PEOPLE, endorsing("coast-reviewer"), ["policy-without-role"]),
    "for another section": (PEOPLE, endorsing("coast-director", section="north"), ["endorsed-for-another"]),
    "in another log": (PEOPLE, endorsing("coast-director", log="centre"), ["policy-in-another-log"]),
    "within a case": (PEOPLE, endorsing("coast-director", case="harbour"), ["policy-in-a-case"]),
    "a number that nobody adopted": (PEOPLE, endorsing("coast-director", number=2), ["policy-unknown"]),
    "an author": (promoted("centre-author"), endorsing("centre-author"), ["policy-by-author"]),
    "somebody who never joined": (
        PEOPLE,
        endorsing("stranger-x", log="centre"),
        ["policy-in-another-log", "policy-without-role", "endorsed-for-another"],
    ),
}


@pytest.mark.parametrize(("people", "said", "expected"), ENDORSING.values(), ids=ENDORSING)
def test_who_may_endorse_a_policy(people, said, expected):
    assert [each.code for each in may_endorse_policy(people, said, authors=AUTHORS)] == expected


def test_a_quorum_that_asks_nobody_cannot_be_written():
    with pytest.raises(ValueError, match="a quorum rule uses one of"):
        Quorum()


def test_what_was_endorsed_before_it_was_adopted_is_not_in_force():
    sections = ("centre", "coast", "north")
    early = tuple(
        fact(entries.PolicyEndorsed(policy="clearance", number=2, section=key), origin=origin(key), at=START, case="")
        for key in sections
    )
    people = replace(PEOPLE, policies=(*PEOPLE.policies, adopting()), endorsements=(*PEOPLE.endorsements, *early))
    assert policy_in_force(people, at=datetime(2026, 3, 1, tzinfo=UTC)).body.number == 1


DAY = datetime(2026, 2, 1, tzinfo=UTC)


def badge(*, expires: date = date(2027, 1, 1)):
    body = entries.BadgeAccepted(
        person="centre-lawyer",
        module="medicine",
        issuer="a school",
        credential=commit("the badge"),
        passed=date(2025, 1, 1),
        expires=expires,
    )
    return fact(body, at=START, case="")


def test_a_badge_that_was_accepted_counts_like_a_pass_until_it_runs_out():
    assert not trained(PEOPLE, "centre-lawyer", "medicine", on=DAY)
    assert trained(replace(PEOPLE, badges=(badge(),)), "centre-lawyer", "medicine", on=DAY)
    assert not trained(replace(PEOPLE, badges=(badge(expires=date(2026, 2, 1)),)), "centre-lawyer", "medicine", on=DAY)


MEDICAL = replace(POLICY, requirements=(Requirement(role="legal-reviewer", training=("medicine", "influence")),))


def test_a_role_asks_for_its_modules_besides_the_one_of_all_signers():
    assert modules_of(MEDICAL, "legal-reviewer") == ("influence", "medicine")
    assert modules_of(MEDICAL, "approver") == ("influence",)
    assert modules_of(replace(MEDICAL, training=""), "approver") == ()


def test_who_lacks_a_module_is_told_which():
    assert untrained(PEOPLE, "centre-lawyer", MEDICAL, "legal-reviewer", on=DAY) == ("medicine",)
    with_badge = replace(PEOPLE, badges=(badge(),))
    assert untrained(with_badge, "centre-lawyer", MEDICAL, "legal-reviewer", on=DAY) == ()


def test_the_first_policy_names_every_section_that_has_joined():
    nothing_yet = replace(clean_people(), policies=(), endorsements=())
    lax = replace(NEXT, by_sections=("centre",))
    codes = [each.code for each in may_adopt_policy(nothing_yet, adopting(body=lax), authors=frozenset())]
    assert codes == ["policy-without-all", "policy-without-all"]
