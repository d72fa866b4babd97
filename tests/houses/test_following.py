"""What a house makes of what another one offers: taken, waited for, shown as a fork, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from answerable.houses.following import Behind, Forked, Grown, Limits, Refused, Same, follow
from answerable.houses.outcomes import ORDINARY
from answerable.record.checkpoint import Checkpoint
from answerable.record.entry import LARGEST
from answerable.record.errors import Malformed
from answerable.record.forks import Fork, verify_fork
from answerable.record.merkle import leaf_hash, root
from answerable.record.note import MAX_NOTE_BYTES, generate, sign
from tests.houses.trees import COAST, NORTH, Memory, Offering, coast, holding, keys, raw_entries

ORIGIN = COAST.origin


def followed(held, source, *, verifiers=keys, limits=ORDINARY):
    return follow(ORIGIN, held=held, source=source, verifiers=verifiers, limits=limits)


def refused(held, source, **more):
    outcome = followed(held, source, **more)
    assert isinstance(outcome, Refused), outcome
    return outcome


@given(st.integers(0, 600), st.integers(1, 600))
def test_entries_that_continue_ours_are_taken(here, more):
    raws = raw_entries(here + more)
    outcome = followed(holding(raws[:here]), Offering(raws))
    assert isinstance(outcome, Grown)
    assert (outcome.first, outcome.raws, outcome.complete) == (here, tuple(raws[here:]), True)
    assert outcome.checkpoint.size == here + more


def test_the_same_log_is_the_same():
    raws = raw_entries(9)
    source = Offering(raws)
    assert isinstance(followed(holding(raws), source), Same)
    assert source.asked == ["checkpoint"]


def test_two_empty_logs_are_the_same():
    outcome = followed(Memory([], coast([]).checkpoint()), Offering([]))
    assert isinstance(outcome, Same)


def test_a_first_checkpoint_of_entries_that_are_here_is_new():
    raws = raw_entries(9)
    outcome = followed(Memory(raws, None), Offering(raws[:7]))
    assert isinstance(outcome, Grown)
    assert (outcome.first, outcome.raws, outcome.checkpoint.size, outcome.complete) == (9, (), 7, True)


def test_an_older_state_is_behind_and_proves_nothing():
    raws = raw_entries(9)
    for size in range(9):
        assert isinstance(followed(holding(raws), Offering(raws[:size])), Behind)


def test_two_roots_of_one_size_are_a_fork_and_nobody_need_be_asked_for_a_proof():
    source = Offering(raw_entries(9, story="b", forked_at=4))
    outcome = followed(holding(raw_entries(9)), source)
    assert isinstance(outcome, Forked)
    assert source.asked == ["checkpoint"]
    verify_fork(outcome.fork, keys)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 39))
def test_every_fork_is_proved_whichever_log_is_longer(here, offered, at):
    ours, theirs = raw_entries(here), raw_entries(offered, story="b", forked_at=at)
    outcome = followed(holding(ours), Offering(theirs))
    if at < min(here, offered):
        assert isinstance(outcome, Forked)
        verify_fork(outcome.fork, keys)
    else:
        assert isinstance(outcome, Grown | Same | Behind)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(0, 30))
def test_whatever_is_signed_of_ours_nothing_honest_is_called_a_fork(here, signed, offered, at):
    """The entries beyond our newest signed checkpoint are ours alone: only what is signed can be a fork."""
    signed = min(here, signed)
    theirs = raw_entries(offered, story="b", forked_at=at)
    outcome = followed(holding(raw_entries(here), signed=signed), Offering(theirs))
    if at < min(signed, offered):
        assert isinstance(outcome, Forked)
        verify_fork(outcome.fork, keys)
    elif at < min(here, offered):
        assert isinstance(outcome, Refused)
    else:
        assert isinstance(outcome, Grown | Same | Behind)


@given(st.integers(0, 20), st.integers(1, 30), st.integers(1, 30), st.integers(0, 30))
def test_a_checkpoint_known_ahead_of_the_entries_counts_against_a_fork(here, known, offered, at):
    known = here + known
    story = raw_entries(known)
    held = Memory(story[:here], coast(story).checkpoint())
    longest = raw_entries(max(known, offered), story="b", forked_at=at)
    source = Offering(longest, note=coast(longest[:offered]).checkpoint())
    outcome = followed(held, source)
    if at >= min(known, offered):
        assert isinstance(outcome, Grown | Same | Behind) or at < known
    else:
        assert isinstance(outcome, Forked | Refused)
    if isinstance(outcome, Forked):
        verify_fork(outcome.fork, keys)


def test_a_source_that_gives_no_proof_of_a_fork_is_refused_and_the_reason_says_so():
    source = Offering(raw_entries(12, story="b", forked_at=4))
    source.change_proof = lambda proof: proof[:-1]
    outcome = refused(holding(raw_entries(9)), source)
    assert "does not prove how it fits the signed one of 9" in outcome.reason
    assert outcome.note == coast(source.raws).checkpoint()


def test_a_proof_of_too_many_hashes_is_not_even_tried():
    source = Offering(raw_entries(12))
    source.change_proof = lambda proof: proof * 30
    assert "at most 63 hashes" in refused(holding(raw_entries(9)), source).reason


def test_a_source_without_an_answer_is_refused():
    def decline(proof):
        raise Malformed("no")

    source = Offering(raw_entries(12))
    source.change_proof = decline
    assert "no" in refused(holding(raw_entries(9)), source).reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda raws: raws[:-1], "expected 3, found 2"),
        (lambda raws: [*raws, b"more"], "expected 3, found 4"),
        (lambda raws: [raws[1], raws[0], *raws[2:]], "not those that the checkpoint covers"),
        (lambda raws: [raws[0], raws[0], *raws[2:]], "not those that the checkpoint covers"),
        (lambda raws: [raws[0] + b" ", *raws[1:]], "not those that the checkpoint covers"),
        (lambda raws: [b"x" * (LARGEST + 1), *raws[1:]], f"at most {LARGEST}"),
        (lambda raws: [], "found 0"),
    ],
)
def test_entries_that_the_log_did_not_sign_are_refused(change, reason):
    source = Offering(raw_entries(12))
    source.change_entries = change
    assert reason in refused(holding(raw_entries(9)), source).reason


def test_a_forged_checkpoint_is_refused():
    stranger = generate(ORIGIN, seed=bytes([9]) * 32)
    source = Offering(raw_entries(12), sign(Checkpoint(ORIGIN, 12, bytes(32)).text(), stranger))
    outcome = refused(holding(raw_entries(9)), source)
    assert "known keys" in outcome.reason
    assert outcome.note == ""


def test_a_checkpoint_of_another_log_is_refused():
    assert "expected a checkpoint of" in refused(holding([]), Offering([], NORTH.checkpoint())).reason


@pytest.mark.parametrize("note", ["", "x", "x\n\n", "x" * (MAX_NOTE_BYTES + 1), "\udcff"])
def test_what_is_no_checkpoint_is_refused(note):
    source = Offering([])
    source.checkpoint = lambda origin: note
    assert refused(holding([]), source).reason


def test_a_truncated_checkpoint_is_refused():
    whole = coast(raw_entries(3)).checkpoint()
    for end in range(1, len(whole)):
        assert refused(holding([]), Offering([], whole[:end])).reason


def test_an_absurd_size_is_refused_and_little_is_asked():
    source = Offering(raw_entries(3), sign(Checkpoint(ORIGIN, 2**63 - 1, bytes(32)).text(), COAST.signer))
    refused(holding([]), source)
    assert len(source.asked) <= 3


def test_a_key_that_was_revoked_before_does_not_count():
    def until_ten(origin, size):
        return keys(origin, size) if size <= 10 else []

    raws = raw_entries(12)
    assert isinstance(followed(holding(raws[:9]), Offering(raws[:10]), verifiers=until_ten), Grown)
    assert refused(holding(raws[:9]), Offering(raws), verifiers=until_ten)
    forked = Offering(raw_entries(11, story="b", forked_at=4))
    assert refused(holding(raws[:9]), forked, verifiers=until_ten)


def test_a_checkpoint_by_a_key_that_counts_no_more_accuses_nobody():
    """What is here was signed by an older key, and only the newer one counts now."""
    newer = generate(ORIGIN, seed=bytes([9]) * 32)
    other = raw_entries(9, story="b", forked_at=4)
    note = sign(coast(other).checkpoint().split("\n\n")[0] + "\n", newer)
    outcome = refused(holding(raw_entries(9)), Offering(other, note), verifiers=lambda *_: [newer.verifier()])
    assert "proves no fork" in outcome.reason


def test_only_the_logs_own_signatures_are_kept_with_the_checkpoint():
    raws = raw_entries(5)
    note = sign(coast(raws).checkpoint().split("\n\n")[0] + "\n", NORTH.signer, COAST.signer)
    both = [COAST.signer.verifier(), NORTH.signer.verifier()]
    outcome = followed(holding(raws[:3]), Offering(raws, note), verifiers=lambda *_: both)
    assert outcome.note == coast(raws).checkpoint()


def test_a_long_log_is_taken_in_parts_each_of_them_proved():
    raws, held, parts = raw_entries(1000), Memory(), 0
    while len(held.raws) < 1000:
        outcome = followed(held, Offering(raws), limits=Limits(entries=300))
        assert isinstance(outcome, Grown)
        assert outcome.complete == (outcome.first + len(outcome.raws) == 1000)
        held.raws += outcome.raws
        held.note, parts = outcome.note, parts + 1
    assert (held.raws, parts) == (raws, 4)


def test_a_part_of_a_long_log_that_was_not_signed_is_refused():
    source = Offering(raw_entries(1000))
    source.change_entries = lambda raws: [raw.replace(b"entry 7 ", b"entry 8 ") for raw in raws]
    assert refused(Memory(), source, limits=Limits(entries=300))


def test_bytes_are_limited_too():
    outcome = followed(Memory(), Offering(raw_entries(1000)), limits=Limits(bytes=1))
    assert isinstance(outcome, Grown)
    assert len(outcome.raws) == 256


def test_signatures_by_others_are_handed_on_and_not_kept_with_the_checkpoint():
    raws = raw_entries(5)
    note = coast(raws).checkpoint()
    line = sign("x\n", NORTH.signer).split("\n\n")[1]
    for held in (holding(raws), holding(raws[:3])):
        outcome = followed(held, Offering(raws, note + line))
        assert outcome.others == (line.rstrip("\n"),)
    assert outcome.note == note


def test_a_checkpoint_too_long_to_be_shown_is_refused():
    raws = raw_entries(9)
    top = root([leaf_hash(raw) for raw in raws])
    for length, allowed in ((100, True), (9000, False)):
        note = sign(Checkpoint(ORIGIN, 9, top, ("x" * length,)).text(), COAST.signer)
        assert isinstance(followed(holding(raws[:4]), Offering(raws, note)), Grown if allowed else Refused)


def test_a_fork_is_found_only_by_somebody_who_signs_it():
    """A house cannot accuse a log with a note that the log did not sign."""
    raws = raw_entries(9)
    other = root([leaf_hash(b"other")])
    forged = sign(Checkpoint(ORIGIN, 9, other).text(), NORTH.signer)
    assert isinstance(followed(holding(raws), Offering(raws, forged)), Refused)
    with pytest.raises(Exception, match="expected two checkpoints"):
        verify_fork(Fork(ORIGIN, coast(raws).checkpoint(), forged), keys)


@settings(max_examples=200)
@given(st.binary(max_size=300) | st.text(max_size=300), st.lists(st.binary(max_size=40), max_size=70), st.data())
def test_nothing_that_a_source_answers_gets_past_as_an_exception(note, answer, data):
    raws = raw_entries(12, story="b", forked_at=data.draw(st.integers(0, 12)))
    source = Offering(raws)
    source.change_entries = source.change_proof = lambda _: answer
    assert followed(holding(raw_entries(9)), source)
    source.checkpoint = lambda origin: note
    assert refused(holding(raw_entries(9)), source)
