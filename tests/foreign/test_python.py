"""The package aics-tlog, where a Python that has it can be found, verifies what we write, and we what it writes.

It needs Python 3.12, so it cannot be among our own packages. `TLOG_PYTHON` names such a Python:

    python3.12 -m venv other && other/bin/pip install aics-tlog && export TLOG_PYTHON=$PWD/other/bin/python
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from answerable.record.checkpoint import open_checkpoint
from answerable.record.cosignature import Algorithm, Cosigner, cosign, cosignatures, parse_cosigner, with_lines
from answerable.record.merkle import consistency_proof, inclusion_proof, leaf_hash
from tests.foreign.tiles import ENTRIES, LEAVES, NODE, root, tiles_over
from tests.record.vectors import COAST, COSIGNED_AT, ORIGIN, W2, read

OTHER = os.environ.get("TLOG_PYTHON", "")

pytestmark = pytest.mark.skipif(not OTHER, reason="TLOG_PYTHON names no Python 3.12 with aics-tlog")


def ask(act: str, **asked: Any) -> dict[str, Any]:
    """Return what the other Python answers."""
    command = [OTHER, "-I", str(Path(__file__).with_name("asked.py"))]
    request = json.dumps({"act": act} | asked)
    return json.loads(subprocess.run(command, input=request, capture_output=True, text=True, check=True).stdout)


def verified(note: bytes, *, quorum: int = 1) -> dict[str, Any]:
    written = base64.b64encode(note).decode()
    return ask("verify", note=written, log=COAST.verifier().vkey(), witnesses=[W2.key.vkey()], quorum=quorum)


def test_it_verifies_our_checkpoint_and_our_cosignature():
    found = verified(read("valid/checkpoint-8-cosigned.txt"))
    assert (found["ok"], found["size"], found["cosigned"]) == (True, 8, {W2.name: COSIGNED_AT})


@pytest.mark.parametrize("name", ["time", "bit", "moved"])
def test_it_refuses_a_cosignature_that_was_tampered_with(name):
    assert not verified(read(f"tampered/cosigned-{name}-ed25519.txt"))["ok"]
    assert not verified(read("valid/checkpoint-8.txt"))["ok"]


@pytest.mark.parametrize("size", [5, 256, 700])
def test_it_reads_our_tiles_and_verifies_our_proofs(size):
    old, index = size // 2, size // 3
    inclusion, consistency = inclusion_proof(index, size, NODE), consistency_proof(old, size, NODE)
    tiles = {path: base64.b64encode(data).decode() for path, data in tiles_over(size).items()}
    found = ask("prove", tiles=tiles, size=size, old=old, index=index)
    assert found["root"] == root(size).hex()
    assert [bytes.fromhex(step) for step in found["inclusion"]] == inclusion
    assert [bytes.fromhex(step) for step in found["consistency"]] == consistency
    asked = {
        "leaf": leaf_hash(ENTRIES[index]).hex(),
        "inclusion": [step.hex() for step in inclusion],
        "consistency": [step.hex() for step in consistency],
        "old_root": root(old).hex(),
        "root": root(size).hex(),
    }
    assert ask("check", size=size, old=old, index=index, **asked)["ok"]
    assert not ask("check", size=size, old=old, index=index, **(asked | {"leaf": LEAVES[index - 1].hex()}))["ok"]


def test_we_verify_what_it_signs_and_cosigns():
    asked = {"origin": ORIGIN, "size": 5, "root": root(5).hex(), "name": "witness.example/theirs", "at": 77}
    found = ask("sign", log=COAST.private.hex(), witness=(bytes([8]) * 32).hex(), **asked)
    assert open_checkpoint(found["note"], origin=ORIGIN, verifiers=[COAST.verifier()]).size == 5
    key = parse_cosigner(found["vkey"])
    assert [each.at for each in cosignatures(found["note"], [key])] == [77]
    same = Cosigner(key.name, Algorithm.ED25519, bytes([8]) * 32)
    assert with_lines(found["note"], [cosign(found["note"], same, at=77)]) == found["note"]
