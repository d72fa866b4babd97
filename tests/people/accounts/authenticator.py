"""A passkey without a device: it makes keys for a site and signs in with them, as WebAuthn level 2 says."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

FLAG = AuthenticatorData.FLAG


class SoftwareAuthenticator:
    """One key for one site; `verifies` says whether it asks for a code or a finger first."""

    def __init__(self, origin: str, *, verifies: bool = True) -> None:
        self.origin = origin
        self.secret = ec.generate_private_key(ec.SECP256R1())
        self.name = os.urandom(32)
        self.user = b""
        self.count = 0
        self.flags = FLAG.UP | (FLAG.UV if verifies else FLAG(0))

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return what a browser sends when a passkey is made."""
        wanted = options["publicKey"]
        self.user = websafe_decode(wanted["user"]["id"])
        key = AttestedCredentialData.create(
            Aaguid.NONE, self.name, ES256.from_cryptography_key(self.secret.public_key())
        )
        data = AuthenticatorData.create(_hash(wanted["rp"]["id"]), self.flags | FLAG.AT, self.count, bytes(key))
        seen = self._seen("webauthn.create", wanted["challenge"])
        made = {
            "clientDataJSON": websafe_encode(seen),
            "attestationObject": websafe_encode(_plain(data)),
            "transports": [],
        }
        return self._sent({**made, "transports": []}) | {"clientExtensionResults": {"credProps": {"rk": True}}}

    def get(self, options: dict[str, Any], *, origin: str = "") -> dict[str, Any]:
        """Return what a browser sends when a passkey signs in; `origin` where a false site asks."""
        wanted, self.count = options["publicKey"], self.count + 1
        data = AuthenticatorData.create(_hash(wanted["rpId"]), self.flags, self.count)
        seen = self._seen("webauthn.get", wanted["challenge"], origin=origin)
        signature = self.secret.sign(bytes(data) + hashlib.sha256(seen).digest(), ec.ECDSA(SHA256()))
        signed = {
            "clientDataJSON": seen,
            "authenticatorData": bytes(data),
            "signature": signature,
            "userHandle": self.user,
        }
        return self._sent({name: websafe_encode(value) for name, value in signed.items()})

    def _seen(self, kind: str, challenge: str, *, origin: str = "") -> bytes:
        seen = {"type": kind, "challenge": challenge, "origin": origin or self.origin, "crossOrigin": False}
        return json.dumps(seen).encode()

    def _sent(self, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.name)
        return {"type": "public-key", "id": name, "rawId": name, "response": response, "clientExtensionResults": {}}


def _plain(data: AuthenticatorData) -> bytes:
    return bytes(AttestationObject.create("none", data, {}))


def _hash(site: str) -> bytes:
    return hashlib.sha256(site.encode()).digest()
