"""Signed notes and key texts: other people's examples, and everything that must be refused."""

import base64
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, strategies as st

from answerable.record import errors
from answerable.record.errors import Malformed, RecordError, TooLarge, Truncated, UnknownKey, WrongSignature
from answerable.record.note import (
    MAX_NOTE_BYTES,
    Verifier,
    from_base64,
    generate,
    open_note,
    parse_skey,
    parse_vkey,
    sign,
)

VECTORS = Path(__file__).parents[1] / "vectors"
KEYS = json.loads((VECTORS / "foreign/keys.json").read_text())
COAST = generate("harbour.example/coast", seed=bytes([1]) * 32)
NORTH = generate("harbour.example/north", seed=bytes([2]) * 32)
KNOWN = [COAST.verifier(), NORTH.verifier()]
TEXT = "Перевірено: 41 із 60.\n\nتم التحقق.\n已核实。\n"
PETER_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"


def cases(kind):
    return [
        pytest.param(VECTORS / folder / case["file"], case["error"], id=f"{folder}: {case['what']}")
        for folder in ("tampered", "truncated", "foreign")
        for case in json.loads((VECTORS / folder / "cases.json").read_text())
        if case["kind"] == kind
    ]


@pytest.mark.parametrize(("path", "error"), cases("note"))
def test_a_note_that_is_not_ours_as_written_is_refused(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        open_note(path.read_bytes(), KNOWN)
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize("folder", ["tampered", "truncated"])
def test_every_vector_is_listed(folder):
    listed = {case["file"] for case in json.loads((VECTORS / folder / "cases.json").read_text())}
    assert {path.name for path in (VECTORS / folder).iterdir()} - {"cases.json"} == listed


def test_the_valid_note_opens_and_is_what_we_write():
    written = (VECTORS / "valid/note.txt").read_text()
    note = open_note(written, KNOWN)
    assert note.text == TEXT
    assert [signature.name for signature in note.verified] == ["harbour.example/coast", "harbour.example/north"]
    assert note.unverified == ()
    assert sign(TEXT, COAST, NORTH) == written


def test_the_example_of_go_is_signed_alike():
    first_signature = (VECTORS / "foreign/go-sumdb-note.txt").read_text().rsplit("— ", 1)[0]
    assert sign(PETER_TEXT, parse_skey(KEYS["go-sumdb"]["skey"])) == first_signature


def test_the_example_of_go_opens_with_one_key_or_both():
    written = (VECTORS / "foreign/go-sumdb-note.txt").read_bytes()
    peter, enoch = parse_vkey(KEYS["go-sumdb"]["vkey"]), parse_vkey(KEYS["go-sumdb-second"]["vkey"])
    both = open_note(written, [peter, enoch])
    assert [(each.name, each.key_hash) for each in both.verified] == [
        ("PeterNeumann", 0xC74F20A3),
        ("EnochRoot", 0xAF0CFE78),
    ]
    one = open_note(written, [peter])
    assert one.text == PETER_TEXT
    assert one.unverified == (written.decode().splitlines()[-1],)


@pytest.mark.parametrize("name", ["go-sumdb", "tessera", "tessera-example"])
def test_published_key_texts_round_trip(name):
    signer = parse_skey(KEYS[name]["skey"])
    assert signer.skey() == KEYS[name]["skey"]
    assert signer.verifier().vkey() == KEYS[name]["vkey"]
    assert parse_vkey(KEYS[name]["vkey"]) == signer.verifier()


@pytest.mark.parametrize("which", ["vkey", "skey"])
def test_a_key_text_with_any_part_missing_or_changed_is_refused(which):
    text, parse = KEYS["go-sumdb"][which], {"vkey": parse_vkey, "skey": parse_skey}[which]
    mangled = {text[:end] for end in range(len(text))} | {text[start:] for start in range(1, len(text))}
    mangled |= {text[:at] + chr(ord(text[at]) + 1) + text[at + 1 :] for at in range(len(text))}
    for wrong in mangled:
        with pytest.raises(Malformed) as caught:
            parse(wrong)
        if which == "skey":
            assert text[-20:] not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # wrong length, hash adjusted
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # unknown type, hash adjusted
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # another spelling of the hash
        "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",  # a cosigner's key, type 4
    ],
)
def test_a_verifier_key_of_another_kind_is_refused(text):
    with pytest.raises(Malformed):
        parse_vkey(text)


