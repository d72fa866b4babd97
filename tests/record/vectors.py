"""The vectors in `tests/vectors`, and the keys that they are made with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.record.cosignature import Algorithm, Cosigner
from answerable.record.note import Verifier, generate

VECTORS = Path(__file__).parents[1] / "vectors"
ORIGIN = "harbour.example/coast"
COAST = generate(ORIGIN, seed=bytes([1]) * 32)
NORTH = generate("harbour.example/north", seed=bytes([2]) * 32)
W2 = Cosigner("witness.example/w2", Algorithm.ED25519, bytes([5]) * 32)
W3 = Cosigner("witness.example/w3", Algorithm.ML_DSA_44, bytes([6]) * 32)
COSIGNED_AT = 1767600000
RAWS = [
    bytes.fromhex(entry)
    for entry in json.loads((VECTORS / "foreign/certificate-transparency.json").read_text())["entries"]
]


def read(name: str) -> bytes:
    """Return the bytes of a vector."""
    return (VECTORS / name).read_bytes()


def keys(origin: str, size: int) -> list[Verifier]:
    """Return the keys of the logs that the reader knows."""
    return [signer.verifier() for signer in (COAST, NORTH) if signer.name == origin]


def cases(kind: str) -> list[object]:
    """Return what must be refused: path and error of each."""
    return [
        pytest.param(VECTORS / folder / case["file"], case["error"], id=f"{folder}: {case['what']}")
        for folder in ("tampered", "truncated", "foreign")
        for case in json.loads((VECTORS / folder / "cases.json").read_text())
        if case["kind"] == kind
    ]
