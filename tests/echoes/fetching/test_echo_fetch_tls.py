"""Certificates: ours is believed, for the name it is made for, and no other."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from answerable.echoes.fetching import Unfetched
from tests.echoes.fetching.world import PUBLIC, moved

PEM = serialization.Encoding.PEM


def certificate(name, key, *, issuer=None, authority_key=None, days=2, begun=0):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime.now(UTC) - timedelta(days=1 - begun)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return made.sign(authority_key or key, hashes.SHA256())


@pytest.fixture
def authority(tmp_path):
    """Return what makes a server's certificate: a function from name to context, and the file to believe."""
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = certificate("Tests only", root_key)
    trusted = tmp_path / "authority.pem"
    trusted.write_bytes(root.public_bytes(PEM))

    def context(name, **validity):
        key = ec.generate_private_key(ec.SECP256R1())
        leaf = certificate(name, key, issuer=root, authority_key=root_key, **validity)
        chain = tmp_path / "server.pem"
        form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        chain.write_bytes(key.private_bytes(PEM, *form) + leaf.public_bytes(PEM))
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(chain)
        return made

    return context, str(trusted)


def test_a_page_comes_over_tls_from_the_checked_address_under_its_name(world, authority):
    context, trusted = authority
    world.encrypt(context("news.example"))
    world.put("news.example/", "words")
    assert world.fetcher(authorities=trusted).get("https://news.example/").content == b"words"
    assert set(world.connected) == {(PUBLIC, 443)}


@pytest.mark.parametrize("name", ["other.example", "*.other.example", "example", "news.example.other.example"])
def test_a_certificate_for_another_name_is_refused(world, authority, name):
    context, trusted = authority
    world.encrypt(context(name))
    world.put("news.example/", "words")
    with pytest.raises(Unfetched, match="certificate") as failed:
        world.fetcher(authorities=trusted).get("https://news.example/")
    assert (failed.value.reason, world.asked) == ("unreachable", [])


def test_a_certificate_that_has_run_out_is_refused(world, authority):
    context, trusted = authority
    world.encrypt(context("news.example", days=0.5))
    world.put("news.example/", "words")
    with pytest.raises(Unfetched, match="certificate"):
        world.fetcher(authorities=trusted).get("https://news.example/")


def test_a_certificate_of_an_unknown_authority_is_refused(world, authority):
    context, _ = authority
    world.encrypt(context("news.example"))
    world.put("news.example/", "words")
    with pytest.raises(Unfetched, match="certificate"):
        world.fetcher().get("https://news.example/")
    assert world.asked == []


def test_a_redirect_to_another_name_asks_for_that_names_certificate(world, authority):
    context, trusted = authority
    world.encrypt(context("news.example"))
    world.put("news.example/", moved("https://other.example/"))
    world.put("other.example/", "words")
    with pytest.raises(Unfetched, match="certificate for other"):
        world.fetcher(authorities=trusted).get("https://news.example/")


def test_a_server_that_speaks_no_tls_is_unreachable(world):
    world.put("news.example/", "words")
    world.tls = world.server
    try:
        with pytest.raises(Unfetched):
            world.fetcher().get("https://news.example/")
    finally:
        world.tls = None
