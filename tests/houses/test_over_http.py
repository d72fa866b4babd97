"""Two houses with a server between them: everything that goes over a wire, once, and what a hostile server may try."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from answerable.houses.asking import Asking, place_of
from answerable.houses.errors import HouseError, NoAnswer
from answerable.houses.syncing import sync
from answerable.record.errors import RecordError
from answerable.record.log import size_of
from tests.houses.houses import AT, CENTRE, COAST, signer_of

COMMAND = str(Path(sys.executable).with_name("answerable"))

SETTLE = """
import sys
from datetime import UTC, datetime
from answerable.cli.setup import prepare
prepare()
from django.db import transaction
from answerable.houses.opening import add_peer, open_house
from answerable.people.entries import KeyAdded, OrganisationNamed, SectionJoined
from answerable.people.keyring import keyring
from answerable.record.log import append

address, known = sys.argv[1:]
origin, at = "harbour.example/coast", datetime(2026, 3, 1, 9, tzinfo=UTC)
key = keyring().new(origin).vkey()
bodies = (
    OrganisationNamed(organisation="harbour", name="Harbour"),
    SectionJoined(section="coast", organisation="harbour", name="Coast"),
    KeyAdded(section="coast", vkey=key),
    *(OrganisationNamed(organisation="harbour", name=f"Harbour {number}") for number in range(270)),
)
with transaction.atomic():
    for body in bodies:
        append(body, origin=origin, actor="", at=at)
    open_house(origin=origin, address=address, recipient="", insecure=False, actor="", at=at)
    add_peer(vkeys=(known,), address="", insecure=False, at=at)
print(key)
"""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """The house of the coast, in processes of its own."""

    def __init__(self, home: Path, known: str) -> None:
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE_", "DJANGO_"))
        } | {"ANSWERABLE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-c", SETTLE, self.address, known]
        settled = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, timeout=120)
        self.key = settled.stdout.strip()
        self.started: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [COMMAND, "serve", "--port", str(self.port)]
        self.started = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.2)
        pytest.fail("the server did not start")

    def stop(self) -> None:
        if self.started is not None:
            self.started.terminate()
            self.started.wait(timeout=30)


@pytest.fixture
def server(tmp_path, keys) -> Iterator[Server]:
    made = Server(tmp_path / "coast", keys.vkey())
    yield made
    made.stop()


def test_two_houses_copy_each_other_and_cosign(here, server):
    from answerable.houses.opening import add_peer
    from answerable.houses.own import signer_of as own
    from answerable.houses.tables import Cosignature
    from answerable.houses.trusting import cosigned_by
    from answerable.record.log import sign_log

    server.start()
    add_peer(vkeys=(server.key,), address=server.address, insecure=False, at=AT)
    synced = sync()
    assert [each.error for each in (*synced.pulled, *synced.pushed)] == ["", ""]
    assert (synced.complete, size_of(COAST)) == (True, 274)
    assert cosigned_by(sign_log(CENTRE, own(CENTRE))) == [COAST]
    assert Cosignature.objects.filter(origin=CENTRE).count() == 4  # witness and mirror, each with two keys


class Hostile(BaseHTTPRequestHandler):
    """A server that answers as its test says."""

    answer = staticmethod(lambda handler: None)

    def do_GET(self) -> None:
        type(self).answer(self)

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture
def hostile() -> Iterator[HTTPServer]:
    made = HTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def plain(status: int, content: bytes = b"", **fields: str):
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in fields.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        with suppress(OSError):  # whoever asked has read enough
            handler.wfile.write(content)

    return answer


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(10_000):
            handler.wfile.write(b"x" * 65_536)
    except OSError:
        return


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        pytest.param(plain(302, Location="http://127.0.0.1:1/"), "status 302", id="leads elsewhere"),
        pytest.param(plain(500, b"x" * 10_000_000), "status 500", id="refuses at length"),
        pytest.param(endless, "more", id="never ends"),
        pytest.param(plain(200, b"\xff\xfe"), "UTF-8", id="is no text"),
        pytest.param(plain(200, b"not gzip", Content_Encoding="gzip"), "expected", id="is packed wrongly"),
        pytest.param(plain(401, Answerable_Time="9" * 40), "status 401", id="tells no time"),
        pytest.param(lambda handler: None, "expected an answer", id="says nothing"),
        pytest.param(plain(200, b"one line\n"), "expected an empty line", id="is no checkpoint"),
    ],
)
def test_an_answer_that_is_none_is_refused(hostile, answer, found):
    Hostile.answer = staticmethod(answer)
    address = f"http://127.0.0.1:{hostile.server_port}"
    asking = Asking(address, to=COAST, signer=signer_of(CENTRE))
    with pytest.raises(RecordError, match=found):
        asking.checkpoint(COAST)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (plain(500, b"<!doctype html><h1>Error</h1>"), "status 500"),
        (plain(502, b"Sorry <b>later</b>", Content_Type="text/html"), "status 502"),
        (plain(503, b""), "status 503"),
        (plain(404, b"expected a log\n"), "status 404: expected a log"),
    ],
)
def test_a_page_of_a_server_says_no_more_than_its_status(hostile, answer, told):
    Hostile.answer = staticmethod(answer)
    asking = Asking(f"http://127.0.0.1:{hostile.server_port}", to=COAST, signer=signer_of(CENTRE))
    with pytest.raises(NoAnswer) as refused:
        asking.origins()
    assert str(refused.value) == f"expected an answer from {COAST}, found {told}"


def test_a_private_authority_is_trusted_that_the_environment_names(tmp_path, monkeypatch):
    def trusts() -> bool:
        asking = Asking("https://house.example", to=COAST, signer=signer_of(CENTRE))
        return any("Harbour authority" in str(each["subject"]) for each in asking._line.trust.get_ca_certs())

    (tmp_path / "authority.pem").write_bytes(authority())
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert trusts()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert not trusts()


def authority() -> bytes:
    """Return the certificate of an authority of one's own, in PEM."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Harbour authority")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def test_a_bundle_with_too_much_in_it_is_refused(hostile):
    Hostile.answer = staticmethod(plain(200, b"\x00\x01a" * 3))
    asking = Asking(f"http://127.0.0.1:{hostile.server_port}", to=COAST, signer=signer_of(CENTRE))
    with pytest.raises(RecordError, match="3 bytes more"):
        asking.entries(COAST, 0, 2)


