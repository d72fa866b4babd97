"""The signing keys of sections, on disk or in the environment.

Rules:

* a private key lies in ``<folder>/<name>.key``, in OpenSSH's private key format (its document PROTOCOL.key), encrypted
  with the passphrase through bcrypt; its public half beside it in ``<name>.vkey``;
* ``<name>`` is the origin with every character but ASCII letters, digits, ``-``, ``_`` and inner dots percent-encoded
  (RFC 3986, section 2.1), so a file can be read back to its origin and no origin can name a path outside the folder;
* a key file appears whole or not at all, and is never overwritten;
* a key file that other users can read is refused, and so is a public key or a key folder that they can change;
* a server may hold its keys in the environment instead: ``ANSWERABLE_SIGNING_KEYS``, one ``PRIVATE+KEY+…`` a line;
* the keys of cosigners lie beside them, as ``<name>.cokey`` and ``<name>.covkey``. OpenSSH's format has no ML-DSA-44,
  so a ``.cokey`` holds the seed of either kind as it holds an Ed25519 key, and only the public half beside it says
  which kind it is: without it the seed is not used.
"""

import os
import secrets
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PrivateFormat, load_ssh_private_key

from answerable.record.cosignature import (
    Algorithm,
    Cosigner,
    CosignerKey,
    parse_cosigner,
)
from answerable.record.errors import KeyExists, KeyFileOpen, KeyLocked, KeyMissing, Malformed, TooLarge, Truncated
from answerable.record.note import KEY_BYTES, Signer, Verifier, generate, parse_skey, parse_vkey

KEYS_VARIABLE = "ANSWERABLE_SIGNING_KEYS"
"""Environment variable with the keys of a server, one on each line."""

PASSPHRASE_VARIABLE = "ANSWERABLE_PASSPHRASE"  # noqa: S105 - the name of a variable
"""Environment variable with the passphrase, used where none is given."""

KDF_ROUNDS = 24
"""Rounds of bcrypt, as ssh-keygen uses; unlocking then takes 0.16 s on one shared core."""

MAX_FILE_NAME = 255
"""Most bytes in a file name on common file systems (Linux ``NAME_MAX``)."""

MAX_KEY_BYTES = 10_000
"""Most bytes read from a key file; chosen by hand, an Ed25519 key has 500 and an ML-DSA-44 public key 2,000."""

Public = TypeVar("Public", Verifier, CosignerKey)

_BEGIN, _END = b"-----BEGIN OPENSSH PRIVATE KEY-----", b"-----END OPENSSH PRIVATE KEY-----"


