"""When a section's key may be added and revoked, and which keys count for a checkpoint of which size."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from msgspec.structs import replace

from answerable.people.entries import KeyAdded, KeyRevoked, SealKeyAdded
from answerable.people.gates.section_keys import may_add_key, may_add_seal_key, may_revoke_key
from answerable.people.roots import rooted
from answerable.people.rotation import has_expired, is_rotation, keys_at, rotated
from answerable.people.standing import keys_of, within
from answerable.people.trusting import trusted_keys
from answerable.people.vkeys import SMALL_ORDER, verifier_of
from answerable.record.errors import Malformed
from answerable.record.note import Verifier, generate, to_base64
from tests.cases import fact
from tests.people.clean import origin
from tests.people.keyed import adopted, keyed_people, log_key, member, root

OLD, NEW = log_key("coast"), log_key("coast", 2)
NOW = datetime(2026, 3, 1, tzinfo=UTC)
AT = "2026-03-01T10:00:00Z"
CHANGE = rotated(OLD, NEW, section="coast")


def said(body, *, section="coast", actor="coast-director", at=AT, index=700):
    return fact(body, origin=origin(section), actor=actor, at=at, index=index, case="")


def vkey(signer):
    return signer.verifier().vkey()


def revoked(signer=OLD, *, reason="captured", section="coast", index=650):
    return said(KeyRevoked(section=section, vkey=vkey(signer), reason=reason), index=index)


def people(*facts, roots=()):
    whole = keyed_people(*roots)
    added = tuple(each for each in facts if isinstance(each.body, KeyAdded))
    gone = tuple(each for each in facts if isinstance(each.body, KeyRevoked))
    return replace(whole, keys=(*whole.keys, *added), key_revocations=gone)


def asked(act, *facts, roots=()):
    return [each.code for each in may_add_key(within(people(*facts, roots=roots), act.origin), act)]


BARE = KeyAdded(section="coast", vkey=vkey(NEW))
LISTED = root(members=(member("centre"), member("coast", OLD, NEW), member("north")))
IN_COAST = adopted(LISTED, section="coast")
WEAK = Verifier.of(origin("coast"), min(SMALL_ORDER)).vkey()

REFUSED = {
    "without the signature of the old one": (said(BARE), (), ["section-key-not-handed-over"]),
    "replacing a key that there never was": (
        said(replace(CHANGE, replaces=vkey(log_key("coast", 9)))),
        (),
        ["section-key-not-handed-over"],
    ),
    "with a forged signature of the old one": (
        said(replace(CHANGE, by_old=to_base64(b"\1" * 64))),
        (),
        ["section-key-not-signed-over"],
    ),
    "with a forged signature of the new one": (
        said(replace(CHANGE, by_new=CHANGE.by_old)),
        (),
        ["section-key-not-signed-over"],
    ),
    "signed for another day": (said(replace(CHANGE, expires=date(2029, 1, 1))), (), ["section-key-not-signed-over"]),
    "replacing one that was captured": (
        said(CHANGE),
        (revoked(),),
        ["section-key-replaces-none"],
    ),
    "in the log of another section": (
        said(CHANGE, section="north"),
        (),
        ["section-key-in-other-log", "section-key-unusable", "section-key-not-signed-over"],
    ),
    "by somebody without a role": (said(CHANGE, actor="coast-reviewer"), (), ["section-key-without-role"]),
    "by somebody of another section": (said(CHANGE, actor="centre-director"), (), ["section-key-without-role"]),
    "that is none": (said(replace(BARE, vkey="x")), (revoked(),), ["section-key-unusable"]),
    "that anybody signs with": (said(replace(BARE, vkey=WEAK)), (revoked(),), ["section-key-unusable"]),
    "that was there before": (said(replace(BARE, vkey=vkey(OLD))), (revoked(),), ["section-key-added-twice"]),
    "that is another section's": (
        said(replace(BARE, vkey=vkey(generate(origin("coast"), seed=log_key("north").private)))),
        (revoked(),),
        ["section-key-added-twice"],
    ),
    "that has expired": (
        said(rotated(OLD, NEW, section="coast", expires=date(2026, 3, 1))),
        (),
        ["section-key-expired"],
    ),
}


@pytest.mark.parametrize(("act", "facts", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_key_is_refused(act, facts, codes):
    assert asked(act, *facts) == codes


ALLOWED = {
    "signed by the old one and the new one": (said(CHANGE), ()),
    "with a day on which it expires": (said(rotated(OLD, NEW, section="coast", expires=date(2027, 1, 1))), ()),
    "after the old one was captured": (said(BARE), (revoked(),)),
    "after the old one was lost": (said(BARE), (revoked(reason="lost"),)),
}


@pytest.mark.parametrize(("act", "facts"), ALLOWED.values(), ids=ALLOWED)
def test_a_key_is_added(act, facts):
    assert asked(act, *facts) == []


def test_the_first_key_needs_nobody_who_could_bind_the_section():
    whole = replace(keyed_people(), persons=(), roles=(), keys=())
    assert may_add_key(within(whole, origin("coast")), said(BARE, actor="")) == []


def test_before_a_section_has_joined_its_first_key_goes_on_record():
    body = KeyAdded(section="reef", vkey=generate("x.example/reef", seed=b"r" * 32).verifier().vkey())
    act = fact(body, origin="x.example/reef", actor="", case="")
    assert may_add_key(within(keyed_people(), act.origin), act) == []


def test_with_a_root_only_a_listed_key_is_added():
    assert asked(said(CHANGE), roots=(adopted(root(), section="coast"),)) == ["section-key-not-in-root"]
    assert asked(said(CHANGE), roots=(IN_COAST,)) == []


def test_a_captured_key_is_recovered_by_the_root():
    """Root n + 1 lists the new key; the section adds it without the old one's signature, since that was captured."""
    second = root(2, members=(member("centre"), member("coast", NEW), member("north")))
    before, after = (adopted(root(), section="coast"),), (adopted(root(), section="coast"), adopted(second))
    assert asked(said(BARE), revoked(), roots=before) == ["section-key-not-in-root"]
    assert asked(said(BARE), revoked(), roots=after) == []


