"""A WACZ that others made is taken only whole, and its signature is worth what it is worth."""

from __future__ import annotations

import base64
import hashlib
import random
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from answerable.evidence.errors import DamagedArchive, NotImported, UnknownArchive
from answerable.evidence.importing.reading import read_archive
from answerable.evidence.importing.signatures import signed
from answerable.record.stamping.stamps import stamp
from tests.evidence.importing.made import (
    SIGNED_AT,
    authority,
    by_host,
    by_key,
    digest,
    wacz_files,
    zipped,
)
from tests.record.stamping.authority import Authority


def read(place, **options):
    with read_archive(place, **options) as found:
        return found


def test_what_a_package_says_becomes_a_claim(tmp_path):
    place = zipped(tmp_path / "quay.wacz", wacz_files())
    found = read(place)
    (offer,) = found.offers
    assert (found.form, found.signed, offer.type, offer.title) == ("WACZ", None, "web-page", "The quay")
    assert (offer.claims.origin, offer.claims.tool) == ("https://news.example/quay", "py-wacz 0.6.0")
    assert offer.claims.at.isoformat() == "2026-03-01T11:00:00+00:00"
    assert offer.sha256 == hashlib.sha256(place.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"archive/data.warc.gz": b"not read her!"},
        {"archive/data.warc.gz": b"longer than it was"},
        {"archive/more.warc.gz": b"added"},
        {"pages/pages.jsonl": b""},
        {"datapackage.json": b"{}"},
        {"datapackage.json": b"[" * 5000},
        {"datapackage-digest.json": b'{"path": "datapackage.json", "hash": "sha256:0"}'},
        {"datapackage-digest.json": b"null"},
    ],
)
def test_a_package_that_was_altered_is_refused(tmp_path, change):
    place = zipped(tmp_path / "quay.wacz", wacz_files() | change)
    with pytest.raises(DamagedArchive):
        read(place)


def test_every_byte_of_a_package_is_under_a_digest_or_told_of(tmp_path):
    whole = wacz_files(by_key())
    for name, content in whole.items():
        changed = content[:-2] + bytes([content[-2] ^ 1]) + content[-1:]
        with pytest.raises(NotImported):
            read(zipped(tmp_path / "quay.wacz", whole | {name: changed}))


def test_a_package_without_a_file_that_it_names_is_refused(tmp_path):
    files = wacz_files()
    del files["indexes/index.cdx.gz"]
    with pytest.raises(DamagedArchive, match=r"expected indexes/index\.cdx\.gz"):
        read(zipped(tmp_path / "quay.wacz", files))


def test_a_package_without_a_warc_is_refused(tmp_path):
    pages = b"{}\n"
    resources = [{"path": "pages/pages.jsonl", "hash": digest(pages), "bytes": len(pages)}]
    files = wacz_files(resources=resources) | {"pages/pages.jsonl": pages, "archive/": b""}
    del files["archive/data.warc.gz"], files["indexes/index.cdx.gz"]
    with pytest.raises((DamagedArchive, UnknownArchive)):
        read(zipped(tmp_path / "quay.wacz", files))


def test_a_signature_by_a_lone_key_holds_and_vouches_for_nobody(tmp_path):
    signed = read(zipped(tmp_path / "quay.wacz", wacz_files(by_key()))).signed
    assert (signed.named, signed.trusted, signed.software) == (False, False, "ArchiveWeb.page 0.12")
    assert len(signed.by) == 64
    assert signed.created == SIGNED_AT


def test_the_same_key_has_the_same_name(tmp_path):
    key = ec.generate_private_key(ec.SECP384R1())
    names = {read(zipped(tmp_path / "a.wacz", wacz_files(by_key(key), title=title))).signed.by for title in "ab"}
    assert len(names) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"hash": "sha256:" + "0" * 64},
        {"signature": base64.b64encode(bytes(96)).decode()},
        {"signature": "no base64"},
        {"signature": ""},
        {"publicKey": base64.b64encode(b"no key").decode()},
        {"publicKey": ""},
    ],
)
def test_a_signature_that_does_not_hold_refuses_the_package(tmp_path, change):
    with pytest.raises(DamagedArchive):
        read(zipped(tmp_path / "quay.wacz", wacz_files(by_key(**change))))


