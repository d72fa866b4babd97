"""What holders and askers say counts in their own section's log, about the seal that holds, and for one opening."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.evidence import entries, gates
from answerable.evidence.gates.seals import (
    decisions_on,
    idle_seals,
    is_open,
    opened_by,
    recipient_of,
    requests_of,
    standing_seals,
)
from answerable.people.entries import SealKeyAdded
from tests.cases import commit, fact
from tests.evidence.clean import clean_evidence

COAST, NORTH, LAWYER = "coast-director", "north-director", "centre-lawyer"
KEYS = {person: f"age1{person.replace('-', '').ljust(40, 'q')}" for person in (COAST, NORTH, LAWYER, "centre-author")}


def own(person: str, section: str = "") -> dict[str, Any]:
    return {"actor": person, "origin": f"harbour.example/{section or person.split('-', maxsplit=1)[0]}"}


def keys(**changed: str):
    held = KEYS | changed
    return tuple(
        fact(SealKeyAdded(person=person, recipient=key), index=9, **own(person)) for person, key in held.items()
    )


def sealed(by: str = "centre-author", *, at: str = "2026-01-10T10:00:00Z", item: str = "E1", **changed: Any):
    holders = changed.pop("holders", (COAST, NORTH))
    shares = tuple(commit(f"{item} {at} {holder}") for holder in holders)
    body = entries.IdentitySealed(item=item, sealed=commit(at), holders=holders, needed=2, shares=shares)
    return fact(body, at=at, **own(by) | {"index": 10} | changed)


def asked(seal, *, item: str = "E1", at: str = "2026-01-11T10:00:00Z", **changed: Any):
    body = entries.UnsealingAsked(item=item, sealed_ref=seal.ref, recipient=KEYS[LAWYER], reason=commit("why"))
    return fact(body, at=at, **own(LAWYER) | changed)


def decided(request, by: str, *, agreed: bool = True, **changed: Any):
    share = commit(f"part of {by}") if agreed else ""
    body = entries.UnsealingDecided(
        item=request.body.item, asked_ref=request.ref, agreed=agreed, reason=commit("so"), share=share
    )
    return fact(body, at="2026-01-12T10:00:00Z", **own(by) | changed)


def opened(request, *, at: str = "2026-01-13T10:00:00Z", **changed: Any):
    body = entries.IdentityUnsealed(item=request.body.item, asked_ref=request.ref)
    return fact(body, at=at, **own(LAWYER) | {"index": 20} | changed)


SEAL = sealed()
ASKED = asked(SEAL)
AGREED = (decided(ASKED, COAST), decided(ASKED, NORTH))


def case(**changed: Any):
    clean = clean_evidence()
    people = replace(clean.people, seal_keys=changed.pop("seal_keys", keys()))
    standing = {"seals": (SEAL,), "unsealings_asked": (ASKED,), "unsealings_decided": AGREED}
    return replace(clean, people=people, **standing | changed)


def codes(blockers) -> list[str]:
    return [each.code for each in blockers]


def test_the_plain_way_is_open():
    whole = case()
    assert recipient_of(whole.people, COAST) == KEYS[COAST]
    assert codes(gates.may_seal_identity(case(seals=()), SEAL)) == []
    assert codes(gates.may_ask_unsealing(case(unsealings_asked=(), unsealings_decided=()), ASKED)) == []
    assert codes(gates.may_decide_unsealing(case(unsealings_decided=AGREED[:1]), AGREED[1])) == []
    assert codes(gates.may_unseal(whole, opened(ASKED))) == []


def test_what_another_house_writes_in_the_name_of_a_holder_counts_for_nothing():
    forged = tuple(decided(ASKED, by, origin="thief.example/coast") for by in (COAST, NORTH))
    refused = tuple(decided(ASKED, by, agreed=False, origin="thief.example/coast") for by in (COAST, NORTH))
    assert decisions_on(case(unsealings_decided=forged), ASKED) == ()
    assert codes(gates.may_unseal(case(unsealings_decided=forged), opened(ASKED))) == ["holders-missing"]
    assert is_open(case(unsealings_decided=refused), ASKED)


def test_a_seal_in_another_log_does_not_replace_the_one_that_holds():
    forged = sealed(at="2026-02-01T10:00:00Z", origin="thief.example/coast")
    assert standing_seals(case(seals=(SEAL, forged)), "E1") == (SEAL,)


def test_a_request_or_an_opening_in_another_log_is_none():
    forged = asked(SEAL, origin="thief.example/coast")
    assert requests_of(case(unsealings_asked=(forged,)), "E1") == ()
    assert not is_open(case(unsealings_asked=(forged,)), forged)
    for elsewhere in (opened(ASKED, origin="thief.example/coast"), opened(ASKED, **own(COAST))):
        assert opened_by(case(unsealed=(elsewhere,)), ASKED) is None


def test_who_holds_no_part_does_not_count_among_the_holders():
    strangers = tuple(decided(ASKED, by) for by in ("centre-author", "centre-director"))
    assert codes(gates.may_unseal(case(unsealings_decided=strangers), opened(ASKED))) == ["holders-missing"]


def test_a_request_about_one_item_is_not_about_the_seal_of_another():
    other = sealed(item="E2")
    mixed = asked(SEAL, item="E2")
    there = case(seals=(SEAL, other), unsealings_asked=(mixed,), unsealings_decided=())
    assert codes(gates.may_ask_unsealing(replace(there, unsealings_asked=()), mixed)) == ["seal-unknown"]
    assert codes(gates.may_decide_unsealing(there, decided(mixed, COAST))) == ["request-unknown"]


@pytest.mark.parametrize("why", ["sealed anew", "opened", "key replaced"])
def test_an_old_request_is_neither_decided_nor_opened_any_more(why):
    over = {
        "sealed anew": {"seals": (SEAL, sealed(at="2026-01-12T11:00:00Z", index=30))},
        "opened": {"unsealed": (opened(ASKED),)},
        "key replaced": {"seal_keys": keys(**{LAWYER: "age1" + "n" * 40})},
    }[why]
    late = case(**over, unsealings_decided=AGREED[:1])
    assert codes(gates.may_decide_unsealing(late, AGREED[1])) == ["request-over"]
    again = opened(ASKED, at="2026-01-14T10:00:00Z")
    assert codes(gates.may_unseal(case(**over), again)) == ["request-over"]


def test_only_who_made_a_seal_or_opened_it_seals_anew():
    anew = {"at": "2026-01-20T10:00:00Z", "index": 30}
    assert codes(gates.may_seal_identity(case(), sealed("centre-author", **anew))) == []
    assert codes(gates.may_seal_identity(case(), sealed("centre-director", **anew))) == ["sealed-already"]
    assert codes(gates.may_seal_identity(case(), sealed(LAWYER, **anew))) == ["sealed-already"]
    assert codes(gates.may_seal_identity(case(unsealed=(opened(ASKED),)), sealed(LAWYER, **anew))) == []


def test_two_holders_with_one_key_are_one_person():
    same = case(seals=(), seal_keys=keys(**{NORTH: KEYS[COAST]}))
    assert codes(gates.may_seal_identity(same, SEAL)) == ["one-key-for-two"]


EARLIER, LATER = "2026-01-07T10:00:00Z", "2026-02-01T10:00:00Z"
"""Before the seal was made and after, as whoever writes a log may claim."""

FALSE = {
    "another house": {"by": NORTH},
    "the same house, another person": {"by": "centre-director", "index": 11},
    "another house, by who asked and was refused": {"by": COAST},
    "an opening that nobody handed a part for": {"by": LAWYER, "index": 30},
}


@pytest.mark.parametrize("at", [EARLIER, LATER])
@pytest.mark.parametrize("why", FALSE)
def test_a_seal_is_replaced_by_nobody_who_neither_made_nor_opened_it(why, at):
    false = sealed(at=at, **FALSE[why])
    there = case(seals=(SEAL, false), unsealings_decided=(), unsealed=(opened(ASKED),))
    assert (standing_seals(there, "E1"), idle_seals(there, "E1")) == ((SEAL,), (false,))
    assert codes(gates.may_decide_unsealing(replace(there, unsealed=()), AGREED[0])) == []


@pytest.mark.parametrize("at", [EARLIER, LATER])
def test_what_is_asked_about_a_seal_that_counts_for_nothing_is_answered_by_nobody(at):
    false = sealed(NORTH, at=at)
    wrong = asked(false)
    there = case(seals=(SEAL, false), unsealings_asked=(wrong,), unsealings_decided=())
    assert codes(gates.may_ask_unsealing(replace(there, unsealings_asked=()), wrong)) == ["seal-unknown"]
    assert not is_open(there, wrong)
    assert codes(gates.may_decide_unsealing(there, decided(wrong, COAST))) == ["request-over"]
    handed = replace(there, unsealings_decided=(decided(wrong, COAST), decided(wrong, NORTH)))
    assert codes(gates.may_unseal(handed, opened(wrong))) == ["request-over"]


@pytest.mark.parametrize("at", [EARLIER, LATER])
def test_who_made_a_seal_or_opened_it_replaces_it_whatever_the_date(at):
    again, opener = sealed(at=at, index=30), sealed(LAWYER, at=at, index=30)
    assert standing_seals(case(seals=(SEAL, again)), "E1") == (again,)
    assert standing_seals(case(seals=(SEAL, opener), unsealed=(opened(ASKED),)), "E1") == (opener,)


def test_a_seal_that_was_made_before_the_opening_does_not_replace_what_was_opened():
    before = sealed(LAWYER, index=15)
    there = case(seals=(SEAL, before), unsealed=(opened(ASKED),))
    assert (standing_seals(there, "E1"), idle_seals(there, "E1")) == ((SEAL,), (before,))


def test_seals_of_two_sections_that_had_the_item_both_stand_until_one_is_opened_and_sealed_anew():
    there = case()
    moved = entries.ItemTransferred(
        item="E1", giver="centre-author", taker=NORTH, purpose="safety", before="", after=""
    )
    theirs = sealed(NORTH)
    there = replace(there, seals=(SEAL, theirs), transfers=(fact(moved, **own("centre-author")),))
    assert set(standing_seals(there, "E1")) == {SEAL, theirs}
    for seal in (SEAL, theirs):
        assert codes(gates.may_ask_unsealing(replace(there, unsealings_asked=()), asked(seal))) == []
    assert codes(gates.may_ask_unsealing(there, asked(theirs))) == []
    wanted = asked(theirs)
    agreed = tuple(decided(wanted, by) for by in (COAST, NORTH))
    told = replace(there, unsealings_asked=(wanted,), unsealings_decided=agreed, unsealed=(opened(wanted),))
    assert set(standing_seals(told, "E1")) == {SEAL, theirs}
    assert set(standing_seals(replace(told, seals=(SEAL, theirs, anew := sealed(LAWYER, index=30))), "E1")) == {
        SEAL,
        anew,
    }


def test_a_stranger_who_seals_first_keeps_nobody_from_sealing():
    there = case(seals=(sealed(NORTH, at=EARLIER),), unsealings_asked=(), unsealings_decided=())
    assert codes(gates.may_seal_identity(there, SEAL)) == []