@dataclass(frozen=True, eq=False)
class KeyRing:
    """The keys held in a folder and in the environment. Its repr shows neither passphrase nor keys.

    Attributes:
        folder: Where the key files lie; made with the first key.
        passphrase: Opens the private keys; None to read public keys only, or to take ``ANSWERABLE_PASSPHRASE``.
        environment: Environment variables, passed in.
    """

    folder: Path
    passphrase: str | None = field(default=None, repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    _unlocked: dict[str, Signer] = field(default_factory=dict, init=False, repr=False)
    _unlocked_cosigners: dict[str, Cosigner] = field(default_factory=dict, init=False, repr=False)

    def new(self, origin: str, *, seed: bytes | None = None) -> Verifier:
        """The public half of a new key for this origin, whose files are now in the folder.

        Args:
            origin: Origin of the log; becomes the name of the key.
            seed: The 32 secret bytes of the key; None to draw them from the operating system.

        Raises:
            KeyExists: There is already a key for this origin.
            KeyLocked: No passphrase was given to lock it with.
        """
        signer = generate(origin, seed=secrets.token_bytes(KEY_BYTES) if seed is None else seed)
        if origin in self._environment_keys:
            raise KeyExists(f"{KEYS_VARIABLE} already holds a key for {origin}")
        self._write_pair(origin, signer.private, signer.verifier().vkey(), (".key", ".vkey"))
        return signer.verifier()

    def signer(self, origin: str) -> Signer:
        """The private key for this origin, unlocked once and then kept.

        Raises:
            KeyMissing: There is none here.
            KeyLocked: The passphrase is missing or wrong.
            KeyFileOpen: Others can read the key file, or change the folder.
        """
        held = self._environment_keys.get(origin) or self._unlocked.get(origin)
        if held is None:
            held = self._unlocked[origin] = self._unlock(origin)
        return held

    def verifier(self, origin: str) -> Verifier:
        """The public key for this origin; needs no passphrase where its ``.vkey`` file is there.

        Raises:
            KeyMissing: There is none here.
        """
        held = self._environment_keys.get(origin)
        if held is not None:
            return held.verifier()
        path = self.path(origin, ".vkey")
        return _read_public(path, parse_vkey) if path.exists() else self.signer(origin).verifier()

    def verifiers(self) -> list[Verifier]:
        """All public keys here, sorted by name; a key in the environment stands before a file of the same name."""
        held: dict[str, Verifier] = {}
        if self.folder.is_dir():
            self._check_folder()
            held = {unquote(path.stem): _read_public(path, parse_vkey) for path in self.folder.glob("*.vkey")}
        held |= {origin: signer.verifier() for origin, signer in self._environment_keys.items()}
        return [held[origin] for origin in sorted(held)]

    def new_cosigner(self, name: str, algorithm: Algorithm, *, seed: bytes | None = None) -> CosignerKey:
        """The public half of a new cosigner key of this name, whose files are now in the folder.

        Args:
            name: Name of the cosigner; it has one key.
            algorithm: How it signs.
            seed: The 32 secret bytes of the key; None to draw them from the operating system.

        Raises:
            KeyExists: There is already a cosigner of this name.
            KeyLocked: No passphrase was given to lock it with.
        """
        cosigner = Cosigner(name, algorithm, secrets.token_bytes(KEY_BYTES) if seed is None else seed)
        self._write_pair(name, cosigner.private, cosigner.key.vkey(), (".cokey", ".covkey"))
        return cosigner.key

    def cosigner(self, name: str) -> Cosigner:
        """The private key of the cosigner of this name, unlocked once and then kept.

        Raises:
            KeyMissing: There is none here, or not the public half that says its kind.
            KeyLocked: The passphrase is missing or wrong.
            KeyFileOpen: Others can read the key file, or change the folder.
        """
        held = self._unlocked_cosigners.get(name)
        if held is None:
            held = self._unlocked_cosigners[name] = self._unlock_cosigner(name)
        return held

    def cosigner_keys(self) -> list[CosignerKey]:
        """All public keys of cosigners here, sorted by name."""
        held: dict[str, CosignerKey] = {}
        if self.folder.is_dir():
            self._check_folder()
            held = {unquote(path.stem): _read_public(path, parse_cosigner) for path in self.folder.glob("*.covkey")}
        return [held[name] for name in sorted(held)]

    def _write_pair(self, name: str, seed: bytes, vkey: str, suffixes: tuple[str, str]) -> None:
        """Write the files of a new key: the private half locked, then the public one."""
        private, public = (self.path(name, suffix) for suffix in suffixes)
        locked = _lock(seed, self._passphrase(name))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._check_folder()
        write_new(private, locked, mode=0o600)
        write_new(public, f"{vkey}\n".encode(), mode=0o644)

    def forget(self, origin: str) -> None:
        """Unlock the key of this origin anew when it is asked for next: its file is another now."""
        self._unlocked.pop(origin, None)

    def holds(self, origin: str) -> bool:
        """Whether a key for this origin is here, in a file or in the environment; nothing is unlocked."""
        if self.in_environment(origin):
            return True
        try:
            return any(self.path(origin, suffix).exists() for suffix in (".key", ".vkey"))
        except TooLarge:  # no file can have its name
            return False

    def in_environment(self, origin: str) -> bool:
        """Whether the key of this origin is in the environment, where nobody can replace it from here."""
        return origin in self._environment_keys

    def path(self, origin: str, suffix: str) -> Path:
        """Where the private (``.key``) or public (``.vkey``) half of a key lies, if it is in a file."""
        name = safe_name(origin) + suffix
        if len(name) > MAX_FILE_NAME:
            raise TooLarge(f"key for {origin}: its file name would have {len(name)} bytes, at most {MAX_FILE_NAME} fit")
        return self.folder / name

    def _passphrase(self, origin: str) -> bytes:
        passphrase = self.passphrase or self.environment.get(PASSPHRASE_VARIABLE)
        if not passphrase:
            raise KeyLocked(f"key for {origin}: expected a passphrase in {PASSPHRASE_VARIABLE}, found none")
        return passphrase.encode()

    @cached_property
    def _environment_keys(self) -> dict[str, Signer]:
        return _keys_in(self.environment)

    def _unlock(self, origin: str) -> Signer:
        path = self.path(origin, ".key")
        if not path.exists():
            raise KeyMissing(f"key for {origin}: expected {path}, or a line in {KEYS_VARIABLE}")
        self._check_folder()
        seed = _unlock(read_private(path), self._passphrase(origin), path)
        signer = generate(origin, seed=seed)
        public = self.path(origin, ".vkey")
        if public.exists() and _read_public(public, parse_vkey) != signer.verifier():
            raise Malformed(f"{public} is not the public half of {path}")
        return signer

    def _unlock_cosigner(self, name: str) -> Cosigner:
        path, public = self.path(name, ".cokey"), self.path(name, ".covkey")
        for half in (path, public):
            if not half.exists():
                raise KeyMissing(f"cosigner key of {name}: expected {half}, found none")
        self._check_folder()
        key = _read_public(public, parse_cosigner)
        cosigner = Cosigner(name, key.algorithm, _unlock(read_private(path), self._passphrase(name), path))
        if cosigner.key != key:
            raise Malformed(f"{public} is not the public half of {path}")
        return cosigner

    def _check_folder(self) -> None:
        mode = stat.S_IMODE(self.folder.stat().st_mode)
        if mode & 0o022:
            raise KeyFileOpen(f"others can change {self.folder} (mode {mode:04o}): run chmod 700 {self.folder}")


def safe_name(origin: str) -> str:
    """The file name for an origin, without suffix; ``urllib.parse.unquote`` gives the origin back."""
    name = quote(origin, safe="").replace("~", "%7E")
    return f"%2E{name[1:]}" if name.startswith(".") else name


def _lock(seed: bytes, passphrase: bytes) -> bytes:
    encryption = PrivateFormat.OpenSSH.encryption_builder().kdf_rounds(KDF_ROUNDS).build(passphrase)
    return Ed25519PrivateKey.from_private_bytes(seed).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, encryption)


