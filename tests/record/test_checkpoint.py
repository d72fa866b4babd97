"""Checkpoints: those of other logs open, and none speaks for a log that did not sign it."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from answerable.record import errors
from answerable.record.checkpoint import (
    MAX_SIZE,
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from answerable.record.errors import Malformed, NotConsistent, RecordError, Truncated, WrongOrigin
from answerable.record.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    leaf_hash,
    root,
    verify_consistency,
)
from answerable.record.note import generate, parse_skey, parse_vkey, sign

VECTORS = Path(__file__).parents[1] / "vectors"
PUBLISHED = json.loads((VECTORS / "foreign/published.json").read_text())
TESSERA = [leaf_hash(entry.encode()) for entry in json.loads((VECTORS / "foreign/tessera-entries.json").read_text())]
ENTRIES = json.loads((VECTORS / "foreign/certificate-transparency.json").read_text())["entries"]
ORIGIN = "harbour.example/coast"
COAST = generate(ORIGIN, seed=bytes([1]) * 32)
NORTH = generate("harbour.example/north", seed=bytes([2]) * 32)
KNOWN = [COAST.verifier(), NORTH.verifier()]
ROOT = root([leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES])


def cases(kind):
    return [
        pytest.param(VECTORS / folder / case["file"], case["error"], id=f"{folder}: {case['what']}")
        for folder in ("tampered", "truncated", "foreign")
        for case in json.loads((VECTORS / folder / "cases.json").read_text())
        if case["kind"] == kind
    ]


def read(name):
    return (VECTORS / name).read_bytes()


@pytest.mark.parametrize(("path", "error"), cases("checkpoint"))
def test_a_checkpoint_that_is_not_the_log_s_own_is_refused(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        open_checkpoint(path.read_bytes(), origin=ORIGIN, verifiers=KNOWN)
    assert type(caught.value).__name__ == error


@pytest.mark.parametrize("size", [0, 5, 8])
def test_valid_checkpoints_open_and_are_what_we_write(size):
    written = read(f"valid/checkpoint-{size}.txt")
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]
    expected = Checkpoint(ORIGIN, size, root(leaves))
    assert (
        open_checkpoint(written, origin=ORIGIN, verifiers=[parse_vkey(read("valid/coast.vkey").decode().strip())])
        == expected
    )
    assert sign_checkpoint(expected, COAST).encode() == written


def test_extension_lines_are_kept():
    checkpoint = open_checkpoint(read("valid/checkpoint-8-extension.txt"), origin=ORIGIN, verifiers=KNOWN)
    assert checkpoint.extensions == ("held by two witnesses",)


def test_a_witness_that_is_not_known_changes_nothing():
    with_witness = open_checkpoint(read("valid/checkpoint-8-unknown-signature.txt"), origin=ORIGIN, verifiers=KNOWN)
    assert with_witness == open_checkpoint(read("valid/checkpoint-8.txt"), origin=ORIGIN, verifiers=KNOWN)


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["file"])
def test_checkpoints_of_other_logs_open(case):
    note, verifier = read(f"foreign/{case['file']}"), parse_vkey(case["vkey"])
    checkpoint = open_checkpoint(note, origin=case["origin"], verifiers=[verifier], signed_by=case["signed_by"])
    assert checkpoint.origin == case["origin"]
    assert checkpoint.text().encode() == note.split(b"\n\n")[0] + b"\n"


@pytest.mark.parametrize("size", [0, 1, 3, 11, 15])
def test_the_roots_of_tessera_follow_from_its_entries(size):
    case = next(case for case in PUBLISHED if case["file"] == f"tessera-{size}.txt")
    checkpoint = open_checkpoint(read(f"foreign/tessera-{size}.txt"), origin=None, verifiers=[parse_vkey(case["vkey"])])
    assert (checkpoint.size, checkpoint.root) == (size, Frontier().extend(TESSERA[:size]).root())


def test_we_sign_byte_for_byte_as_tessera_does():
    signer = parse_skey(json.loads(read("foreign/keys.json"))["tessera"]["skey"])
    ours = sign_checkpoint(Checkpoint(signer.name, 15, root(TESSERA[:15])), signer)
    assert ours.encode() == read("foreign/tessera-15.txt")


def test_each_checkpoint_of_tessera_continues_the_one_before():
    for old, new in pairwise((1, 3, 11, 15)):
        first, second = (
            parse_checkpoint(read(f"foreign/tessera-{size}.txt").decode().split("\n\n")[0] + "\n")
            for size in (old, new)
        )
        proof = consistency_proof(old, new, lambda level, index: root(TESSERA[index << level : (index + 1) << level]))
        verify_consistency(first.size, second.size, proof, first.root, second.root)


@pytest.mark.parametrize(("story", "holds"), [("a", True), ("b", False)])
def test_a_fork_is_seen_from_an_older_checkpoint(story, holds):
    case = json.loads(read("forked/consistency.json"))
    old = open_checkpoint(read(f"forked/{case['old']}"), origin=ORIGIN, verifiers=KNOWN)
    new = open_checkpoint(read(f"forked/{case['new'][story]}"), origin=ORIGIN, verifiers=KNOWN)
    for proof in case["proof"].values():
        steps = [bytes.fromhex(step) for step in proof]
        if holds and proof is case["proof"][story]:
            verify_consistency(old.size, new.size, steps, old.root, new.root)
        else:
            with pytest.raises(NotConsistent):
                verify_consistency(old.size, new.size, steps, old.root, new.root)


def test_two_stories_of_one_size_are_a_fork():
    first, second = (
        open_checkpoint(read(f"forked/checkpoint-8-{story}.txt"), origin=ORIGIN, verifiers=KNOWN) for story in "ab"
    )
    with pytest.raises(NotConsistent, match="two roots") as caught:
        verify_consistency(8, 8, [], first.root, second.root)
    assert {caught.value.old_root, caught.value.new_root} == {first.root, second.root}


def test_any_known_log_may_speak_for_itself():
    note = read("foreign/other-origin.txt")
    assert open_checkpoint(note, origin=None, verifiers=KNOWN).origin == "harbour.example/north"
    with pytest.raises(WrongOrigin, match=r"expected a checkpoint of harbour.example/coast, found .*/north"):
        open_checkpoint(note, origin=ORIGIN, verifiers=KNOWN)


def test_no_known_log_may_speak_for_another():
    with pytest.raises(WrongOrigin, match=r"expected a signature by .*/coast, found .*/north"):
        open_checkpoint(read("foreign/speaks-for-another.txt"), origin=None, verifiers=KNOWN)


def test_we_sign_only_for_the_log_of_the_key():
    with pytest.raises(WrongOrigin):
        sign_checkpoint(Checkpoint(ORIGIN, 8, ROOT), NORTH)


def test_a_second_signature_by_another_section_does_no_harm():
    note = sign(Checkpoint(ORIGIN, 8, ROOT).text(), NORTH, COAST)
    assert open_checkpoint(note, origin=ORIGIN, verifiers=KNOWN).size == 8


@pytest.mark.parametrize(
    "text",
    [
        "\n8\n{root}\n",
        "o\n-1\n{root}\n",
        "o\n+8\n{root}\n",
        "o\n08\n{root}\n",
        "o\n 8\n{root}\n",
        "o\n٨\n{root}\n",
        "o\n9223372036854775808\n{root}\n",
        "o\neight\n{root}\n",
        "o\n8\nYmFuYW5hcw==\n",
        "o\n8\nnot base64\n",
        "o\n8\n{root}\n\n",
        "o\n8\n{root}\n\nline after an empty one\n",
        "o\n0\n{root}\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused(text):
    good = Checkpoint("o", 8, ROOT).text().split("\n")[2]
    with pytest.raises(Malformed):
        parse_checkpoint(text.format(root=good))


@pytest.mark.parametrize("text", ["", "o\n", "o\n8\n", "o\n8\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="])
def test_a_text_that_stops_early_is_told_so(text):
    with pytest.raises(Truncated):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    "fields",
    [
        {"origin": ""},
        {"origin": "two\nlines"},
        {"size": -1},
        {"size": MAX_SIZE + 1},
        {"root": b"short"},
        {"extensions": ("",)},
        {"extensions": ("two\nlines",)},
        {"size": 0},
    ],
)
def test_what_cannot_be_written_cannot_be_made(fields):
    with pytest.raises(Malformed):
        Checkpoint(**({"origin": ORIGIN, "size": 8, "root": ROOT} | fields))


line = st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(line, st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32), st.lists(line, max_size=3))
def test_checkpoints_round_trip(origin, size, top, extensions):
    checkpoint = Checkpoint(origin, size, top, tuple(extensions))
    assert parse_checkpoint(checkpoint.text()) == checkpoint


def test_the_empty_log_round_trips():
    checkpoint = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    assert parse_checkpoint(checkpoint.text()) == checkpoint


@given(st.data())
def test_any_single_changed_byte_is_refused(data):
    note = read("valid/checkpoint-8.txt")
    place = data.draw(st.integers(0, len(note) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != note[place]))
    with pytest.raises(RecordError):
        open_checkpoint(note[:place] + bytes([wrong]) + note[place + 1 :], origin=ORIGIN, verifiers=KNOWN)