def stamped(stamps):
    """Return what puts a timestamp of an authority over a signature."""

    def token(said):
        digest = hashlib.sha256(said["signature"].encode()).hexdigest()
        return base64.b64encode(stamp(digest, authority=stamps, roots=[stamps.root], nonce=1)).decode()

    return token


def test_a_host_is_trusted_where_its_certificate_led_to_a_trusted_authority_when_it_was_stamped(tmp_path):
    now, stamps = datetime.now(UTC).replace(microsecond=0), Authority(tmp_path / "stamps")
    known, other = authority(now), authority(now)
    by = by_host("archive.example", known, now, created=now.isoformat(), timeSignature=stamped(stamps))
    place = zipped(tmp_path / "quay.wacz", wacz_files(by))
    signed = read(place, trusted=[known[1]], stampers=[stamps.root]).signed
    assert (signed.by, signed.named, signed.trusted) == ("archive.example", True, True)
    assert now <= signed.stamped
    assert not read(place, trusted=[other[1]], stampers=[stamps.root]).signed.trusted
    assert not read(place, stampers=[stamps.root]).signed.trusted
    assert not read(place, trusted=[known[1]]).signed.trusted


def test_a_host_whose_certificate_is_over_cannot_say_that_it_signed_before(tmp_path):
    known = authority()
    signed = read(
        zipped(tmp_path / "quay.wacz", wacz_files(by_host("archive.example", known))), trusted=[known[1]]
    ).signed
    assert not signed.trusted
    assert any("vouches for when" in remark for remark in signed.remarks)


def test_a_host_is_not_trusted_outside_the_days_of_its_certificate(tmp_path):
    now, stamps, known = datetime.now(UTC), Authority(tmp_path / "stamps"), authority()
    late = by_host("archive.example", known, created=now.isoformat(), timeSignature=stamped(stamps))
    place = zipped(tmp_path / "quay.wacz", wacz_files(late))
    assert not read(place, trusted=[known[1]], stampers=[stamps.root]).signed.trusted


def test_a_certificate_that_is_not_made_as_it_must_be_is_refused_and_never_ends_the_reader():
    text, known = "sha256:" + "0" * 64, authority()
    said, chance = by_host("archive.example", known)(text), random.Random(5)
    der = x509.load_pem_x509_certificates(said["domainCert"].encode())[0].public_bytes(serialization.Encoding.DER)
    for _ in range(1500):
        changed = bytearray(der)
        changed[chance.randrange(len(der))] = chance.randrange(256)
        body = base64.encodebytes(changed).decode()
        pem = f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n"
        with suppress(DamagedArchive):
            signed(said | {"domainCert": pem}, text, trusted=[known[1]])


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_beyond_all_times_is_none(created):
    text = "sha256:" + "0" * 64
    assert signed(by_host("archive.example", authority(), created=created)(text), text).created is None


def test_a_host_cannot_sign_in_the_name_of_another(tmp_path):
    signs = by_host("archive.example", authority(), domain="court.example")
    with pytest.raises(DamagedArchive, match=r"expected the certificate of 'court\.example'"):
        read(zipped(tmp_path / "quay.wacz", wacz_files(signs)))


def test_a_timestamp_over_something_else_refuses_the_package(tmp_path):
    signs = by_host("archive.example", authority(), timeSignature=base64.b64encode(b"0\x03").decode())
    with pytest.raises(DamagedArchive, match="timestamp"):
        read(zipped(tmp_path / "quay.wacz", wacz_files(signs)))