def test_no_repr_and_no_message_shows_the_private_key():
    secret = base64.b64encode(COAST.private).decode()
    assert COAST.skey() not in repr(COAST)
    for shown in (repr(COAST), str(COAST), f"{COAST}", repr([COAST])):
        assert secret not in shown
        assert repr(COAST.private) not in shown
        assert COAST.private.hex() not in shown
    with pytest.raises(Malformed) as caught:
        parse_skey(COAST.skey().replace("coast", "north"))
    assert COAST.skey()[-20:] not in str(caught.value)


def test_keys_can_be_used_by_other_libraries():
    signature = COAST.private_key.sign(b"payload")
    assert isinstance(COAST.verifier().public_key, Ed25519PublicKey)
    COAST.verifier().verify_bytes(b"payload", signature)
    with pytest.raises(WrongSignature, match=r"harbour.example/coast"):
        COAST.verifier().verify_bytes(b"payload!", signature)
    with pytest.raises(WrongSignature):
        NORTH.verifier().verify_bytes(b"payload", signature)


@pytest.mark.parametrize(
    "name", ["", "two words", "a+b", "a\u00a0b", "a\u2003b", "line\nbreak", "tab\t", "\x7f\x01", "\ud800"]
)
def test_a_key_name_without_sense_is_refused(name):
    with pytest.raises(Malformed):
        generate(name, seed=bytes(32))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_has_32_bytes(length):
    with pytest.raises(Malformed, match=f"found {length}"):
        generate("name", seed=bytes(length))
    with pytest.raises(Malformed, match=f"found {length}"):
        Verifier.of("name", bytes(length))


names = st.text(min_size=1, max_size=20).filter(
    lambda name: "+" not in name and not any(c.isspace() or c < " " or "\ud800" <= c <= "\udfff" for c in name)
)
lines = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), max_size=30)
texts = st.lists(lines, min_size=1, max_size=5).map(lambda each: "\n".join(each) + "\n")


@given(texts, names, st.binary(min_size=32, max_size=32))
def test_notes_and_keys_round_trip(text, name, seed):
    signer = generate(name, seed=seed)
    assert parse_skey(signer.skey()) == signer
    assert parse_vkey(signer.verifier().vkey()) == signer.verifier()
    note = sign(text, signer)
    assert open_note(note, [signer.verifier()]).text == text
    assert open_note(note.encode(), [signer.verifier()]) == open_note(note, [signer.verifier()])


@given(st.data())
def test_any_single_changed_byte_is_refused(data):
    note = sign(TEXT, COAST).encode()
    place = data.draw(st.integers(0, len(note) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[place]))
    with pytest.raises(RecordError):
        open_note(note[:place] + bytes([wrong]) + note[place + 1 :], KNOWN)


@given(st.data())
def test_any_shortened_note_is_refused(data):
    note = sign(TEXT, COAST).encode()
    with pytest.raises(Malformed):  # Truncated is one kind of it
        open_note(note[: data.draw(st.integers(0, len(note) - 1))], KNOWN)


def test_a_wrong_signature_by_a_known_key_refuses_the_whole_note():
    wrong = sign("other\n", NORTH).split("\n\n")[1]
    with pytest.raises(WrongSignature, match=r"harbour.example/north"):
        open_note(sign(TEXT, COAST) + wrong, KNOWN)


