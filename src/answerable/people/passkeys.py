"""Registering a passkey for signing (WebAuthn level 2, section 7.1). Attestation is not asked for.

The passkey stays in its device; what the log gets is its public key, what this installation keeps is the name by which
the browser finds it again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from fido2 import cbor
from fido2.cose import ES256, RS256, EdDSA
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from answerable.people.errors import PeopleError
from answerable.people.signing import read_client
from answerable.record.note import to_base64

ALGORITHMS = frozenset({ES256.ALGORITHM, EdDSA.ALGORITHM, RS256.ALGORITHM})
"""Algorithms asked for (RFC 9053): what devices in use have, and every verifier knows."""


class NotRegistered(PeopleError):
    """The browser's answer is no new passkey for this site and this challenge."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey just made: its public COSE key in base64, and its credential id in base64url."""

    public: str
    credential: str


class _Response(msgspec.Struct, frozen=True):
    """What the browser and the device made; base64url."""

    client: str = msgspec.field(name="clientDataJSON")
    attestation: str = msgspec.field(name="attestationObject")


class _Answer(msgspec.Struct, frozen=True):
    """A registration response (WebAuthn level 2, section 5.1), without what is not needed."""

    id: str
    raw_id: str = msgspec.field(name="rawId")
    type: str
    response: _Response


def begin_registration(site: str, person: str, credentials: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return what the browser is asked to make, as JSON, and what `complete_registration` needs."""
    options, state = _server(site).register_begin(
        PublicKeyCredentialUserEntity(id=person.encode(), name=person, display_name=person),
        credentials=[
            PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=websafe_decode(each))
            for each in credentials
        ],
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.dumps(dict(options)["publicKey"]), state


def complete_registration(site: str, state: dict[str, Any] | None, answer: str) -> Registered:
    """Return the passkey in a browser's answer, which is a registration response in JSON.

    Raises:
        NotRegistered: none was begun, or the answer is not one to it.
    """
    if not (site and state):
        raise NotRegistered("expected a registration that has begun, found none")
    try:
        read = msgspec.json.decode(answer, type=_Answer)
        read_client(websafe_decode(read.response.client))
        made = _server(site).register_complete(state, msgspec.to_builtins(read)).credential_data
    except (
        msgspec.MsgspecError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise NotRegistered(f"expected a registration response for {site}, found another: {error}") from error
    if made is None or made.public_key[3] not in ALGORITHMS:
        raise NotRegistered("expected a key by one of the algorithms that were asked for")
    public = to_base64(cbor.encode(dict(made.public_key)))
    return Registered(public=public, credential=websafe_encode(made.credential_id))


def _server(site: str) -> Fido2Server:
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=site, name="Answerable"), attestation=AttestationConveyancePreference.NONE
    )
    server.allowed_algorithms = [each for each in server.allowed_algorithms if each.alg in ALGORITHMS]
    return server
