"""A WACZ that others made is taken only whole, and its signature is worth what it is worth."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from answerable.evidence.errors import DamagedArchive, NotImported, UnknownArchive
from answerable.evidence.importing.reading import read_archive
from tests.evidence.importing.made import (
    SIGNED_AT,
    authority,
    by_host,
    by_key,
    digest,
    wacz_files,
    zipped,
)


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


def test_a_host_is_trusted_where_its_certificate_leads_to_a_trusted_authority(tmp_path):
    known, other = authority(), authority()
    place = zipped(tmp_path / "quay.wacz", wacz_files(by_host("archive.example", known)))
    trusted = read(place, trusted=[known[1]]).signed
    assert (trusted.by, trusted.named, trusted.trusted) == ("archive.example", True, True)
    assert not read(place, trusted=[other[1]]).signed.trusted
    assert not read(place).signed.trusted


def test_a_host_is_not_trusted_outside_the_days_of_its_certificate(tmp_path):
    known = authority()
    late = by_host("archive.example", known, created="2027-03-01T12:00:00+00:00")
    assert not read(zipped(tmp_path / "quay.wacz", wacz_files(late)), trusted=[known[1]]).signed.trusted


def test_a_host_cannot_sign_in_the_name_of_another(tmp_path):
    signs = by_host("archive.example", authority(), domain="court.example")
    with pytest.raises(DamagedArchive, match=r"expected the certificate of 'court\.example'"):
        read(zipped(tmp_path / "quay.wacz", wacz_files(signs)))


def test_a_timestamp_over_something_else_refuses_the_package(tmp_path):
    signs = by_host("archive.example", authority(), timeSignature=base64.b64encode(b"0\x03").decode())
    with pytest.raises(DamagedArchive, match="timestamp"):
        read(zipped(tmp_path / "quay.wacz", wacz_files(signs)))