def test_a_clock_that_is_days_away_is_taken_over_once(hostile):
    heard: list[str] = []

    def answer(handler: BaseHTTPRequestHandler) -> None:
        heard.append(handler.headers["Authorization"].partition('at="')[2].partition('"')[0])
        ahead = str(int(time.time()) + 3 * 86_400)
        plain(200, b"a\nb\n")(handler) if len(heard) > 1 else plain(401, Answerable_Time=ahead)(handler)

    Hostile.answer = staticmethod(answer)
    asking = Asking(f"http://127.0.0.1:{hostile.server_port}", to=COAST, signer=signer_of(CENTRE))
    assert asking.origins() == ["a", "b"]
    assert int(heard[1]) - int(heard[0]) > 2 * 86_400
    assert asking.offset > 2 * 86_400


def test_a_house_that_is_not_there_is_no_answer():
    asking = Asking(f"http://127.0.0.1:{free_port()}", to=COAST, signer=signer_of(CENTRE))
    with pytest.raises(NoAnswer, match=r"expected an answer from harbour\.example"):
        asking.origins()


@pytest.mark.parametrize(
    ("address", "insecure", "taken"),
    [
        ("https://house.example", False, "https://house.example"),
        ("house.example/answerable/", False, "https://house.example/answerable"),
        ("http://127.0.0.1:8000", False, "http://127.0.0.1:8000"),
        ("http://localhost:8000/", False, "http://localhost:8000"),
        ("http://house.example", True, "http://house.example"),
        ("http://house.example", False, ""),
        ("http://10.0.0.7:8000", False, ""),
        ("https://me:secret@house.example", False, ""),
        ("https://house.example/?a=b", False, ""),
        ("file:///etc/passwd", False, ""),
        ("gopher://house.example", True, ""),
    ],
)
def test_a_house_is_asked_over_https_or_on_this_machine(address, insecure, taken):
    if taken:
        assert place_of(address, insecure=insecure).address == taken
    else:
        with pytest.raises(HouseError, match="expected"):
            place_of(address, insecure=insecure)
