"""A passkey in software: what a browser and its device answer to `navigator.credentials.create` and `.get`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from answerable.record.note import to_base64
from answerable.record.personal import Personal

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Passkey:
    """One passkey for one site."""

    site: str = "testserver"
    credential: bytes = b"passkey"
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def public(self) -> str:
        """Return the COSE key in base64, as it stands in the log."""
        return to_base64(cbor.encode(dict(self._cose())))

    def sign(
        self,
        challenge: bytes,
        *,
        key: str = "phone",
        kind: str = "webauthn.get",
        origin: str = "",
        site: str = "",
        flags: int = PRESENT | VERIFIED,
    ) -> Personal:
        """Return an assertion over `challenge`; what differs from the right one is named."""
        client = CollectedClientData.create(kind, challenge, origin or f"https://{self.site}")
        data = AuthenticatorData.create(sha256((site or self.site).encode()).digest(), flags, 7)
        signed = self.private.sign(bytes(data) + client.hash, ec.ECDSA(hashes.SHA256()))
        return Personal(
            key=key, signature=to_base64(signed), authenticator=to_base64(bytes(data)), client=to_base64(bytes(client))
        )

    def register(self, options: str, *, origin: str = "") -> str:
        """Return the browser's answer to the options of a registration, as JSON."""
        asked = json.loads(options)
        challenge = websafe_decode(asked["challenge"])
        client = CollectedClientData.create("webauthn.create", challenge, origin or f"https://{self.site}")
        made = AttestedCredentialData.create(b"\0" * 16, self.credential, self._cose())
        flags = PRESENT | VERIFIED | ATTESTED
        data = AuthenticatorData.create(sha256(self.site.encode()).digest(), flags, 0, made)
        attestation = AttestationObject.create("none", data, {})
        name = websafe_encode(self.credential)
        response = {"clientDataJSON": client.b64, "attestationObject": websafe_encode(bytes(attestation))}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _cose(self) -> ES256:
        return ES256.from_cryptography_key(self.private.public_key())
