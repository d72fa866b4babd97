"""A section that left the organisation, as the root says: what it signed before counts, and nobody waits for it."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.clearance.gates import affected_sections, valid_countersignatures
from answerable.people.standing import within
from tests.clearance.clean import SIGNERS, clean_clearance, countersigned, people_in, with_people
from tests.people.clean import origin
from tests.people.keyed import adopted, member, root

FIRST = root(members=tuple(member(section, SIGNERS[section]) for section in ("centre", "coast", "north")))


def left(until):
    """Return the clean case, countersigned by the coast in entry 900, after the coast left with so many entries."""
    members = tuple(each if each.section != "coast" else replace(each, until=until) for each in FIRST.members)
    case = replace(clean_clearance(), countersignatures=(countersigned("coast-director"),))
    case = with_people(case, roots=(adopted(FIRST), adopted(root(2, members=members))))
    return with_people(case, **{name: getattr(seen(case), name) for name in ("rooted", "persons", "sections", "keys")})


def seen(case):
    return within(people_in(case), origin("centre"))


def test_nobody_waits_for_a_section_that_left():
    assert "coast" in {each.section for each in affected_sections(clean_clearance())}
    assert "coast" not in {each.section for each in affected_sections(left(901))}


def test_what_it_signed_before_it_left_counts_and_what_it_signs_after_does_not():
    assert [fact.body.section for fact in valid_countersignatures(left(901))] == ["coast"]
    assert valid_countersignatures(left(900)) == ()
