"""A stretch of a part and what was found in it, as one folder that is there whole or not at all.

OUT/chunks/<part>-<begin>/ holds `echoes.parquet`, `documents.parquet`, `skipped.parquet`, `chunk.json`, and where pages
were kept `captures/`. Rules:
  - It is written under another name, forced onto the disk, and then renamed: a kill leaves a folder whose name begins
    with a dot, which nobody reads and the next worker at that part removes.
  - The chunks of a part follow each other without a gap: each begins where the one before ended, and the last says that
    it is the last. Whoever goes on begins where the chain ends.
  - Two workers may be at one part, when a machine that was believed dead is not: the one that renames second finds the
    place taken, drops what it has, and goes on at the chain's end.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from answerable.echoes.errors import BrokenRun
from answerable.echoes.streams.documents import Part

CHUNKS = "chunks"
LOCK = ".lock"
TOLD = "chunk.json"


class Chunk(msgspec.Struct, frozen=True, kw_only=True):
    """What a chunk is, and what it cost.

    Attributes:
        stream: The name of the stream.
        path: The file.
        part: The digest of the part.
        begin: Where it begins, in the reader's own unit.
        end: Where the next one begins.
        last: Whether the part ends with it.
        records: Records in it, those skipped included.
        size: Bytes of the records as they were given.
        characters: Characters of plain text that were looked at.
        named: Pages that name us or one of our documents.
        echoes: Uses that were found.
        documents: Pages that they were found on.
        skipped: Rows of what could not be read, or not believed.
        newest: The latest date of a record, or None.
        seconds: Processor seconds by stage.
        beginning: SHA-256, in hex, over the first bytes of the file; "" where that cannot be told.
    """

    stream: str
    path: str
    part: str
    begin: int
    end: int
    last: bool
    records: int = 0
    size: int = 0
    characters: int = 0
    named: int = 0
    echoes: int = 0
    documents: int = 0
    skipped: int = 0
    newest: datetime | None = None
    seconds: dict[str, float] = msgspec.field(default_factory=dict)
    beginning: str = ""

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.part}-{self.begin}"


def digest_of(part: Part) -> str:
    """Return the SHA-256, in hex, over what a part is."""
    return hashlib.sha256(msgspec.json.encode(part)).hexdigest()


def chain(out: Path, part: Part) -> Iterator[Chunk]:
    """Yield the chunks of a part that are there, one after the other.

    Raises:
        BrokenRun: the description of one cannot be read, or speaks of another.
    """
    name, place = digest_of(part), part.begin
    while True:
        folder = out / CHUNKS / f"{name}-{place}"
        if not folder.is_dir():
            return
        chunk = read_told(folder)
        yield chunk
        if chunk.last:
            return
        place = chunk.end


def read_told(folder: Path) -> Chunk:
    """Return what a chunk says of itself.

    Raises:
        BrokenRun: it cannot be read, or is of another chunk.
    """
    try:
        chunk = msgspec.json.decode((folder / TOLD).read_bytes(), type=Chunk)
    except (OSError, msgspec.MsgspecError) as error:
        raise BrokenRun(f"expected a chunk of results in {folder}, found: {error}") from error
    if chunk.name != folder.name or (chunk.end <= chunk.begin and not chunk.last):
        raise BrokenRun(f"expected the chunk {folder.name} in {folder}, found {chunk.name} that ends at {chunk.end}")
    return chunk


def tidy(out: Path, part: Part) -> None:
    """Remove what a worker that was killed has left of this part."""
    for leftover in (out / CHUNKS).glob(f".{digest_of(part)}-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def begun(out: Path, part: Part, begin: int, *, session: str) -> Path:
    """Return a new folder, under the name that nobody reads, for a chunk that begins at a place.

    Its name is nobody else's: the numbers of processes are the same in the containers of two machines.
    """
    folder = out / CHUNKS / f".{digest_of(part)}-{begin}.{session}.{uuid4().hex}"
    folder.mkdir(parents=True)
    return folder


def finish(folder: Path, chunk: Chunk, out: Path) -> bool:
    """Give a folder the name of its chunk, and return whether it has it: False where another worker was quicker."""
    (folder / TOLD).write_bytes(msgspec.json.format(msgspec.json.encode(chunk)) + b"\n")
    for file in folder.rglob("*"):
        synced(file)
    synced(folder)
    try:
        folder.rename(out / CHUNKS / chunk.name)
    except OSError:
        if not (out / CHUNKS / chunk.name).is_dir():
            raise
        shutil.rmtree(folder)
        return False
    synced(out / CHUNKS)
    return True


@contextmanager
def alone_in(out: Path) -> Iterator[None]:
    """Let nobody else write into a folder of results.

    Raises:
        BrokenRun: somebody does already.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / LOCK).open("a") as file:  # released by the system, however this process ends
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BrokenRun(f"expected no other scan to write into {out}, found one: wait for its end") from error
        except OSError:  # a file system without locks: whoever names one folder twice at once is not found out there
            pass
        yield


def folders(out: Path) -> Iterator[Path]:
    """Yield the folders of all chunks that are there, in the order of their names."""
    if (out / CHUNKS).is_dir():
        yield from sorted(folder for folder in (out / CHUNKS).iterdir() if not folder.name.startswith("."))


def synced(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replaced(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, in the place of what was there."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_bytes(content)
    synced(new)
    new.replace(path)
    synced(path.parent)
