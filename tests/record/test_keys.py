"""Signing keys: locked, closed to others, never overwritten, and never shown."""

import base64
import io
import os
import stat
import subprocess
import sys
import time
from shutil import which
from urllib.parse import unquote

import pytest
from hypothesis import given, strategies as st

from answerable.record.cosignature import Algorithm, Cosigner
from answerable.record.errors import KeyExists, KeyFileOpen, KeyLocked, KeyMissing, Malformed, TooLarge, Truncated
from answerable.record.keys import KEYS_VARIABLE, PASSPHRASE_VARIABLE, KeyRing, safe_name
from answerable.record.note import generate

ORIGIN = "harbour.example/coast"
PASSPHRASE = "correct horse battery staple"
SEED = bytes(range(32))


@pytest.fixture
def ring(tmp_path):
    return KeyRing(tmp_path / "keys", PASSPHRASE)


@pytest.fixture
def key_file(ring):
    ring.new(ORIGIN, seed=SEED)
    return ring.folder / "harbour.example%2Fcoast.key"


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_can_be_opened_again(ring):
    verifier = ring.new(ORIGIN, seed=SEED)
    again = KeyRing(ring.folder, PASSPHRASE)
    assert again.signer(ORIGIN) == generate(ORIGIN, seed=SEED)
    assert again.signer(ORIGIN).verifier() == verifier == again.verifier(ORIGIN)


def test_a_key_without_a_seed_is_drawn_at_random(ring):
    assert ring.new(ORIGIN) != ring.new("harbour.example/north")
    assert ring.signer(ORIGIN).private != ring.signer("harbour.example/north").private


def test_files_have_the_permissions_they_should(key_file):
    assert mode_of(key_file) == 0o600
    assert mode_of(key_file.with_suffix(".vkey")) == 0o644
    assert mode_of(key_file.parent) == 0o700


def test_permissions_do_not_depend_on_the_umask(tmp_path):
    before = os.umask(0)
    try:
        KeyRing(tmp_path / "open", PASSPHRASE).new(ORIGIN, seed=SEED)
    finally:
        os.umask(before)
    assert {mode_of(path) for path in (tmp_path / "open").iterdir()} == {0o600, 0o644}
    assert mode_of(tmp_path / "open") == 0o700


def test_the_private_key_is_not_in_the_file_in_the_clear(key_file):
    data = key_file.read_bytes()
    assert data.startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----")
    assert SEED not in data
    assert b"bcrypt" not in data  # it is inside the base64


def test_a_key_file_of_the_product_is_as_slow_to_open_as_one_of_ssh_keygen(tmp_path):
    """In a process of its own: in this one, keys are locked quickly. The format says the rounds after the salt."""
    make = f"""
from pathlib import Path
from answerable.record.keys import KeyRing
KeyRing(Path({str(tmp_path / "keys")!r}), {PASSPHRASE!r}).new({ORIGIN!r})
"""
    subprocess.run([sys.executable, "-c", make], check=True)
    (path,) = (tmp_path / "keys").glob("*.key")
    parts = io.BytesIO(base64.b64decode("".join(path.read_text().splitlines()[1:-1])).removeprefix(b"openssh-key-v1\0"))

    def part() -> bytes:
        return parts.read(int.from_bytes(parts.read(4)))

    _cipher, function, options = part(), part(), part()
    assert function == b"bcrypt"
    assert int.from_bytes(options[-4:]) >= 24


def test_nothing_else_is_left_in_the_folder(key_file):
    assert sorted(path.name for path in key_file.parent.iterdir()) == [
        "harbour.example%2Fcoast.key",
        "harbour.example%2Fcoast.vkey",
    ]


