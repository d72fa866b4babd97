"""Offline proofs: they hold for one entry in one log, and for nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record import errors
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.errors import Malformed, NotIncluded, RecordError, TooLarge, Truncated, UnknownKey, WrongOrigin
from answerable.record.merkle import inclusion_proof, leaf_hash, root
from answerable.record.note import generate, to_base64
from answerable.record.proof import MAX_PROOF_BYTES, Proof, format_proof, parse_proof, verify_proof

VECTORS = Path(__file__).parents[1] / "vectors"
ORIGIN = "harbour.example/coast"
COAST = generate(ORIGIN, seed=bytes([1]) * 32)
NORTH = generate("harbour.example/north", seed=bytes([2]) * 32)
KNOWN = [COAST.verifier(), NORTH.verifier()]
ENTRY_5 = leaf_hash(b"\x40\x41\x42\x43")
LEAVES = [leaf_hash(str(number).encode()) for number in range(300)]


def cases(kind):
    return [
        pytest.param(VECTORS / folder / case["file"], case["error"], id=f"{folder}: {case['what']}")
        for folder in ("tampered", "truncated", "foreign")
        for case in json.loads((VECTORS / folder / "cases.json").read_text())
        if case["kind"] == kind
    ]


def node(level, index):
    return root(LEAVES[index << level : (index + 1) << level])


def proof_of(index, size):
    checkpoint = sign_checkpoint(Checkpoint(ORIGIN, size, root(LEAVES[:size])), COAST)
    return format_proof(Proof(index, tuple(inclusion_proof(index, size, node)), checkpoint))


@pytest.mark.parametrize(("path", "error"), cases("proof"))
def test_a_proof_that_does_not_hold_is_refused(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        verify_proof(path.read_bytes(), leaf=ENTRY_5, verifiers=KNOWN, origin=ORIGIN)
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize("name", ["entry-5-of-8", "entry-5-of-8-extra"])
def test_valid_proofs_hold_for_their_entry_and_no_other(name):
    written = (VECTORS / f"valid/{name}.tlog-proof").read_bytes()
    assert verify_proof(written, leaf=ENTRY_5, verifiers=KNOWN, origin=ORIGIN).size == 8
    assert format_proof(parse_proof(written)).encode() == written
    with pytest.raises(NotIncluded):
        verify_proof(written, leaf=leaf_hash(b"another"), verifiers=KNOWN, origin=ORIGIN)


def test_the_only_entry_needs_no_hashes():
    written = (VECTORS / "valid/entry-0-of-1.tlog-proof").read_bytes()
    assert verify_proof(written, leaf=leaf_hash(b""), verifiers=KNOWN).size == 1
    assert parse_proof(written).hashes == ()


def test_extra_data_is_read_and_proves_nothing():
    written = (VECTORS / "valid/entry-5-of-8-extra.tlog-proof").read_bytes()
    proof = parse_proof(written)
    assert proof.extra == b"entry 40414243"
    other = format_proof(Proof(proof.index, proof.hashes, proof.checkpoint, b"something else"))
    assert verify_proof(other, leaf=ENTRY_5, verifiers=KNOWN) == verify_proof(written, leaf=ENTRY_5, verifiers=KNOWN)


def test_a_proof_holds_for_the_log_it_speaks_of():
    written = (VECTORS / "valid/entry-5-of-8.tlog-proof").read_text()
    with pytest.raises(WrongOrigin):
        verify_proof(written, leaf=ENTRY_5, verifiers=KNOWN, origin="harbour.example/north")
    with pytest.raises(UnknownKey):
        verify_proof(written, leaf=ENTRY_5, verifiers=[NORTH.verifier()], origin=ORIGIN)


@settings(deadline=None)
@given(st.data())
def test_every_entry_of_every_size_can_be_proved(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    text = proof_of(index, size)
    checkpoint = verify_proof(text, leaf=LEAVES[index], verifiers=KNOWN, origin=ORIGIN)
    assert (checkpoint.size, checkpoint.root) == (size, root(LEAVES[:size]))
    with pytest.raises(NotIncluded):
        verify_proof(text, leaf=leaf_hash(b"other"), verifiers=KNOWN, origin=ORIGIN)


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: text + "\n"),
    st.binary(max_size=100),
)
def test_proofs_round_trip(index, hashes, checkpoint, extra):
    proof = Proof(index, tuple(hashes), checkpoint, extra)
    assert parse_proof(format_proof(proof)) == proof
    assert parse_proof(format_proof(proof).encode()) == proof


@settings(deadline=None)
@given(st.data())
def test_any_single_changed_byte_is_refused(data):
    text = proof_of(200, 300).encode()
    place = data.draw(st.integers(0, len(text) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != text[place]))
    with pytest.raises(RecordError):
        verify_proof(
            text[:place] + bytes([wrong]) + text[place + 1 :], leaf=LEAVES[200], verifiers=KNOWN, origin=ORIGIN
        )


@given(st.data())
def test_any_shortened_proof_is_refused(data):
    text = (VECTORS / "valid/entry-5-of-8.tlog-proof").read_bytes()
    with pytest.raises(Malformed):  # Truncated is one kind of it
        verify_proof(text[: data.draw(st.integers(0, len(text) - 1))], leaf=ENTRY_5, verifiers=KNOWN, origin=ORIGIN)


@pytest.mark.parametrize(
    "text",
    [
        "wrong-header\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nextra AAAA\nextra AAAA\nindex 0\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\n\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex -5\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 05\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\ncheckpoint\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\ncheckpoint\n",
        f"c2sp.org/tlog-proof@v1\nindex 0\n{to_base64(bytes(64))}\n\ncheckpoint\n",
        b"c2sp.org/tlog-proof@v1\nindex 0\n\n\xff\n",
    ],
)
def test_a_text_that_is_no_proof_is_refused(text):
    with pytest.raises(Malformed) as caught:
        parse_proof(text)
    assert not isinstance(caught.value, Truncated)


def test_a_proof_higher_than_any_tree_is_refused():
    step = to_base64(bytes(32))
    with pytest.raises(TooLarge, match="found 64"):
        parse_proof(f"c2sp.org/tlog-proof@v1\nindex 0\n{(step + chr(10)) * 64}\ncheckpoint\n")
    with pytest.raises(TooLarge, match="found 64"):
        Proof(0, (bytes(32),) * 64, "checkpoint\n")


def test_a_proof_over_two_million_bytes_is_not_read():
    with pytest.raises(TooLarge):
        parse_proof("x" * (MAX_PROOF_BYTES + 1))


@pytest.mark.parametrize(
    ("index", "hashes", "checkpoint"),
    [(-1, (), "c\n"), (2**63, (), "c\n"), (0, (b"short",), "c\n"), (0, (), "no newline"), (0, (), "")],
)
def test_what_cannot_be_written_cannot_be_made(index, hashes, checkpoint):
    with pytest.raises(Malformed):
        Proof(index, hashes, checkpoint)
