"""A badge cannot say by which algorithm it is to be believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from answerable.people.training.errors import BadgeRefused, NotABadge
from tests.people.training.test_badges import COAST, checked, exported, keyring, people

__all__ = ["keyring", "people"]


def with_head(token: str, **changes: object) -> tuple[str, str]:
    """Return head and body of a badge whose head says otherwise."""
    head, body, _signature = token.split(".")
    said = json.loads(jwt.utils.base64url_decode(head)) | changes
    return jwt.utils.base64url_encode(json.dumps(said).encode()).decode(), body


@pytest.mark.parametrize("name", ["none", "None", "NONE", ""])
def test_a_badge_that_asks_for_no_signature_is_refused(people, keyring, name):
    head, body = with_head(exported(people, keyring), alg=name)
    for signature in ("", "AA"):
        with pytest.raises((BadgeRefused, NotABadge)):
            checked(f"{head}.{body}.{signature}", people)


@pytest.mark.parametrize("form", ["raw", "pem"])
def test_a_public_key_is_not_taken_for_a_shared_secret(people, keyring, form):
    """The signature is right by HMAC under the public key, which everybody has."""
    public = keyring.verifier(COAST).public_key
    secrets = {
        "raw": public.public_bytes_raw(),
        "pem": public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    }
    head, body = with_head(exported(people, keyring), alg="HS256")
    made = hmac.new(secrets[form], f"{head}.{body}".encode(), hashlib.sha256).digest()
    signature = base64.urlsafe_b64encode(made).rstrip(b"=").decode()
    with pytest.raises((BadgeRefused, NotABadge)):
        checked(f"{head}.{body}.{signature}", people)
