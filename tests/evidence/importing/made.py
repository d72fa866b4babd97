"""Archives as others make them, made here: WACZ, signed or not, bags, and the auto-archiver's list."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGES = b'{"format": "json-pages-1.0"}\n{"id": "1", "url": "https://news.example/quay", "ts": "2026-03-01T11:00:00Z"}\n'


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def zipped(place: Path, files: Mapping[str, bytes], *, packed: bool = False) -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return place


def wacz_files(signed: Any = None, **changed: Any) -> dict[str, bytes]:
    """Return the files of a WACZ as py-wacz writes it, with a description that was changed, if anything was."""
    files = {"archive/data.warc.gz": b"not read here", "indexes/index.cdx.gz": b"lines", "pages/pages.jsonl": PAGES}
    described = {
        "profile": "data-package",
        "resources": [
            {"name": name, "path": name, "hash": digest(content), "bytes": len(content)}
            for name, content in files.items()
        ],
        "wacz_version": "1.1.1",
        "title": "The quay",
        "software": "py-wacz 0.6.0",
        "mainPageUrl": "https://news.example/quay",
        "mainPageDate": "2026-03-01T11:00:00Z",
        **changed,
    }
    files["datapackage.json"] = json.dumps(described).encode()
    said = {"path": "datapackage.json", "hash": digest(files["datapackage.json"])}
    if signed is not None:
        said["signedData"] = signed(said["hash"])
    return files | {"datapackage-digest.json": json.dumps(said).encode()}


def by_key(key: ec.EllipticCurvePrivateKey | None = None, **changed: Any) -> Any:
    """Return what signs a digest as a browser's extension does: with a key that it sends along, in two numbers."""
    key = key or ec.generate_private_key(ec.SECP384R1())

    def sign(text: str) -> dict[str, str]:
        r, s = utils.decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
        public = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        said = {
            "hash": text,
            "created": SIGNED_AT.isoformat(),
            "software": "ArchiveWeb.page",
            "version": "0.12",
            "signature": base64.b64encode(r.to_bytes(48, "big") + s.to_bytes(48, "big")).decode(),
            "publicKey": base64.b64encode(public).decode(),
        }
        return said | changed

    return sign


def authority(at: datetime = SIGNED_AT) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """Return an authority for hosts, from the day before a time on."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    made = _builder(name, name, key, at).add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made = made.add_extension(usage, critical=True)
    made = made.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return key, made.sign(key, hashes.SHA256())


def by_host(
    host: str, issuer: tuple[ec.EllipticCurvePrivateKey, x509.Certificate], at: datetime = SIGNED_AT, **changed: Any
) -> Any:
    """Return what signs a digest as a host does, with its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = _builder(name, issuer[1].subject, key, at)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer[0].public_key())
    certificate = made.add_extension(above, critical=False).sign(issuer[0], hashes.SHA256())
    chain = b"".join(each.public_bytes(serialization.Encoding.PEM) for each in (certificate, issuer[1])).decode()

    def sign(text: str) -> dict[str, str]:
        signature = key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))
        said = {
            "hash": text,
            "created": SIGNED_AT.isoformat(),
            "software": "authsign",
            "version": "0.6.1",
            "signature": base64.b64encode(signature).decode(),
            "domain": host,
            "domainCert": chain,
        }
        return said | {name: each(said) if callable(each) else each for name, each in changed.items()}

    return sign


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=30))
    )


def bag_files(payload: Mapping[str, bytes] | None = None, *, algorithm: str = "sha512") -> dict[str, bytes]:
    """Return the files of a bag of version 1.0."""
    files = {
        f"data/{name}": content for name, content in (payload or {"quay.jpg": b"picture", "a b/note.txt": b"n"}).items()
    }

    def manifest(of: Mapping[str, bytes]) -> bytes:
        return "".join(f"{hashlib.new(algorithm, c).hexdigest()}  {n}\n" for n, c in of.items()).encode()

    tags = {
        "bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": b"Source-Organization: The harbour archive\nPayload-Oxum: 8.2\n",
        f"manifest-{algorithm}.txt": manifest(files),
    }
    return files | tags | {f"tagmanifest-{algorithm}.txt": manifest(tags)}


def laid_out(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


CELL = (
    "{'_processed_at': datetime.datetime(2026, 3, 1, 11, 30, 5, 123, tzinfo=datetime.timezone.utc),"
    " 'url': 'https://social.example/post/1', 'title': 'Boats leave', 'n': -1}"
)


def archived(film: bytes = b"a film", *, metadata: str = CELL, hashed: str = "", more: str = "") -> dict[str, bytes]:
    """Return what auto-archiver 1.2 leaves with its local storage and its CSV."""
    found = hashed or f"SHA-256:{hashlib.sha256(film).hexdigest()}"
    media = (
        "[{'filename': '/tmp/x1/film.mp4', '_key': './local_archive/https-social-example/film.mp4',"
        f" 'urls': ['/somewhere/else/film.mp4'], 'properties': {{'hash': '{found}'}}, '_mimetype': 'video/mp4'}},"
        " {'filename': 'shot.png', '_key': 'local_archive/https-social-example/shot.png', 'urls': [], 'properties': {},"
        f" '_mimetype': None}}{more}]"
    )
    rows = io.StringIO()
    import csv

    writer = csv.writer(rows)
    writer.writerow(["status", "metadata", "media"])
    writer.writerow(["generic_extractor: success", metadata, media])
    return {
        "db.csv": rows.getvalue().encode(),
        "local_archive/https-social-example/film.mp4": film,
        "local_archive/https-social-example/shot.png": b"a picture",
    }