@pytest.mark.skipif(which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_openssh_reads_the_key_file(key_file):
    command = ["ssh-keygen", "-y", "-P", PASSPHRASE, "-f", str(key_file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("ssh-ed25519 "), done.stderr


def test_a_key_is_never_overwritten(ring, key_file):
    before = key_file.read_bytes(), key_file.with_suffix(".vkey").read_bytes()
    with pytest.raises(KeyExists, match="never overwritten"):
        ring.new(ORIGIN)
    assert (key_file.read_bytes(), key_file.with_suffix(".vkey").read_bytes()) == before
    assert len(list(key_file.parent.iterdir())) == 2


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused_and_the_mend_is_named(ring, key_file, mode):
    key_file.chmod(mode)
    with pytest.raises(KeyFileOpen, match=f"chmod 600 {key_file}"):
        ring.signer(ORIGIN)
    key_file.chmod(0o600)
    assert ring.signer(ORIGIN).name == ORIGIN


def test_a_folder_that_others_can_change_is_refused(ring, key_file):
    key_file.parent.chmod(0o777)
    for act in (lambda: ring.signer(ORIGIN), ring.verifiers, lambda: ring.new("harbour.example/north")):
        with pytest.raises(KeyFileOpen, match="chmod 700"):
            act()


def test_a_public_key_that_others_can_change_is_refused(ring, key_file):
    key_file.with_suffix(".vkey").chmod(0o666)
    with pytest.raises(KeyFileOpen, match="chmod 644"):
        ring.verifier(ORIGIN)


@pytest.mark.parametrize("passphrase", [None, ""])
def test_without_a_passphrase_the_variable_is_named(ring, key_file, passphrase):
    locked = KeyRing(ring.folder, passphrase)
    with pytest.raises(KeyLocked, match=PASSPHRASE_VARIABLE):
        locked.signer(ORIGIN)
    with pytest.raises(KeyLocked, match=PASSPHRASE_VARIABLE):
        locked.new("harbour.example/north")
    assert locked.verifier(ORIGIN).name == ORIGIN


def test_the_passphrase_may_stand_in_the_environment(ring, key_file):
    assert KeyRing(ring.folder, None, {PASSPHRASE_VARIABLE: PASSPHRASE}).signer(ORIGIN).name == ORIGIN


def test_a_wrong_passphrase_is_refused_and_not_repeated(ring, key_file):
    with pytest.raises(KeyLocked) as caught:
        KeyRing(ring.folder, "wrong passphrase").signer(ORIGIN)
    assert "wrong passphrase" not in str(caught.value)


def test_no_key_is_no_key(ring, key_file):
    for act in (ring.signer, ring.verifier):
        with pytest.raises(KeyMissing, match=r"harbour.example/north"):
            act("harbour.example/north")


def test_a_folder_not_made_yet_holds_no_keys(ring):
    assert ring.verifiers() == []
    with pytest.raises(KeyMissing):
        ring.signer(ORIGIN)


@pytest.mark.parametrize("length", [0, 60, 200, 400])
def test_a_key_file_that_was_cut_is_refused(ring, key_file, length):
    data = key_file.read_bytes()
    key_file.write_bytes(data[:length])
    with pytest.raises(Malformed) as caught:
        ring.signer(ORIGIN)
    assert isinstance(caught.value, Truncated) == (length > 0)


def test_a_key_file_without_a_lock_is_refused(ring, key_file):
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    opened = ring.signer(ORIGIN).private_key
    key_file.write_bytes(opened.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    with pytest.raises(Malformed, match="locked with a passphrase"):
        KeyRing(ring.folder, PASSPHRASE).signer(ORIGIN)


def test_a_huge_key_file_is_not_read(ring, key_file):
    key_file.write_bytes(b"x" * 20_000)
    with pytest.raises(TooLarge):
        ring.signer(ORIGIN)


def test_a_public_key_of_another_origin_is_refused(ring, key_file):
    public = key_file.with_suffix(".vkey")
    public.write_text(generate("harbour.example/north", seed=SEED).verifier().vkey())
    with pytest.raises(Malformed, match=r"expected the key of harbour.example/coast"):
        ring.verifier(ORIGIN)
    public.write_text(generate(ORIGIN, seed=bytes(32)).verifier().vkey())
    with pytest.raises(Malformed, match="not the public half"):
        ring.signer(ORIGIN)


def test_a_lost_public_key_file_is_made_up_for_by_the_private_one(ring, key_file):
    key_file.with_suffix(".vkey").unlink()
    assert ring.verifier(ORIGIN) == generate(ORIGIN, seed=SEED).verifier()


def test_verifiers_are_all_public_keys_here_by_name(ring):
    server = generate("harbour.example/centre", seed=SEED)
    for origin in ("harbour.example/north", ORIGIN):
        ring.new(origin)
    both = KeyRing(ring.folder, None, {KEYS_VARIABLE: server.skey()})
    assert [each.name for each in both.verifiers()] == ["harbour.example/centre", ORIGIN, "harbour.example/north"]


def test_a_server_may_hold_its_keys_in_the_environment(tmp_path):
    first, second = generate(ORIGIN, seed=SEED), generate("harbour.example/north", seed=bytes(32))
    ring = KeyRing(tmp_path / "none", None, {KEYS_VARIABLE: f"{first.skey()}\n\n  {second.skey()}\n"})
    assert ring.signer(ORIGIN) == first
    assert ring.verifier("harbour.example/north") == second.verifier()
    with pytest.raises(KeyExists, match=KEYS_VARIABLE):
        ring.new(ORIGIN)
    assert not (tmp_path / "none").exists()


def test_a_broken_line_in_the_environment_is_named_and_not_repeated(tmp_path):
    good = generate(ORIGIN, seed=SEED).skey()
    broken = KeyRing(tmp_path, None, {KEYS_VARIABLE: f"{good}\n{good[:-4]}"})
    with pytest.raises(Malformed, match=f"{KEYS_VARIABLE}, line 2") as caught:
        broken.signer(ORIGIN)
    assert good[-30:-4] not in str(caught.value)


def test_no_repr_shows_a_secret(ring, key_file):
    skey = generate("harbour.example/north", seed=SEED).skey()
    full = KeyRing(ring.folder, PASSPHRASE, {KEYS_VARIABLE: skey})
    full.signer(ORIGIN)
    full.signer("harbour.example/north")
    assert PASSPHRASE not in repr(full)
    assert skey[-20:] not in repr(full)
    assert repr(SEED) not in repr(full)


def test_a_key_is_unlocked_once(ring, key_file):
    first = ring.signer(ORIGIN)
    key_file.unlink()
    assert ring.signer(ORIGIN) is first


def test_unlocking_takes_less_than_a_third_of_a_second(ring, key_file):
    def once():
        before = time.process_time()
        KeyRing(ring.folder, PASSPHRASE).signer(ORIGIN)
        return time.process_time() - before

    assert min(once() for _ in range(3)) < 0.3


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("harbour.example/coast", "harbour.example%2Fcoast"),
        ("..", "%2E."),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"),
        (".hidden", "%2Ehidden"),
        ("порт.example", "%D0%BF%D0%BE%D1%80%D1%82.example"),
        ("a%2Fb", "a%252Fb"),
        ("c:\\keys~1", "c%3A%5Ckeys%7E1"),
    ],
)
def test_file_names_stay_in_the_folder(origin, name):
    assert safe_name(origin) == name


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_file_names_can_be_read_back(origin):
    name = safe_name(origin)
    assert unquote(name) == origin
    assert not set(name) & set("/\\\0")
    assert not name.startswith(".")
    assert name.isascii()


def test_an_origin_that_cannot_be_a_key_name_is_refused(ring):
    for origin in ("", "two words", "a+b", "a\nb"):
        with pytest.raises(Malformed):
            ring.new(origin)
    assert not ring.folder.exists()


def test_an_origin_too_long_for_a_file_name_is_refused(ring):
    with pytest.raises(TooLarge, match="255"):
        ring.new("x" * 300)


WITNESS = "harbour.example/coast/witness"
KINDS = pytest.mark.parametrize("algorithm", list(Algorithm), ids=lambda kind: kind.name)


@KINDS
def test_a_new_cosigner_can_be_opened_again(ring, algorithm):
    key = ring.new_cosigner(WITNESS, algorithm, seed=SEED)
    again = KeyRing(ring.folder, PASSPHRASE)
    assert again.cosigner(WITNESS) == Cosigner(WITNESS, algorithm, SEED)
    assert again.cosigner(WITNESS).key == key
    assert KeyRing(ring.folder, None).cosigner_keys() == [key]


def test_cosigner_files_have_the_same_care(ring):
    ring.new_cosigner(WITNESS, Algorithm.ML_DSA_44, seed=SEED)
    private, public = sorted(ring.folder.iterdir())
    assert [private.name, public.name] == [
        "harbour.example%2Fcoast%2Fwitness.cokey",
        "harbour.example%2Fcoast%2Fwitness.covkey",
    ]
    assert (mode_of(private), mode_of(public), mode_of(ring.folder)) == (0o600, 0o644, 0o700)
    assert SEED not in private.read_bytes()
    with pytest.raises(KeyExists, match="never overwritten"):
        ring.new_cosigner(WITNESS, Algorithm.ED25519)
    with pytest.raises(KeyLocked):
        KeyRing(ring.folder, "wrong").cosigner(WITNESS)
    private.chmod(0o644)
    with pytest.raises(KeyFileOpen, match="chmod 600"):
        ring.cosigner(WITNESS)
    private.chmod(0o600)
    public.chmod(0o666)
    with pytest.raises(KeyFileOpen, match="chmod 644"):
        ring.cosigner_keys()


def test_a_cosigner_and_a_log_of_one_name_have_nothing_in_common(ring):
    log, cosigner = ring.new(ORIGIN), ring.new_cosigner(ORIGIN, Algorithm.ED25519)
    assert ring.signer(ORIGIN).private != ring.cosigner(ORIGIN).private
    assert (ring.verifiers(), ring.cosigner_keys()) == ([log], [cosigner])
    with pytest.raises(KeyMissing):
        ring.cosigner("harbour.example/north")


def test_a_seed_is_not_used_without_the_public_half_that_says_its_kind(ring):
    ring.new_cosigner(WITNESS, Algorithm.ML_DSA_44, seed=SEED)
    public = ring.folder / "harbour.example%2Fcoast%2Fwitness.covkey"
    written = public.read_bytes()
    public.unlink()
    with pytest.raises(KeyMissing, match="covkey"):
        ring.cosigner(WITNESS)
    public.write_text(Cosigner(WITNESS, Algorithm.ED25519, bytes(32)).key.vkey())
    with pytest.raises(Malformed, match="not the public half"):
        ring.cosigner(WITNESS)
    public.write_text(Cosigner("another", Algorithm.ED25519, SEED).key.vkey())
    with pytest.raises(Malformed, match="expected the key of"):
        ring.cosigner(WITNESS)
    public.write_bytes(written)
    assert ring.cosigner(WITNESS).algorithm is Algorithm.ML_DSA_44
