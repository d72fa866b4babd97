"""Files of many kinds, made here: pictures with what a camera writes, films, recordings, documents, signed ones."""

from __future__ import annotations

import io
import json
import struct
import wave
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def drawing(width: int = 640, height: int = 400, *, shift: int = 0) -> Image.Image:
    """Return a picture with features of its own."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for number in range(30):
        left = (number * 37 + shift) % 100 * width // 110
        top = (number * 53 + 2 * shift) % 100 * height // 110
        colour = (number * 8, 250 - number * 7, (number * 31 + shift) % 255)
        pen.rectangle((left, top, left + width // 9, top + height // 8), fill=colour)
    return picture


def saved(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **options)
    return written.getvalue()


def photograph(**more: object) -> bytes:
    """Return a JPEG with what a telephone writes."""
    exif = Image.Exif()
    exif[271], exif[272], exif[306] = "Maker", "Model 5", "2026:03:01 10:30:00"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (50.0, 27.0, 0.0), 3: "W", 4: (30.0, 31.0, 12.0)})
    return saved(drawing(), exif=exif, **more)


def recording(seconds: float = 0.5) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\1" * int(8000 * seconds))
    return written.getvalue()


def box(kind: bytes, *content: bytes) -> bytes:
    inside = b"".join(content)
    return struct.pack(">I4s", 8 + len(inside), kind) + inside


def film(*, made: int = 3_850_000_000) -> bytes:
    """Return the description of a film as telephones write it, without pictures: boxes of ISO/IEC 14496-12."""
    movie = box(b"mvhd", struct.pack(">IIIII", 0, made, made, 1000, 2500), bytes(80))
    track = box(b"tkhd", bytes(76), struct.pack(">II", 1920 << 16, 1080 << 16))
    coded = box(b"stsd", struct.pack(">III4s", 0, 1, 16, b"avc1"), bytes(8))
    media = box(b"mdia", box(b"minf", box(b"stbl", coded)))
    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 18, 0x15C7), b"+50.4500-030.5200/"))
    return (
        box(b"ftyp", b"isom", bytes(4), b"isom") + box(b"moov", movie, box(b"trak", track, media), place) + box(b"mdat")
    )


def paper(*, script: bool = False, author: str = "A. Clerk") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=300)
    writer.add_metadata({"/Author": author, "/Producer": "An office"})
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert('ran');")}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


CORE = (
    '<?xml version="1.0"?>{head}<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{who}</dc:creator></cp:coreProperties>'
)


def office(parts: Mapping[str, bytes] | None = None, *, who: str = "A. Clerk", head: str = "") -> bytes:
    """Return a document as word processors write it, as far as it is read here."""
    whole = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": b"<w/>",
        "docProps/core.xml": CORE.format(who=who, head=head).encode(),
        **(parts or {}),
    }
    return _zipped(whole)


def open_document(**parts: bytes) -> bytes:
    meta = (
        b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"><office:meta>'
        b"<meta:initial-creator>A. Clerk</meta:initial-creator>"
        b'<meta:document-statistic meta:page-count="3"/></office:meta></office:document-meta>'
    )
    whole = {"mimetype": b"application/vnd.oasis.opendocument.text", "meta.xml": meta, "content.xml": b"<c/>"}
    return _zipped(whole | parts)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


class Signer:
    """Somebody who signs files with Content Credentials, by a certificate of an authority of their own."""

    def __init__(self) -> None:
        above, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root = _name("A test authority")
        self._root = self._certificate(root, root, above, above, ca=True)
        self._leaf = self._certificate(_name("A test camera"), root, self._key, above, ca=False)
        self.anchors = self._root.public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, content: bytes, media: str = "image/jpeg") -> bytes:
        chain = self._leaf.public_bytes(serialization.Encoding.PEM) + self._root.public_bytes(
            serialization.Encoding.PEM
        )
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        key = self._key.private_bytes(serialization.Encoding.PEM, *form)
        info = c2pa.C2paSignerInfo(c2pa.C2paSigningAlg.ES256, chain, key, None)
        said = {
            "claim_generator_info": [{"name": "Test camera", "version": "1"}],
            "title": "quay.jpg",
            "assertions": [
                {
                    "label": "c2pa.actions",
                    "data": {
                        "actions": [
                            {
                                "action": "c2pa.created",
                                "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
                            }
                        ]
                    },
                }
            ],
        }
        written = io.BytesIO()
        settings = c2pa.Settings.from_dict({"verify": {"verify_after_sign": False}})
        with c2pa.Context(settings) as context, c2pa.Builder(json.dumps(said), context=context) as builder:
            builder.sign(c2pa.Signer.from_info(info), media, io.BytesIO(content), written)
        return written.getvalue()

    @staticmethod
    def _certificate(
        subject: x509.Name,
        issuer: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        above: ec.EllipticCurvePrivateKey,
        *,
        ca: bool,
    ) -> x509.Certificate:
        now = datetime.now(UTC)
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=ca, crl_sign=ca, content_commitment=False, key_encipherment=False,
            data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=2))
            .not_valid_after(now + timedelta(days=300))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key()), critical=False)
        )
        if not ca:
            uses = [ExtendedKeyUsageOID.EMAIL_PROTECTION, ObjectIdentifier("1.3.6.1.4.1.62558.2.1")]
            made = made.add_extension(x509.ExtendedKeyUsage(uses[:1]), critical=True)
        return made.sign(above, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Testers"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )
