"""A name is opened by as many holders as are needed, and by fewer never."""

from __future__ import annotations

from itertools import combinations

import pyrage
import pytest
from hypothesis import given, settings, strategies as st
from pyrage.x25519 import Identity

from answerable.evidence.errors import NotASeal, SealClosed
from answerable.evidence.sealing import cipher
from answerable.evidence.sealing.bech32 import identity_of, secret_of
from answerable.evidence.sealing.cipher import BLOCK, About, is_recipient, padded, public_of

NAME = "Amina of the east quay, +000 555 0101"


def keys(number: int) -> list[str]:
    return [str(Identity.generate()) for _ in range(number)]


E3 = About("harbour", "E3")


def sealed_to(identities: list[str], *, needed: int = 2, name: str = NAME, about: About = E3):
    return cipher.seal(name, [public_of(each) for each in identities], needed=needed, about=about)


def hand_over(share: str, identity: str, *, to: str, about: About = E3) -> str:
    return cipher.hand_over(share, identity, to=to, about=about)


def unseal(sealed: str, handed: list[str], identity: str, *, about: About = E3) -> str:
    return cipher.unseal(sealed, handed, identity, about=about)


def test_any_two_of_three_holders_open_it_for_whoever_asked():
    holders, (asker,) = keys(3), keys(1)
    sealed = sealed_to(holders)
    for some in combinations(range(3), 2):
        handed = [hand_over(sealed.shares[each], holders[each], to=public_of(asker)) for each in some]
        assert unseal(sealed.text, handed, asker) == NAME


def test_one_holder_alone_opens_nothing():
    holders = keys(3)
    sealed = sealed_to(holders)
    own = hand_over(sealed.shares[0], holders[0], to=public_of(holders[0]))
    for handed in ([own], [own, own], [own, sealed.shares[1], sealed.shares[2]], []):
        with pytest.raises(SealClosed):
            unseal(sealed.text, handed, holders[0])
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed.text.encode(), [Identity.from_str(holders[0])])


def test_two_of_three_parts_are_not_enough_where_three_are_needed():
    holders, (asker,) = keys(3), keys(1)
    sealed = sealed_to(holders, needed=3)
    handed = [hand_over(sealed.shares[each], holders[each], to=public_of(asker)) for each in (0, 1)]
    with pytest.raises(SealClosed):
        unseal(sealed.text, handed, asker)


def test_a_part_for_one_asker_is_of_no_use_to_another():
    holders, (asker, other) = keys(2), keys(2)
    sealed = sealed_to(holders)
    handed = [hand_over(share, key, to=public_of(asker)) for share, key in zip(sealed.shares, holders, strict=True)]
    with pytest.raises(SealClosed):
        unseal(sealed.text, handed, other)


def test_a_holder_who_hands_over_something_else_does_not_keep_the_others_from_opening():
    holders, (asker,) = keys(3), keys(1)
    sealed, another = sealed_to(holders), sealed_to(holders, name="Somebody else")
    to = public_of(asker)
    wrong = [hand_over(another.shares[0], holders[0], to=to), "no part", sealed.shares[1]]
    right = [hand_over(sealed.shares[each], holders[each], to=to) for each in (1, 2)]
    assert unseal(sealed.text, [*wrong, *right], asker) == NAME
    with pytest.raises(SealClosed):
        unseal(sealed.text, [*wrong, right[0]], asker)


def test_more_parts_than_are_needed_open_it_too():
    holders, (asker,) = keys(4), keys(1)
    sealed, to = sealed_to(holders), public_of(asker)
    handed = [hand_over(share, key, to=to) for share, key in zip(sealed.shares, holders, strict=True)]
    assert unseal(sealed.text, handed, asker) == NAME


@pytest.mark.parametrize("other", [About("harbour", "E9"), About("another", "E3")])
def test_a_part_of_another_seal_is_never_handed_over_for_the_item_that_was_asked_about(other):
    holders, (asker,) = keys(2), keys(1)
    sealed = sealed_to(holders)
    with pytest.raises(NotASeal, match="found one of another seal"):
        hand_over(sealed.shares[0], holders[0], to=public_of(asker), about=other)


def test_parts_handed_over_for_one_item_open_no_other():
    holders, (asker,) = keys(2), keys(1)
    sealed, to = sealed_to(holders), public_of(asker)
    handed = [hand_over(share, key, to=to) for share, key in zip(sealed.shares, holders, strict=True)]
    with pytest.raises(SealClosed):
        unseal(sealed.text, handed, asker, about=About("harbour", "E9"))


def test_nothing_of_a_name_is_seen_in_what_is_sealed():
    holders = keys(2)
    assert len(padded("A")) == len(padded("A" * (BLOCK // 2))) == BLOCK
    assert "Amina" not in "".join([sealed_to(holders).text, *sealed_to(holders).shares])


@pytest.mark.parametrize("needed", [0, 1, 3])
def test_a_seal_that_one_could_open_or_nobody_is_refused(needed):
    with pytest.raises(NotASeal, match="expected two or more different recipients"):
        sealed_to(keys(2), needed=needed)


def test_one_person_is_no_two_holders():
    (one,) = keys(1)
    with pytest.raises(NotASeal, match="different recipients"):
        sealed_to([one, one])


@pytest.mark.parametrize("name", ["", " \n", "a\0b", "x" * (65 * BLOCK)])
def test_what_is_no_name_is_not_sealed(name):
    with pytest.raises(NotASeal, match="expected a name"):
        sealed_to(keys(2), name=name)


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32))
def test_a_secret_comes_back_from_its_identity(secret):
    assert secret_of(identity_of(secret)) == secret
    assert Identity.from_str(identity_of(secret))


def test_an_identity_made_by_age_comes_back_from_its_secret():
    for identity in keys(10):
        assert identity_of(secret_of(identity)) == identity


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1", "age1qqqq", "AGE-SECRET-KEY-1" + "Q" * 58, "😀"])
def test_what_is_no_identity_is_told_and_not_repeated(text):
    for read in (secret_of, public_of):
        with pytest.raises(NotASeal) as told:
            read(text)
        assert "QQQQ" not in str(told.value)


def test_one_wrong_character_of_an_identity_is_noticed():
    (identity,) = keys(1)
    for place in range(16, len(identity), 7):
        other = "Q" if identity[place] != "Q" else "P"
        with pytest.raises(NotASeal):
            secret_of(identity[:place] + other + identity[place + 1 :])


def test_a_recipient_is_known_from_other_text():
    assert is_recipient(public_of(keys(1)[0]))
    assert not is_recipient("age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq")
