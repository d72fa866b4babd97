"""A stream that is encrypted while it is written: whole or refused, with other tools too."""

from __future__ import annotations

import io
import shutil
import subprocess

import pyrage
import pytest
from pyrage.x25519 import Identity

from answerable.backups.envelope import END, opened, sealing
from answerable.backups.errors import NotABackup, NotOpened, NotWritten

WORDS = b"kept " * 60_000


def sealed(**how: object) -> bytes:
    file = io.BytesIO()
    with sealing(file, **how) as stream:
        stream.write(WORDS)
    return file.getvalue()


def read(data: bytes, **how: object) -> bytes:
    with opened(io.BytesIO(data), **how) as stream:
        return stream.read()


def test_each_recipient_can_open_it():
    first, second = Identity.generate(), Identity.generate()
    data = sealed(recipients=[str(first.to_public()), str(second.to_public())])
    assert WORDS not in data
    assert [read(data, identities=[each]) for each in (first, second)] == [WORDS, WORDS]


def test_nobody_else_can():
    with pytest.raises(NotOpened, match="none of the keys"):
        read(sealed(recipients=[str(Identity.generate().to_public())]), identities=[Identity.generate()])


@pytest.mark.soak
def test_a_passphrase_opens_it_and_another_does_not():
    data = sealed(passphrase="correct horse")
    assert read(data, passphrase="correct horse") == WORDS
    with pytest.raises(NotOpened, match="passphrase"):
        read(data, passphrase="wrong horse")
    with pytest.raises(NotOpened, match="expected the passphrase"):
        read(data)
    head, _, rest = data.partition(END)
    key = Identity.from_str(pyrage.passphrase.decrypt(head + END, "correct horse").decode())
    assert pyrage.decrypt(rest, [key]) == WORDS


@pytest.mark.parametrize("cut", [1, 20, 70_000, 131_072, 250_000])
def test_a_file_that_was_cut_off_is_refused(cut):
    identity = Identity.generate()
    data = sealed(recipients=[str(identity.to_public())])
    with pytest.raises((NotOpened, NotABackup)):
        read(data[:-cut], identities=[identity])


def test_a_changed_byte_is_refused():
    identity = Identity.generate()
    data = bytearray(sealed(recipients=[str(identity.to_public())]))
    data[200_000] ^= 1
    with pytest.raises(NotABackup, match="damaged"):
        read(bytes(data), identities=[identity])


def test_it_is_what_age_writes():
    identity = Identity.generate()
    assert pyrage.decrypt(sealed(recipients=[str(identity.to_public())]), [identity]) == WORDS


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"age-encryption.org/v9\n"])
def test_another_file_is_told(data):
    with pytest.raises((NotABackup, NotOpened)):
        read(data, passphrase="x")


def test_who_fails_while_writing_leaves_no_thread_behind():
    to = [str(Identity.generate().to_public())]
    with pytest.raises(ZeroDivisionError), sealing(io.BytesIO(), recipients=to) as stream:
        stream.write(bytes(1 // 0))


@pytest.mark.parametrize("size", [1, 60_000, 300_000])
def test_why_somebody_stopped_reading_is_told(size):
    """What is left in the pipe then has nobody to read it, and that is no reason."""
    identity, file = Identity.generate(), io.BytesIO()
    with sealing(file, recipients=[str(identity.to_public())]) as stream:
        stream.write(WORDS[:size])
    with pytest.raises(ZeroDivisionError), opened(io.BytesIO(file.getvalue()), identities=[identity]) as stream:
        stream.read(1 // 0)


def test_a_full_disk_is_told():
    to = [str(Identity.generate().to_public())]
    with (
        open("/dev/full", "wb", buffering=0) as full,  # noqa: PTH123 - there is no Path of it
        pytest.raises(NotWritten, match="No space left"),
        sealing(full, recipients=to) as stream,
    ):
        stream.write(WORDS)


@pytest.mark.skipif(shutil.which("age") is None, reason="there is no age here")
def test_age_itself_opens_it(tmp_path):
    identity = Identity.generate()
    (tmp_path / "key").write_text(str(identity))
    (tmp_path / "file").write_bytes(sealed(recipients=[str(identity.to_public())]))
    command = ["age", "--decrypt", "--identity", tmp_path / "key", tmp_path / "file"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == WORDS
