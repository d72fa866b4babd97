"""Who may do what, on which day, under which policy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.people import entries
from answerable.people.standing import (
    DEFAULT_POLICY,
    People,
    competent,
    conflicted,
    holds_role,
    in_own_log,
    keys_of,
    origin_of,
    policy_in_force,
    policy_of,
    section_of,
    section_of_origin,
    trained,
    within,
)
from tests.cases import commit, fact
from tests.people.clean import POLICY, SECTIONS, clean_people, origin

NOW = datetime(2026, 2, 1, tzinfo=UTC)
COAST = origin("coast")


def day(number: int, month: int = 1) -> str:
    return f"2026-{month:02}-{number:02}T08:00:00Z"


def test_a_person_works_for_a_section():
    assert section_of(clean_people(), "coast-reviewer") == "coast"
    assert section_of(clean_people(), "stranger") == ""


def test_a_handle_stays_with_the_section_that_first_named_it():
    people = clean_people()
    claim = entries.PersonJoined(person="coast-reviewer", section="north", name=commit("name"))
    claimed = fact(claim, at=day(9), origin=origin("north"))
    assert section_of(replace(people, persons=(*people.persons, claimed)), "coast-reviewer") == "coast"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_log_belongs_to_the_section_that_joined_in_it(section):
    assert section_of_origin(clean_people(), origin(section)) == section
    assert origin_of(clean_people(), section) == origin(section)


def test_a_log_in_which_no_section_joined_belongs_to_none():
    assert section_of_origin(clean_people(), "elsewhere.example/coast") == ""
    assert origin_of(clean_people(), "south") == ""


def granted(*, at: str = day(2), case: str = "harbour") -> object:
    return fact(entries.RoleGranted(person="coast-director", role="override-officer"), at=at, case=case, origin=COAST)


def revoked(*, at: str = day(20), case: str = "harbour") -> object:
    return fact(entries.RoleRevoked(person="coast-director", role="override-officer"), at=at, case=case, origin=COAST)


def standing(**facts: tuple[object, ...]) -> People:
    return replace(clean_people(), roles=(), **facts) if "roles" not in facts else replace(clean_people(), **facts)


HELD = {
    "granted for this case": (standing(roles=(granted(),)), True),
    "granted for every case": (standing(roles=(granted(case=""),)), True),
    "granted for another case": (standing(roles=(granted(case="airport"),)), False),
    "granted later": (standing(roles=(granted(at=day(2, month=3)),)), False),
    "revoked": (standing(roles=(granted(),), role_revocations=(revoked(),)), False),
    "revoked for another case": (standing(roles=(granted(),), role_revocations=(revoked(case="airport"),)), True),
    "revoked later": (standing(roles=(granted(),), role_revocations=(revoked(at=day(2, month=3)),)), True),
    "granted again after it was revoked": (
        standing(roles=(granted(), granted(at=day(25))), role_revocations=(revoked(),)),
        True,
    ),
    "revoked in the moment it was granted": (
        standing(roles=(granted(),), role_revocations=(revoked(at=day(2)),)),
        False,
    ),
    "never granted": (standing(), False),
}


@pytest.mark.parametrize(("people", "held"), HELD.values(), ids=HELD)
def test_a_role_is_held(people, held):
    assert holds_role(people, "coast-director", "override-officer", case="harbour", at=NOW) is held


def test_a_role_is_not_another_role_or_another_person():
    people = standing(roles=(granted(),))
    assert not holds_role(people, "coast-director", "approver", case="harbour", at=NOW)
    assert not holds_role(people, "north-director", "override-officer", case="harbour", at=NOW)


@pytest.mark.parametrize(
    ("on", "current"),
    [
        (datetime(2025, 5, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2025, 6, 1, tzinfo=UTC), True),
        (datetime(2027, 5, 31, 23, 59, tzinfo=UTC), True),
        (datetime(2027, 6, 1, tzinfo=UTC), False),
    ],
)
def test_a_credential_counts_from_the_day_it_was_passed_until_before_it_expires(on, current):
    assert trained(clean_people(), "centre-lawyer", "influence", on=on) is current


def test_a_credential_for_another_module_does_not_count():
    assert not trained(clean_people(), "centre-lawyer", "first aid", on=NOW)


def test_competence_is_by_person_and_field():
    assert competent(clean_people(), "centre-lawyer", "law")
    assert not competent(clean_people(), "centre-lawyer", "military")
    assert not competent(clean_people(), "centre-author", "law")


def test_an_interest_counts_in_its_case_or_in_all():
    interest = entries.ConflictDeclared(person="centre-lawyer", interest=commit("a cousin"))
    assert conflicted(replace(clean_people(), conflicts=(fact(interest),)), "centre-lawyer", "harbour")
    assert conflicted(replace(clean_people(), conflicts=(fact(interest, case=""),)), "centre-lawyer", "harbour")
    elsewhere = replace(clean_people(), conflicts=(fact(interest, case="airport"),))
    assert not conflicted(elsewhere, "centre-lawyer", "harbour")
    assert not conflicted(replace(clean_people(), conflicts=(fact(interest),)), "centre-author", "harbour")


def test_no_section_declares_an_interest_for_the_person_of_another():
    interest = entries.ConflictDeclared(person="coast-director", interest=commit("a cousin"))
    claimed = replace(clean_people(), conflicts=(fact(interest, origin=origin("north"), actor="north-director"),))
    assert not conflicted(claimed, "coast-director", "harbour")


def test_a_revoked_key_is_no_longer_a_sections_key():
    people = clean_people()
    (old,) = keys_of(people, "coast")
    new = fact(entries.KeyAdded(section="coast", vkey="harbour.example/coast+11111111+AQ=="), at=day(9), origin=COAST)
    gone = fact(entries.KeyRevoked(section="coast", vkey=old, reason="rotated"), at=day(9), origin=COAST)
    people = replace(people, keys=(*people.keys, new), key_revocations=(gone,))
    assert keys_of(people, "coast") == (new.body.vkey,)


def test_one_section_cannot_revoke_anothers_key():
    people = clean_people()
    gone = fact(entries.KeyRevoked(section="north", vkey=keys_of(people, "coast")[0], reason="lost"))
    assert keys_of(replace(people, key_revocations=(gone,)), "coast") == keys_of(people, "coast")


def endorsed(section: str, *, by: str = "", number: int = 2, at: str = day(9)) -> object:
    said = entries.PolicyEndorsed(policy="clearance", number=number, section=section)
    return fact(said, origin=origin(by or section), at=at)


def with_second_policy(*endorsements: object, at: str = day(8)) -> People:
    people = clean_people()
    second = fact(replace(POLICY, number=2), at=at)
    return replace(people, policies=(second, *people.policies), endorsements=(*people.endorsements, *endorsements))


def replaced_by(*sections: str, endorsing: tuple[str, ...] = (), number: int = 2, at: str = day(8)) -> People:
    people = clean_people()
    said = replace(POLICY, policy="other" if number == 1 else "clearance", number=number, by_sections=sections)
    endorsements = tuple(
        fact(entries.PolicyEndorsed(policy=said.policy, number=number, section=each), origin=origin(each), at=at)
        for each in (*sections, *endorsing)
    )
    policies = (fact(said, at=at), *people.policies)
    return replace(people, policies=policies, endorsements=(*people.endorsements, *endorsements))


def slipped_in(*, number: int, at: str, log: str = "north", sections: tuple[str, ...] = SECTIONS) -> object:
    """Return other words under a number that others endorsed, as a section's own server can put them in its log."""
    lax = replace(POLICY, number=number, by_sections=sections, advisory=tuple(range(1, 24)))
    return fact(lax, at=at, origin=origin(log), actor=f"{log}-director")


