"""What a log sends to a mirror, and what the mirror makes of it (C2SP tlog-mirror, "add-entries").

Rules:

* entries travel in packages that end at multiples of 256, each with a proof that it lies in a checkpoint which the
  mirror knows: what was received whole can be kept, whatever becomes of the rest;
* a package that was cut is dropped, and one that is wrong ends the request;
* a mirror cosigns only once it holds every entry that a checkpoint covers;
* nothing here buffers more than one package: entries are read from a stream.
"""

import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from answerable.record.checkpoint import MAX_SIZE, parse_number
from answerable.record.entry import LARGEST
from answerable.record.errors import Conflict, Malformed, TooLarge, Truncated
from answerable.record.forks import MAX_STEPS
from answerable.record.merkle import HASH_BYTES, Node, leaf_hash, root
from answerable.record.note import from_base64, to_base64
from answerable.record.subtrees import subtree_proof, verify_subtree
from answerable.record.tiles import TILE_WIDTH

MOST_PACKAGES = 32
"""Packages that a request should have at most (C2SP tlog-mirror, "Implementation Considerations")."""

MAX_TICKET_BYTES = 4096
"""Largest ticket read; chosen by hand: room for a sealed checkpoint."""

MAX_BEHIND = 8192
"""Entries below the next one from which an upload may still start; chosen by hand: one request of 32 packages."""

BODY_TYPE = "application/octet-stream"
"""Content type of a request (same document, "Request Body")."""

INFO_TYPE = "text/x.tlog.mirror-info"
"""Content type of an answer that says where to go on (same document, "Processing")."""


class Stream(Protocol):
    """Where the body of a request is read from."""

    def read(self, count: int, /) -> bytes:
        """Return as many bytes, or fewer at the end."""
        ...


@dataclass(frozen=True, slots=True)
class Upload:
    """How a request to add entries begins.

    Attributes:
        origin: Which log.
        start: First entry sent.
        end: Size of the checkpoint that covers them; a request may stop before.
        ticket: What the mirror gave along before, or nothing.
    """

    origin: str
    start: int
    end: int
    ticket: bytes = b""

    def __post_init__(self) -> None:
        """Refuse what could not be written as the beginning of a request."""
        if not 0 <= self.start <= self.end <= MAX_SIZE:
            raise Malformed(f"add-entries: expected start up to end up to {MAX_SIZE}, found {self.start}, {self.end}")
        if len(self.ticket) > MAX_TICKET_BYTES:
            raise TooLarge(f"add-entries: expected at most {MAX_TICKET_BYTES} bytes of ticket")


@dataclass(frozen=True, slots=True)
class Package:
    """Entries ``[start, end)`` of a log, with the proof that they lie in a checkpoint."""

    start: int
    end: int
    raws: tuple[bytes, ...]
    proof: tuple[bytes, ...]

    @property
    def low(self) -> int:
        """Where the subtree begins that the proof is about: at a multiple of 256."""
        return self.start // TILE_WIDTH * TILE_WIDTH


@dataclass(frozen=True, slots=True)
class MirrorInfo:
    """Where a log has to go on: the size of a checkpoint that the mirror knows, the next entry, and a ticket."""

    size: int
    next_entry: int
    ticket: bytes = b""


