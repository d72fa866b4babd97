"""Sealing a name so that some holders together can read it, and none alone.

Implements C2SP age (X25519 recipients) and SLIP-39 (Shamir's secret-sharing). Rules:
  - A name is encrypted to a fresh age identity, made for it alone. The identity's 32 secret bytes are split into one
    part for each holder; each part is encrypted to one holder's recipient. The identity itself is forgotten.
  - A part says of which case and item it is, inside what is encrypted. Who is asked about one item never hands over a
    part that belongs to another, whatever the entry says.
  - A part that a holder hands over is encrypted to whoever asked, and is opened by nobody else.
  - Fewer parts than needed say nothing about the secret; parts that are not of this seal are told, by SLIP-39's own
    checksum and by age's. How many are needed, each part says.
  - What is sealed is padded, so that its length does not tell a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import combinations

import msgspec
import pyrage
from pyrage.x25519 import Identity, Recipient
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share

from answerable.evidence.errors import NotASeal, SealClosed
from answerable.evidence.sealing.bech32 import identity_of, secret_of

BLOCK = 1024
"""Bytes to which what is sealed is filled up; chosen by hand: a name, and how to reach its bearer, take less."""

LONGEST = 64 * BLOCK
"""Bytes of a text that is sealed; chosen by hand."""

MARK = "answerable seal 1\n"
"""How what is sealed begins, so that it is taken for nothing else."""


PART_MARK = "answerable part 1"
"""How a part begins; then come a line for the case, one for the item, and the words of SLIP-39."""


class About(msgspec.Struct, frozen=True):
    """What a seal is about: a case, and an item in it."""

    case: str
    item: str


class SealedName(msgspec.Struct, frozen=True):
    """A sealed text, and the parts of its key, one for each holder in their order; all armored age."""

    text: str
    shares: tuple[str, ...]


def seal(name: str, recipients: Sequence[str], *, needed: int, about: About) -> SealedName:
    """Return the name behind `about` sealed to `recipients`, of whom any `needed` together can open it.

    Raises:
        NotASeal: the name is empty or too long, fewer than two are needed, or there are fewer recipients than that.
    """
    content = padded(name)
    if not 2 <= needed <= len(recipients) or len(set(recipients)) != len(recipients):  # noqa: PLR2004 - two persons
        raise NotASeal(f"expected two or more different recipients, enough for {needed}, found {len(recipients)}")
    identity = Identity.generate()
    ((*parts,),) = generate_mnemonics(1, [(needed, len(recipients))], secret_of(str(identity)))
    head = f"{_head(about)}\n"
    shares = tuple(_encrypted((head + part).encode(), to) for part, to in zip(parts, recipients, strict=True))
    return SealedName(_encrypted(content, str(identity.to_public())), shares)


def hand_over(share: str, identity: str, *, to: str, about: About) -> str:
    """Return a holder's part of the seal behind `about`, sealed to whoever asked.

    Raises:
        SealClosed: the identity does not open it.
        NotASeal: what it opens is no part of that seal.
    """
    part = _part(share, identity, about)
    return _encrypted(f"{_head(about)}\n{part.mnemonic()}".encode(), to)


def unseal(sealed: str, handed: Sequence[str], identity: str, *, about: About) -> str:
    """Return the name behind `about`, opened with the parts that were handed over to `identity`.

    A part that is not of this seal is left out where there are others enough.

    Raises:
        SealClosed: the parts do not open it: too few, of another seal, altered, or sealed to somebody else.
    """
    parts: dict[str, Share] = {}
    for share in handed:
        try:
            part = _part(share, identity, about)
        except (NotASeal, SealClosed):  # a holder may have handed over anything; the others may be enough
            continue
        parts[part.mnemonic()] = part
    for needed in sorted({part.member_threshold for part in parts.values()}):
        for some in combinations(parts, needed):
            try:
                return _unpadded(_decrypted(sealed, identity_of(combine_mnemonics(some))))
            except (MnemonicError, NotASeal, SealClosed):
                continue  # one of these parts is of another seal; other parts may open it
    raise SealClosed(f"expected enough parts of this seal, found {len(parts)} that can be read: they do not open it")


def public_of(identity: str) -> str:
    """Return the recipient of an age identity.

    Raises:
        NotASeal: it is none. The message does not repeat it.
    """
    return str(_identity(identity).to_public())


def is_recipient(text: str) -> bool:
    """Tell whether a text is an age recipient."""
    try:
        Recipient.from_str(text)
    except pyrage.RecipientError:
        return False
    return True


def _head(about: About) -> str:
    """Return the lines with which a part of the seal behind `about` begins; a key of either has no line break."""
    return f"{PART_MARK}\ncase {about.case}\nitem {about.item}"


def _part(share: str, identity: str, about: About) -> Share:
    try:
        head, _, words = str(_decrypted(share, identity), "ascii").strip().rpartition("\n")
        part = Share.from_mnemonic(words)
    except (UnicodeDecodeError, MnemonicError) as error:
        raise NotASeal("expected a part of a seal, found something else") from error
    if head != _head(about):
        raise NotASeal(f"expected a part of the seal of item {about.item} of {about.case}, found one of another seal")
    return part


def _encrypted(content: bytes, to: str) -> str:
    try:
        recipient = Recipient.from_str(to)
    except pyrage.RecipientError as error:
        raise NotASeal(f"expected an age recipient (age1…), found {to[:80]!r}") from error
    return str(pyrage.encrypt(content, [recipient], armored=True), "ascii")


def _decrypted(armored: str, identity: str) -> bytes:
    try:
        content: bytes = pyrage.decrypt(armored.strip().encode(), [_identity(identity)])
    except pyrage.DecryptError as error:
        raise SealClosed(f"expected something sealed to this key, found another: {error}") from error
    return content


def _identity(text: str) -> Identity:
    try:
        return Identity.from_str(text.strip())
    except pyrage.IdentityError as error:
        raise NotASeal("expected an age identity (AGE-SECRET-KEY-1…), found something else") from error


def padded(name: str) -> bytes:
    """Return what is encrypted for a name: marked, and filled up to whole blocks.

    Raises:
        NotASeal: it is no name.
    """
    content = (MARK + unicodedata.normalize("NFC", name.strip())).encode()
    if not name.strip() or "\0" in name or len(content) >= LONGEST:
        raise NotASeal(f"expected a name of fewer than {LONGEST} bytes, without the character NUL")
    return content + b"\0" * (-len(content) % BLOCK or BLOCK)


def _unpadded(content: bytes) -> str:
    text = content.rstrip(b"\0").decode()
    if not text.startswith(MARK):
        raise NotASeal("expected a sealed name, found something else")
    return text.removeprefix(MARK)
