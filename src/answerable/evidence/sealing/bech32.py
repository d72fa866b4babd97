"""The secret key of an age identity, as text and as 32 bytes.

Implements BIP 173 (Bech32), as C2SP age writes X25519 identities: without its limit of 90 characters, with the
human-readable part ``age-secret-key-``, in upper case.
"""

from __future__ import annotations

from collections.abc import Iterable

from answerable.evidence.errors import NotASeal

CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
PART = "age-secret-key-"
SECRET_BYTES = 32
CHECKSUM = 6
"""Characters of a checksum."""

_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def identity_of(secret: bytes) -> str:
    """Return the age identity with this secret.

    Raises:
        NotASeal: the secret has not 32 bytes.
    """
    if len(secret) != SECRET_BYTES:
        raise NotASeal(f"expected a secret of {SECRET_BYTES} bytes, found {len(secret)}")
    data = _regrouped(secret, of=8, to=5, pad=True)
    value = _polymod([*_expanded(), *data, *[0] * CHECKSUM]) ^ 1
    checksum = [(value >> 5 * (CHECKSUM - 1 - place)) & 31 for place in range(CHECKSUM)]
    return (f"{PART}1" + "".join(CHARSET[each] for each in [*data, *checksum])).upper()


def secret_of(identity: str) -> bytes:
    """Return the 32 secret bytes of an age identity.

    Raises:
        NotASeal: it is no such identity. The message does not repeat it.
    """
    part, separator, coded = identity.strip().lower().rpartition("1")
    data = [CHARSET.find(character) for character in coded]
    if not separator or part != PART or -1 in data or _polymod([*_expanded(), *data]) != 1:
        raise NotASeal("expected an age identity (AGE-SECRET-KEY-1…), found something else")
    secret = bytes(_regrouped(data[:-CHECKSUM], of=5, to=8, pad=False))
    if len(secret) != SECRET_BYTES:
        raise NotASeal(f"expected an age identity with {SECRET_BYTES} secret bytes, found {len(secret)}")
    return secret


def _expanded() -> list[int]:
    return [*(ord(each) >> 5 for each in PART), 0, *(ord(each) & 31 for each in PART)]


def _polymod(values: Iterable[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for place, constant in enumerate(_GENERATOR):
            checksum ^= constant if (top >> place) & 1 else 0
    return checksum


def _regrouped(values: Iterable[int], *, of: int, to: int, pad: bool) -> list[int]:
    """Return numbers of `of` bits as numbers of `to` bits; what does not fill one is zero, or filled with zeros."""
    held, bits, found = 0, 0, []
    for value in values:
        held, bits = held << of | value, bits + of
        while bits >= to:
            bits -= to
            found.append(held >> bits & (1 << to) - 1)
        held &= (1 << bits) - 1
    if pad and bits:
        found.append(held << to - bits & (1 << to) - 1)
    elif not pad and (held or bits >= of):
        raise NotASeal("expected an age identity, found one with loose bits at its end")
    return found
