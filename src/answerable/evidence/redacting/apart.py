"""A redacted copy made in a process of its own: what reads a stranger's file may do nothing else.

Rules:
  - The process confines itself before it loads what parses (`examining.confining`). File and wish come on its standard
    input, the copy goes to its standard output, and its time is watched from outside.
  - What comes back is proven again here, as far as it can be without the original: by readers of our own format alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import msgspec

from answerable.evidence.errors import NotRedacted
from answerable.evidence.examining.confining import Cage, confine
from answerable.evidence.redacting.making import Copy, prove_again, redacted
from answerable.evidence.redacting.wanted import Wanted

SECONDS = 600.0
"""How long a copy may take by the clock; chosen by hand: four hundred pages take a minute on one core."""

LARGEST = 1 << 30
"""Bytes of a copy; chosen by hand."""

CAGE = Cage(memory=6 << 30, seconds=int(SECONDS), output=LARGEST)
MODULE = "answerable.evidence.redacting.apart"


class Asked(msgspec.Struct, frozen=True):
    """What the process is asked: a file, what is to be taken out, and the name of the file."""

    content: bytes
    wanted: Wanted
    name: str


class Answer(msgspec.Struct, frozen=True):
    """What it answers: a copy, or why there is none."""

    copy: Copy | None = None
    why: str = ""


def redacted_apart(content: bytes, wanted: Wanted, *, name: str = "") -> Copy:
    """Return a redacted copy of a file, made and proven in a confined process, and proven again here.

    Raises:
        NotRedacted: it cannot be made or proven; the message says why.
    """
    with tempfile.TemporaryDirectory(prefix="answerable-") as folder:
        home = {"HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LANG": "C.UTF-8"}
        try:
            done = subprocess.run(  # noqa: S603 - our own module, without arguments
                [sys.executable, "-I", "-m", MODULE],
                input=msgspec.msgpack.encode(Asked(content, wanted, name)),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=home,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise NotRedacted(f"expected a copy within {SECONDS:g} seconds, found none") from error
    try:
        answer = msgspec.msgpack.decode(done.stdout, type=Answer)
    except msgspec.MsgspecError as error:
        raise NotRedacted(
            f"expected a copy, found that making it ended with status {done.returncode}: it asked for more memory or "
            "time than it may have"
        ) from error
    if answer.copy is None:
        raise NotRedacted(answer.why)
    prove_again(answer.copy, wanted)
    return answer.copy


def main() -> None:
    """Confine this process, read what is asked, and write the answer."""
    confine(CAGE)
    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asked)
    try:
        answer = Answer(copy=redacted(asked.content, asked.wanted, name=asked.name))
    except NotRedacted as error:
        answer = Answer(why=str(error))
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