# revoking


REVOKED = {
    "one that is held": (revoked(), []),
    "one that is gone": (revoked(NEW), ["section-key-not-held"]),
    "by somebody without a role": (
        replace(revoked(), actor="coast-reviewer"),
        ["section-key-without-role"],
    ),
    "in another log": (
        replace(revoked(), origin=origin("north"), actor="north-director"),
        ["section-key-in-other-log"],
    ),
}


@pytest.mark.parametrize(("act", "codes"), REVOKED.values(), ids=REVOKED)
def test_a_key_is_revoked(act, codes):
    assert [each.code for each in may_revoke_key(within(people(), act.origin), act)] == codes


# which count


ADDED = said(CHANGE, index=700)
GONE = revoked(reason="rotated", index=701)


@pytest.mark.parametrize(
    ("size", "expected"),
    [(None, [OLD, NEW]), (1, [OLD, NEW]), (701, [OLD, NEW]), (702, [NEW]), (9000, [NEW])],
)
def test_a_revoked_key_counts_up_to_the_size_at_which_its_revocation_stands(size, expected):
    whole = people(ADDED, GONE)
    found = keys_at(whole.keys, whole.key_revocations, origin=origin("coast"), size=size)
    assert [each.vkey() for each in found] == [vkey(each) for each in expected]


def test_a_revocation_in_another_log_is_not_heard():
    stray = replace(GONE, origin=origin("north"))
    found = keys_at(people().keys, (stray,), origin=origin("coast"), size=9000)
    assert [each.vkey() for each in found] == [vkey(OLD)]


def test_a_key_that_comes_back_after_it_was_revoked_stays_revoked():
    again = said(KeyAdded(section="coast", vkey=vkey(OLD)), index=800)
    whole = people(again, revoked(index=650))
    assert keys_at(whole.keys, whole.key_revocations, origin=origin("coast"), size=900) == ()
    assert keys_of(within(whole, origin("coast")), "coast") == ()


def test_an_expired_key_counts_for_what_was_taken_in_before_and_signs_nothing_new():
    dated = said(rotated(OLD, NEW, section="coast", expires=date(2026, 6, 1)))
    whole = people(dated)
    old = keys_at(whole.keys, (), origin=origin("coast"), size=900)
    late = keys_at(whole.keys, (), origin=origin("coast"), size=900, on=datetime(2026, 6, 1, tzinfo=UTC))
    assert vkey(NEW) in {each.vkey() for each in old}
    assert vkey(NEW) not in {each.vkey() for each in late}
    assert keys_of(whole, "coast", at=datetime(2026, 5, 31, tzinfo=UTC)) == (vkey(OLD), vkey(NEW))
    assert keys_of(whole, "coast", at=datetime(2026, 6, 1, tzinfo=UTC)) == (vkey(OLD),)


