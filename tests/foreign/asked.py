"""Run by another Python, one that has the package aics-tlog: what that package makes of a request in JSON.

Nothing of ours is imported here. See `test_python.py`.
"""

import base64
import json
import sys

from aics_tlog import checkpoint, cosign, note, tiles, tree
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def verify(asked):
    """Hold a checkpoint against the key of its log and a quorum of witnesses."""
    found = checkpoint.verify_checkpoint(
        note.parse_note(base64.b64decode(asked["note"])),
        note.parse_vkey(asked["log"]),
        [note.parse_vkey(vkey) for vkey in asked["witnesses"]],
        asked["quorum"],
    )
    return {"ok": found.ok, "size": found.size, "cosigned": found.timestamps}


def prove(asked):
    """Read our tiles: the root, and two proofs."""
    reader = tiles.MemoryTileReader({path: base64.b64decode(data) for path, data in asked["tiles"].items()})
    size, old, index = asked["size"], asked["old"], asked["index"]
    inclusion = tiles.inclusion_proof_from_tiles(reader, index, size)
    consistency = tiles.consistency_proof_from_tiles(reader, old, size)
    return {
        "root": tiles.tree_root_from_tiles(reader, size).hex(),
        "inclusion": [step.hex() for step in inclusion],
        "consistency": [step.hex() for step in consistency],
    }


def check(asked):
    """Verify our proofs."""
    inclusion, consistency = ([bytes.fromhex(step) for step in asked[name]] for name in ("inclusion", "consistency"))
    leaf, old_root, root = (bytes.fromhex(asked[name]) for name in ("leaf", "old_root", "root"))
    included = tree.verify_inclusion(leaf, asked["index"], asked["size"], inclusion, root)
    return {"ok": included and tree.verify_consistency(asked["old"], asked["size"], old_root, root, consistency)}


def sign(asked):
    """Sign a checkpoint and cosign it."""
    log, witness = (Ed25519PrivateKey.from_private_bytes(bytes.fromhex(asked[name])) for name in ("log", "witness"))
    said = checkpoint.Checkpoint(asked["origin"], asked["size"], bytes.fromhex(asked["root"]))
    signed = checkpoint.sign_checkpoint(said, log, said.origin)
    _, line = cosign.sign_cosignature(witness, asked["name"], asked["at"], said.origin, said.size, said.root)
    both = note.Note(signed.text, (*signed.signatures, line))
    vkey = note.format_vkey(cosign.cosignature_vkey(asked["name"], witness.public_key()))
    return {"note": both.serialise(), "vkey": vkey}


request = json.load(sys.stdin)
json.dump({"verify": verify, "prove": prove, "check": check, "sign": sign}[request["act"]](request), sys.stdout)
