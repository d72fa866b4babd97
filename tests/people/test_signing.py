"""Whether a personal signature counts: the key, its history, and every part of a passkey's assertion."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fido2 import cbor
from hypothesis import given, strategies as st
from msgspec.structs import replace

from answerable.clearance.entries import DraftAcknowledged, ObjectionClosed
from answerable.people import entries
from answerable.people.gates.keys import may_add_person_key, may_prepare_person_key, may_revoke_person_key
from answerable.people.signing import current_keys, flaws, is_usable, keys_as_of
from answerable.record.note import to_base64
from answerable.record.personal import Personal, digest, message
from tests.cases import fact
from tests.people.authenticator import PRESENT, VERIFIED, Passkey
from tests.people.clean import clean_people, origin

WHO, COAST, AT = "coast-director", origin("coast"), "2026-02-01T10:00:00Z"
PHONE = Passkey(site="harbour.example")
LAPTOP = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)


def said(body, *, index, actor=WHO, log=COAST, at=AT):
    return fact(body, actor=actor, origin=log, index=index, at=at, case="")


def by_laptop(unsigned, *, private=LAPTOP, key="laptop"):
    """Return the same act, signed with an Ed25519 key."""
    personal = Personal(key=key, signature=to_base64(private.sign(message(unsigned))))
    return replace(unsigned, body=replace(unsigned.body, personal=personal))


def by_phone(unsigned, **wrong):
    """Return the same act, signed with the passkey, `wrong` in the ways that are named."""
    passkey = wrong.pop("passkey", PHONE)
    challenge = wrong.pop("challenge", digest(unsigned))
    return replace(unsigned, body=replace(unsigned.body, personal=passkey.sign(challenge, **wrong)))


def added(index, *, key="laptop", actor=WHO, person=WHO, private=LAPTOP, log=COAST, at=AT):
    public = to_base64(private.public_key().public_bytes_raw())
    return said(
        entries.PersonKeyAdded(person=person, key=key, type="ed25519", public=public),
        index=index,
        actor=actor,
        log=log,
        at=at,
    )


def added_phone(index):
    body = entries.PersonKeyAdded(person=WHO, key="phone", type="webauthn", public=PHONE.public, site=PHONE.site)
    return said(body, index=index)


def revoked(index, *, key="laptop", reason="lost", actor=WHO, person=WHO):
    return said(entries.PersonKeyRevoked(person=person, key=key, reason=reason), index=index, actor=actor)


def people(*facts):
    """Return the clean organisation with these facts about keys."""
    keys = tuple(each for each in facts if isinstance(each.body, entries.PersonKeyAdded))
    gone = tuple(each for each in facts if isinstance(each.body, entries.PersonKeyRevoked))
    section = tuple(each for each in facts if isinstance(each.body, entries.KeyRevoked))
    return replace(clean_people(), person_keys=keys, person_key_revocations=gone, key_revocations=section)


CLOSED = said(ObjectionClosed(objection="O1"), index=20)


def codes(*facts, act, required=False):
    return [blocker.code for blocker in flaws(people(*facts), act, required=required)]


def test_a_signature_by_a_key_on_record_counts():
    assert codes(added(10), act=by_laptop(CLOSED)) == []


def test_an_assertion_by_a_passkey_on_record_counts():
    assert codes(added_phone(10), act=by_phone(CLOSED)) == []


def test_who_has_no_key_need_not_sign():
    assert codes(act=CLOSED) == []


def test_who_has_no_key_must_sign_where_the_policy_asks_it():
    assert codes(act=CLOSED, required=True) == ["signature-missing"]


def test_who_has_a_key_must_sign():
    assert codes(added(10), act=CLOSED) == ["signature-missing"]


def test_a_blocker_names_the_person():
    (blocker,) = flaws(people(added(10)), CLOSED, required=False)
    assert blocker.where.person == WHO


@pytest.mark.parametrize(
    "wrong",
    [
        {"challenge": b"\0" * 32},
        {"origin": "https://evil.example"},
        {"origin": "https://notharbour.example"},
        {"origin": "http://harbour.example"},
        {"site": "evil.example"},
        {"kind": "webauthn.create"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"flags": 0},
        {"passkey": Passkey(site="harbour.example")},
    ],
    ids=lambda wrong: " ".join(f"{k} {v}" if k in {"flags", "origin"} else k for k, v in wrong.items()),
)
def test_an_assertion_that_is_wrong_in_one_way_does_not_count(wrong):
    assert codes(added_phone(10), act=by_phone(CLOSED, **wrong)) == ["signature-wrong"]


def test_an_assertion_from_a_page_under_the_site_counts():
    assert codes(added_phone(10), act=by_phone(CLOSED, origin="https://log.harbour.example:8443")) == []


@pytest.mark.parametrize("part", ["signature", "authenticator", "client"])
def test_an_assertion_with_one_bit_changed_does_not_count(part):
    act = by_phone(CLOSED)
    personal = act.body.personal
    text = getattr(personal, part)
    other = "B" if text[12] == "A" else "A"
    changed = replace(personal, **{part: text[:12] + other + text[13:]})
    assert codes(added_phone(10), act=replace(act, body=replace(act.body, personal=changed))) == ["signature-wrong"]


@pytest.mark.parametrize("sign", [by_laptop, by_phone])
def test_a_signature_put_under_another_act_does_not_count(sign):
    other = said(ObjectionClosed(objection="O2"), index=21)
    replayed = replace(other, body=replace(other.body, personal=sign(CLOSED).body.personal))
    assert codes(added(10), by_laptop(added_phone(11)), act=replayed) == ["signature-wrong"]


@pytest.mark.parametrize(
    "changed", [{"actor": "coast-reviewer"}, {"case": "other"}, {"origin": origin("north")}], ids=str
)
def test_a_signature_moved_to_another_person_case_or_log_does_not_count(changed):
    assert codes(added(10), act=replace(by_laptop(CLOSED), **changed)) != []


def test_a_signature_moved_to_another_kind_does_not_count():
    body = DraftAcknowledged(section="coast", output="release", version=1, draft_ref="0" * 64)
    moved = said(replace(body, personal=by_laptop(CLOSED).body.personal), index=20)
    assert codes(added(10), act=moved) == ["signature-wrong"]


def test_a_signature_by_another_key_does_not_count():
    stolen = by_laptop(CLOSED, private=Ed25519PrivateKey.generate())
    assert codes(added(10), act=stolen) == ["signature-wrong"]


def test_a_key_added_later_does_not_count_for_what_stands_before():
    assert codes(added(30), act=by_laptop(CLOSED)) == ["signature-key-unknown"]


def test_the_key_of_another_person_does_not_count():
    theirs = added(10, actor="coast-reviewer", person="coast-reviewer")
    assert codes(theirs, act=by_laptop(CLOSED)) == ["signature-key-unknown"]


def test_a_key_that_somebody_else_added_does_not_count():
    assert codes(added(10, actor="coast-reviewer"), act=by_laptop(CLOSED)) == ["signature-key-unknown"]


def test_a_key_that_another_section_added_does_not_count():
    assert codes(added(10, log=origin("north"), at="2026-01-15T08:00:00Z"), act=by_laptop(CLOSED)) == [
        "signature-key-unknown"
    ]


@pytest.mark.parametrize("reason", ["rotated", "lost", "captured", "left"])
def test_what_was_signed_before_a_revocation_keeps_its_meaning(reason):
    assert codes(added(10), revoked(30, reason=reason), act=by_laptop(CLOSED)) == []


@pytest.mark.parametrize("reason", ["rotated", "lost", "captured", "left"])
def test_what_is_signed_after_a_revocation_does_not_count(reason):
    assert codes(added(10), revoked(15, reason=reason), act=by_laptop(CLOSED)) == ["signature-key-unknown"]


def test_the_order_of_the_log_decides_and_not_the_days_that_are_claimed():
    backdated = replace(by_laptop(replace(CLOSED, at=clean_people().sections[0].at)), index=20)
    assert codes(added(10), revoked(15), act=backdated) == ["signature-key-unknown"]


CAPTURED = said(entries.KeyRevoked(section="coast", vkey="coast", reason="captured"), index=15, actor="")


def test_when_a_section_is_captured_what_its_persons_signed_before_keeps_its_meaning():
    assert codes(added(10), replace(CAPTURED, index=25), act=by_laptop(CLOSED)) == []


def test_when_a_section_is_captured_the_keys_of_its_persons_count_no_further():
    assert codes(added(10), CAPTURED, act=by_laptop(CLOSED)) == ["signature-key-unknown"]


def test_after_a_capture_a_person_adds_a_key_again():
    assert codes(added(10), CAPTURED, added(16, key="new"), act=by_laptop(CLOSED, key="new")) == []


def test_a_section_that_rotates_its_own_key_leaves_those_of_its_persons():
    rotated = replace(CAPTURED, body=replace(CAPTURED.body, reason="rotated"))
    assert codes(added(10), rotated, act=by_laptop(CLOSED)) == []


def test_a_second_key_counts_when_the_first_signed_for_it():
    assert set(current_keys(people(added(10), by_laptop(added_phone(11))), WHO)) == {"laptop", "phone"}


def test_a_second_key_that_no_key_signed_for_does_not_count():
    assert set(current_keys(people(added(10), added_phone(11)), WHO)) == {"laptop"}


def test_a_name_counts_for_the_key_that_had_it_first():
    other = added(12, private=Ed25519PrivateKey.from_private_bytes(b"\2" * 32))
    assert current_keys(people(added(10), revoked(11), other), WHO) == {}


def test_keys_are_those_held_just_before_an_act():
    assert set(keys_as_of(people(added(10), by_laptop(added_phone(11))), WHO, added_phone(11))) == {"laptop"}


def test_a_revocation_by_a_colleague_who_is_no_approver_does_not_count():
    assert set(current_keys(people(added(10), revoked(11, actor="coast-reviewer")), WHO)) == {"laptop"}


# adding and revoking


def why_not(act, *facts):
    return [blocker.code for blocker in may_add_person_key(people(*facts), act)]


def test_a_first_key_is_taken_on_trust():
    assert why_not(added(10)) == []


def test_a_second_key_needs_the_signature_of_the_first():
    assert why_not(added_phone(11), added(10)) == ["signature-missing"]
    assert why_not(by_laptop(added_phone(11)), added(10)) == []


def test_before_it_is_signed_a_second_key_may_be_prepared():
    assert may_prepare_person_key(people(added(10)), added_phone(11)) == []


@pytest.mark.parametrize("reason", ["lost", "captured"])
def test_after_all_were_lost_a_key_is_taken_on_trust_again(reason):
    assert why_not(added_phone(12), added(10), revoked(11, reason=reason)) == []


def test_who_has_left_adds_no_key():
    assert why_not(added_phone(12), added(10), revoked(11, reason="left")) == ["key-after-leaving"]


def test_nobody_adds_a_key_for_somebody_else():
    assert "key-not-ones-own" in why_not(added(10, actor="coast-reviewer"))


def test_a_key_is_added_in_the_log_of_ones_own_section():
    assert "key-in-other-log" in why_not(added(10, log=origin("north")))


def test_a_name_is_given_once():
    other = by_laptop(added(11, private=Ed25519PrivateKey.from_private_bytes(b"\2" * 32)))
    assert why_not(other, added(10)) == ["key-named-twice"]


def test_a_key_that_was_revoked_does_not_come_back_under_another_name():
    assert why_not(added(12, key="again"), added(10), revoked(11)) == ["key-added-twice"]


def test_two_persons_have_no_key_in_common():
    theirs = added(10, actor="coast-reviewer", person="coast-reviewer")
    assert why_not(added(11), theirs) == ["key-of-another"]


@pytest.mark.parametrize("public", ["", "AAAA", "not base64", to_base64(b"\0" * 33), to_base64(cbor.encode([1]))])
@pytest.mark.parametrize("kind", ["ed25519", "webauthn"])
def test_what_is_no_public_key_cannot_be_added(kind, public):
    body = entries.PersonKeyAdded(
        person=WHO, key="k", type=kind, public=public, site="harbour.example" if kind == "webauthn" else ""
    )
    assert why_not(said(body, index=10)) == ["key-unusable"]


def test_a_passkey_belongs_to_a_site():
    assert not is_usable(entries.PersonKeyAdded(person=WHO, key="k", type="webauthn", public=PHONE.public))


def why_not_revoke(act, *facts):
    return [blocker.code for blocker in may_revoke_person_key(people(*facts), act)]


def test_a_person_revokes_their_own_key():
    assert why_not_revoke(revoked(11), added(10)) == []


def test_an_approver_of_the_section_revokes_for_a_person():
    centre = origin("centre")
    theirs = added(10, actor="centre-lawyer", person="centre-lawyer", log=centre)
    gone = replace(revoked(11, actor="centre-director", person="centre-lawyer", reason="left"), origin=centre)
    assert why_not_revoke(gone, theirs) == []


def test_an_approver_of_another_section_does_not():
    assert "revoked-by-another" in why_not_revoke(revoked(11, actor="centre-director"), added(10))


def test_a_key_that_is_not_held_cannot_be_revoked():
    assert why_not_revoke(revoked(11, key="phone"), added(10)) == ["key-not-held"]


# whatever the bytes

B64 = st.binary(max_size=120).map(to_base64)


@given(signature=B64 | st.text(max_size=20), authenticator=B64, client=B64 | st.text(max_size=20))
def test_no_bytes_whatever_pass_or_raise(signature, authenticator, client):
    personal = Personal(key="phone", signature=signature, authenticator=authenticator, client=client)
    act = replace(CLOSED, body=replace(CLOSED.body, personal=personal))
    assert codes(added_phone(10), act=act) == ["signature-wrong"]


@given(
    client=st.dictionaries(
        st.sampled_from(["type", "challenge", "origin", "crossOrigin"]),
        st.none() | st.integers() | st.text(max_size=8) | st.just("webauthn.get") | st.lists(st.integers(), max_size=1),
    )
)
def test_no_client_data_whatever_passes_or_raises(client):
    import json

    good = PHONE.sign(digest(CLOSED))
    personal = replace(good, client=to_base64(json.dumps(client).encode()))
    act = replace(CLOSED, body=replace(CLOSED.body, personal=personal))
    assert codes(added_phone(10), act=act) == ["signature-wrong"]


@given(public=st.binary(max_size=80), keys=st.dictionaries(st.integers(-4, 4), st.integers() | st.binary(max_size=33)))
def test_no_public_key_whatever_raises(public, keys):
    for raw in (public, cbor.encode({key: value for key, value in keys.items() if not _too_large(value)})):
        body = entries.PersonKeyAdded(
            person=WHO, key="phone", type="webauthn", public=to_base64(raw), site="harbour.example"
        )
        is_usable(body)
        assert codes(said(body, index=10), act=by_phone(CLOSED)) == ["signature-wrong"]


def _too_large(value):
    return isinstance(value, int) and abs(value) >= 2**63


ANYBODYS = ("01" + "00" * 31, "00" * 32, "00" * 31 + "80", "ec" + "ff" * 30 + "7f", "ee" + "ff" * 31)


@pytest.mark.parametrize("point", ANYBODYS)
def test_a_key_for_which_anybody_can_sign_is_none(point):
    public = bytes.fromhex(point)
    typed = entries.PersonKeyAdded(person=WHO, key="k", type="ed25519", public=to_base64(public))
    passkey = to_base64(cbor.encode({1: 1, 3: -8, -1: 6, -2: public}))
    assert not is_usable(typed)
    assert not is_usable(replace(typed, type="webauthn", public=passkey, site=PHONE.site))


def test_a_signature_that_fits_everything_is_nobodys():
    """R is the neutral point and S is nought: OpenSSL finds it right under the neutral point as a key."""
    neutral = bytes.fromhex(ANYBODYS[0])
    key = entries.PersonKeyAdded(person=WHO, key="laptop", type="ed25519", public=to_base64(neutral))
    personal = Personal(key="laptop", signature=to_base64(neutral + bytes(32)))
    act = replace(CLOSED, body=replace(CLOSED.body, personal=personal))
    assert codes(said(key, index=1), act=act) == ["signature-wrong"]


def test_who_has_left_says_nothing_more_by_signature():
    assert codes(added(10), revoked(11, reason="left"), act=CLOSED) == ["signer-has-left"]
