"""A log of somebody who has none of our programs: the formats of C2SP once more, with SHA-256 and Ed25519 alone.

From C2SP signed-note, tlog-checkpoint, tlog-witness, tlog-mirror and tlog-cosignature, and RFC 9162, section 2.1.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import subprocess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def leaf(raw: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + raw).digest()


def tree(leaves: list[bytes]) -> bytes:
    """Return the root over leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = _split(len(leaves))
    return hashlib.sha256(b"\x01" + tree(leaves[:split]) + tree(leaves[split:])).digest()


def consistency(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """Return the proof that the tree over leaves continues the one over the first `old` (SUBPROOF)."""
    if old == len(leaves):
        return [] if whole else [tree(leaves)]
    split = _split(len(leaves))
    if old <= split:
        return [*consistency(old, leaves[:split], whole=whole), tree(leaves[split:])]
    return [*consistency(old - split, leaves[split:], whole=False), tree(leaves[:split])]


class Log:
    """A log: its name, its key, and its entries."""

    def __init__(self, name: str, seed: bytes, raws: list[bytes]) -> None:
        self.name, self.key, self.raws = name, Ed25519PrivateKey.from_private_bytes(seed), raws

    @property
    def vkey(self) -> str:
        public = b"\x01" + self.key.public_key().public_bytes_raw()
        return f"{self.name}+{self._hash().hex()}+{base64.b64encode(public).decode()}"

    def _hash(self) -> bytes:
        public = b"\x01" + self.key.public_key().public_bytes_raw()
        return hashlib.sha256(self.name.encode() + b"\n" + public).digest()[:4]

    def checkpoint(self, size: int) -> str:
        """Return the signed checkpoint of the first entries."""
        root = base64.b64encode(tree([leaf(raw) for raw in self.raws[:size]])).decode()
        text = f"{self.name}\n{size}\n{root}\n"
        signature = base64.b64encode(self._hash() + self.key.sign(text.encode())).decode()
        return f"{text}\n— {self.name} {signature}\n"

    def add_checkpoint(self, old: int, size: int) -> bytes:
        """Return the body of a request to cosign."""
        steps = consistency(old, [leaf(raw) for raw in self.raws[:size]]) if 0 < old < size else []
        proof = "".join(f"{base64.b64encode(step).decode()}\n" for step in steps)
        return f"old {old}\n{proof}\n{self.checkpoint(size)}".encode()

    def add_entries(self, start: int, size: int) -> bytes:
        """Return the body of a request that brings fewer than 256 entries: one package, from the first entry on."""
        name = self.name.encode()
        head = struct.pack(">H", len(name)) + name + struct.pack(">QQH", start, size, 0)
        entries = b"".join(struct.pack(">H", len(raw)) + raw for raw in self.raws[start:size])
        return head + entries + b"\x00"


def post(address: str, body: bytes, place: Path, *more: str) -> tuple[int, bytes]:
    """Return status and body of the answer that curl gets."""
    sent, got = place / "sent", place / "got"
    sent.write_bytes(body)
    words = ["-H", "Connection: close", "-o", str(got), "-w", "%{http_code}", "--data-binary", f"@{sent}", *more]
    done = subprocess.run(["curl", "-s", *words, address], capture_output=True, text=True, check=True, timeout=60)
    return int(done.stdout), got.read_bytes()


def cosigned_at(note: str, answer: bytes, vkey: str) -> int:
    """Return the time of the Ed25519 cosignature in an answer by a key, checked (C2SP tlog-cosignature)."""
    name, hashed, key = vkey.split("+", 2)
    for line in answer.decode().splitlines():
        dash, by, signature = line.split(" ")
        signed = base64.b64decode(signature)
        if (dash, by, signed[:4].hex()) == ("—", name, hashed):
            time = int.from_bytes(signed[4:12], "big")
            text = f"cosignature/v1\ntime {time}\n{note.partition(chr(10) * 2)[0]}\n"
            public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key)[1:])
            public.verify(signed[12:], text.encode())
            return time
    raise AssertionError(f"expected a cosignature by {name}, found {answer!r}")


def _split(count: int) -> int:
    return 1 << (count - 1).bit_length() - 1