def packages(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The canonical sequence: the first entry of each package, and the one after its last."""
    while start < end:
        past = min(end, (start // TILE_WIDTH + 1) * TILE_WIDTH)
        yield start, past
        start = past


def write_upload(upload: Upload) -> bytes:
    """The beginning of a request."""
    origin = upload.origin.encode()
    if len(origin) > LARGEST:
        raise TooLarge(f"add-entries: expected an origin of at most {LARGEST} bytes, found {len(origin)}")
    numbers = struct.pack(">QQH", upload.start, upload.end, len(upload.ticket))
    return struct.pack(">H", len(origin)) + origin + numbers + upload.ticket


def read_upload(stream: Stream) -> Upload:
    """The beginning of a request.

    Raises:
        Malformed: The bytes are none.
        Truncated: They stop early.
        TooLarge: The ticket is over the limit.
    """
    (length,) = struct.unpack(">H", _exactly(stream, 2, where="origin"))
    try:
        origin = _exactly(stream, length, where="origin").decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"add-entries origin: expected UTF-8, found another byte at {error.start}") from None
    start, end, length = struct.unpack(">QQH", _exactly(stream, 18, where="numbers"))
    if length > MAX_TICKET_BYTES:
        raise TooLarge(f"add-entries: expected at most {MAX_TICKET_BYTES} bytes of ticket, found {length}")
    return Upload(origin, start, end, _exactly(stream, length, where="ticket"))


def write_package(package: Package) -> bytes:
    """The bytes of one package."""
    entries = b"".join(struct.pack(">H", len(raw)) + raw for raw in package.raws)
    return entries + bytes([len(package.proof)]) + b"".join(package.proof)


def read_packages(stream: Stream, upload: Upload) -> Iterator[Package]:
    """Yield the packages of a request, each not yet checked; ends with the last one, or where the body ends after one.

    Raises:
        Truncated: The body ends within a package.
        Malformed: A package is none, or something follows the last one.
    """
    for start, end in packages(upload.start, upload.end):
        begun = stream.read(1)
        if not begun:
            return
        yield _read_package(_Begun(begun, stream), start, end)
    if stream.read(1):
        raise Malformed("add-entries: expected the end after the last package, found more")


def make_package(start: int, end: int, raws: Sequence[bytes], *, size: int, node: Node) -> Package:
    """The package with the entries ``[start, end)``, proved to lie in the tree of ``size`` entries."""
    low = start // TILE_WIDTH * TILE_WIDTH
    return Package(start, end, tuple(raws), tuple(subtree_proof(low, end, size, node)))


def check_package(package: Package, *, before: Sequence[bytes], size: int, tree: bytes) -> None:
    """Return only if the entries of a package lie in the tree of a checkpoint.

    Args:
        package: What was sent.
        before: Leaf hashes of the entries from ``package.low`` up to ``package.start``, which are here.
        size: Size of the checkpoint.
        tree: Its root.

    Raises:
        NotConsistent: They do not.
        Malformed: The leaf hashes are not as many as lie before the package.
    """
    if len(before) != package.start - package.low:
        raise Malformed(f"expected {package.start - package.low} leaf hashes before the package, found {len(before)}")
    part = root([*before, *map(leaf_hash, package.raws)])
    verify_subtree(package.low, package.end, size, package.proof, part, tree)


def check_upload(upload: Upload, *, pending: Collection[int], mirrored: int, next_entry: int) -> None:
    """Return only if entries can be taken in from where a request starts.

    Args:
        upload: How the request begins.
        pending: Sizes of the signed checkpoints that are known and whose entries may still come.
        mirrored: Size of the checkpoint that the mirror cosigned last.
        next_entry: First entry that is not here.

    Raises:
        Conflict: They cannot; answer with ``MirrorInfo``.
    """
    if upload.end not in pending or upload.end < mirrored:
        raise Conflict(f"{upload.origin}: expected the size of a known checkpoint, found {upload.end}", next_entry)
    if not next_entry - MAX_BEHIND <= upload.start <= next_entry:
        raise Conflict(f"{upload.origin}: expected entries from {next_entry} on, found {upload.start}", next_entry)


def write_info(info: MirrorInfo) -> bytes:
    """The body of an answer that says where to go on."""
    return f"{info.size}\n{info.next_entry}\n{to_base64(info.ticket)}\n".encode()


def read_info(data: bytes) -> MirrorInfo:
    """Where a mirror says to go on.

    Raises:
        Malformed: The bytes say nothing of the kind.
        TooLarge: They are over the limit.
    """
    if len(data) > 2 * MAX_TICKET_BYTES:
        raise TooLarge(f"mirror-info: expected at most {2 * MAX_TICKET_BYTES} bytes, found {len(data)}")
    lines = data.decode("ascii", "replace").split("\n")
    if len(lines) != 4 or lines[3]:  # noqa: PLR2004 - three lines, each with its end
        raise Malformed(f"mirror-info: expected three lines, found {len(lines) - 1}")
    size, next_entry = (parse_number(line, where="mirror-info") for line in lines[:2])
    return MirrorInfo(size, next_entry, from_base64(lines[2], where="mirror-info ticket"))


@dataclass(slots=True)
class _Begun:
    """A stream of which the next byte was read already."""

    begun: bytes
    rest: Stream

    def read(self, count: int, /) -> bytes:
        """Return as many bytes, the one already read first."""
        first, self.begun = self.begun[:count], self.begun[count:]
        return first + self.rest.read(count - len(first)) if count > len(first) else first


def _read_package(stream: Stream, start: int, end: int) -> Package:
    raws = tuple(_read_entry(stream, index) for index in range(start, end))
    (count,) = _exactly(stream, 1, where=f"proof of {start}")
    if count > MAX_STEPS:
        raise Malformed(f"add-entries {start}: expected at most {MAX_STEPS} hashes, found {count}")
    hashes = _exactly(stream, count * HASH_BYTES, where=f"proof of {start}")
    steps = [hashes[place : place + HASH_BYTES] for place in range(0, len(hashes), HASH_BYTES)]
    return Package(start, end, raws, tuple(steps))


def _read_entry(stream: Stream, index: int) -> bytes:
    (length,) = struct.unpack(">H", _exactly(stream, 2, where=f"entry {index}"))
    return _exactly(stream, length, where=f"entry {index}")


def _exactly(stream: Stream, count: int, *, where: str) -> bytes:
    """As many bytes, however often the stream has to be asked."""
    parts: list[bytes] = []
    left = count
    while left:
        part = stream.read(left)
        if not part:
            raise Truncated(f"add-entries, {where}: expected {count} bytes, found {count - left}")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
