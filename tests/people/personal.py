"""A key of their own for a person of the worked example, and signatures by it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from answerable.people.access import Reader
from answerable.people.entries import PersonKeyAdded
from answerable.people.saying import fact_of, prepare, say_prepared
from answerable.record.note import to_base64
from answerable.record.personal import Personal, message

LAPTOP = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
PUBLIC = to_base64(LAPTOP.public_key().public_bytes_raw())


def add_laptop(reader: Reader) -> None:
    """Put the key on record as the reader's first."""
    plain = {"person": reader.person, "key": "laptop", "type": "ed25519", "public": PUBLIC}
    say_prepared(prepare(PersonKeyAdded, plain, reader=reader, back="/"))


def signature(prepared, *, private: Ed25519PrivateKey = LAPTOP, key: str = "laptop") -> Personal:
    """Return the signature of the key under what is prepared."""
    return Personal(key=key, signature=to_base64(private.sign(message(fact_of(prepared)))))
