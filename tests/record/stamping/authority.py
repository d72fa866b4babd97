"""A time-stamping authority of OpenSSL, and a server that answers for it."""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

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