def test_words_that_one_section_puts_under_an_endorsed_number_do_not_hold():
    people = with_second_policy(*ALL)
    people = replace(people, policies=(*people.policies, slipped_in(number=2, at=day(7))))
    assert policy_in_force(people, at=NOW) is None


def test_no_section_rules_alone_by_way_of_an_endorsed_number():
    people = with_second_policy(*ALL, endorsed("north", number=3))
    narrow = slipped_in(number=2, at=day(7), sections=("north",))
    alone = slipped_in(number=3, at=day(8), sections=("north",))
    people = replace(people, policies=(*people.policies, narrow, alone))
    assert policy_in_force(people, at=NOW) is None


def test_after_a_number_that_was_adopted_twice_the_next_one_holds():
    third = fact(replace(POLICY, number=3), at=day(9))
    people = with_second_policy(*ALL, *(endorsed(section, number=3) for section in SECTIONS))
    people = replace(people, policies=(*people.policies, slipped_in(number=2, at=day(7)), third))
    assert policy_in_force(people, at=NOW) == third


def test_words_that_nobody_else_endorsed_take_nothing_out_of_force():
    twice = [slipped_in(number=9, at=day(each), sections=("north",) * (9 - each)) for each in (7, 8)]
    people = clean_people()
    endorsements = (*people.endorsements, endorsed("north", number=9))
    people = replace(people, policies=(*people.policies, *twice), endorsements=endorsements)
    assert policy_in_force(people, at=NOW).body.number == 1


def test_the_policy_of_one_section_does_not_precede_that_of_all():
    assert policy_in_force(replaced_by("north", number=1, at=day(1)), at=NOW).body.policy == "clearance"


