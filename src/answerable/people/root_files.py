"""A root as a file: plain lines that people can read aloud and compare on paper, and the signatures under them.

Rules:
  - With its signatures it is a signed note (C2SP signed-note), which other people's tools check.
  - The text has one form: what was read and written again is the same, byte for byte. Lines are in the order of
    `root_text`; after each member stand its keys, each behind the word `with`.
  - Whoever signs needs the file and a key, and neither a network nor the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from answerable.people.entries.sections import RootAdopted, RootSignature
from answerable.people.vkeys import verifier_of
from answerable.record.errors import Malformed
from answerable.record.note import HASH_BYTES, Signer, from_base64, sign, split_note, to_base64

FIRST_LINE = "answerable root"
"""How the text begins. No checkpoint does: the name of a log has no blank, so no other use of a key makes this text."""


def root_text(root: RootAdopted) -> str:
    """Return what the keys of a root sign."""
    return "".join(f"{line}\n" for line in _lines(root))


def _lines(root: RootAdopted) -> Iterator[str]:
    yield FIRST_LINE
    yield f"organisation {root.organisation}"
    yield f"number {root.number}"
    yield f"expires {root.expires.isoformat()}"
    yield f"threshold {root.threshold}"
    yield from (f"key {vkey}" for vkey in root.keys)
    for member in root.members:
        yield f"member {member.section} {member.origin}"
        yield from (f"with {vkey}" for vkey in member.vkeys)
        if member.until is not None:
            yield f"until {member.until}"


def write_root(root: RootAdopted) -> str:
    """Return a root as a file: its text and, where somebody has signed, an empty line and the signatures."""
    text = root_text(root)
    return f"{text}\n{''.join(map(_line, root.signatures))}" if root.signatures else text


def _line(signature: RootSignature) -> str:
    verifier = verifier_of(signature.vkey)
    made = from_base64(signature.signature, where=f"signature of {verifier.name}")
    return f"\u2014 {verifier.name} {to_base64(verifier.key_hash.to_bytes(HASH_BYTES, 'big') + made)}\n"


def sign_root(written: str, signer: Signer) -> str:
    """Return a root's file with one more signature; the same signature is not added twice.

    Raises:
        Malformed, Truncated: it is no root.
    """
    text, lines = _parted(written)
    _read_text(text)
    line = sign(text, signer).removeprefix(f"{text}\n").removesuffix("\n")
    return "".join((text, "\n", *(f"{each}\n" for each in dict.fromkeys([*lines, line]))))


def read_root(written: str, *, before: Sequence[RootAdopted] = ()) -> tuple[RootAdopted, tuple[str, ...]]:
    """Return the root in a file with the signatures by its own keys and those of the roots `before`, and other lines.

    Nothing is counted here: `follows` says whether enough have signed.

    Raises:
        Malformed, Truncated: it is no root.
    """
    text, lines = _parted(written)
    root = _read_text(text)
    vkeys = (vkey for each in (root, *before) for vkey in each.keys)
    known = {(key.name, key.key_hash): key.vkey() for key in map(verifier_of, vkeys)}
    signatures, strange = [], []
    for line in lines:
        name, _, made = line.removeprefix("\u2014 ").partition(" ")
        raw = from_base64(made, where=f"signature of {name}")
        vkey = known.get((name, int.from_bytes(raw[:HASH_BYTES], "big")))
        if vkey is None:
            strange.append(line)
        else:
            signatures.append(RootSignature(vkey=vkey, signature=to_base64(raw[HASH_BYTES:])))
    return msgspec.structs.replace(root, signatures=tuple(signatures)), tuple(strange)


def _parted(written: str) -> tuple[str, list[str]]:
    """Return the text and the signature lines of a file, which may have none yet."""
    if "\n\n" in written:
        return split_note(written)
    return written, []


def _read_text(text: str) -> RootAdopted:
    if not text.startswith(f"{FIRST_LINE}\n"):
        raise Malformed(f"expected a root, which begins with the line {FIRST_LINE!r}, found another text")
    if not text.endswith("\n"):
        raise Malformed("root: expected a newline at the end, found none: the text stops early")
    read = _Reading()
    for number, line in enumerate(text[:-1].split("\n")[1:], start=2):
        read.take(line, number)
    root = read.root()
    if root_text(root) != text:
        raise Malformed("root: expected the one form of this text: lines in order, numbers and days spelled plainly")
    return root


class _Reading:
    """The lines of a root, taken one after the other."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.keys: list[str] = []
        self.members: list[dict[str, object]] = []

    def take(self, line: str, number: int) -> None:
        word, _, value = line.partition(" ")
        if word in {"organisation", "number", "expires", "threshold"} and word not in self.said:
            self.said[word] = value
        elif word == "key":
            self.keys.append(value)
        elif word == "member":
            section, _, origin = value.partition(" ")
            self.members.append({"section": section, "origin": origin, "vkeys": []})
        elif word == "with" and self.members:
            self.members[-1]["vkeys"].append(value)  # type: ignore[attr-defined]
        elif word == "until" and self.members:
            self.members[-1]["until"] = value
        else:
            raise Malformed(f"root, line {number}: expected a line that a root has in this place, found {line[:80]!r}")

    def root(self) -> RootAdopted:
        plain = {**self.said, "keys": self.keys, "members": self.members}
        try:
            return msgspec.convert(plain, type=RootAdopted, strict=False)
        except msgspec.ValidationError as error:
            raise Malformed(f"root: {error}") from error
