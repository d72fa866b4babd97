"""Who asks: a request signed with the key of the asking house's log.

Rules:
  - Signed is a text of seven lines: what it is, the method, the path with its query from ``/house/`` on, the SHA-256 of
    the body, the time in Unix seconds, a nonce, and the origin of the house that is asked. So a signature is good for
    one request to one house; no note of a log begins so.
  - It stands in the field ``Authorization`` (RFC 9110, section 11.6.2), under the scheme ``Answerable``.
  - A time more than `APART` seconds from the clock here is refused with the time here, so that a house whose clock is
    days away can sign again for ours. A nonce counts once, and is kept until no request of its time counts any more.
  - A house is known by what the operator named: nobody else's request is answered.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote, unquote

import msgspec
from django.db import IntegrityError, transaction

from answerable.houses.errors import NotSigned, Replayed, WrongTime
from answerable.houses.knowing import keys_now
from answerable.houses.tables import Heard, Peer
from answerable.record.errors import RecordError
from answerable.record.log import size_of
from answerable.record.note import Signer, from_base64, to_base64

APART = 300
"""Seconds that the clocks of two houses may differ; chosen by hand, as long as tokens commonly hold."""

KEPT = 2 * APART
"""Seconds for which a nonce is kept: after them its time is refused anyway."""

NONCE_BYTES = 16

PREFIX = "/house/"
"""Where the addresses begin that houses ask for, whatever stands before it on a server."""

_HEADER = re.compile(
    r'Answerable key="(?P<key>[A-Za-z0-9/_.~%-]{1,1800})", at="(?P<at>[0-9]{1,15})", nonce="(?P<nonce>[0-9a-f]{32})", '
    r'signature="(?P<signature>[A-Za-z0-9+/=]{88})"'
)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it is signed. `to` is the origin of the house that is asked."""

    method: str
    path: str
    body: bytes = b""
    to: str


def header(asked: Asked, signer: Signer, *, at: int, nonce: str) -> str:
    """Return the field with which `signer` asks; `nonce` is 16 random bytes in hex."""
    signature = to_base64(signer.sign_bytes(_message(asked, at=at, nonce=nonce)))
    return f'Answerable key="{quote(signer.name)}", at="{at}", nonce="{nonce}", signature="{signature}"'


def asker(asked: Asked, field: str, *, now: int) -> Peer:
    """Return the house that made a request, and remember that it did.

    Raises:
        NotSigned: it is not signed, or not by a house that is known here, or by one that is paused.
        WrongTime: it is signed for another time.
        Replayed: it was made before.
    """
    found = _HEADER.fullmatch(field)
    if found is None:
        raise NotSigned("expected a request signed by a house")
    key = unquote(found["key"])
    peer = None if "\0" in key else Peer.objects.filter(origin=key, paused=False).first()  # PostgreSQL keeps no NUL
    if peer is None:
        raise NotSigned("expected a house that is known here")
    at, nonce = int(found["at"]), found["nonce"]
    _check_signature(asked, peer.origin, found["signature"], at=at, nonce=nonce)
    if abs(at - now) > APART:
        raise WrongTime(f"expected a request of {now}, give or take {APART} s, found one of {at}")
    _remember(peer.origin, nonce, now=now)
    return peer


def _check_signature(asked: Asked, origin: str, written: str, *, at: int, nonce: str) -> None:
    """Return only if a key that counts for the log now made the signature."""
    message = _message(asked, at=at, nonce=nonce)
    for verifier in keys_now(origin, size_of(origin)):
        try:
            verifier.verify_bytes(message, from_base64(written, where="signature"))
        except RecordError:
            continue
        return
    raise NotSigned(f"expected a request signed with a key of {origin} that counts")


def _remember(key: str, nonce: str, *, now: int) -> None:
    """Keep the nonce of a request, and let go of those that no longer matter."""
    try:
        with transaction.atomic():
            Heard.objects.filter(until__lt=now).delete()
            Heard.objects.create(key=key, nonce=nonce, until=now + KEPT)
    except IntegrityError:
        raise Replayed("expected a new request, found one that was made before") from None


def _message(asked: Asked, *, at: int, nonce: str) -> bytes:
    digest = hashlib.sha256(asked.body).hexdigest()
    lines = ("answerable house request", asked.method, asked.path, digest, str(at), nonce, asked.to)
    return ("\n".join(lines) + "\n").encode()
