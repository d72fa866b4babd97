"""Cosignatures: those of public witnesses, ours, and everything that must be refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record import errors
from answerable.record.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint, sign_checkpoint
from answerable.record.cosignature import (
    Algorithm,
    Cosigner,
    CosignerKey,
    cosign,
    cosignatures,
    parse_cosigner,
    parse_cosigner_skey,
    read_lines,
    with_lines,
)
from answerable.record.errors import Malformed, RecordError, TooLarge, Truncated, UnknownKey, WrongSignature
from answerable.record.merkle import leaf_hash
from answerable.record.note import MAX_SIGNATURES, from_base64, generate, parse_vkey, sign, to_base64
from answerable.record.proof import verify_proof
from tests.record.vectors import COAST, COSIGNED_AT, NORTH, ORIGIN, RAWS, W2, W3, cases, read

PUBLISHED = json.loads(read("foreign/cosigned.json"))
NOTE = read("valid/checkpoint-8.txt").decode()
BOTH = [W2.key, W3.key]


@pytest.mark.parametrize(
    ("name", "vkey", "at"), [(case["file"], vkey, at) for case in PUBLISHED for vkey, at in case["cosigners"].items()]
)
def test_what_public_witnesses_cosigned_is_checked(name, vkey, at):
    note, key = read(f"foreign/{name}"), parse_cosigner(vkey)
    assert key.vkey() == vkey
    (found,) = cosignatures(note, [key])
    assert (found.name, found.key_hash, found.at) == (key.name, key.key_hash, at)
    size = note.split(b"\n")[1]
    with pytest.raises(WrongSignature, match=key.name):
        cosignatures(note.replace(size, size + b"0", 1), [key])


def test_one_name_may_have_a_key_of_each_kind():
    case = PUBLISHED[1]
    assert len(cosignatures(read(f"foreign/{case['file']}"), [parse_cosigner(vkey) for vkey in case["cosigners"]])) == 2


def test_the_log_that_public_witnesses_watch_signed_it():
    case = PUBLISHED[0]
    log = parse_vkey(case["log"])
    assert open_checkpoint(read(f"foreign/{case['file']}"), origin=log.name, verifiers=[log]).size == 1_432_088_532


@pytest.mark.parametrize(("path", "error"), cases("cosignature"))
def test_a_cosignature_that_is_wrong_refuses_the_note(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        cosignatures(path.read_bytes(), BOTH)
    assert type(caught.value).__name__ == error


def test_the_valid_vector_is_what_we_write_and_read():
    written = read("valid/checkpoint-8-cosigned.txt").decode()
    assert [(each.name, each.at) for each in cosignatures(written, BOTH)] == [
        (W2.name, COSIGNED_AT),
        (W3.name, COSIGNED_AT),
    ]
    assert with_lines(NOTE, [cosign(NOTE, W2, at=COSIGNED_AT)]) == "".join(written.splitlines(keepends=True)[:-1])
    assert read("valid/w2.vkey").decode() == W2.key.vkey() + "\n"
    assert parse_cosigner(read("valid/w3.vkey").decode().strip()) == W3.key


def test_cosignatures_do_not_disturb_who_does_not_know_them():
    written = read("valid/checkpoint-8-cosigned.txt")
    assert open_checkpoint(written, origin=ORIGIN, verifiers=[COAST.verifier()]).size == 8
    proof = read("valid/entry-5-of-8-cosigned.tlog-proof")
    assert verify_proof(proof, leaf=leaf_hash(RAWS[5]), verifiers=[COAST.verifier()], origin=ORIGIN).size == 8
    assert cosignatures(written, []) == ()
    assert cosignatures(NOTE, BOTH) == ()


@pytest.mark.parametrize("cosigner", [W2, W3], ids=["Ed25519", "ML-DSA-44"])
def test_a_cosigner_key_is_no_key_of_a_log_nor_the_reverse(cosigner):
    with pytest.raises(Malformed, match="expected type 1"):
        parse_vkey(cosigner.key.vkey())
    with pytest.raises(Malformed, match="expected type 0x04 or 0x06, found 01"):
        parse_cosigner(COAST.verifier().vkey())
    with pytest.raises(Malformed):
        parse_cosigner_skey(COAST.skey())


def test_the_same_seed_as_log_and_as_cosigner_says_different_things():
    twin = generate(W2.name, seed=W2.private)
    assert twin.key_hash != W2.key.key_hash
    line = sign(NOTE.split("\n\n")[0] + "\n", twin).split("\n\n")[1].rstrip("\n")
    forged = from_base64(line.split(" ")[2], where="line")
    moved = W2.key.key_hash.to_bytes(4, "big") + COSIGNED_AT.to_bytes(8, "big") + forged[4:]
    with pytest.raises(WrongSignature):
        cosignatures(with_lines(NOTE, [f"— {W2.name} {to_base64(moved)}"]), BOTH)


@pytest.mark.parametrize(("kind", "covered"), [(W2, True), (W3, False)], ids=["Ed25519", "ML-DSA-44"])
def test_only_ed25519_covers_extension_lines(kind, covered):
    root = open_checkpoint(NOTE, origin=ORIGIN, verifiers=[COAST.verifier()]).root
    line = cosign(sign_checkpoint(Checkpoint(ORIGIN, 8, root), COAST), kind, at=5)
    other = with_lines(sign_checkpoint(Checkpoint(ORIGIN, 8, root, ("more",)), COAST), [line])
    if covered:
        with pytest.raises(WrongSignature):
            cosignatures(other, BOTH)
    else:
        assert len(cosignatures(other, BOTH)) == 1


def test_a_time_of_nothing_is_a_claim_only_in_ml_dsa_44():
    for cosigner in (W2, W3):
        with pytest.raises(Malformed, match="time"):
            cosign(NOTE, cosigner, at=0)
        with pytest.raises(Malformed, match="time"):
            cosign(NOTE, cosigner, at=MAX_SIZE + 1)


def timed(cosigner: Cosigner, at: int) -> str:
    """Return a cosignature that is right but for its time, which nobody may claim."""
    text, root = NOTE.split("\n\n")[0] + "\n", open_checkpoint(NOTE, origin=ORIGIN, verifiers=[COAST.verifier()]).root
    name, origin = (bytes([len(each)]) + each.encode() for each in (cosigner.name, ORIGIN))
    message = b"subtree/v1\n\0" + name + at.to_bytes(8, "big") + origin + bytes(15) + b"\x08" + root
    if cosigner.algorithm is Algorithm.ED25519:
        message = f"cosignature/v1\ntime {at}\n{text}".encode()
    signature = at.to_bytes(8, "big") + cosigner.private_key.sign(message)
    return f"— {cosigner.name} {to_base64(cosigner.key.key_hash.to_bytes(4, 'big') + signature)}"


@pytest.mark.parametrize("at", [0, 1, MAX_SIZE, MAX_SIZE + 1])
@pytest.mark.parametrize("cosigner", [W2, W3], ids=["Ed25519", "ML-DSA-44"])
def test_a_time_that_nobody_may_claim_is_refused_however_well_signed(cosigner, at):
    note = with_lines(NOTE, [timed(cosigner, at)])
    if at > MAX_SIZE or (at == 0 and cosigner is W2):
        with pytest.raises(WrongSignature, match="time"):
            cosignatures(note, BOTH)
    else:
        assert [each.at for each in cosignatures(note, BOTH)] == [at]


@pytest.mark.parametrize("length", [1, 7, 8, 64, 71, 73, 2420])
def test_a_cosignature_of_another_length_is_refused(length):
    for cosigner in (W2, W3):
        line = f"— {cosigner.name} {to_base64(cosigner.key.key_hash.to_bytes(4, 'big') + bytes(length))}"
        with pytest.raises(WrongSignature, match="bytes"):
            cosignatures(with_lines(NOTE, [line]), BOTH)


def test_cosigning_again_adds_a_line_and_the_same_line_adds_nothing():
    first, second = cosign(NOTE, W2, at=1), cosign(NOTE, W2, at=2)
    note = with_lines(with_lines(NOTE, [first, second]), [first])
    assert [each.at for each in cosignatures(note, BOTH)] == [1, 2]


def test_a_note_takes_a_hundred_signatures_and_no_more():
    lines = [cosign(NOTE, W2, at=at) for at in range(1, MAX_SIGNATURES + 1)]
    assert with_lines(NOTE, lines[:-1])
    with pytest.raises(TooLarge, match="found 101"):
        with_lines(NOTE, lines)


def test_what_is_no_signature_line_is_not_merged():
    for line in ("", "x", "— name", "— name AAAA", "— name AAAAAAA=\n"):
        with pytest.raises(Malformed):
            with_lines(NOTE, [line])


def test_what_is_no_checkpoint_is_not_cosigned():
    with pytest.raises(Malformed):
        cosign(sign("a text\n", COAST), W2, at=1)
    with pytest.raises(Truncated):
        cosign("a text\n", W2, at=1)


def test_an_origin_too_long_for_ml_dsa_44_is_refused():
    signer = generate("x" * 256, seed=bytes(32))
    note = sign_checkpoint(Checkpoint(signer.name, 8, bytes(32)), signer)
    assert cosign(note, W2, at=1)
    with pytest.raises(TooLarge, match="255"):
        cosign(note, W3, at=1)


def test_two_keys_under_one_name_and_hash_are_refused():
    twin = replace(W2.key, public=bytes(32))
    with pytest.raises(UnknownKey, match="two different keys"):
        cosignatures(NOTE, [W2.key, twin])
    assert cosignatures(NOTE, [W2.key, W2.key]) == ()


def test_a_namesake_is_unknown():
    stranger = Cosigner(W2.name, Algorithm.ED25519, bytes([9]) * 32)
    assert cosignatures(with_lines(NOTE, [cosign(NOTE, stranger, at=1)]), BOTH) == ()


@pytest.mark.parametrize("cosigner", [W2, W3], ids=["Ed25519", "ML-DSA-44"])
def test_key_texts_round_trip_and_hide_what_is_secret(cosigner):
    assert parse_cosigner(cosigner.key.vkey()) == cosigner.key
    assert parse_cosigner_skey(cosigner.skey()) == cosigner
    assert cosigner.skey()[-20:] not in repr(cosigner)
    assert repr(cosigner.private) not in repr(cosigner)


@pytest.mark.parametrize("which", ["vkey", "skey"])
def test_a_key_text_with_any_part_missing_or_changed_is_refused(which):
    text, parse = (W2.key.vkey(), parse_cosigner) if which == "vkey" else (W2.skey(), parse_cosigner_skey)
    mangled = {text[:end] for end in range(len(text))} | {text[start:] for start in range(1, len(text))}
    mangled |= {text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))}
    for wrong in mangled:
        with pytest.raises(Malformed) as caught:
            parse(wrong)
        if which == "skey":
            assert text[-20:] not in str(caught.value)


def test_what_could_be_no_key_is_not_made():
    for length in (0, 31, 33):
        with pytest.raises(Malformed, match=f"found {length}"):
            Cosigner("name", Algorithm.ED25519, bytes(length))
        with pytest.raises(Malformed, match=f"found {length}"):
            CosignerKey.of("name", Algorithm.ML_DSA_44, bytes(length))
    with pytest.raises(Malformed):
        Cosigner("two words", Algorithm.ED25519, bytes(32))


def test_a_key_that_is_no_point_verifies_nothing():
    nonsense = CosignerKey.of(W2.name, Algorithm.ED25519, bytes([255]) * 32)
    line = f"— {W2.name} {to_base64(nonsense.key_hash.to_bytes(4, 'big') + bytes(7) + b'x' + bytes(64))}"
    with pytest.raises(WrongSignature):
        cosignatures(with_lines(NOTE, [line]), [nonsense])


@given(st.data(), st.sampled_from([W2, W3]))
@settings(max_examples=60)
def test_any_single_changed_byte_is_refused_or_says_nothing(data, cosigner):
    note = with_lines(NOTE, [cosign(NOTE, cosigner, at=COSIGNED_AT)]).encode()
    place = data.draw(st.integers(0, len(note) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[place]))
    changed = note[:place] + bytes([wrong]) + note[place + 1 :]
    try:
        opened = open_checkpoint(changed, origin=ORIGIN, verifiers=[COAST.verifier(), NORTH.verifier()])
        assert (opened.size, cosignatures(changed, BOTH)) == (8, ())
    except RecordError:
        return


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_nothing_but_a_refusal_comes_of_nonsense(data):
    for reads in (lambda: read_lines(data + b"x"), lambda: cosignatures(data, BOTH), lambda: cosign(data, W2, at=1)):
        with pytest.raises(RecordError):
            reads()
    with pytest.raises(Malformed):
        parse_cosigner(data.decode("utf-8", "replace"))
    with pytest.raises(Malformed):
        parse_cosigner_skey(data.decode("utf-8", "replace"))


def test_the_lines_of_an_answer_are_read():
    lines = [cosign(NOTE, W2, at=1), cosign(NOTE, W3, at=1)]
    assert read_lines("".join(f"{line}\n" for line in lines).encode()) == tuple(lines)
    assert read_lines(b"") == ()
    with pytest.raises(Truncated):
        read_lines("\n".join(lines).encode())
    with pytest.raises(TooLarge):
        read_lines(f"{lines[0]}\n".encode() * 101)
