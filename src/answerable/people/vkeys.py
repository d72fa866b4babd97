"""Public keys of logs and of roots as the record holds them: C2SP vkeys, read, and refused where they are weak.

A vkey has one spelling. One whose point has a small order is none: anybody can make signatures that fit it.
"""

from __future__ import annotations

from functools import lru_cache

from answerable.record.errors import Malformed
from answerable.record.note import Verifier, parse_vkey

SMALL_ORDER = frozenset(
    bytes.fromhex(each)
    for each in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        *(f"{first}{'ff' * 30}7f" for first in ("ec", "ed", "ee")),
    )
)
"""The points of Ed25519 whose order divides eight, without the bit of the sign, in each spelling (RFC 8032, section
5.1.3). OpenSSL takes them for keys, and anybody can make signatures that fit them."""


def is_weak(public: bytes) -> bool:
    """Tell whether 32 bytes are a point of small order, under which a signature proves nothing."""
    return bytes((*public[:-1], public[-1] & 0x7F)) in SMALL_ORDER


@lru_cache(maxsize=1024)
def verifier_of(vkey: str, *, name: str = "") -> Verifier:
    """Return the key that a vkey spells; with `name`, only if it is a key of that name.

    Raises:
        Malformed: it is none, is spelled in another way, is weak, or has another name.
    """
    verifier = parse_vkey(vkey)
    if verifier.vkey() != vkey:
        raise Malformed(f"key of {verifier.name}: expected {verifier.vkey()}, found another spelling")
    if is_weak(verifier.public):
        raise Malformed(f"key of {verifier.name}: expected one that only its holder signs with, found a weak point")
    if name and verifier.name != name:
        raise Malformed(f"expected a key named {name}, found one named {verifier.name}")
    return verifier
