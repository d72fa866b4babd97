"""A stamp by a real authority holds, offline, for what it was given for, and for nothing else."""

import hashlib
import subprocess
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from answerable.echoes.captures.authorities import LARGEST_ANSWER, authority_at
from answerable.echoes.captures.encoding import in_order
from answerable.echoes.captures.stamps import (
    Stamped,
    read_stamp,
    request,
    roots_in,
    stamp,
    stamp_kept,
    stamp_of,
    verify,
)
from answerable.echoes.captures.writing import keep
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Raw

RECORD = b"what was kept"
DIGEST = hashlib.sha256(RECORD).hexdigest()
OTHER = hashlib.sha256(b"something else").hexdigest()
NONCE = 0x7123456789ABCDEF
NOW = datetime(2026, 11, 22, tzinfo=UTC)
REPLY = "application/timestamp-reply"

CONFIG = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
{certs}signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(
    name,
    key,
    *,
    by=None,
    lasts=(-3600, 3600),
    usage=ExtendedKeyUsageOID.TIME_STAMPING,
    critical=True,
    serial=None,
    issuer=None,
):
    """Make a certificate, signed by (certificate, key) or by itself; for signing certificates where `usage` is None."""
    above, signer = (by[0].subject, by[1]) if by else (issuer or named(name), key)
    begin, end = (datetime.now(UTC) + timedelta(seconds=moment) for moment in lasts)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(above)
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=critical)
    return builder.sign(signer, hashes.SHA256())


def pem(*certificates) -> bytes:
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


class Authority:
    """A time-stamping authority of OpenSSL, with a root of its own."""

    def __init__(self, folder: Path, *, between: int = 0, twin: bool = False, **signer) -> None:
        folder.mkdir()
        self.folder = folder
        root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.root = certificate(f"Root of {folder.name}", root_key, usage=None)
        above, chain = (self.root, root_key), []
        for number in range(between):
            middle_key = ec.generate_private_key(ec.SECP256R1())
            above = (certificate(f"Between {number}", middle_key, by=above, usage=None), middle_key)
            chain.insert(0, above[0])
        self.signer = certificate("Stamps for the desk", key, by=above, **signer)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        if twin:
            chain.append(
                certificate("A better name", root_key, serial=self.signer.serial_number, issuer=above[0].subject)
            )
        certs = f"certs = {folder}/chain.pem\n" if chain else ""
        for name, content in {
            "signer.pem": pem(self.signer),
            "signer.key": private,
            "chain.pem": pem(*chain),
            "root.pem": pem(self.root),
            "serial": b"1234567890ABCDEF1234\n",
            "tsa.cnf": CONFIG.format(folder=folder, certs=certs).encode(),
        }.items():
            (folder / name).write_bytes(content)

    def __call__(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        asked = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "query"]
        subprocess.run([*asked, "-out", "reply"], cwd=self.folder, check=True, capture_output=True, timeout=30)
        return (self.folder / "reply").read_bytes()


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path / "authority")


@contextmanager
def served(answer):
    """Give the address of a server that answers a request with what `answer` returns: status, media, bytes."""
    asked = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, self.headers["Content-Type"]))
            status, media, pieces = answer(body)
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            try:
                for piece in pieces:
                    self.wfile.write(piece)
            except OSError:
                pass  # the one who asked hung up

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/stamp?by=us", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_stamp_says_when_by_whom_and_under_which_policy(authority):
    before = datetime.now(UTC).replace(microsecond=0)
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    stamped = verify(token, DIGEST, roots=[authority.root])
    assert before <= stamped.at <= datetime.now(UTC)
    assert stamped == Stamped(
        at=stamped.at,
        serial=str(0x1234567890ABCDEF1235),
        policy="1.2.3.4.1",
        authority="CN=Stamps for the desk",
        certificate=authority.signer.fingerprint(hashes.SHA256()).hex(),
    )


def test_openssl_finds_that_the_stamp_holds(authority):
    (authority.folder / "stamp.tsr").write_bytes(
        stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    )
    (authority.folder / "record").write_bytes(RECORD)
    checked = ["openssl", "ts", "-verify", "-data", "record", "-in", "stamp.tsr", "-CAfile", "root.pem"]
    told = subprocess.run(checked, cwd=authority.folder, capture_output=True, text=True, timeout=30, check=False)
    assert "Verification: OK" in told.stdout + told.stderr


