"""A stamp by a real authority holds, offline, for what it was given for, and for nothing else."""

import hashlib
import subprocess
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from answerable.record.errors import NotStamped
from answerable.record.stamping.encoding import in_order
from answerable.record.stamping.stamps import Stamped, request, roots_in, stamp, verify
from tests.record.stamping.authority import Authority, pem

RECORD = b"what was kept"
DIGEST = hashlib.sha256(RECORD).hexdigest()
OTHER = hashlib.sha256(b"something else").hexdigest()
NONCE = 0x7123456789ABCDEF


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
    with pytest.raises(NotStamped, match="expected a nonce of 63 bits, found"):
        request(DIGEST, nonce=nonce)


@pytest.mark.parametrize("digest", ["", "abc", "zz" * 32, "ab" * 20])
def test_what_is_no_sha256_is_refused(digest):
    with pytest.raises(NotStamped, match="expected a SHA-256 in hex, found"):
        request(digest, nonce=1)


def test_a_chain_of_certificates_in_any_order_is_followed(tmp_path):
    authority = Authority(tmp_path / "long", between=4)
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    assert in_order(token) != token
    assert verify(token, DIGEST, roots=[authority.root]).authority == "CN=Stamps for the desk"


def test_a_forged_twin_of_the_certificate_lends_nobody_its_name(tmp_path):
    authority = Authority(tmp_path / "twins", twin=True)
    with pytest.raises(NotStamped, match="2 certificates that the signature names, expected one"):
        stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)


def test_a_stamp_of_something_else_is_told(authority):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    with pytest.raises(NotStamped, match=f"expected a stamp of {OTHER}, found one of {DIGEST}"):
        verify(token, OTHER, roots=[authority.root])


def test_a_root_that_does_not_lead_to_it_is_told(authority, tmp_path):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    stranger = Authority(tmp_path / "stranger")
    with pytest.raises(NotStamped, match=r"expected a stamp that leads to a root we hold \(CN=Root of stranger\)"):
        verify(token, DIGEST, roots=[stranger.root])
    with pytest.raises(NotStamped, match="expected a root certificate to check a stamp by, found none"):
        verify(token, DIGEST, roots=[])


def test_an_old_answer_is_told_by_its_nonce(authority):
    old = authority(request(DIGEST, nonce=1))
    with pytest.raises(NotStamped, match="expected a stamp with the nonce 2, found 1"):
        stamp(DIGEST, authority=lambda _: old, roots=[authority.root], nonce=2)


def test_an_answer_about_another_digest_is_told_when_it_is_asked_for(authority):
    with pytest.raises(NotStamped, match=f"expected a stamp of {DIGEST}, found one of {OTHER}"):
        stamp(
            DIGEST,
            authority=lambda _: authority(request(OTHER, nonce=NONCE)),
            roots=[authority.root],
            nonce=NONCE,
        )


def test_a_certificate_that_had_run_out_is_told(tmp_path):
    authority = Authority(tmp_path / "late", lasts=(-3600, -60))
    with pytest.raises(NotStamped, match=r"found: .*expired"):
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
        with pytest.raises(NotStamped, match=r"expected .*found"):
            verify(token[:place], DIGEST, roots=[authority.root])
    assert refused > 0.95 * len(range(0, len(token), 5))


def outcome(token: bytes, root) -> tuple[datetime | None, str]:
    try:
        return verify(token, DIGEST, roots=[root]).at, ""
    except NotStamped as error:
        return None, str(error)


def test_a_time_that_was_altered_is_refused(authority):
    token = stamp(DIGEST, authority=authority, roots=[authority.root], nonce=NONCE)
    at = verify(token, DIGEST, roots=[authority.root]).at
    told = at.strftime("%Y%m%d%H%M%SZ").encode()
    assert token.count(told) == 1
    earlier = (at - timedelta(minutes=1)).strftime("%Y%m%d%H%M%SZ").encode()
    with pytest.raises(NotStamped, match="expected a stamp that leads to a root we hold"):
        verify(token.replace(told, earlier), DIGEST, roots=[authority.root])


@pytest.mark.parametrize("token", [b"", b"no stamp", b"\x30\x80", bytes(5000)])
def test_what_is_no_stamp_is_told(authority, token):
    with pytest.raises(NotStamped, match=r"expected .*found"):
        verify(token, DIGEST, roots=[authority.root])


def test_a_refusal_is_told_with_its_reason(authority):
    query = ["openssl", "ts", "-query", "-sha512", "-digest", "ab" * 64]
    refused = authority(subprocess.run(query, capture_output=True, timeout=30, check=True).stdout)
    with pytest.raises(NotStamped, match=r"expected a stamp granted, found status 2 \(rejection\)"):
        verify(refused, DIGEST, roots=[authority.root])


def test_roots_are_read_from_a_folder(authority, tmp_path):
    folder = tmp_path / "roots"
    folder.mkdir()
    with pytest.raises(NotStamped, match=r"expected root certificates in .*, found none"):
        roots_in(folder)
    (folder / "b.crt").write_bytes(pem(authority.root))
    (folder / "a.pem").write_bytes(pem(authority.signer, authority.root))
    (folder / "readme.txt").write_text("no certificate")
    assert roots_in(folder) == (authority.signer, authority.root, authority.root)
    (folder / "c.pem").write_text("no certificate")
    with pytest.raises(NotStamped, match=r"expected certificates in PEM in .*c\.pem"):
        roots_in(folder)
