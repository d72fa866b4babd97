"""Copies of other logs: any order gives the same tables, and what cannot be read stops nothing."""

from __future__ import annotations

from random import Random
from typing import Any

import msgspec
import pytest
from django.db import transaction
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TestCase

from answerable.kinds import ACTS
from answerable.people.entries import OrganisationNamed
from answerable.record.audit import verify_facts, verify_log
from answerable.record.errors import Gap, Malformed, NotConsistent, UnknownKey
from answerable.record.facts import columns, read
from answerable.record.log import size_of
from answerable.record.models import CheckpointRow, EntryRow, SetAside
from answerable.record.note import to_base64
from answerable.record.replicate import rebuild, take_in, take_in_checkpoint
from answerable.record.tree import root_of
from tests.record.story import raws
from tests.simulator import Section, entry_of, history, odd_entries, said, sections

SAIDS = [act.said for act in ACTS.values()]
TABLES = [SetAside, *(act.table for act in ACTS.values())]
COAST = "harbour.example/coast"


def tables() -> dict[str, list[Any]]:
    """Return every row of every table that is folded."""
    return {table.__name__: sorted(table.objects.values_list(*columns(table))) for table in TABLES}


def world(seed: int) -> list[Section]:
    """Return three sections with their histories, odd entries and repetitions among them."""
    known = sections("coast", "centre", "north")
    random = Random(seed)
    for section in known:
        for raw in history(section.origin, SAIDS, random, random.randrange(30)):
            section.write(raw)
    # One section puts another's entry into its own log: that must not push the other's out.
    known[2].write(next(iter(known[0].raws), b""))
    return known


def replicate(known: list[Section], random: Random) -> None:
    """Take in every log, a few entries at a time, in an order of chance."""
    here = dict.fromkeys((section.origin for section in known), 0)
    waiting = [section for section in known if section.raws]
    while waiting:
        section = random.choice(waiting)
        first = here[section.origin]
        some = section.raws[first : first + random.randrange(1, 8)]
        take_in(section.origin, first, some)
        here[section.origin] += len(some)
        waiting = [other for other in known if here[other.origin] < len(other.raws)]


class AnyOrder(TestCase):
    """A class, since hypothesis rolls the database back after each example only there."""

    @settings(max_examples=20, deadline=None)
    @given(seed=st.integers(0, 10_000), one=st.randoms(use_true_random=False), other=st.randoms(use_true_random=False))
    def test_any_order_gives_the_same_tables(self, seed, one, other):
        known, found = world(seed), []
        for order in (one, other):
            with transaction.atomic():
                replicate(known, order)
                found.append(tables())
                rebuilt = rebuild()
                found.append(tables())
                transaction.set_rollback(True)
        assert found[0] == found[1] == found[2] == found[3]
        assert rebuilt.folded + rebuilt.aside == sum(len(section.raws) for section in known)
        assert rebuilt.aside == len(found[0]["SetAside"])


@pytest.mark.django_db
def test_a_log_comes_out_byte_for_byte_as_it_went_in():
    for section in world(7):
        take_in(section.origin, 0, section.raws)
        assert raws(section.origin) == section.raws


@pytest.mark.django_db
def test_a_verbatim_copy_is_verified_against_what_the_section_signed():
    coast = world(3)[0]
    take_in(coast.origin, 0, coast.raws)
    take_in_checkpoint(coast.origin, coast.checkpoint(), [coast.signer.verifier()])
    take_in_checkpoint(coast.origin, coast.checkpoint(2), [coast.signer.verifier()])
    take_in_checkpoint(coast.origin, coast.checkpoint(2), [coast.signer.verifier()])
    audit = verify_log(coast.origin, [coast.signer.verifier()])
    assert (audit.size, audit.checkpoints, audit.uncovered) == (len(coast.raws), 2, 0)
    assert CheckpointRow.objects.count() == 2
    assert verify_facts(coast.origin) == len(coast.raws)


def test_what_cannot_be_read_is_kept_set_aside_and_counted(database):
    known = entry_of(OrganisationNamed(organisation="o", name="é"), origin=COAST, random=Random(1), case="")
    odd = odd_entries(known)
    taken = take_in(COAST, 0, [known, *odd, known])
    assert (taken.folded, taken.aside) == (1, len(odd) + 1)  # the last is said for the second time
    assert raws(COAST) == [known, *odd, known]
    aside = SetAside.objects.order_by("idx")
    assert [row.idx for row in aside] == list(range(1, len(odd) + 2))
    assert all(row.reason for row in aside)
    assert rebuild() == taken
    assert verify_facts(COAST) == len(odd) + 2


