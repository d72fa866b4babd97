"""An age file locked by a passphrase that is stretched once: age itself chooses a work of seconds, and it can be less.

Implements C2SP age: the header, the scrypt recipient stanza, the payload, the ASCII armor.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import textwrap

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 1
"""Work factor: the logarithm of scrypt's N."""


def locked(content: str, passphrase: str) -> str:
    """Return a text as `age --encrypt --armor --passphrase` would, with next to no work."""
    file_key, salt, nonce = os.urandom(16), os.urandom(16), os.urandom(16)
    stretched = b"age-encryption.org/v1/scrypt" + salt
    wrapping = hashlib.scrypt(passphrase.encode(), salt=stretched, n=1 << WORK, r=8, p=1, dklen=32)
    body = ChaCha20Poly1305(wrapping).encrypt(b"\0" * 12, file_key, None)
    header = f"age-encryption.org/v1\n-> scrypt {bare(salt)} {WORK}\n{bare(body)}\n---".encode()
    mac = hmac.digest(derived(file_key, b"", b"header"), header, "sha256")
    payload = ChaCha20Poly1305(derived(file_key, nonce, b"payload"))
    whole = header + f" {bare(mac)}\n".encode() + nonce + payload.encrypt(b"\0" * 11 + b"\1", content.encode(), None)
    lines = textwrap.wrap(base64.b64encode(whole).decode(), 64)
    return "\n".join(["-----BEGIN AGE ENCRYPTED FILE-----", *lines, "-----END AGE ENCRYPTED FILE-----", ""])


def bare(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")


def derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)