@pytest.mark.parametrize("nonce", [0, 1, 127, 128, 255, 256, NONCE, (1 << 63) - 1])
def test_openssl_reads_the_request(tmp_path, nonce):
    (tmp_path / "query").write_bytes(request(DIGEST, nonce=nonce))
    asked = ["openssl", "ts", "-query", "-in", "query", "-text"]
    told = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, timeout=30, check=True).stdout
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told
    assert int(told.split("Nonce: ")[1].split()[0], 16) == nonce
    dumped = "".join(line[11:58] for line in told.splitlines() if line[4:11] in {"0000 - ", "0010 - "})
    assert bytes.fromhex(dumped.replace("-", " ")).hex() == DIGEST


@pytest.mark.parametrize("nonce", [-1, 1 << 63])
def test_a_nonce_of_another_size_is_refused(nonce):
    with pytest.raises(CaptureFailed, match="expected a nonce of 63 bits, found"):
        request(DIGEST, nonce=nonce)


@pytest.mark.parametrize("digest", ["", "abc", "zz" * 32, "ab" * 20])
def test_what_is_no_sha256_is_refused(digest):
    with pytest.raises(CaptureFailed, match="expected a SHA-256 in hex, found"):
        request(digest, nonce=1)


def test_a_chain_of_certificates_in_any_order_is_followed(tmp_path):
    authority = Authority(tmp_path / "long", between=4)
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    assert in_order(token) != token
    assert verify(token, DIGEST, roots=[authority.root]).authority == "CN=Stamps for the desk"


def test_a_forged_twin_of_the_certificate_lends_nobody_its_name(tmp_path):
    authority = Authority(tmp_path / "twins", twin=True)
    with pytest.raises(CaptureFailed, match="2 certificates that the signature names, expected one"):
        stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)


def test_a_stamp_of_something_else_is_told(authority):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    with pytest.raises(CaptureFailed, match=f"expected a stamp of {OTHER}, found one of {DIGEST}"):
        verify(token, OTHER, roots=[authority.root])


def test_a_root_that_does_not_lead_to_it_is_told(authority, tmp_path):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    stranger = Authority(tmp_path / "stranger")
    with pytest.raises(CaptureFailed, match=r"expected a stamp that leads to a root we hold \(CN=Root of stranger\)"):
        verify(token, DIGEST, roots=[stranger.root])
    with pytest.raises(CaptureFailed, match="expected a root certificate to check a stamp by, found none"):
        verify(token, DIGEST, roots=[])


def test_an_old_answer_is_told_by_its_nonce(authority):
    old = authority(request(DIGEST, nonce=1))
    with pytest.raises(CaptureFailed, match="expected a stamp with the nonce 2, found 1"):
        stamp(DIGEST, authority=lambda _: old, roots=[authority.root], nonce=2)


def test_an_answer_about_another_digest_is_told_when_it_is_asked_for(authority):
    with pytest.raises(CaptureFailed, match=f"expected a stamp of {DIGEST}, found one of {OTHER}"):
        stamp(
            DIGEST,
            authority=lambda _: authority(request(OTHER, nonce=NONCE)),
            roots=[authority.root],
            nonce=NONCE,
        )


def test_a_certificate_that_had_run_out_is_told(tmp_path):
    authority = Authority(tmp_path / "late", lasts=(-3600, -60))
    with pytest.raises(CaptureFailed, match=r"found: .*expired"):
        stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)


def test_a_stamp_outlives_the_certificate_of_its_authority(tmp_path):
    authority = Authority(tmp_path / "short", lasts=(-60, 2))
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    time.sleep(max(0.0, (authority.signer.not_valid_after_utc - datetime.now(UTC)).total_seconds()) + 0.1)
    assert verify(token, DIGEST, roots=[authority.root]).at <= authority.signer.not_valid_after_utc


def test_a_key_that_is_not_for_stamps_is_told(tmp_path, authority):
    other = Authority(tmp_path / "web", usage=ExtendedKeyUsageOID.SERVER_AUTH)
    with pytest.raises(subprocess.CalledProcessError):  # OpenSSL does not sign with it either
        other(request(DIGEST, nonce=NONCE))


def test_every_stamp_that_was_altered_or_cut_is_refused(authority):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    held = verify(token, DIGEST, roots=[authority.root])
    refused = 0
    for place in range(0, len(token), 5):
        altered = token[:place] + bytes([token[place] ^ 0x01]) + token[place + 1 :]
        found, error = outcome(altered, authority.root)
        assert "expected" in error or found == held.at  # bytes that no signature covers may change
        refused += bool(error)
        with pytest.raises(CaptureFailed, match=r"expected .*found"):
            verify(token[:place], DIGEST, roots=[authority.root])
    assert refused > 0.95 * len(range(0, len(token), 5))


def outcome(token: bytes, root) -> tuple[datetime | None, str]:
    try:
        return verify(token, DIGEST, roots=[root]).at, ""
    except CaptureFailed as error:
        return None, str(error)


