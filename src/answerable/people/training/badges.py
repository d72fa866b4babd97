"""Credentials of Open Badges 3.0 (1EdTech, 2024), in their JWT form (section 8.2: VC-JWT), out and in.

Rules:
  - Out: a current credential is signed with the Ed25519 key of the person's section. The issuer's name is that key
    itself (``did:key``), and the key stands in the header as a JWK, so that whoever has the file can check it offline.
    The subject is the person's handle under the name of the section's log, and nothing else about the person.
  - In: whose key signed it is never taken from the file. It is a key of a section on record, or one that the approver
    got from the issuer. Nothing is fetched: whether the issuer revoked it since, the approver asks the issuer.
  - A credential counts for no longer than the module's own would: from the day it was issued, so many months.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.utils.translation import gettext as _
from jwt import InvalidSignatureError, PyJWK, PyJWKError
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob3 import Achievement, Issuer, OB3Signer, OB3Verifier, OpenBadgeCredential
from openbadgeslib.ob3.did import did_key_from_pem, resolve_did

from answerable.people import entries
from answerable.people.standing import People, origin_of, section_of, within
from answerable.people.training.attempts import months_after
from answerable.people.training.errors import BadgeRefused, NotABadge, NothingToExport
from answerable.people.training.module import Module
from answerable.record.entry import Fact, moment
from answerable.record.errors import RecordError
from answerable.record.keys import KeyRing
from answerable.record.note import Verifier, parse_vkey

ALGORITHM = "EdDSA"
"""Ed25519 in a JWT (RFC 8037)."""

JWT_PARTS = 3

LARGEST = 32_768
"""Most characters of a credential; chosen by hand, one without pictures has some 3,000."""

Credential = Fact[entries.TrainingPassed] | Fact[entries.BadgeAccepted]


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A credential whose signature, days and subject are right: what it says, and what counts here."""

    token: str
    issuer: str
    name: str
    achievement: str
    passed: date
    expires: date
    revocable: bool
    """Whether the issuer says that it can be revoked; this site asks nobody."""


def credentials_of(people: People, person: str, module: str = "") -> tuple[Credential, ...]:
    """Return every credential of a person on record, in one module or in all, the one that lasts longest first."""
    found: list[Credential] = [*people.trainings, *people.badges]
    mine = [fact for fact in found if fact.body.person == person and module in {"", fact.body.module}]
    return tuple(sorted(mine, key=lambda fact: fact.body.expires, reverse=True))


def is_current(fact: Credential, *, at: datetime) -> bool:
    """Tell whether a credential counts on that day."""
    return moment(fact.body.passed) <= at < moment(fact.body.expires)


def export(people: People, person: str, module: Module, *, keyring: KeyRing, at: datetime) -> str:
    """Return the person's current credential for a module, signed with the key of their section.

    Raises:
        NothingToExport: they hold none that was passed here, or the section's key is not on this machine.
    """
    section = section_of(people, person)
    held = [
        fact
        for fact in credentials_of(people, person, module.key)
        if isinstance(fact.body, entries.TrainingPassed) and is_current(fact, at=at)
    ]
    if not held:
        raise NothingToExport(
            _("%(person)s holds no current credential for %(module)s that was passed here.")
            % {"person": person, "module": module.key}
        )
    try:
        signer = keyring.signer(origin_of(people, section))
    except RecordError as error:
        raise NothingToExport(
            _("The key of %(section)s cannot be used here: %(why)s") % _named(section, error)
        ) from error
    issuer = Issuer(id=did_of(signer.verifier()), name=_name_of(people, section))
    return OB3Signer(signer.private_key, algorithm=ALGORITHM).sign(_credential(people, held[0], module, issuer))


def _named(section: str, why: Exception) -> dict[str, str]:
    return {"section": section, "why": str(why)}


def _credential(people: People, fact: Credential, module: Module, issuer: Issuer) -> OpenBadgeCredential:
    return OpenBadgeCredential(
        id=f"urn:sha256:{fact.ref}",
        issuer=issuer,
        recipient_id=subject_of(people, fact.body.person),
        achievement=Achievement(
            id=f"urn:answerable:module:{module.key}:{quote(module.front.version, safe='')}",
            name=module.front.title,
            description=_("Training module %(module)s, version %(version)s.")
            % {"module": module.key, "version": module.front.version},
            criteria_narrative=_(
                "%(share)d per cent of its questions answered right, or a pass that an approver stands for."
            )
            % {"share": module.front.pass_mark},
            achievement_type="Certificate",
        ),
        issuance_date=moment(fact.body.passed),
        expiration_date=moment(fact.body.expires),
    )


def subject_of(people: People, person: str) -> str:
    """Return how a credential names a person: the handle, under the log of the section that first named it."""
    origin = origin_of(people, section_of(people, person))
    return f"urn:answerable:person:{quote(origin, safe='')}:{quote(person, safe='')}"


def did_of(verifier: Verifier) -> str:
    """Return the ``did:key`` of a section's key (W3C did:key method, section 3)."""
    did: str = did_key_from_pem(_pem(verifier.public_key))
    return did


