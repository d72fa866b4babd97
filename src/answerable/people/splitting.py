"""A private key as shares on paper, some of which give it back (SLIP-39, one group, without a passphrase).

Rules:
  - A share is a line of words that can be read aloud; it has a checksum, so a word misheard is found. Fewer shares than
    are needed say nothing about the key.
  - A passphrase is left out: SLIP-39 gives another key for a wrong one, without a word about it.
  - Shares of the same splitting belong together; two splittings of one key do not mix.
"""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share

from answerable.people.errors import BadShares
from answerable.record.note import KEY_BYTES

MOST_SHARES = 16
"""Most shares of one key (SLIP-39, section 3)."""


def split(seed: bytes, *, shares: int, needed: int) -> list[str]:
    """Return so many lines of words, of which `needed` give the seed back.

    Raises:
        BadShares: these numbers make no sense.
    """
    if not 1 < needed <= shares <= MOST_SHARES:
        raise BadShares(
            f"expected at least 2 needed, and at most {MOST_SHARES} shares, found {needed} needed of {shares}"
        )
    lines: list[str] = generate_mnemonics(1, [(needed, shares)], seed)[0]
    return lines


def join(lines: Sequence[str]) -> bytes:
    """Return the seed of a private key from its shares; more than are needed do no harm, nor does one given twice.

    Raises:
        BadShares: a share has a wrong word, they are of different keys, or too few; the message repeats no word of it.
    """
    shares = [_read(line, number) for number, line in enumerate(lines, start=1)]
    if not shares:
        raise BadShares("expected shares, one on each line, found none")
    for number, share in enumerate(shares, start=1):
        if share.common_parameters() != shares[0].common_parameters():
            raise BadShares(f"share {number} is of another key, or another splitting, than the first")
    needed, found = shares[0].member_threshold, {share.index: line for share, line in zip(shares, lines, strict=True)}
    if len(found) < needed:
        raise BadShares(f"expected {needed} different shares, found {len(found)}")
    try:
        seed: bytes = combine_mnemonics(list(found.values())[:needed])
    except MnemonicError as error:
        raise BadShares("the shares do not fit together: one of them is not of this splitting") from error
    if len(seed) != KEY_BYTES:
        raise BadShares(f"expected the shares of a key of {KEY_BYTES} bytes, found one of {len(seed)}")
    return seed


def _read(line: str, number: int) -> Share:
    try:
        return Share.from_mnemonic(" ".join(line.casefold().split()))
    except (MnemonicError, ValueError):
        # The library's own message holds words of the share.
        raise BadShares(f"share {number}: expected the words as written down, found a mistake in them") from None