ALL = tuple(endorsed(section) for section in SECTIONS)
IN_FORCE = {
    "endorsed by every section it names": (with_second_policy(*ALL), 2),
    "not endorsed by one": (with_second_policy(*ALL[:2]), 1),
    "endorsed in the name of another section": (with_second_policy(*ALL[:2], endorsed("north", by="centre")), 1),
    "endorsed in another number": (with_second_policy(*ALL[:2], endorsed("north", number=3)), 1),
    "endorsed later": (with_second_policy(*ALL[:2], endorsed("north", at=day(2, month=3))), 1),
    "replaced by one section alone": (replaced_by("north"), 1),
    "replaced by all but one": (replaced_by("centre", "coast"), 1),
    "replaced by fewer, with the word of all": (replaced_by("north", endorsing=("centre", "coast")), 2),
    "preceded by one section alone": (replaced_by("north", number=1, at=day(1)), 1),
    "adopted later": (with_second_policy(*ALL, at=day(2, month=3)), 1),
}


@pytest.mark.parametrize(("people", "number"), IN_FORCE.values(), ids=IN_FORCE)
def test_the_highest_policy_that_every_named_section_endorsed_is_in_force(people, number):
    assert policy_in_force(people, at=NOW).body.number == number
    assert policy_of(people, at=NOW).number == number


@pytest.mark.parametrize(
    "people",
    [
        replace(clean_people(), endorsements=()),
        replace(clean_people(), policies=(fact(replace(POLICY, by_sections=())),)),
        People(),
    ],
    ids=["endorsed by none", "naming no section", "no policy"],
)
def test_without_a_policy_in_force_the_default_holds(people):
    assert policy_in_force(people, at=NOW) is None
    assert policy_of(people, at=NOW) == DEFAULT_POLICY


def test_the_default_policy_asks_every_affected_section():
    assert DEFAULT_POLICY.quorum.affected
    assert DEFAULT_POLICY.advisory == ()


def test_no_section_can_give_another_a_key():
    people = clean_people()
    planted = fact(entries.KeyAdded(section="coast", vkey="planted"), origin=origin("north"), case="")
    taken = fact(
        entries.KeyRevoked(section="coast", vkey=keys_of(people, "coast")[0], reason="lost"), origin=origin("north")
    )
    captured = replace(people, keys=(*people.keys, planted), key_revocations=(taken,))
    assert keys_of(captured, "coast") == keys_of(people, "coast")


def test_no_section_can_appoint_for_another():
    people = clean_people()
    planted = fact(entries.RoleGranted(person="north-director", role="approver"), origin=origin("centre"), case="")
    captured = replace(people, roles=(*people.roles, planted))
    assert not holds_role(captured, "north-director", "approver", case="harbour", at=NOW)


def test_no_section_can_claim_the_person_of_another():
    people = clean_people()
    planted = fact(
        entries.PersonJoined(person="coast-director", section="centre", name=commit("x")), origin=origin("north")
    )
    assert section_of(replace(people, persons=(*people.persons, planted)), "coast-director") == "coast"


def test_no_section_can_speak_as_another():
    people = clean_people()
    posing = fact(replace(SECTIONS["coast"], countries=()), origin=origin("north"), at=day(9), case="")
    elsewhere = fact(SECTIONS["coast"], origin="elsewhere.example/coast", at=day(9), case="")
    people = replace(people, sections=(*people.sections, posing, elsewhere))
    assert origin_of(people, "coast") == COAST
    assert section_of_origin(people, origin("north")) == "north"
    assert section_of_origin(people, "elsewhere.example/coast") == ""


def test_nobody_is_heard_in_the_log_of_another_section():
    said = entries.RoleGranted(person="coast-director", role="author")
    assert in_own_log(clean_people(), fact(said, actor="coast-director", origin=origin("coast")))
    assert not in_own_log(clean_people(), fact(said, actor="coast-director", origin=origin("centre")))
    assert not in_own_log(clean_people(), fact(said, actor="stranger", origin=origin("centre")))
    assert not in_own_log(clean_people(), fact(said, actor="", origin=""))


def test_organisations_that_share_a_record_share_neither_people_nor_policy():
    people = clean_people()
    log = "elsewhere.example/desk"
    theirs = {
        "sections": fact(
            entries.SectionJoined(section="desk", organisation="elsewhere", name="Desk"), origin=log, case=""
        ),
        "persons": fact(entries.PersonJoined(person="editor", section="desk", name=commit("e")), origin=log, case=""),
        "policies": fact(replace(POLICY, number=7, by_sections=("desk",)), origin=log, case=""),
        "endorsements": fact(entries.PolicyEndorsed(policy="clearance", number=7, section="desk"), origin=log, case=""),
    }
    shared = replace(people, **{name: (*getattr(people, name), theirs[name]) for name in theirs})
    assert within(shared, COAST) == people
    assert policy_of(within(shared, log), at=NOW).number == 7
    assert within(shared, "nobody.example/x") == People()
