"""The single write path: whole or not at all, in order, by one writer at a time, and open to be asked again."""

from __future__ import annotations

import signal
import subprocess
from datetime import datetime

import msgspec
import pytest
from django.db import transaction

from answerable.clearance.entries import ObjectionAnswered, ObjectionClosed
from answerable.kinds import ACTS
from answerable.people.entries import OrganisationNamed
from answerable.record import tree
from answerable.record.audit import verify_facts, verify_log
from answerable.record.blocker import Refused
from answerable.record.entry import LARGEST, decode, ref_of
from answerable.record.errors import Malformed, NotConsistent, SaidAlready, TooLarge
from answerable.record.log import ask_again, inclusion, sign_log, size_of, sizes
from answerable.record.merkle import Frontier, leaf_hash
from answerable.record.models import CheckpointRow, EntryRow, LogRow
from answerable.record.proof import verify_proof
from tests.record.story import CENTRE, COAST, answered, closed, drafted, name, raised, raws, say
from tests.simulator import sections

WRITER = """
from datetime import UTC, datetime
import sys
from answerable.people.entries import OrganisationNamed
from answerable.record.log import append
for number in range(25):
    body = OrganisationNamed(organisation=f"o{sys.argv[1]}.{number}", name="x")
    append(body, origin="harbour.example/coast", actor="", at=datetime(2026, 1, 5, tzinfo=UTC))
"""

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from django.db import connection, transaction
from answerable.people.entries import OrganisationNamed
from answerable.record import log

moment = sys.argv[1]
def killed(*a, **k):
    os.kill(os.getpid(), signal.SIGKILL)

def after(act):
    def both(*a, **k):
        act(*a, **k)
        killed()
    return both

