"""A time that an authority vouches for: its signature over a digest, checked without asking anybody.

Implements RFC 3161, as the one who asks (2.2, 2.4) and the one who checks (2.3, 2.4.2). Rules:
  - What is stamped is a SHA-256: the authority learns a digest, nothing else.
  - An answer is checked before it is kept: status, digest, nonce, policy of the key (timeStamping, critical), and the
    chain of certificates up to a root that we hold. A stamp that does not hold is an error, never "no stamp".
  - Checked again later, offline: certificates must have been valid at the time that is stamped. Whether one was revoked
    cannot be known offline and is not looked up.
  - An authority that fails is an error too: whoever asked stores why there is no stamp, and shows it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from rfc3161_client import (
    TimeStampResponse,
    VerifierBuilder,
    decode_timestamp_response,
)

from answerable.record.errors import NotStamped
from answerable.record.stamping.encoding import in_order, time_stamp_request

SHA256 = "2.16.840.1.101.3.4.2.1"
"""The identifier of SHA-256 (NIST, Computer Security Objects Register)."""

NONCE_BITS = 63
"""A nonce of this many bits fills the eight bytes that it has in a request, and is not negative."""

STATUSES = ("granted", "granted with changes", "rejection", "waiting", "revocation warning", "revocation")
"""PKIStatus, in the order of its numbers (RFC 3161, 2.4.2)."""

Authority = Callable[[bytes], bytes]
"""Takes a request to an authority and gives its answer, both in DER; raises NotStamped."""


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """What an authority vouches for.

    Attributes:
        at: The time.
        serial: The number of the stamp, among those of the authority; as text, for it may have 160 bits.
        policy: The policy under which it was given, an object identifier.
        authority: The name in the authority's certificate (RFC 4514).
        certificate: SHA-256, in hex, of that certificate.
    """

    at: datetime
    serial: str
    policy: str
    authority: str
    certificate: str


def request(digest: str, *, nonce: int) -> bytes:
    """Return the request for a stamp of a digest, in DER; the authority is asked for its certificates too.

    Raises:
        NotStamped: it is no SHA-256, or the nonce has more than `NONCE_BITS`.
    """
    if not 0 <= nonce < 1 << NONCE_BITS:
        raise NotStamped(f"expected a nonce of {NONCE_BITS} bits, found {nonce}")
    return time_stamp_request(_digest(digest), nonce)


def stamp(digest: str, *, authority: Authority, roots: Sequence[x509.Certificate], nonce: int) -> bytes:
    """Have an authority stamp a digest, and return its answer in DER, after checking it.

    Args:
        digest: SHA-256, in hex.
        authority: Where to ask.
        roots: Certificates that we hold for true.
        nonce: A random number of `NONCE_BITS`, new for each request: an old answer is told from it.

    Raises:
        NotStamped: the authority failed, or its answer does not hold.
    """
    token = authority(request(digest, nonce=nonce))
    response = _response(token)
    _check_imprint(response, digest)
    if response.tst_info.nonce != nonce:
        raise NotStamped(f"expected a stamp with the nonce {nonce}, found {response.tst_info.nonce}")
    verify(token, digest, roots=roots)
    return token


def verify(token: bytes, digest: str, *, roots: Sequence[x509.Certificate]) -> Stamped:
    """Return what an authority vouches for, after checking its answer; nobody is asked.

    Raises:
        NotStamped: it is no stamp, or of something else, or of an authority that the roots do not lead to, or it was
            altered; the message says what was expected and found.
    """
    response = _response(token)
    _check_imprint(response, digest)
    if not roots:
        raise NotStamped("expected a root certificate to check a stamp by, found none")
    builder = VerifierBuilder(roots=list(roots))
    try:
        signer = _signer(response)
        builder.build().verify(response, _digest(digest))
    except Exception as error:  # an altered certificate makes its parser raise many kinds
        names = "; ".join(root.subject.rfc4514_string() for root in roots)
        raise NotStamped(f"expected a stamp that leads to a root we hold ({names}), found: {error}") from error
    return _stamped(response, signer)


def read_token(token: bytes, digest: str) -> Stamped:
    """Return what an answer says of a digest: when, and by whom. Whether a root leads to its signer is not asked.

    For a question that has one answer everywhere: which roots are held for true, each house decides for itself.

    Raises:
        NotStamped: it is no stamp, or one of something else.
    """
    response = _response(token)
    _check_imprint(response, digest)
    try:
        return _stamped(response, _signer(response))
    except Exception as error:  # an altered certificate makes its parser raise many kinds
        raise NotStamped(f"expected a stamp with the certificate of its signer, found: {error}") from error


def roots_in(folder: Path) -> tuple[x509.Certificate, ...]:
    """Return the certificates in a folder: every one in its files *.pem and *.crt, by their names.

    Raises:
        NotStamped: there are none, or a file holds something else.
    """
    found: list[x509.Certificate] = []
    for path in sorted(path for path in folder.glob("*") if path.suffix in {".pem", ".crt"}):
        try:
            found += x509.load_pem_x509_certificates(path.read_bytes())
        except (OSError, ValueError) as error:
            raise NotStamped(f"expected certificates in PEM in {path}, found: {error}") from error
    if not found:
        raise NotStamped(f"expected root certificates in {folder} (*.pem, *.crt), found none")
    return tuple(found)


def _response(token: bytes) -> TimeStampResponse:
    try:
        response = decode_timestamp_response(in_order(token))
    except ValueError as error:
        raise NotStamped(f"expected the answer of a time-stamping authority, found other bytes: {error}") from error
    if response.status != 0:
        known = STATUSES[response.status] if 0 <= response.status < len(STATUSES) else "unknown"
        said = "; ".join(response.status_string)
        raise NotStamped(f"expected a stamp granted, found status {response.status} ({known}) {said}".rstrip())
    return response


def _check_imprint(response: TimeStampResponse, digest: str) -> None:
    try:
        imprint = response.tst_info.message_imprint
        algorithm, found = imprint.hash_algorithm.dotted_string, imprint.message
    except ValueError as error:
        raise NotStamped(f"expected a stamp in the answer of an authority, found: {error}") from error
    if algorithm != SHA256:
        raise NotStamped(f"expected a stamp of a SHA-256 ({SHA256}), found the algorithm {algorithm}")
    if found != _digest(digest):
        raise NotStamped(f"expected a stamp of {digest}, found one of {found.hex()}")


def _stamped(response: TimeStampResponse, signer: x509.Certificate) -> Stamped:
    return Stamped(
        at=response.tst_info.gen_time.astimezone(UTC),
        serial=str(response.tst_info.serial_number),
        policy=response.tst_info.policy.dotted_string,
        authority=signer.subject.rfc4514_string(),
        certificate=hashlib.sha256(signer.public_bytes(Encoding.DER)).hexdigest(),
    )


def _signer(response: TimeStampResponse) -> x509.Certificate:
    """Return the certificate of the key that signed: the one that the signature itself names."""
    (info,) = response.signed_data.signer_infos
    certificates = [x509.load_der_x509_certificate(content) for content in response.signed_data.certificates]
    named = [one for one in certificates if (one.issuer, one.serial_number) == (info.issuer, info.serial_number)]
    if len(named) != 1:  # a forged twin could lend its name, or its purpose, to the one whose key signed
        raise ValueError(f"{len(named)} certificates that the signature names, expected one")
    return named[0]


def _digest(digest: str) -> bytes:
    try:
        content = bytes.fromhex(digest)
    except ValueError:
        content = b""
    if len(content) != hashlib.sha256().digest_size:
        raise NotStamped(f"expected a SHA-256 in hex, found {digest!r}")
    return content