@pytest.mark.django_db
def test_why_an_entry_was_set_aside_is_said():
    known = entry_of(OrganisationNamed(organisation="o", name="x"), origin=COAST, random=Random(1))
    tree = msgspec.json.decode(known)
    odd = [
        b"?",
        known.replace(b"organisation.named/1", b"organisation.named/2"),
        known.replace(b"harbour.example/coast", b"harbour.example/centre"),
        known.replace(b'"name":"x"', b'"name":"x","new":1'),
        known,
        known,
    ]
    take_in(COAST, 0, odd)
    reasons = list(SetAside.objects.order_by("idx").values_list("reason", flat=True))
    assert "expected an entry in JSON" in reasons[0]
    assert reasons[1] == "unknown kind organisation.named/2"
    assert reasons[2] == "expected origin harbour.example/coast, found harbour.example/centre"
    assert "unknown field `new`" in reasons[3]
    assert reasons[4:] == ["the same entry stands before it"]
    assert list(EntryRow.objects.order_by("idx").values_list("kind", flat=True))[:2] == ["", "organisation.named/2"]
    assert tree["kind"] == "organisation.named/1"


@pytest.mark.django_db
def test_an_entry_of_a_kind_learnt_later_is_folded_then(monkeypatch):
    raw = entry_of(said(SAIDS[0], Random(1)), origin=COAST, random=Random(1))
    young = {kind: act for kind, act in ACTS.items() if act.said is not SAIDS[0]}
    with monkeypatch.context() as patch:
        patch.setattr("answerable.record.replicate.acts", lambda: young)
        assert take_in(COAST, 0, [raw]).aside == 1
    assert (rebuild().folded, SetAside.objects.count()) == (1, 0)
    assert len(read(ACTS[SAIDS[0].kind].table)) == 1


@pytest.mark.django_db
def test_a_rebuild_mends_tables_that_were_changed():
    for section in world(5):
        take_in(section.origin, 0, section.raws)
    before = tables()
    for table in TABLES:
        table.objects.filter(idx=0).delete()
        changed = {"reason": ""} if table is SetAside else {"body": "{}"}
        table.objects.update(**changed)
    assert tables() != before
    rebuild()
    assert tables() == before


def test_a_rebuild_that_is_broken_off_changes_nothing(database, monkeypatch):
    for section in world(5):
        take_in(section.origin, 0, section.raws)
    before = tables()

    def torn(rows):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("answerable.record.replicate.insert", torn)
        with pytest.raises(RuntimeError):
            rebuild()
    assert tables() == before
    rebuild()
    assert tables() == before


@pytest.mark.django_db
def test_a_repeated_copy_changes_nothing():
    coast = world(4)[0]
    take_in(coast.origin, 0, coast.raws)
    again = take_in(coast.origin, 0, coast.raws)
    assert (again.folded, again.aside, size_of(coast.origin)) == (0, 0, len(coast.raws))
    coast.write(b"one more")
    assert take_in(coast.origin, 2, coast.raws[2:]).aside == 1


@pytest.mark.django_db
def test_a_gap_is_refused():
    coast = world(4)[0]
    take_in(coast.origin, 0, coast.raws[:3])
    with pytest.raises(Gap, match="expected entries from 3 on, found them from 4 on"):
        take_in(coast.origin, 4, coast.raws[4:])
    with pytest.raises(Gap, match="found 3"):
        take_in_checkpoint(coast.origin, coast.checkpoint(4), [coast.signer.verifier()])
    assert size_of(coast.origin) == 3


@pytest.mark.django_db
def test_a_section_that_tells_two_histories_is_found_out():
    coast = world(4)[0]
    other = coast.forked(5, b"another history")
    take_in(coast.origin, 0, coast.raws)
    with pytest.raises(NotConsistent, match="entry 5: expected the entry"):
        take_in(coast.origin, 0, other.raws)
    with pytest.raises(NotConsistent, match="differ from the signed checkpoint"):
        take_in_checkpoint(coast.origin, other.checkpoint(), [coast.signer.verifier()])
    assert not CheckpointRow.objects.exists()
    assert raws(coast.origin) == coast.raws


@pytest.mark.django_db
def test_a_checkpoint_by_another_key_is_refused():
    coast, centre, _ = world(4)
    take_in(coast.origin, 0, coast.raws)
    with pytest.raises(UnknownKey):
        take_in_checkpoint(coast.origin, coast.checkpoint(), [centre.signer.verifier()])


@pytest.mark.django_db
def test_a_silent_section_holds_up_nobody():
    coast, centre, _ = world(4)
    coast.silent = True
    before = len(coast.raws)
    coast.write(b"never")
    take_in(centre.origin, 0, centre.raws)
    assert (len(coast.raws), size_of(coast.origin), size_of(centre.origin)) == (before, 0, len(centre.raws))


@pytest.mark.django_db
@pytest.mark.parametrize("origin", ["", "two words", "nul\0", "x" * 201, "line\n"])
def test_an_origin_that_no_log_can_have_is_refused(origin):
    with pytest.raises(Malformed):
        take_in(origin, 0, [b"x"])


@pytest.mark.django_db
def test_a_large_copy_has_the_tree_of_its_entries():
    coast = sections("coast")[0]
    for raw in history(coast.origin, SAIDS, Random(9), 1100):
        coast.write(raw)
    take_in(coast.origin, 0, coast.raws[:700])
    take_in(coast.origin, 700, coast.raws[700:])
    assert coast.checkpoint().splitlines()[2] == to_base64(root_of(coast.origin, 1100))
    assert verify_facts(coast.origin) == 1100