def test_a_wrong_signature_after_a_right_one_by_the_same_key_is_not_overlooked():
    wrong = sign("other\n", COAST).split("\n\n")[1]
    with pytest.raises(WrongSignature):
        open_note(sign(TEXT, COAST) + wrong, KNOWN)


def test_a_signature_by_an_unknown_key_is_kept_and_ignored():
    stranger = sign("another text altogether\n", generate("stranger", seed=bytes(32))).split("\n\n")[1]
    note = open_note(sign(TEXT, COAST) + stranger, KNOWN)
    assert note.unverified == (stranger.rstrip("\n"),)
    assert len(note.verified) == 1


def test_a_key_with_a_known_name_and_another_hash_is_unknown():
    namesake = generate(COAST.name, seed=bytes([9]) * 32)
    with pytest.raises(UnknownKey, match=f"{namesake.key_hash:08x}"):
        open_note(sign(TEXT, namesake), KNOWN)


def test_a_repeated_signature_counts_once():
    note = sign(TEXT, COAST)
    line = note.split("\n\n")[-1]
    stranger = sign(TEXT, generate("stranger", seed=bytes(32))).split("\n\n")[-1]
    opened = open_note(note + line + stranger + line + stranger, KNOWN)
    assert (len(opened.verified), len(opened.unverified)) == (1, 1)
    assert sign(TEXT, COAST, COAST) == note


def test_two_keys_under_one_name_and_hash_are_both_refused():
    twin = Verifier(COAST.name, COAST.key_hash, NORTH.verifier().public)
    with pytest.raises(UnknownKey, match="two different keys"):
        open_note(sign(TEXT, COAST), [COAST.verifier(), twin])
    assert open_note(sign(TEXT, COAST), [COAST.verifier(), COAST.verifier()]).text == TEXT


def test_no_verifier_opens_nothing():
    with pytest.raises(UnknownKey, match=r"known keys \(none\)"):
        open_note(sign(TEXT, COAST), [])


def test_a_hundred_signatures_are_read_and_no_more():
    signers = [generate(f"signer-{number}", seed=number.to_bytes(32, "big")) for number in range(101)]
    assert len(open_note(sign(TEXT, *signers[:100]), [signers[99].verifier()]).unverified) == 99
    with pytest.raises(TooLarge, match="found 101"):
        open_note(sign(TEXT, *signers), [signers[0].verifier()])


def test_a_note_over_a_million_bytes_is_not_read():
    with pytest.raises(TooLarge, match="1000000"):
        open_note(b"x" * (MAX_NOTE_BYTES + 1), KNOWN)


@pytest.mark.parametrize("text", ["", "no newline at the end", "carriage\r\nreturn\n", "bell\x07\n", "half \ud800\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text):
    with pytest.raises(Malformed):
        sign(text, COAST)


def test_a_note_needs_a_signer():
    with pytest.raises(Malformed, match="signer"):
        sign(TEXT)


def test_a_text_that_looks_signed_is_signed_whole():
    inner = sign(TEXT, COAST)
    outer = sign(inner, NORTH)
    assert open_note(outer, [NORTH.verifier()]).text == inner


@pytest.mark.parametrize("text", ["AA", "AB==", "A A=", "AAA=\n", "====", "AAAA=", "é"])
def test_base64_has_one_spelling(text):
    with pytest.raises(Malformed, match="somewhere"):
        from_base64(text, where="somewhere")


def test_a_signature_line_needs_more_than_a_key_hash():
    with pytest.raises(Malformed, match="more than 4"):
        open_note(f"{TEXT}\n— name {base64.b64encode(bytes(4)).decode()}\n", KNOWN)


def test_a_note_that_stops_early_is_told_from_one_that_is_none():
    with pytest.raises(Truncated):
        open_note("text only\n", KNOWN)
    with pytest.raises(Malformed) as caught:
        open_note("text\n\nno signature line\n", KNOWN)
    assert not isinstance(caught.value, Truncated)