def _pem(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _name_of(people: People, section: str) -> str:
    return next((fact.body.name for fact in people.sections if fact.body.section == section), section)


def check(
    data: bytes, people: People, person: str, module: Module, *, at: datetime, issuer_key: str = "", subject: str = ""
) -> Checked:
    """Return what a credential says, once it is shown that it may be accepted for a person and a module.

    Args:
        data: The file.
        people: Everything on record about people; the keys of its sections are known issuers.
        person: Handle of whom it is for.
        module: Module for which it is to count.
        at: Now.
        issuer_key: The issuer's public key, as the issuer gave it: did:key, JWK or PEM; "" for a section on record.
        subject: How the issuer names the person, such as ``mailto:...``; "" where that is the handle here.

    Raises:
        NotABadge: it is no such credential.
        BadgeRefused: it is one, and may not be accepted.
    """
    token = token_of(data)
    given = bool(issuer_key.strip())
    keys = [key_of(issuer_key)] if given else [_pem(each.public_key) for each in _keys_known(people)]
    credential = _verified(token, keys, given=given)
    expected = subject.strip() or subject_of(people, person)
    if credential.recipient_id != expected:
        raise BadgeRefused(
            _("it is for %(found)s, not for %(expected)s.")
            % {"found": credential.recipient_id or _("somebody it does not name"), "expected": expected}
        )
    passed, expires = _days(credential, module, at=at)
    return Checked(
        token=token,
        issuer=credential.issuer.id,
        name=credential.issuer.name,
        achievement=credential.achievement.name,
        passed=passed,
        expires=expires,
        revocable=bool(credential.credential_status),
    )


def accepted(checked: Checked, *, person: str, module: str) -> dict[str, Any]:
    """Return what `badge.accepted` says of a credential that was checked."""
    issuer = f"{checked.name} ({checked.issuer})" if checked.name else checked.issuer
    return {
        "person": person,
        "module": module,
        "issuer": issuer,
        "credential": checked.token,
        "passed": checked.passed.isoformat(),
        "expires": checked.expires.isoformat(),
    }


def token_of(data: bytes) -> str:
    """Return the JWT in a file.

    Raises:
        NotABadge: there is none.
    """
    text = data[: LARGEST + 1].decode(errors="replace").strip()
    if len(text) > LARGEST:
        raise NotABadge(_("expected a credential of at most %(most)d characters") % {"most": LARGEST})
    if text.startswith("{"):
        raise NotABadge(_("expected the JWT form of Open Badges 3.0, found JSON: ask the issuer for the JWT"))
    if text.count(".") != JWT_PARTS - 1 or not text.isascii() or any(map(str.isspace, text)):
        raise NotABadge(_("expected a credential of Open Badges 3.0 in its JWT form, found something else"))
    return text


def key_of(written: str) -> bytes:
    """Return the public key that was typed as did:key, JWK or PEM, as PEM.

    Raises:
        BadgeRefused: it is none of these.
    """
    written = written.strip()
    try:
        if written.startswith("did:key:"):
            pem: bytes = resolve_did(written)
            return pem
        if written.startswith("{"):
            key = PyJWK(json.loads(written)).key
            return _pem(key) if hasattr(key, "public_bytes") else _pem(key.public_key())
        return _pem(load_pem_public_key(written.encode()))
    except (LibOpenBadgesException, PyJWKError, ValueError, TypeError, AttributeError) as error:
        raise BadgeRefused(_("expected the issuer's key as did:key, JWK or PEM, found something else")) from error


def _keys_known(people: People) -> Sequence[Verifier]:
    """Return every key that a section on record said to be its own and did not report captured or lost."""
    bad = {fact.body.vkey for fact in people.key_revocations if fact.body.reason in {"captured", "lost"}}
    return [
        parse_vkey(fact.body.vkey)
        for fact in people.keys
        if fact.body.vkey not in bad and origin_of(within(people, fact.origin), fact.body.section) == fact.origin
    ]


def _verified(token: str, keys: Sequence[bytes], *, given: bool) -> OpenBadgeCredential:
    """Return the credential whose signature is by one of `keys`, and whose days hold today."""
    for key in keys:
        try:
            credential: OpenBadgeCredential = OB3Verifier(key).verify(token)
        except LibOpenBadgesException as error:
            if isinstance(error.__cause__, InvalidSignatureError):
                continue
            raise BadgeRefused(_("its form, its days or its key are wrong: %(why)s") % {"why": error}) from error
        _check_self_named(credential, key)
        return credential
    if given:
        raise BadgeRefused(_("its signature is not by the key that was given"))
    raise BadgeRefused(_("no section on record signed it, as it stands: for another issuer, give the issuer's key"))


def _check_self_named(credential: OpenBadgeCredential, key: bytes) -> None:
    """Return only if an issuer that is named by a key is named by the key that signed."""
    named = credential.issuer.id
    if named.startswith("did:key:") and named.partition("#")[0] != _did_or_nothing(key):
        raise BadgeRefused(_("it names %(issuer)s as its issuer, and another key signed it") % {"issuer": named})


def _did_or_nothing(key: bytes) -> str:
    public = load_pem_public_key(key)
    return str(did_key_from_pem(key)) if isinstance(public, Ed25519PublicKey) else ""


def _days(credential: OpenBadgeCredential, module: Module, *, at: datetime) -> tuple[date, date]:
    """Return the days from which and until before which a credential counts for a module."""
    issued = credential.issuance_date or at
    passed = issued.astimezone(UTC).date()
    expires = months_after(passed, module.front.credential_months)
    if credential.expiration_date:
        expires = min(expires, credential.expiration_date.astimezone(UTC).date())
    if passed > moment(at).date() or moment(expires) <= at:
        raise BadgeRefused(
            _("it counts from %(passed)s until %(expires)s only, and today is %(today)s")
            % {"passed": passed, "expires": expires - timedelta(days=1), "today": moment(at).date()}
        )
    return passed, expires