connection.ensure_connection()
if moment == "before the entry": log.insert_entries = killed
if moment == "before the tiles": log.insert_tiles = killed
if moment == "before its row": log.facts.insert = killed
if moment == "before the commit": log.facts.insert = after(log.facts.insert)
if moment == "in the commit": connection._commit = killed
body = OrganisationNamed(organisation="killed", name="x")
log.append(body, origin="harbour.example/coast", actor="", at=datetime(2026, 1, 5, tzinfo=UTC))
if moment == "after the commit": killed()
"""


@pytest.mark.django_db
def test_an_act_is_one_entry_and_one_row():
    fact = name(1)
    row = EntryRow.objects.get()
    table = ACTS["organisation.named/1"].table
    assert (row.origin, row.idx, row.ref, row.kind) == (COAST, 0, fact.ref, "organisation.named/1")
    assert ref_of(bytes(row.raw)) == fact.ref
    assert list(table.objects.values_list("ref", "origin", "idx", "organisation")) == [(fact.ref, COAST, 0, "o1")]
    assert sum(act.table.objects.count() for act in ACTS.values()) == 1


@pytest.mark.django_db
def test_logs_count_apart():
    assert [name(1).index, name(2, origin=CENTRE).index, name(3).index] == [0, 0, 1]
    assert (sizes(), size_of(COAST), size_of("nobody")) == ({CENTRE: 1, COAST: 2}, 2, 0)


@pytest.mark.django_db
def test_what_is_returned_is_what_will_be_read():
    draft = drafted()
    entry = decode(raws(CENTRE)[draft.index])
    assert (entry.actor, entry.case, entry.at) == (draft.actor, draft.case, draft.at)
    assert msgspec.json.decode(entry.body, type=type(draft.body)) == draft.body


@pytest.mark.django_db
def test_nothing_is_written_where_the_gate_is_closed():
    draft = drafted()
    raised(draft)
    before = sizes()
    with pytest.raises(Refused) as refused:
        answered(actor="centre-author")
    assert [blocker.code for blocker in refused.value.blockers] == ["answer-not-independent"]
    assert sizes() == before
    assert verify_facts(CENTRE) == before[CENTRE]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (ObjectionClosed(objection="no key"), {}),
        (ObjectionClosed(objection="O1\n"), {}),
        (ObjectionClosed(objection=7), {}),
        (ObjectionAnswered(objection="O1", outcome="maybe", reasons=""), {}),
        (OrganisationNamed(organisation="o", name="\ud800"), {}),
        (OrganisationNamed(organisation="o", name="x"), {"actor": "two words"}),
        (OrganisationNamed(organisation="o", name="x"), {"case": "line\n"}),
        (OrganisationNamed(organisation="o", name="x"), {"origin": "two words"}),
        (OrganisationNamed(organisation="o", name="x"), {"nonce": "short"}),
        (OrganisationNamed(organisation="o", name="x"), {"at": datetime(2026, 1, 5, 10)}),  # noqa: DTZ001 - the point
    ],
)
def test_what_could_not_be_read_again_is_not_written(body, changed):
    raised(drafted())
    before = EntryRow.objects.count()
    with pytest.raises(Malformed):
        say(body, **changed)
    assert EntryRow.objects.count() == before


@pytest.mark.django_db
def test_an_entry_of_64_kib_is_not_written():
    with pytest.raises(TooLarge):
        say(OrganisationNamed(organisation="o", name="x" * LARGEST))
    assert not EntryRow.objects.exists()
    assert not LogRow.objects.exists()


@pytest.mark.django_db
def test_the_same_act_is_told_from_its_repetition_by_the_nonce():
    body = OrganisationNamed(organisation="o", name="x")
    first = say(body, nonce="0" * 32)
    assert say(body).ref != first.ref
    with pytest.raises(SaidAlready):
        say(body, nonce="0" * 32)
    assert size_of(CENTRE) == 2


@pytest.mark.django_db
def test_a_gated_entry_keeps_what_its_gate_saw():
    draft = drafted()
    name(1)
    objection = raised(draft)
    entry = decode(raws(COAST)[objection.index])
    assert entry.seen == {CENTRE: 5, COAST: 3}


@pytest.mark.django_db
def test_a_gate_asked_again_answers_as_it_did_then():
    draft = drafted()
    objection = raised(draft)
    answer = answered()
    end = closed()
    # Today each of them would be refused: the name is taken, the matter settled.
    with pytest.raises(Refused):
        raised(draft)
    with pytest.raises(Refused):
        answered()
    assert [ask_again(fact.origin, fact.index) for fact in (draft, objection, answer, end)] == [[], [], [], []]


@pytest.mark.django_db
def test_a_gate_asked_again_sees_nothing_of_later_entries():
    draft = drafted()
    raised(draft)
    answer = answered()
    end = closed()
    act = ACTS["objection.closed/1"]
    assert [b.code for b in act.ask(end, {CENTRE: answer.index, COAST: end.index})] == ["objection-not-answered"]
    assert act.ask(end, {CENTRE: answer.index + 1, COAST: end.index}) == []


@pytest.mark.django_db
def test_a_gate_that_answers_otherwise_today_says_so(monkeypatch):
    draft = drafted()
    objection = raised(draft)
    stricter = {
        **ACTS,
        "objection.raised/1": msgspec.structs.replace(ACTS["objection.raised/1"], ask=lambda *_: ["no"]),
    }
    monkeypatch.setattr("answerable.record.log.acts", lambda: stricter)
    assert ask_again(objection.origin, objection.index) == ["no"]


@pytest.mark.django_db
def test_there_is_nothing_to_ask_about_an_entry_that_is_not_there():
    with pytest.raises(Malformed, match=r"harbour\.example/coast 7, found none"):
        ask_again(COAST, 7)


@pytest.mark.django_db
def test_a_log_is_proved_entry_by_entry_from_its_tiles(monkeypatch):
    (coast,) = sections("coast")
    facts = [name(number) for number in range(600)]
    note = sign_log(COAST, coast.signer)
    read = []
    hashes = tree.tile_hashes
    monkeypatch.setattr(tree, "tile_hashes", lambda *place: read.append(place) or hashes(*place))
    for fact in (facts[0], facts[255], facts[256], facts[511], facts[599]):
        read.clear()
        proof = inclusion(COAST, fact.index, note, 600)
        verify_proof(proof, leaf=bytes.fromhex(fact.ref), verifiers=[coast.signer.verifier()], origin=COAST)
        assert len(read) <= 2
    assert tree.root_of(COAST, 600) == Frontier().extend(map(leaf_hash, raws(COAST))).root()


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 600])
def test_an_older_root_is_still_known(size):
    for number in range(600):
        name(number)
    assert tree.root_of(COAST, size) == Frontier().extend(map(leaf_hash, raws(COAST)[:size])).root()


@pytest.mark.django_db
def test_a_size_is_signed_once():
    (coast,) = sections("coast")
    name(1)
    assert sign_log(COAST, coast.signer) == sign_log(COAST, coast.signer)
    name(2)
    sign_log(COAST, coast.signer)
    assert list(CheckpointRow.objects.order_by("size").values_list("size", flat=True)) == [1, 2]


@pytest.mark.django_db
def test_a_log_that_was_rolled_back_is_not_signed_again():
    (coast,) = sections("coast")
    name(1)
    coast.raws = [b"one", b"two"]
    CheckpointRow.objects.create(origin=COAST, size=2, note=coast.checkpoint())
    with pytest.raises(NotConsistent, match=r"size 2 .* not continued by size 1"):
        sign_log(COAST, coast.signer)


@pytest.mark.parametrize(
    "moment",
    [
        "before the entry",
        "before the tiles",
        "before its row",
        "before the commit",
        "in the commit",
        "after the commit",
    ],
)
def test_a_writer_killed_in_the_middle_leaves_nothing_half_written(sqlite, moment):
    (coast,) = sections("coast")
    before = [name(number).ref for number in range(255)]
    writer = sqlite.run(KILLED, moment)
    assert (writer.communicate(timeout=60)[1], writer.returncode) == ("", -signal.SIGKILL)
    kept = [ref_of(raw) for raw in raws(COAST)]
    assert kept[:255] == before
    assert len(kept) == (256 if moment == "after the commit" else 255)
    after = name(256)
    assert after.index == len(kept)
    sign_log(COAST, coast.signer)
    audit = verify_log(COAST, [coast.signer.verifier()])
    assert (audit.size, verify_facts(COAST), audit.uncovered) == (len(kept) + 1, len(kept) + 1, 0)


def test_a_writer_waits_for_another_in_the_middle_of_its_act(database):
    with transaction.atomic():
        first = name(1)
        other = database.run(WRITER, "other")
        with pytest.raises(subprocess.TimeoutExpired):
            other.communicate(timeout=2.5)
        second = name(2)
    assert (other.communicate(timeout=60)[1], other.returncode) == ("", 0)
    assert (first.index, second.index, size_of(COAST)) == (0, 1, 27)