def _unlock(data: bytes, passphrase: bytes, path: Path) -> bytes:
    """The seed in an OpenSSH private key."""
    if not data.startswith(_BEGIN):
        raise Malformed(f"{path}: expected an OpenSSH private key")
    if not data.rstrip().endswith(_END):
        raise Truncated(f"{path}: the OpenSSH private key stops early")
    try:
        key = load_ssh_private_key(data, passphrase)
    except TypeError:
        raise Malformed(f"{path}: expected a key locked with a passphrase, found an open one") from None
    except ValueError:
        # The format cannot tell a wrong passphrase from damaged bytes.
        raise KeyLocked(f"{path}: the passphrase in {PASSPHRASE_VARIABLE} does not open it, or it is damaged") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Malformed(f"{path}: expected an Ed25519 key, found another kind")
    return key.private_bytes_raw()


def read_private(path: Path) -> bytes:
    """The bytes of a locked private key.

    Raises:
        KeyFileOpen: Other users of the machine can read the file.
    """
    with path.open("rb") as file:
        # Asked of the open file, so that nobody can swap it between the question and the reading.
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise KeyFileOpen(f"others can read {path} (mode {mode:04o}): run chmod 600 {path}")
        data = file.read(MAX_KEY_BYTES + 1)
    if len(data) > MAX_KEY_BYTES:
        raise TooLarge(f"{path}: expected at most {MAX_KEY_BYTES} bytes")
    return data


def _read_public(path: Path, parse: Callable[[str], Public]) -> Public:
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o022:
            raise KeyFileOpen(f"others can change {path} (mode {mode:04o}): run chmod 644 {path}")
        data = file.read(MAX_KEY_BYTES + 1)
    try:
        key = parse(data.decode().strip())
    except (Malformed, UnicodeDecodeError) as error:
        raise Malformed(f"{path}: {error}") from None
    if key.name != unquote(path.stem):
        raise Malformed(f"{path}: expected the key of {unquote(path.stem)}, found that of {key.name}")
    return key


def _keys_in(environment: Mapping[str, str]) -> dict[str, Signer]:
    """The keys in the environment by name. No message repeats any part of them."""
    held: dict[str, Signer] = {}
    for number, line in enumerate(environment.get(KEYS_VARIABLE, "").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            key = parse_skey(line.strip())
        except Malformed as error:
            raise Malformed(f"{KEYS_VARIABLE}, line {number}: {error}") from None
        held[key.name] = key
    return held


def write_new(path: Path, data: bytes, *, mode: int) -> None:
    """Make the file, whole and on disk, or leave nothing; refuse if there is one already."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")  # O_EXCL, mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name is taken; a rename would replace it.
        os.link(temporary, path)
    except FileExistsError:
        raise KeyExists(f"{path} is already there, and is never overwritten") from None
    finally:
        Path(temporary).unlink()
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write what a folder holds to disk, so that a file moved into it stays there."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
