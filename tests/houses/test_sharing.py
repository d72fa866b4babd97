"""Who gets which content: every room, every rule, and what nobody gets."""

from __future__ import annotations

from typing import get_args

import pytest
from msgspec.structs import replace

from answerable.evidence.entries import IdentitySealed, ItemTakenIn
from answerable.houses.sharing import Concern, Place, gets_log, may_have
from answerable.people.entries import (
    HouseOpened,
    PersonJoined,
    PolicyAdopted,
    PolicyEndorsed,
    Room,
    SectionJoined,
    Share,
    Sharing,
)
from answerable.people.standing import DEFAULT_POLICY, People
from answerable.record.entry import Fact
from tests.houses.houses import AT, CENTRE, COAST, NORTH

COMMITMENT = "sha256:" + "0" * 64
ROOMS = get_args(Room)
DEFAULT = {each.room: each.to for each in Sharing().content}


def fact(body, origin: str, index: int = 0) -> Fact:
    return Fact(ref=f"{index:064x}", origin=origin, index=index, case="", actor="", at=AT, body=body)


def people(sharing: Sharing = Sharing()) -> People:  # noqa: B008 - frozen
    joined = [
        fact(SectionJoined(section=origin.rpartition("/")[2], organisation="harbour", name=origin), origin)
        for origin in (CENTRE, COAST, NORTH)
    ]
    policy = replace(DEFAULT_POLICY, policy="rules", by_sections=("centre",), sharing=sharing)
    persons = fact(PersonJoined(person="north-director", section="north", name=COMMITMENT), NORTH, 1)
    adopted = PolicyAdopted(**{name: getattr(policy, name) for name in policy.__struct_fields__})
    endorsed = PolicyEndorsed(policy="rules", number=1, section="centre")
    return People(
        sections=tuple(joined),
        persons=(persons,),
        policies=(fact(adopted, CENTRE, 2),),
        endorsements=(fact(endorsed, CENTRE, 3),),
    )


def place(room: str, *, table: str = "some.thing", field: str = "text", body: object = None) -> Place:
    return Place(origin=CENTRE, room=room, table=table, field=field, case="quay", body=body)


CONCERNED = Concern(sections=frozenset({"coast"}))


@pytest.mark.parametrize("room", [*ROOMS, "vault", "echoes"])
@pytest.mark.parametrize("to", [None, "nobody", "affected", "sections"])
def test_content_goes_where_its_room_says(room, to):
    shares = (Share(room=room, to=to),) if to and room in ROOMS else ()
    rules = people(Sharing(content=shares))
    got = {
        section
        for section in ("centre", "coast", "north", "")
        if may_have(place(room), section, rules, CONCERNED, at=AT)
    }
    goes = {"affected": {"coast"}, "sections": {"coast", "north"}}.get(to or "", set()) if shares else set()
    assert got == {"centre"} | goes


@pytest.mark.parametrize("room", [*ROOMS, "vault", "echoes"])
def test_what_goes_where_nobody_chose(room):
    got = {section for section in ("coast", "north") if may_have(place(room), section, people(), CONCERNED, at=AT)}
    assert got == {"affected": {"coast"}, "sections": {"coast", "north"}}.get(DEFAULT.get(room, ""), set())


EVIDENCE = Sharing(content=(Share(room="evidence", to="sections"),))
ITEM = ItemTakenIn(item="E1", type="document", title=COMMITMENT, source=COMMITMENT, custodian="coast-director")
SEALED = IdentitySealed(item="E1", sealed=COMMITMENT, holders=("north-director", "x"), needed=2, shares=(COMMITMENT,))


@pytest.mark.parametrize(
    ("uses", "goes"),
    [
        pytest.param(None, False, id="nobody was asked"),
        pytest.param({"internal", "public", "justice"}, False, id="other uses"),
        pytest.param({"shared"}, True, id="shared"),
    ],
)
def test_a_file_of_evidence_goes_only_while_consent_allows_sharing(uses, goes):
    concern = Concern(uses={} if uses is None else {"E1": frozenset(uses)})
    file = place("evidence", table="item.taken_in", field="file", body=ITEM)
    assert may_have(file, "coast", people(EVIDENCE), concern, at=AT) is goes
    assert not may_have(file, "coast", people(), concern, at=AT)


@pytest.mark.parametrize(
    ("room", "table", "field"),
    [
        ("clearance", "guest.asked", "who"),
        ("releases", "copy.given", "who"),
        ("releases", "copy.given", "address"),
        ("releases", "notice.sent", "proof"),
        ("critiques", "critique.received", "who"),
        ("critiques", "critique.received", "address"),
        ("designations", "designation.notified", "who"),
        ("reviews", "report.commented", "who"),
    ],
)
def test_who_somebody_outside_is_goes_nowhere(room, table, field):
    every = Concern(sections=frozenset({"coast"}))
    shares = people(Sharing(content=(Share(room=room, to="sections"),)))
    assert may_have(place(room, table=table, field="text"), "coast", shares, every, at=AT)
    assert not may_have(place(room, table=table, field=field), "coast", shares, every, at=AT)


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("item.taken_in", "source"),
        ("item.taken_in", "origin"),
        ("item.taken_in", "original_name"),
        ("consent.given", "record"),
        ("unsealing.asked", "reason"),
        ("unsealing.decided", "reason"),
    ],
)
def test_what_leads_to_a_source_goes_nowhere(table, field):
    every = Concern(sections=frozenset({"coast"}), uses={"E1": frozenset({"shared"})})
    assert not may_have(place("evidence", table=table, field=field, body=ITEM), "coast", people(EVIDENCE), every, at=AT)


def test_the_parts_of_a_seal_go_to_the_sections_of_their_holders():
    sealed = place("evidence", table="identity.sealed", field="shares", body=SEALED)
    got = {s for s in ("coast", "north") if may_have(sealed, s, people(EVIDENCE), CONCERNED, at=AT)}
    assert got == {"north"}


def test_a_section_whom_the_policy_does_not_name_gets_no_content():
    rules = people(Sharing(to=("north",), content=(Share(room="findings", to="sections"),)))
    got = {s for s in ("coast", "north") if may_have(place("findings"), s, rules, CONCERNED, at=AT)}
    assert got == {"north"}


STRANGER = "quay.example/watch"


@pytest.mark.parametrize(
    ("to", "asking", "own", "goes"),
    [
        ((), COAST, True, True),
        ((), COAST, False, True),
        ((), STRANGER, True, True),  # the operator named it, and it has to begin somewhere
        ((), STRANGER, False, False),
        (("coast",), COAST, False, True),
        (("coast",), NORTH, True, False),
        (("coast",), STRANGER, True, False),
        (("coast",), CENTRE, True, True),
    ],
)
def test_a_log_goes_whole_to_those_whom_the_policy_names(to, asking, own, goes):
    assert gets_log(people(Sharing(to=to)), CENTRE, asking, own=own, at=AT) is goes


def test_a_section_that_only_calls_itself_so_gets_nothing():
    forged = SectionJoined(section="coast", organisation="harbour", name="Coast")
    rules = people(Sharing(to=("coast",)))
    rules = replace(rules, sections=(*rules.sections, fact(forged, "quay.example/coast", 9)))
    assert not gets_log(rules, CENTRE, "quay.example/coast", own=True, at=AT)


def test_a_house_is_no_content():
    assert not may_have(place("people", body=HouseOpened(section="centre")), "coast", people(), CONCERNED, at=AT)
