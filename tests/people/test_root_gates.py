"""When a root may be adopted: a table of what is refused, and of what must not be."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.people.entries import RootSignature
from answerable.people.gates.roots import may_adopt_root
from answerable.people.standing import within
from answerable.record.note import to_base64
from tests.people.keyed import (
    ANA,
    BEN,
    CIA,
    DAN,
    adopted,
    key,
    keyed_people,
    log_key,
    member,
    root,
    with_stranger,
)

FIRST = adopted(root())
LEFT = root(2, members=(member("centre"), member("coast", until=600), member("north")))


def asked(act, *before):
    people = keyed_people(*before)
    return [each.code for each in may_adopt_root(within(people, act.origin), act)]


def adopting(body, *, section="centre", at="2026-03-01T10:00:00Z", index=700, **changes):
    return replace(adopted(body, section=section, at=at, index=index), **changes)


REFUSED = {
    "within a case": (adopting(root(), case="harbour"), (), ["root-in-a-case"]),
    "in the log of another section": (
        adopting(root(), actor="coast-director"),
        (),
        ["root-in-another-log"],
    ),
    "by an author": (adopting(root(), actor="centre-author"), (), ["root-without-role"]),
    "by nobody": (adopting(root(), actor=""), (), ["root-in-another-log", "root-without-role"]),
    "of another organisation": (adopting(root(organisation="other")), (), ["root-of-another-organisation"]),
    "with a key that is none": (adopting(replace(root(), keys=("x",))), (), ["root-malformed"]),
    "signed by one": (adopting(root(signers=(ANA,))), (), ["root-not-signed"]),
    "with a forged signature beside enough": (
        adopting(
            replace(
                root(),
                signatures=(
                    *root().signatures,
                    RootSignature(vkey=CIA.verifier().vkey(), signature=to_base64(b"\1" * 64)),
                ),
            )
        ),
        (),
        ["root-signature-wrong"],
    ),
    "with the signature of a stranger beside enough": (
        adopting(root(signers=(ANA, BEN, DAN))),
        (),
        ["root-signature-wrong"],
    ),
    "ended": (adopting(root(expires=date(2026, 3, 1))), (), ["root-ended"]),
    "number 2 first": (adopting(root(2)), (), ["root-out-of-order"]),
    "a number left out": (adopting(root(3)), (FIRST,), ["root-out-of-order"]),
    "another number 1": (
        adopting(root(expires=date(2029, 1, 1))),
        (FIRST,),
        ["root-out-of-order"],
    ),
    "the same again": (adopting(root()), (FIRST,), ["root-adopted-before"]),
    "not signed by the keys before": (
        adopting(root(2, keys=(CIA, DAN), signers=(CIA, DAN))),
        (FIRST,),
        ["root-not-signed-by-the-last"],
    ),
    "without the section that adopts it": (
        adopting(root(members=(member("coast"),))),
        (),
        ["root-without-own-section"],
    ),
    "a member forgotten": (
        adopting(root(2, members=(member("centre"), member("coast")))),
        (FIRST,),
        ["root-forgets-member"],
    ),
    "who has left comes back": (adopting(root(3)), (FIRST, adopted(LEFT)), ["root-returns-member"]),
    "more of who has left": (
        adopting(root(3, members=(member("centre"), member("coast", until=601), member("north")))),
        (FIRST, adopted(LEFT)),
        ["root-returns-member"],
    ),
}


@pytest.mark.parametrize(("act", "before", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_root_is_refused(act, before, codes):
    assert asked(act, *before) == codes


ALLOWED = {
    "the first": (adopting(root()), ()),
    "by a countersigner": (adopting(root(), section="coast"), ()),
    "the first again, by another section": (adopting(root(), section="coast"), (FIRST,)),
    "the next": (adopting(root(2)), (FIRST,)),
    "the next with other keys": (
        adopting(root(2, keys=(CIA, DAN), signers=(ANA, BEN, CIA, DAN))),
        (FIRST,),
    ),
    "an old one by a section that comes late": (
        adopting(root(), section="north"),
        (FIRST, adopted(root(2))),
    ),
    "a second that stands elsewhere, when the first was adopted": (
        adopting(root(2), section="coast"),
        (FIRST, adopted(root(), section="coast"), adopted(root(2))),
    ),
    "a section that leaves": (adopting(LEFT), (FIRST,)),
    "less of who has left": (
        adopting(root(3, members=(member("centre"), member("coast", until=599), member("north")))),
        (FIRST, adopted(LEFT)),
    ),
    "what sets a contradiction aside": (
        adopting(root(3)),
        (FIRST, adopted(root(2)), adopted(root(2, members=root().members, expires=date(2029, 1, 1)), section="coast")),
    ),
    "a new key of a section": (
        adopting(root(2, members=(member("centre"), member("coast", log_key("coast", 2)), member("north")))),
        (FIRST,),
    ),
}


@pytest.mark.parametrize(("act", "before"), ALLOWED.values(), ids=ALLOWED)
def test_a_root_is_adopted(act, before):
    assert asked(act, *before) == []


def test_a_stranger_cannot_put_itself_into_a_root():
    eve = (key("root.example/eve"), key("root.example/eva"))
    people = with_stranger(keyed_people(FIRST))
    forged = adopting(root(2, keys=eve, signers=eve))
    codes = [each.code for each in may_adopt_root(within(people, forged.origin), forged)]
    assert codes == ["root-not-signed-by-the-last"]
