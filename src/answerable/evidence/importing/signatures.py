"""Who signed a WACZ, and what that is worth.

Implements "WACZ Signing and Verification" 0.1.0 (Webrecorder): an anonymous signature by a key that stands in the file,
and one by the key of a host's certificate with a timestamp over it. Rules:
  - A signature that does not hold refuses the archive; one that holds, by somebody who is not known here, does not: it
    says so.
  - Nobody is asked. A timestamp is held against the certificates that the caller holds for true; a host's certificate
    against the authorities of this machine, at the time that is stamped. Without such a stamp no host is trusted.
  - Signatures are ECDSA over the text of the digest, in DER as servers write them or as two numbers, as browsers do.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import ssl
import warnings
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import verification

from answerable.evidence.errors import DamagedArchive
from answerable.evidence.importing.found import Signed
from answerable.record.errors import NotStamped
from answerable.record.stamping.stamps import read_token, verify

NEAR = timedelta(minutes=10)
"""How far apart a signature and its timestamp may be (section "Domain-Name Identity + Timestamp Validation", 6)."""

UNFIT = (
    ValueError,
    UnsupportedAlgorithm,
    CryptographyDeprecationWarning,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
"""What the library says of certificates that are not made as they must be."""

Roots = Sequence[x509.Certificate]


class SignedData(
    msgspec.Struct, rename={"public_key": "publicKey", "certificates": "domainCert", "stamp": "timeSignature"}
):
    """The structure that a package's digest file carries."""

    hash: str
    signature: str
    created: str = ""
    software: str = ""
    version: str = ""
    public_key: str = ""
    domain: str = ""
    certificates: str = ""
    stamp: str = ""


def signed(said: Any, digest: str, *, trusted: Roots = (), stampers: Roots = ()) -> Signed:
    """Return who signed a digest.

    Args:
        said: The `signedData` of a package.
        digest: "sha256:" and the SHA-256 of what was signed, in hex, as it was measured.
        trusted: Certificates of authorities for hosts that are held for true.
        stampers: Certificates of time-stamping authorities that are held for true.

    Raises:
        DamagedArchive: the signature is over something else, does not hold, or cannot be read.
    """
    try:
        data = msgspec.convert(said, SignedData)
    except msgspec.ValidationError as error:
        raise DamagedArchive(f"expected a signature as WACZ writes it, found: {error}") from error
    if data.hash.removeprefix("sha256:") != digest.removeprefix("sha256:"):
        raise DamagedArchive(f"expected a signature over {digest}, found one over {data.hash[:80]}")
    if data.certificates:
        return _by_host(data, trusted, stampers)
    if data.public_key:
        return _by_key(data)
    raise DamagedArchive("expected a signature with its key or its certificate, found neither")


@cache
def machine_roots() -> tuple[x509.Certificate, ...]:
    """Return the authorities that this machine trusts for hosts; those that are not made as they must be are left."""
    found = []
    for der in ssl.create_default_context().get_ca_certs(binary_form=True):
        with warnings.catch_warnings():
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            with suppress(ValueError, CryptographyDeprecationWarning):
                found.append(x509.load_der_x509_certificate(der))
    return tuple(found)


def _by_key(data: SignedData) -> Signed:
    der = _bytes(data.public_key, "a public key")
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise DamagedArchive(f"expected a public key in DER, found: {error}") from error
    _check(key, data)
    by = hashlib.sha256(der).hexdigest()
    remark = "the signer is known by this key alone: compare it with one that its owner gave you"
    created = _moment(data.created)
    return Signed(by=by, named=False, trusted=False, created=created, software=_tool(data), remarks=(remark,))


def _by_host(data: SignedData, trusted: Roots, stampers: Roots) -> Signed:
    chain, key, names = _certified(data.certificates)
    _check(key, data)
    if data.domain not in names:
        raise DamagedArchive(f"expected the certificate of {data.domain!r}, found one of {', '.join(names)}")
    created = _moment(data.created)
    remarks: list[str] = []
    stamped = _stamped(data, created, stampers, remarks)
    why = _untrusted(chain, data.domain, stamped, trusted)
    remarks += [f"its certificate leads to no authority that is trusted here: {why}"] if why else []
    return Signed(
        by=data.domain,
        named=True,
        trusted=not why,
        created=created,
        stamped=stamped,
        software=_tool(data),
        remarks=tuple(remarks),
    )


def _certified(text: str) -> tuple[list[x509.Certificate], Any, list[str]]:
    """Return the certificates of a host, the first's key, and the names that it is for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            chain = x509.load_pem_x509_certificates(text.encode())
            return chain, chain[0].public_key(), _names(chain[0])
        except UNFIT as error:
            raise DamagedArchive(f"expected certificates in PEM, found: {error}") from error


def _check(key: Any, data: SignedData) -> None:
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise DamagedArchive(f"expected a key for ECDSA, found {type(key).__name__}")
    signature = _bytes(data.signature, "a signature")
    width = (key.curve.key_size + 7) // 8
    if len(signature) == 2 * width:
        numbers = int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big")
        signature = utils.encode_dss_signature(*numbers)
    try:
        key.verify(signature, data.hash.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature as error:
        raise DamagedArchive(
            "expected a signature that holds, found one that does not: the archive was altered"
        ) from error


def _untrusted(chain: list[x509.Certificate], domain: str, at: datetime | None, trusted: Roots) -> str:
    """Return why a certificate is not trusted here, or "" where it is; `at` is when somebody known saw the signature.

    When it was made is only said: whoever got hold of the key of a host that is long gone can say any time.
    """
    if not trusted or at is None:
        return "no authorities are at hand" if not trusted else "nobody known here vouches for when it was signed"
    try:
        builder = verification.PolicyBuilder().store(verification.Store(list(trusted))).time(at)
        builder.build_server_verifier(x509.DNSName(domain)).verify(chain[0], chain[1:])
    except (verification.VerificationError, *UNFIT) as error:
        return str(error)[:300]
    return ""


def _stamped(data: SignedData, created: datetime | None, stampers: Roots, remarks: list[str]) -> datetime | None:
    """Return when a signature was stamped, if by an authority that is known; a stamp of something else is damage."""
    if not data.stamp:
        remarks.append("no time-stamping authority vouches for its time")
        return None
    token, digest = _bytes(data.stamp, "a timestamp"), hashlib.sha256(data.signature.encode()).hexdigest()
    try:
        told = read_token(token, digest)
    except NotStamped as error:
        raise DamagedArchive(f"expected a timestamp over the signature, found: {error}") from error
    if created is None or abs(told.at - created) > NEAR:
        raise DamagedArchive(
            f"expected a signature made within {NEAR} of its timestamp {told.at}, found {data.created!r}"
        )
    try:
        return verify(token, digest, roots=stampers).at
    except NotStamped:
        remarks.append(f"its timestamp of {told.at.isoformat()} is by {told.authority}, which is not known here")
        return None


def _names(certificate: x509.Certificate) -> list[str]:
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return []
    return found.get_values_for_type(x509.DNSName)


def _bytes(text: str, what: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DamagedArchive(f"expected {what} in base64, found: {error}") from error


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _tool(data: SignedData) -> str:
    return " ".join(f"{data.software} {data.version}".split())[:200]
