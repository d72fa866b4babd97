"""Go's own transparency log packages, from Debian, verify what we write, and we verify what they write.

`tlog.go` beside this file calls golang.org/x/mod/sumdb/note and tlog, which know nothing of us.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from shutil import which
from typing import Any

import pytest

from answerable.houses.following import Grown, Refused, follow
from answerable.people.entries import OrganisationNamed
from answerable.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from answerable.record.errors import Malformed, NotConsistent, NotIncluded, RecordError, Truncated
from answerable.record.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_from_nodes,
    verify_consistency,
    verify_inclusion,
)
from answerable.record.note import open_note, parse_skey, parse_vkey, sign
from answerable.record.replicate import take_in
from answerable.record.tiles import TILE_WIDTH, node_reader, tile_path
from answerable.record.tree import nodes, root_of, tile_hashes
from tests.foreign.tiles import ENTRIES, LEAVES, NODE, root, tiles_of, tiles_over
from tests.houses.trees import Memory, Offering
from tests.record.vectors import COAST, NORTH, ORIGIN, RAWS, VECTORS, read
from tests.simulator import entry_of, said, sections

GOCODE = Path("/usr/share/gocode")
MODULE = GOCODE / "src/golang.org/x/mod/sumdb/tlog"
VKEYS = [COAST.verifier().vkey(), NORTH.verifier().vkey()]
LENIENT = {
    "tampered/checkpoint-signature-respelled.txt",
    "tampered/checkpoint-root-respelled.txt",
    "tampered/checkpoint-empty-with-root.txt",
}
"""What Go takes and we do not: base64 spelled in another way, and a root of nothing that is another than that."""

SIZES = [1, 2, 5, 255, 256, 257, 700]

Go = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def go(tmp_path_factory) -> Go:
    """Build the Go program once, and return what asks it."""
    compiler = which("go")
    if compiler is None or not MODULE.is_dir():
        assert not os.environ.get("CI"), "the packages golang-go and golang-golang-x-mod-dev are missing"
        pytest.skip("Go or golang.org/x/mod is not installed (packages golang-go, golang-golang-x-mod-dev)")
    program = tmp_path_factory.mktemp("go") / "tlog"
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "-buildvcs=false"}
    environment.setdefault("GOCACHE", str(program.parent / "cache"))
    source = Path(__file__).with_name("tlog.go")
    subprocess.run([compiler, "build", "-o", program, source], check=True, env=environment, timeout=300)

    def ask(act: str, **asked: Any) -> dict[str, Any]:
        request = json.dumps({"act": act} | {name: written(value) for name, value in asked.items()})
        done = subprocess.run([program], input=request, capture_output=True, text=True, check=True, timeout=60)
        return json.loads(done.stdout)

    return ask


def written(value: Any) -> Any:
    """Return a value as JSON in Go has it: bytes in base64."""
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case list() | tuple():
            return [written(each) for each in value]
        case dict():
            return {name: written(each) for name, each in value.items()}
    return value


def unwritten(values: list[str] | None) -> list[bytes]:
    return [base64.b64decode(value) for value in values or []]


# Ours, verified by Go.


@pytest.mark.parametrize("name", ["note", "checkpoint-5", "checkpoint-8", "checkpoint-8-extension"])
def test_go_opens_what_we_signed(go, name):
    note = read(f"valid/{name}.txt")
    opened = open_note(note, [parse_vkey(vkey) for vkey in VKEYS])
    found = go("open", note=note, vkeys=VKEYS)
    assert found["text"] == opened.text
    assert found["signed"] == [f"{each.name}+{each.key_hash:08x}" for each in opened.verified]


def test_go_reads_our_checkpoints_as_trees(go):
    for size in (0, 5, 8):
        found = go("open", note=read(f"valid/checkpoint-{size}.txt"), vkeys=VKEYS, origin=ORIGIN)
        ours = Frontier().extend(map(leaf_hash, RAWS[:size])).root() if size else EMPTY_ROOT
        assert (found["size"], found["root"]) == (size, written(ours))


def test_go_opens_a_checkpoint_that_witnesses_cosigned(go):
    found = go("open", note=read("valid/checkpoint-8-cosigned.txt"), vkeys=VKEYS, origin=ORIGIN)
    assert (found["size"], found["others"]) == (8, 2)


def refused(kind: str, folder: str) -> list[str]:
    listed = json.loads((VECTORS / folder / "cases.json").read_text())
    return [f"{folder}/{case['file']}" for case in listed if case["kind"] == kind]


@pytest.mark.parametrize("name", [*refused("note", "tampered"), *refused("note", "truncated")])
def test_go_refuses_the_notes_that_we_refuse(go, name):
    assert "error" in go("open", note=read(name), vkeys=VKEYS)


@pytest.mark.parametrize("name", [*refused("checkpoint", "tampered"), *refused("checkpoint", "truncated")])
def test_go_refuses_the_checkpoints_that_we_refuse(go, name):
    found = go("open", note=read(name), vkeys=VKEYS, origin=ORIGIN)
    assert ("error" in found) is (name not in LENIENT)


def test_go_reads_our_keys(go):
    note = go("sign", text="text\n", skeys=[COAST.skey(), NORTH.skey()])["note"]
    assert note == sign("text\n", COAST, NORTH)
    assert "error" in go("sign", text="text\n", skeys=[COAST.skey().replace("coast", "north")])


@pytest.mark.parametrize("size", SIZES)
def test_go_reads_through_tiles_over(go, size):
    for index in {0, size // 2, size - 1}:
        found = go("read-tiles", tiles=tiles_over(size), size=size, root=root(size), index=index)
        assert unwritten(found["hashes"]) == [LEAVES[index]]


@pytest.mark.parametrize("size", [5, 257, 700])
def test_go_refuses_our_tiles_where_one_was_changed(go, size):
    tiles = tiles_over(size)
    for path, data in tiles.items():
        changed = tiles | {path: data[:-1] + bytes([data[-1] ^ 1])}
        within = [index for index in range(size) if path.startswith(tile_path(0, index // TILE_WIDTH)) or "/1/" in path]
        assert "error" in go("read-tiles", tiles=changed, size=size, root=root(size), index=within[-1])
    assert "error" in go("read-tiles", tiles=tiles, size=size, root=bytes(32), index=0)


@pytest.mark.django_db
def test_go_reads_through_the_tiles_in_the_database(go):
    (coast,) = sections("coast")
    random = Random(5)
    raws = [entry_of(said(OrganisationNamed, random), origin=coast.origin, random=random) for _ in range(600)]
    take_in(coast.origin, 0, raws)
    tiles = tiles_of(lambda level, index: tile_hashes(coast.origin, level, index), 600)
    top = root_of(coast.origin, 600)
    note = sign_checkpoint(Checkpoint(coast.origin, 600, top), coast.signer)
    vkeys = [coast.signer.verifier().vkey()]
    assert go("open", note=note.encode(), vkeys=vkeys, origin=coast.origin)["root"] == written(top)
    for index in (0, 255, 256, 511, 599):
        found = go("read-tiles", tiles=tiles, size=600, root=top, index=index)
        assert unwritten(found["hashes"]) == [leaf_hash(raws[index])]
        proof = inclusion_proof(index, 600, nodes(coast.origin, 600))
        asked = {"proof": proof, "size": 600, "root": top, "index": index}
        assert "error" not in go("check-record", entry=raws[index], **asked)
        assert "error" in go("check-record", entry=raws[index] + b" ", **asked)


@pytest.mark.parametrize("size", SIZES)
def test_go_accepts_our_proofs_and_refuses_them_changed(go, size):
    for index in {0, size // 3, size - 1}:
        proof = inclusion_proof(index, size, NODE)
        asked = {"size": size, "root": root(size), "index": index, "entry": ENTRIES[index]}
        assert "error" not in go("check-record", proof=proof, **asked)
        for wrong in ([*proof, bytes(32)], [bytes(32), *proof[1:]] if proof else [bytes(32)], proof[:-1]):
            if wrong != proof:
                assert "error" in go("check-record", proof=wrong, **asked)
    for old in {1, size // 2 or 1, size}:
        proof = consistency_proof(old, size, NODE)
        asked = {"size": size, "root": root(size), "old": old, "old_root": root(old)}
        assert "error" not in go("check-tree", proof=proof, **asked)
        assert "error" in go("check-tree", proof=[*proof, bytes(32)], **asked)
        assert "error" in go("check-tree", proof=proof, **(asked | {"old_root": bytes(32)}))


# Theirs, verified by us.


def test_we_read_keys_and_notes_of_go(go):
    key = go("key", origin=ORIGIN)
    verifier = parse_vkey(key["vkey"])
    assert parse_skey(key["skey"]).verifier() == verifier
    note = go("sign", text="already 已核实\n\nsecond\n", skeys=[key["skey"]])["note"]
    assert open_note(note, [verifier]).text == "already 已核实\n\nsecond\n"
    assert sign("already 已核实\n\nsecond\n", parse_skey(key["skey"])) == note
    with pytest.raises(RecordError):
        open_note(note.replace("second", "Second"), [verifier])


def through(tiles: dict[str, bytes], size: int) -> Node:
    """Return a reader of nodes through tiles that somebody else serves."""

    def tile(level: int, index: int) -> bytes:
        return tiles[tile_path(level, index, min(TILE_WIDTH, size // TILE_WIDTH**level - index * TILE_WIDTH))]

    def leaf(index: int) -> bytes:
        raise Truncated(f"no leaf {index}")

    return node_reader(tile, leaf, size)


@pytest.mark.parametrize("size", SIZES)
def test_we_build_the_tree_that_go_builds_and_read_through_its_tiles(go, size):
    built = go("build", entries=ENTRIES[:size])
    tiles = {path: base64.b64decode(data) for path, data in built["tiles"].items()}
    assert built["root"] == written(root(size))
    assert tiles_over(size).items() <= tiles.items()
    node = through(tiles, size)
    assert root_from_nodes(size, node) == root(size)
    for index in {0, size // 3, size - 1}:
        verify_inclusion(LEAVES[index], index, size, inclusion_proof(index, size, node), root(size))


@pytest.mark.parametrize("size", SIZES[1:])
def test_we_refuse_tiles_of_go_that_were_changed(go, size):
    tiles = {path: base64.b64decode(data) for path, data in go("build", entries=ENTRIES[:size])["tiles"].items()}
    first = tile_path(0, 0, min(size, TILE_WIDTH))
    with pytest.raises(Malformed):
        inclusion_proof(0, size, through(tiles | {first: tiles[first][:-1]}, size))
    proof = inclusion_proof(0, size, through(tiles | {first: tiles[first][:32] + bytes(32) + tiles[first][64:]}, size))
    with pytest.raises(NotIncluded):
        verify_inclusion(LEAVES[0], 0, size, proof, root(size))


@pytest.mark.parametrize("size", SIZES)
def test_we_accept_the_proofs_of_go_and_refuse_them_changed(go, size):
    for index in {0, size // 3, size - 1}:
        proof = unwritten(go("prove-record", entries=ENTRIES[:size], size=size, index=index).get("hashes"))
        assert proof == inclusion_proof(index, size, NODE)
        verify_inclusion(LEAVES[index], index, size, proof, root(size))
        with pytest.raises(NotIncluded):
            verify_inclusion(LEAVES[index], index, size, [*proof[:-1], bytes(32)], root(size))
    for old in {1, size // 2 or 1, size}:
        proof = unwritten(go("prove-tree", entries=ENTRIES[:size], size=size, old=old).get("hashes"))
        verify_consistency(old, size, proof, root(old), root(size))
        with pytest.raises(NotConsistent):
            verify_consistency(old, size, [*proof[:-1], bytes(32)], root(old), root(size))


def test_a_house_follows_a_log_that_go_keeps(go):
    """Its key, its signature, its tree and its proofs are all Go's."""
    key = go("key", origin=ORIGIN)

    def keys(origin: str, size: int) -> list[Any]:
        return [parse_vkey(key["vkey"])]

    def checkpoint(size: int) -> str:
        text = f"{ORIGIN}\n{size}\n{go('build', entries=ENTRIES[:size])['root']}\n"
        return go("sign", text=text, skeys=[key["skey"]])["note"]

    class OfGo(Offering):
        def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
            return unwritten(go("prove-tree", entries=self.raws[:new], size=new, old=old).get("hashes"))

    held = Memory(ENTRIES[:100], checkpoint(100))
    outcome = follow(ORIGIN, held=held, source=OfGo(ENTRIES[:300], checkpoint(300)), verifiers=keys)
    assert isinstance(outcome, Grown)
    assert (outcome.first, list(outcome.raws)) == (100, ENTRIES[100:300])
    assert open_checkpoint(outcome.note, origin=ORIGIN, verifiers=keys(ORIGIN, 300)).root == root(300)
    swapped = OfGo([*ENTRIES[:200], b"other", *ENTRIES[201:300]], checkpoint(300))
    assert isinstance(follow(ORIGIN, held=held, source=swapped, verifiers=keys), Refused)
