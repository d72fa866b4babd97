"""A fork as a text that travels by itself: what a third party needs to see that a log told two stories.

    answerable.fork/1
    log ORIGIN
    root HEX           only where the checkpoints have two sizes
    proof BASE64       one line for each hash
    first LINES        and then the first checkpoint, which has as many lines
    second LINES       and then the second

Nothing in the text is believed but what the signatures show; whoever verifies it brings the public keys of the log.
"""

from __future__ import annotations

import re

from answerable.record.errors import Malformed, TooLarge
from answerable.record.forks import MAX_STEPS, Fork
from answerable.record.note import MAX_NOTE_BYTES, from_base64, to_base64

HEAD = "answerable.fork/1"

LARGEST = 2 * MAX_NOTE_BYTES + 10_000
"""Bytes of a text; two of the largest notes, and a proof."""

_NOTE = re.compile(r"(first|second) ([1-9][0-9]{0,4})")


def write_fork(fork: Fork) -> str:
    """Return a fork as text."""
    lines = [HEAD, f"log {fork.log}", *([f"root {fork.root.hex()}"] if fork.root else [])]
    lines += [f"proof {to_base64(each)}" for each in fork.proof]
    for name, note in (("first", fork.first), ("second", fork.second)):
        lines += [f"{name} {note.count(chr(10))}", *note[:-1].split("\n")]
    return "\n".join((*lines, ""))


def read_fork(text: str) -> Fork:
    """Return the fork in a text, not yet verified.

    Raises:
        Malformed: it is none.
        TooLarge: it is over the limit.
    """
    if len(text) > LARGEST:
        raise TooLarge(f"fork: expected at most {LARGEST} characters, found {len(text)}")
    lines = text.split("\n")
    if lines[0] != HEAD or lines[-1] or len(lines) < 4:  # noqa: PLR2004 - head, log, and two checkpoints
        raise Malformed(f"fork: expected {HEAD} on the first line, and whole lines, found {lines[0][:40]!r}")
    told: dict[str, list[str]] = {"log": [], "root": [], "proof": []}
    notes: dict[str, str] = {}
    place = 1
    while place < len(lines) - 1:
        counted = _NOTE.fullmatch(lines[place])
        if counted is None:
            _told(lines[place], told)
            place += 1
            continue
        past = place + 1 + int(counted[2])
        notes[counted[1]] = "\n".join((*lines[place + 1 : past], ""))
        place = past
    return _fork(told, notes)


def _told(line: str, told: dict[str, list[str]]) -> None:
    name, _, value = line.partition(" ")
    if name not in told or not value or len(told["proof"]) > MAX_STEPS:
        raise Malformed(f"fork: expected log, root, proof, first or second, found {line[:40]!r}")
    told[name].append(value)


def _fork(told: dict[str, list[str]], notes: dict[str, str]) -> Fork:
    if len(told["log"]) != 1 or len(told["root"]) > 1 or set(notes) != {"first", "second"}:
        raise Malformed("fork: expected one log, at most one root, and two checkpoints")
    try:
        root = bytes.fromhex("".join(told["root"]))
    except ValueError:
        raise Malformed("fork: expected a root in hex") from None
    proof = tuple(from_base64(each, where="proof of a fork") for each in told["proof"])
    return Fork(told["log"][0], notes["first"], notes["second"], root, proof)
