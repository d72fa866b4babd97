"""Roots of an organisation: which count, for whom, and what they leave of who says that they belong to it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from answerable.people.entries import RootSignature
from answerable.people.root_files import read_root, root_text, sign_root, write_root
from answerable.people.roots import chain, check_root, follows, publics, rooted, signed_by
from answerable.people.standing import former_sections, in_own_log, origin_of, within
from answerable.record.errors import Malformed, RecordError, Truncated
from answerable.record.note import generate, open_note, to_base64
from tests.people.clean import origin
from tests.people.keyed import (
    ANA,
    BEN,
    CIA,
    DAN,
    STRANGER,
    adopted,
    key,
    keyed_people,
    log_key,
    member,
    root,
    root_keys,
    signed,
    with_stranger,
)

CENTRE = origin("centre")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def known(*facts, log=CENTRE):
    return chain(facts, organisation="harbour-watch", origin=log)


def numbers(*facts, log=CENTRE):
    return [fact.body.number for fact in known(*facts, log=log).roots]


# one root


def test_a_first_root_signed_by_its_own_threshold_counts_for_the_log_that_adopted_it():
    assert numbers(adopted(root())) == [1]
    assert numbers(adopted(root()), log=origin("coast")) == []


def test_a_strangers_root_counts_for_nobody_else():
    theirs = root(keys=root_keys("x", "y"), signers=root_keys("x", "y"))
    facts = (adopted(root()), adopted(theirs, section="north"))
    assert known(*facts).last == root()
    assert known(*facts).contested == ()


def renamed(signer, name):
    return generate(name, seed=signer.private)


TWIN = renamed(ANA, "root.example/anna")

FLAWED = {
    "one signature of two": root(signers=(ANA,)),
    "none": root(signers=()),
    "one key twice": signed(root(), ANA, ANA),
    "one key under two names, both listed": root(keys=(ANA, TWIN, BEN), signers=(ANA, TWIN)),
    "one key under two names, one listed": signed(root(), ANA, TWIN),
    "a key that is not its own": root(signers=(ANA, DAN)),
    "a threshold above its keys": root(threshold=4, signers=(ANA, BEN, CIA)),
    "no member": root(members=()),
    "one section twice": root(members=(member("coast"), member("coast"))),
    "a member without a key": root(members=(replace(member("coast"), vkeys=()),)),
    "a key of another log": root(members=(replace(member("coast"), vkeys=member("north").vkeys),)),
    "a log under another name": root(members=(replace(member("coast"), section="north"),)),
    "a key of a log as its own": root(keys=(ANA, BEN, renamed(log_key("coast"), "root.example/eve"))),
    "a key that is none": replace(root(), keys=("ana", *root().keys[1:])),
    "a forged signature": replace(
        root(),
        signatures=(root().signatures[0], RootSignature(vkey=root().keys[1], signature=to_base64(b"\1" * 64))),
    ),
    "signatures over another text": replace(root(), expires=date(2030, 1, 1)),
}


@pytest.mark.parametrize("body", FLAWED.values(), ids=FLAWED)
def test_a_root_does_not_count_with(body):
    assert numbers(adopted(body)) == []


# a chain


def test_the_next_is_signed_by_both_generations():
    new = root(2, keys=(CIA, DAN), signers=(ANA, BEN, CIA, DAN))
    assert numbers(adopted(root()), adopted(new, section="coast")) == [1, 2]


EVE = key("root.example/eve")
SECOND = {
    "the old keys alone": root(2, keys=(CIA, DAN), signers=(ANA, BEN)),
    "the new keys alone": root(2, keys=(BEN, DAN), signers=(BEN, DAN)),
    "one old key": root(2, keys=(DAN, EVE), signers=(ANA, DAN, EVE)),
    "a number left out": root(3),
    "another organisation": root(2, organisation="other"),
}


@pytest.mark.parametrize("body", SECOND.values(), ids=SECOND)
def test_nothing_follows_by(body):
    assert numbers(adopted(root()), adopted(body)) == [1]


def test_a_number_left_out_counts_once_the_one_between_is_here():
    third, second = root(3), root(2)
    assert numbers(adopted(root()), adopted(third)) == [1]
    assert numbers(adopted(root()), adopted(third), adopted(second, section="north")) == [1, 2, 3]


def test_the_same_text_in_several_logs_is_one_root():
    assert numbers(adopted(root()), adopted(root(2)), adopted(root(2), section="coast")) == [1, 2]


def test_the_same_text_with_other_signatures_is_no_contradiction():
    facts = (adopted(root()), adopted(root(2)), adopted(root(2, signers=(BEN, CIA)), section="coast"))
    assert (numbers(*facts), known(*facts).contested) == ([1, 2], ())


OTHER = root(2, members=(member("centre"),), signers=(BEN, CIA))


def test_of_two_texts_under_one_number_neither_counts_and_both_are_shown():
    found = known(adopted(root()), adopted(root(2)), adopted(OTHER, section="coast"))
    assert (found.last, {fact.body for fact in found.contested}) == (root(), {root(2), OTHER})


def test_the_next_sets_both_aside_when_the_thresholds_of_both_have_signed():
    facts = (adopted(root()), adopted(root(2)), adopted(OTHER, section="coast"), adopted(root(3)))
    assert numbers(*facts) == [1, 3]
    foreign = root(2, keys=(CIA, DAN), signers=(ANA, BEN, CIA, DAN))
    again = known(adopted(root()), adopted(root(2)), adopted(foreign), adopted(root(3, signers=(ANA, BEN))))
    assert (again.last.number, len(again.contested)) == (1, 2)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_sequence_of_roots_brings_in_one_that_lacks_a_threshold(data):
    """Whatever is on record, every root that counts is signed by its own threshold and by that of the one before."""
    facts = []
    for place in range(data.draw(st.integers(1, 7))):
        keys = data.draw(st.sampled_from([*combinations((ANA, BEN, CIA, DAN), 2), (ANA, BEN, CIA)]))
        signers = data.draw(st.sets(st.sampled_from((ANA, BEN, CIA, DAN, TWIN)), max_size=5))
        number = data.draw(st.integers(1, 4))
        body = root(number, keys=keys, threshold=data.draw(st.integers(1, 3)), signers=())
        try:
            body = signed(body, *sorted(signers, key=lambda each: each.name))
        except RecordError:
            continue
        facts.append(adopted(body, section=data.draw(st.sampled_from(("centre", "coast"))), index=place))
    found = known(*facts)
    before = None
    for fact in found.roots:
        body = fact.body
        check_root(body)
        assert len(signed_by(body) & publics(body)) >= body.threshold
        if before is None:
            assert (body.number, fact.origin) == (1, CENTRE) or found.roots[0].body.number > 1
        elif body.number == before.number + 1:
            assert len(signed_by(body) & publics(before)) >= before.threshold
        before = body
    assert list(dict.fromkeys(f.body.number for f in found.roots)) == sorted({f.body.number for f in found.roots})


@settings(max_examples=60, deadline=None)
@given(st.permutations([adopted(root()), adopted(root(2)), adopted(root(3)), adopted(OTHER, section="coast")]))
def test_the_order_in_which_roots_arrive_makes_no_difference(facts):
    assert [fact.body for fact in known(*facts).roots] == [root(), root(3)]


# who belongs


def test_without_a_root_any_log_belongs_that_says_so():
    people = with_stranger(keyed_people())
    assert STRANGER in {fact.origin for fact in within(people, CENTRE).sections}


def test_with_a_root_a_strangers_log_counts_for_nothing():
    people = with_stranger(keyed_people(adopted(root())))
    seen = within(people, CENTRE)
    assert {fact.origin for fact in seen.sections} == {origin(each) for each in ("centre", "coast", "north")}
    assert seen.rooted.root == root()


def test_a_root_brings_in_nobody_who_has_not_said_that_they_belong():
    theirs = replace(member("reef"), origin=STRANGER, vkeys=(renamed(key("r"), STRANGER).verifier().vkey(),))
    people = keyed_people(adopted(root(members=(*root().members, theirs))))
    assert STRANGER not in {fact.origin for fact in within(people, CENTRE).sections}


def test_for_a_section_that_adopted_none_everything_stays_as_it_was():
    people = with_stranger(keyed_people(adopted(root())))
    assert within(people, origin("coast")).rooted is None
    assert STRANGER in {fact.origin for fact in within(people, origin("coast")).sections}


def test_a_section_that_is_not_listed_sees_nothing_of_the_organisation():
    body = root(members=(member("centre"), member("coast")))
    people = keyed_people(adopted(body), adopted(body, section="north"))
    assert within(people, origin("north")).sections != ()
    assert origin("north") not in {fact.origin for fact in within(people, origin("north")).persons}


def test_of_a_section_that_left_only_what_stood_before_counts():
    left = root(2, members=(member("centre"), member("coast", until=500), member("north")))
    late = adopted(root(), section="coast", index=501)
    people = keyed_people(adopted(root()), adopted(left, section="north"), late)
    seen = within(people, CENTRE)
    assert origin_of(seen, "coast") == origin("coast")
    assert former_sections(seen) == {"coast"}
    assert all(fact.index < 500 for fact in seen.roots if fact.origin == origin("coast"))


def test_what_a_section_says_after_it_left_is_not_said_in_its_name():
    left = root(2, members=(member("centre"), member("coast", until=500), member("north")))
    seen = within(keyed_people(adopted(root()), adopted(left)), CENTRE)
    before, after = (adopted(root(), section="coast", index=index) for index in (499, 500))
    assert in_own_log(seen, before)
    assert not in_own_log(seen, after)


def test_an_expired_root_does_not_open_the_organisation_again():
    people = with_stranger(keyed_people(adopted(root(expires=date(2026, 2, 2)))))
    assert STRANGER not in {fact.origin for fact in within(people, CENTRE).sections}


def test_every_key_that_was_ever_listed_is_remembered():
    new = member("coast", log_key("coast", 2))
    second = root(2, members=(member("centre"), new, member("north")))
    found = rooted([adopted(root()), adopted(second)], organisation="harbour-watch", origin=CENTRE)
    assert {*member("coast").vkeys, *new.vkeys} <= found.ever
    assert found.lists(origin("coast"), new.vkeys[0])
    assert not found.lists(origin("coast"), member("coast").vkeys[0])


# the file


def test_a_root_is_a_signed_note_that_other_tools_check():
    opened = open_note(write_root(root()), [ANA.verifier(), BEN.verifier()])
    assert (opened.text, len(opened.verified)) == (root_text(root()), 2)


def test_a_file_comes_back_as_it_was():
    body = root(members=(member("centre"), member("coast", until=7)))
    assert read_root(write_root(body)) == (body, ())
    assert read_root(root_text(body)) == (replace(body, signatures=()), ())


def test_signatures_are_added_one_by_one_and_the_same_one_once():
    written = root_text(root())
    for signer in (ANA, BEN, ANA):
        written = sign_root(written, signer)
    assert read_root(written)[0] == root()


def test_a_signature_of_the_root_before_is_told_apart():
    second = root(2, keys=(CIA, DAN), signers=())
    written = sign_root(sign_root(root_text(second), CIA), ANA)
    assert len(read_root(written)[1]) == 1
    assert read_root(written, before=[root()])[1] == ()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda text: "another\n" + text, Malformed),
        (lambda text: text[:-1], RecordError),
        (lambda text: text.replace("number 1", "number 01"), Malformed),
        (lambda text: text.replace("expires 2028-01-01", "expires 2028-1-1"), Malformed),
        (lambda text: text.replace("threshold 2", "threshold 0"), Malformed),
        (lambda text: text.replace("key ", "Key ", 1), Malformed),
        (lambda text: text + "more\n", Malformed),
        (lambda text: text.replace("organisation", "with x\norganisation"), Malformed),
        (lambda text: text.replace("number 1\nexpires 2028-01-01", "expires 2028-01-01\nnumber 1"), Malformed),
        (lambda text: "", Malformed),
        (lambda text: text + "\n", Truncated),
    ],
)
def test_what_is_no_root_is_refused(change, error):
    with pytest.raises(error):
        read_root(change(root_text(root())))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.integers(0, 400))
def test_no_text_breaks_the_reader(text, place):
    whole = write_root(root())
    for written in (text, whole[:place] + text + whole[place:], whole[:place]):
        try:
            body, _ = read_root(written)
        except RecordError:
            continue
        assert root_text(body) == root_text(read_root(write_root(body))[0])


def test_a_root_that_was_read_again_still_follows():
    assert follows(read_root(write_root(root()))[0], ())