def trusted(*roots, log="coast", size=900, facts=(), on=None):
    held = rooted([adopted(each) for each in roots], organisation="harbour-watch", origin=origin("centre"))
    found = trusted_keys(people(*facts), held, origin=origin(log), size=size, on=on)
    return [each.vkey() for each in found]


def test_with_a_root_the_root_says_with_which_keys_a_log_signs():
    second = root(2, members=(member("centre"), member("coast", NEW), member("north")))
    assert trusted() == [vkey(OLD)]
    assert trusted(root()) == [vkey(OLD)]
    assert trusted(root(), second) == [vkey(NEW), vkey(OLD)]
    assert trusted(root(), second, facts=(revoked(index=650),)) == [vkey(NEW)]
    assert trusted(root(), second, facts=(revoked(index=650),), size=650) == [vkey(NEW), vkey(OLD)]


def test_a_key_that_the_root_dropped_brings_nothing_new_in_even_where_its_log_never_revoked_it():
    second = root(2, members=(member("centre"), member("coast", NEW), member("north")))
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert trusted(root(), on=now) == [vkey(OLD)]
    assert trusted(root(), second, on=now) == [vkey(NEW)]
    assert trusted(root(), second, facts=(said(CHANGE),), on=now) == [vkey(NEW)]


def test_a_key_that_a_log_gave_itself_does_not_count_where_the_root_never_listed_it():
    taken_over = said(CHANGE)
    assert vkey(NEW) in trusted(facts=(taken_over,))
    assert trusted(root(), facts=(taken_over,)) == [vkey(OLD)]


def test_of_a_section_that_left_no_longer_checkpoint_counts():
    left = root(2, members=(member("centre"), member("coast", until=600), member("north")))
    assert trusted(root(), left, size=600) == [vkey(OLD)]
    assert trusted(root(), left, size=601) == []


def test_a_log_that_the_root_does_not_list_has_no_key():
    assert trusted(root(members=(member("centre"),))) == []


# one key


def test_a_rotation_is_bound_to_its_log():
    assert is_rotation(CHANGE, origin("coast"))
    assert not is_rotation(CHANGE, origin("north"))


def test_a_key_is_no_rotation_of_itself():
    assert not is_rotation(rotated(OLD, OLD, section="coast"), origin("coast"))


def test_a_key_without_a_day_never_expires():
    assert not has_expired(BARE, datetime(2999, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("bad", ["", "x", f"{vkey(OLD)} ", vkey(OLD).replace("+", "+0", 1), WEAK])
def test_what_is_no_key_is_refused(bad):
    with pytest.raises(Malformed):
        verifier_of(bad)


def test_an_old_entry_without_the_new_fields_still_reads():
    old = msgspec.json.decode(b'{"section":"coast","vkey":"x"}', type=KeyAdded)
    assert (old.expires, old.replaces, old.by_old, old.by_new) == (None, "", "", "")


# what is sealed to somebody

RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
SEAL = SealKeyAdded(person="coast-director", recipient=RECIPIENT)

SEALS = {
    "one's own": (said(SEAL), []),
    "for somebody else": (said(SEAL, actor="coast-reviewer"), ["seal-key-not-ones-own"]),
    "in another log": (said(SEAL, section="north"), ["seal-key-in-other-log"]),
    "that is none": (said(replace(SEAL, recipient="age1" + "q" * 58)), ["seal-key-unusable"]),
    "of somebody else": (
        said(replace(SEAL, person="coast-reviewer"), actor="coast-reviewer"),
        ["seal-key-of-another"],
    ),
}


@pytest.mark.parametrize(("act", "codes"), SEALS.values(), ids=SEALS)
def test_a_seal_key_is_added(act, codes):
    held = replace(keyed_people(), seal_keys=(said(SEAL, index=1),) if codes == ["seal-key-of-another"] else ())
    assert [each.code for each in may_add_seal_key(within(held, act.origin), act)] == codes