def test_a_time_that_was_altered_is_refused(authority):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    at = verify(token, DIGEST, roots=[authority.root]).at
    told = at.strftime("%Y%m%d%H%M%SZ").encode()
    assert token.count(told) == 1
    earlier = (at - timedelta(minutes=1)).strftime("%Y%m%d%H%M%SZ").encode()
    with pytest.raises(CaptureFailed, match="expected a stamp that leads to a root we hold"):
        verify(token.replace(told, earlier), DIGEST, roots=[authority.root])


@pytest.mark.parametrize("token", [b"", b"no stamp", b"\x30\x80", bytes(5000)])
def test_what_is_no_stamp_is_told(authority, token):
    with pytest.raises(CaptureFailed, match=r"expected .*found"):
        verify(token, DIGEST, roots=[authority.root])


def test_a_refusal_is_told_with_its_reason(authority):
    query = ["openssl", "ts", "-query", "-sha512", "-digest", "ab" * 64]
    refused = authority(subprocess.run(query, capture_output=True, timeout=30, check=True).stdout)
    with pytest.raises(CaptureFailed, match=r"expected a stamp granted, found status 2 \(rejection\)"):
        verify(refused, DIGEST, roots=[authority.root])


def test_roots_are_read_from_a_folder(authority, tmp_path):
    folder = tmp_path / "roots"
    folder.mkdir()
    with pytest.raises(CaptureFailed, match=r"expected root certificates in .*, found none"):
        roots_in(folder)
    (folder / "b.crt").write_bytes(pem(authority.root))
    (folder / "a.pem").write_bytes(pem(authority.signer, authority.root))
    (folder / "readme.txt").write_text("no certificate")
    assert roots_in(folder) == (authority.signer, authority.root, authority.root)
    (folder / "c.pem").write_text("no certificate")
    with pytest.raises(CaptureFailed, match=r"expected certificates in PEM in .*c\.pem"):
        roots_in(folder)


def test_a_capture_is_stamped_over_http_and_the_stamp_lies_beside_it(authority, tmp_path):
    raw = Raw(stream="s", path="p", at=0, next=1, content=b"words")
    kept = keep(raw, folder=tmp_path / "captures", now=NOW)
    more = {"folder": tmp_path / "captures", "roots": [authority.root]}
    with served(lambda body: (200, REPLY, [authority(body)])) as (address, asked):
        first = stamp_kept(kept, authority=authority_at(address), nonce=1, **more)
        assert stamp_kept(kept, authority=authority_at(address), nonce=2, **more) == first
        assert asked == [("/stamp?by=us", "application/timestamp-query")]
    place = tmp_path / "captures" / "2026" / "11" / "stamps" / f"{kept.record_sha256}.tsr"
    assert stamp_of(kept, folder=tmp_path / "captures") == place
    assert [path.name for path in place.parent.iterdir()] == [place.name]
    assert read_stamp(kept, **more) == first
    place.write_bytes(place.read_bytes()[:-9])
    with pytest.raises(CaptureFailed):
        read_stamp(kept, **more)
    place.unlink()
    with pytest.raises(CaptureFailed, match=r"expected a stamp at .*found: No such file"):
        read_stamp(kept, **more)


def drips():
    for _ in range(100):
        time.sleep(0.1)
        yield b"0"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ((500, REPLY, [b"no"]), "expected status 200, found 500 Internal Server Error"),
        ((302, REPLY, [b"no"]), "expected status 200, found 302 Found"),
        ((200, "text/html", [b"no"]), "expected application/timestamp-reply, found text/html"),
        ((200, REPLY, [bytes(LARGEST_ANSWER + 1)]), f"expected at most {LARGEST_ANSWER} bytes, found more"),
        ((200, REPLY, drips()), "found: no whole answer within 0.5 seconds"),
    ],
    ids=["failed", "elsewhere", "page", "large", "slow"],
)
def test_an_authority_that_fails_is_told(tmp_path, answer, found):
    with served(lambda _: answer) as (address, asked):
        with pytest.raises(CaptureFailed) as told:
            authority_at(address, seconds=0.5)(b"request")
        assert found in str(told.value)
        assert address in str(told.value)
        assert len(asked) == 1


def test_an_authority_that_is_not_there_is_told():
    with served(lambda _: (200, REPLY, [])) as (address, _):
        pass
    with pytest.raises(CaptureFailed, match=r"found: .*refused"):
        authority_at(address)(b"request")


@pytest.mark.parametrize(
    "address", ["", "ftp://x.example/", "http://", "file:///etc/passwd", "http://[::1", "http://x:y/"]
)
def test_only_an_address_of_the_web_is_an_authority(address):
    with pytest.raises(CaptureFailed, match=r"expected the http\(s\) address of an authority, found"):
        authority_at(address)
