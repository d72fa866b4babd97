"""The server on the wire: where a request ends is never in doubt, with the proxy before it and without."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
HOST = "record.coast.example"
needs_nginx = pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def waited_for(port: int) -> None:
    ends = time.monotonic() + 30
    while time.monotonic() < ends:
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The port of a site that runs."""
    port = free_port()
    home = loaded(tmp_path_factory.mktemp("home"), "harbour")
    environment = {**os.environ, "ANSWERABLE_HOME": str(home), "ANSWERABLE_HOSTS": HOST, "ANSWERABLE_HTTPS": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [Path(sys.executable).with_name("answerable"), "serve", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        waited_for(port)
        yield port
        process.terminate()


@pytest.fixture(scope="module")
def proxy(site, tmp_path_factory):
    """The ports, plain and encrypted, of the proxy of `deploy/nginx.conf` before the site; only places are changed."""
    place, plain, encrypted = tmp_path_factory.mktemp("nginx"), free_port(), free_port()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-days", "2", "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-keyout", place / "privkey.pem", "-out", place / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"    listen \[::\].*\n", "", text)
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{encrypted} "),
        (f"/etc/letsencrypt/live/{HOST}", str(place)),
        ("/var/log/nginx", str(place)),
        ("127.0.0.1:8000", f"127.0.0.1:{site}"),
    ):
        assert before in text
        text = text.replace(before, after)
    folders = "".join(
        f"{each}_temp_path {place}/{each};\n" for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"daemon off;\npid {place}/pid;\nerror_log {place}/error.log;\nevents {{}}\nhttp {{\n{folders}{text}\n}}\n"
    (place / "nginx.conf").write_text(head)
    command = ["nginx", "-e", place / "error.log", "-c", place / "nginx.conf"]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        waited_for(encrypted)
        yield plain, encrypted, place
        process.terminate()


def trusting(place: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=place / "fullchain.pem")


def answered(sock: socket.socket, sent: bytes) -> list[int]:
    """Return the status of every answer to some bytes, until the other side closes or is silent for a second."""
    sock.settimeout(1)
    with suppress(TimeoutError, ConnectionError):  # whoever refuses need not read to the end
        sock.sendall(sent)
    got = b""
    try:
        while piece := sock.recv(65536):
            got += piece
    except (TimeoutError, ConnectionError):
        pass
    return [int(each) for each in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]


def directly(port: int, sent: bytes) -> list[int]:
    with closing(socket.create_connection(("127.0.0.1", port))) as sock:
        return answered(sock, sent)


def through(ports: tuple[int, int, Path], sent: bytes) -> list[int]:
    raw = socket.create_connection(("127.0.0.1", ports[1]))
    with closing(trusting(ports[2]).wrap_socket(raw, server_hostname=HOST)) as sock:
        return answered(sock, sent)


def request(*fields: str, body: str = "", line: str = "POST /language/ HTTP/1.1") -> bytes:
    head = [line, f"Host: {HOST}", *fields]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode("latin-1")


HIDDEN = f"GET /static/web/answerable.css HTTP/1.1\r\nHost: {HOST}\r\n\r\n"
"""A request inside the body of another: whoever answers it saw two where there was one."""

IN_DOUBT = {
    "two lengths that differ": request("Content-Length: 0", f"Content-Length: {len(HIDDEN)}", body=HIDDEN),
    "a length and chunks": request(
        f"Content-Length: {len(HIDDEN) + 5}", "Transfer-Encoding: chunked", body=f"0\r\n\r\n{HIDDEN}"
    ),
    "chunks that are none": request("Transfer-Encoding: xchunked", body=f"0\r\n\r\n{HIDDEN}"),
    "chunks named twice": request(
        "Transfer-Encoding: chunked", "Transfer-Encoding: identity", body=f"0\r\n\r\n{HIDDEN}"
    ),
    "a blank before the colon": request("Transfer-Encoding : chunked", "Content-Length: 5", body=f"0\r\n\r\n{HIDDEN}"),
    "a length with a sign": request(f"Content-Length: +{len(HIDDEN)}", body=HIDDEN),
    "a length in two numbers": request("Content-Length: 0, 5", body=HIDDEN),
    "a length below nothing": request("Content-Length: -1", body=HIDDEN),
    "a field on two lines": request("Transfer-Encoding:\r\n chunked", "Content-Length: 5", body=f"0\r\n\r\n{HIDDEN}"),
    "a chunk whose size is none": request("Transfer-Encoding: chunked", body=f"zz\r\n{HIDDEN}"),
    "a mark of nothing in a field": request("X-Odd: a\x00b", body=HIDDEN),
    "an end of line in a field": request("X-Odd: a\rContent-Length: 5", body=HIDDEN),
}


@pytest.mark.parametrize("sent", IN_DOUBT.values(), ids=IN_DOUBT)
def test_a_request_whose_end_is_in_doubt_hides_no_second_one(site, sent):
    """Refused, or read to one end and the connection closed; never answered twice with success."""
    found = directly(site, sent)
    assert 200 not in found, found
    assert len(found) <= 1


@needs_nginx
@pytest.mark.parametrize("sent", IN_DOUBT.values(), ids=IN_DOUBT)
def test_it_hides_none_from_the_proxy_either(proxy, sent):
    found = through(proxy, sent)
    assert 200 not in found, found
    assert len(found) <= 1


def test_two_whole_requests_on_one_connection_are_two(site):
    found = directly(site, HIDDEN.encode() * 2)
    assert found == [200, 200]


def test_a_header_without_end_is_not_read_for_ever(site):
    assert directly(site, request("X-Long: " + "a" * 5_000_000))[:1] in ([], [400], [431])


def test_http_2_is_not_spoken_in_the_clear(site):
    assert 200 not in directly(site, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")


@needs_nginx
def test_the_proxy_leads_from_http_to_https(proxy):
    with closing(socket.create_connection(("127.0.0.1", proxy[0]))) as sock:
        sock.sendall(f"GET /cases/ HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        got = sock.recv(65536).decode()
    assert got.startswith("HTTP/1.1 308 ")
    assert f"Location: https://{HOST}/cases/\r\n" in got


@needs_nginx
@pytest.mark.parametrize(
    ("version", "spoken"), [("TLSv1", False), ("TLSv1_1", False), ("TLSv1_2", True), ("TLSv1_3", True)]
)
def test_the_proxy_speaks_only_tls_that_is_still_safe(proxy, version, spoken):
    flag = {"TLSv1": "-tls1", "TLSv1_1": "-tls1_1", "TLSv1_2": "-tls1_2", "TLSv1_3": "-tls1_3"}[version]
    # Security level 0 lets the client offer what it would not by itself; else it would be the one that refuses.
    command = ["openssl", "s_client", flag, "-cipher", "ALL@SECLEVEL=0", "-connect", f"127.0.0.1:{proxy[1]}"]
    done = subprocess.run([*command, "-servername", HOST], input="", capture_output=True, text=True, check=False)
    assert ("Cipher is (NONE)" not in done.stdout) is spoken


@needs_nginx
@pytest.mark.parametrize("weak", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "DES-CBC3-SHA", "ECDHE-ECDSA-AES256-SHA384"])
def test_the_proxy_takes_no_weak_cipher(proxy, weak):
    command = ["openssl", "s_client", "-tls1_2", "-cipher", f"{weak}:@SECLEVEL=0", "-connect", f"127.0.0.1:{proxy[1]}"]
    done = subprocess.run([*command, "-servername", HOST], input="", capture_output=True, text=True, check=False)
    assert done.returncode != 0 or "Cipher is (NONE)" in done.stdout


def asked(ports: tuple[int, int, Path], path: str, *fields: str) -> str:
    raw = socket.create_connection(("127.0.0.1", ports[1]))
    with closing(trusting(ports[2]).wrap_socket(raw, server_hostname=HOST)) as sock:
        sock.sendall(request(*fields, "Connection: close", line=f"GET {path} HTTP/1.1"))
        got = b""
        while piece := sock.recv(65536):
            got += piece
    return got.decode()


@needs_nginx
def test_through_the_proxy_a_page_comes_with_hsts_and_cookies_of_this_host_alone(proxy):
    got = asked(proxy, "/sign-in/")
    assert got.startswith("HTTP/1.1 200 ")
    assert re.search(r"(?i)strict-transport-security: max-age=31536000; includeSubDomains\r\n", got)
    assert re.search(r"(?i)set-cookie: __Host-csrf=[^\r]*; Secure", got)
    assert not re.search(r"(?i)^server: .*\d", got, re.MULTILINE)


@needs_nginx
def test_what_a_visitor_says_of_proxies_is_thrown_away_and_health_is_for_this_machine(proxy):
    forged = ("X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Forwarded-For: 203.0.113.9")
    assert "evil.example" not in asked(proxy, "/cases/harbour/", *forged)
    assert asked(proxy, "/health/").startswith("HTTP/1.1 404 ")


@needs_nginx
def test_the_log_of_the_proxy_holds_no_address_of_anybody(proxy):
    asked(proxy, "/g/a-key-of-somebody/")
    time.sleep(0.1)
    written = (proxy[2] / "answerable.log").read_text()
    assert written
    assert "127.0.0.1" not in written
    assert "a-key" not in written
