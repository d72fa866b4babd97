"""Encrypting a stream while it is written, and decrypting it while it is read (C2SP age).

Rules:
  - A backup for recipients is an age file, nothing else: `age --decrypt --identity KEY FILE` gives the tar archive.
  - A backup under a passphrase begins with an armored age file, which the passphrase opens and which holds an identity;
    the age file for that identity follows. So the passphrase guards a few bytes, and the rest can be a stream.
  - No more than a piece of the stream is in memory. age checks each piece before it gives it out, and says at the end
    whether the stream was whole.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from answerable.backups.errors import NotABackup, NotOpened, NotWritten

BEGIN, END = b"-----BEGIN AGE ENCRYPTED FILE-----\n", b"-----END AGE ENCRYPTED FILE-----\n"
FIRST = b"age-encryption.org/v1\n"
"""How an age file begins (C2SP age, section "Header")."""

LONGEST_KEY = 4096
"""Bytes read while the armored key is looked for; it has about 400."""


def recipient_of(text: str) -> Recipient:
    """Return the recipient that a line names.

    Raises:
        NotOpened: it names none.
    """
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError as error:
        raise NotOpened(f"expected an age recipient (age1…), found {text.strip()[:20]!r}") from error


def identities_of(text: str) -> list[Identity]:
    """Return the identities in a file as `age-keygen` writes it.

    Raises:
        NotOpened: there is none in it.
    """
    lines = [line.strip() for line in text.splitlines()]
    try:
        found = [Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise NotOpened(
            "expected age identities (AGE-SECRET-KEY-1…), one on each line, found something else"
        ) from error
    if not found:
        raise NotOpened("expected an age identity (AGE-SECRET-KEY-1…), found none")
    return found


@contextmanager
def sealing(file: BinaryIO, *, recipients: Sequence[str] = (), passphrase: str = "") -> Iterator[BinaryIO]:
    """Give a stream to write to, which comes into `file` encrypted.

    Raises:
        NotOpened: a recipient is none.
        NotWritten: the file took no more.
    """
    to = [recipient_of(each) for each in recipients]
    if passphrase:
        identity = Identity.generate()
        file.write(pyrage.passphrase.encrypt(str(identity).encode(), passphrase, armored=True))
        to = [identity.to_public()]
    reading, writing = os.pipe()
    source, plain = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")

    def encrypt() -> None:
        with source:
            try:
                pyrage.encrypt_io(source, file, to)
            except pyrage.EncryptError as error:
                raise NotWritten(f"the backup could not be written: {error}") from error

    with _beside(encrypt, stop=plain.close), plain:
        yield plain


@contextmanager
def opened(file: BinaryIO, *, identities: Sequence[Identity] = (), passphrase: str = "") -> Iterator[BinaryIO]:
    """Give the stream that is in an encrypted file.

    Raises:
        NotABackup: it is no age file, or it stops before its end.
        NotOpened: neither the identities nor the passphrase open it.
    """
    keys = [*identities, *_key_in(file, passphrase)]
    if not keys:
        raise NotOpened("expected an identity that opens this backup: it was made for recipients; say --identity")
    reading, writing = os.pipe()
    plain, sink = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")

    def decrypt() -> None:
        with suppress(BrokenPipeError), sink:  # who reads stopped before the end: why they did is what counts
            try:
                pyrage.decrypt_io(file, sink, keys)
            except pyrage.DecryptError as error:
                raise NotOpened(f"none of the keys given opens this backup, or its head is damaged: {error}") from error
            except OSError as error:
                if error.errno is not None:  # of the disk, or of the pipe
                    raise
                raise NotABackup(f"expected a whole backup, found one that was damaged or cut off: {error}") from error

    with _beside(decrypt, stop=plain.close), plain:
        yield plain
        while plain.read(1 << 20):  # to its end, where age says whether it was whole
            pass


def _key_in(file: BinaryIO, passphrase: str) -> list[Identity]:
    """Return the identity at the head of a file under a passphrase, and leave the file where the stream begins."""
    head = file.read(LONGEST_KEY)
    if head.startswith(FIRST):
        file.seek(0)
        return []
    end = head.find(END)
    if not head.startswith(BEGIN) or end < 0 or not head[end + len(END) :].startswith(FIRST[: len(head) - end]):
        raise NotABackup("expected an encrypted backup, found another file")
    if not passphrase:
        raise NotOpened("expected the passphrase of this backup, found none: say --passphrase")
    file.seek(end + len(END))
    try:
        return [Identity.from_str(pyrage.passphrase.decrypt(head[: end + len(END)], passphrase).decode())]
    except pyrage.DecryptError as error:
        raise NotOpened("the passphrase does not open this backup") from error


@contextmanager
def _beside(work: Callable[[], object], *, stop: Callable[[], None]) -> Iterator[None]:
    """Do something in a thread of its own meanwhile; what goes wrong there counts before what that led to here.

    `stop` closes this end of the pipe between the two, so that the thread comes to an end.
    """
    failed: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - raised again where the caller is
            failed.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    except Exception as error:
        if failed or (_ended(thread, stop) and failed):
            raise failed[0] from error
        raise
    finally:
        _ended(thread, stop)
    if failed:
        raise failed[0]


def _ended(thread: threading.Thread, stop: Callable[[], None]) -> bool:
    """Close this end of the pipe, wait for the thread, and tell that it ended."""
    with suppress(BrokenPipeError):
        stop()
    thread.join()
    return True
