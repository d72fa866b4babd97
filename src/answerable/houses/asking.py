"""Asking another house, over HTTPS (`following.Source` over the addresses of `serving`).

Rules:
  - The operator names the address of a house, which may stand in the operator's own network; nothing that another house
    says leads anywhere else: no redirect is followed and no proxy of the environment is used.
  - Plain HTTP only to this very machine, where a tunnel may end, or where the operator said so by name.
  - One exchange has a total time, a number of bytes for its header and one for its body, packed and unpacked, whatever
    is claimed. What is no answer of the kind that was asked for is an error, and never half an answer.
  - All exchanges together have a time as well: a house that brings a byte now and then is cut when it is over.
  - A house whose clock differs says so once; then the request is signed again for its clock.
"""

from __future__ import annotations

import http.client
import ipaddress
import secrets
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

import msgspec
import urllib3.connection
import urllib3.exceptions

from answerable.fetching.errors import FetchError
from answerable.fetching.limits import Limits
from answerable.fetching.unpacking import ASKED, unpacked
from answerable.fetching.where import Target, look_up, target
from answerable.fetching.wire import Line, Wire, connect, opened
from answerable.houses.deadline import Deadline
from answerable.houses.errors import HouseError, NoAnswer
from answerable.houses.serving.asked import TIME
from answerable.houses.signing import APART, Asked, header
from answerable.record.checkpoint import parse_checkpoint
from answerable.record.entry import LARGEST
from answerable.record.errors import Malformed, TooLarge, Truncated
from answerable.record.merkle import HASH_BYTES, consistency_proof
from answerable.record.note import MAX_NOTE_BYTES, Signer, split_note
from answerable.record.tiles import TILE_BYTES, TILE_WIDTH, entries_path, node_reader, tile_path, unbundled

OK = 200
PIECE = 64 << 10
"""Bytes that are read at a time."""

MOST_LOGS = 10_000
"""Logs that a house may offer; chosen by hand, a hundred times the sections of the largest organisation."""

MOST_REFUSAL = 64 << 10
"""Bytes that are read of an answer that refuses."""

KEPT_TILES = 64
"""Tiles and bundles of one asking that are kept, 1 GB at worst and some MB commonly; chosen by hand."""

LIMITS = Limits(connect=10.0, pause=20.0, total=120.0, header=64 << 10, redirects=0)
"""Of one exchange; chosen by hand: a bundle of entries has 17 MB at most, a slow line 200 kB a second."""

CONTENT_LIMITS = Limits(connect=10.0, pause=60.0, total=3600.0, header=64 << 10, redirects=0)
"""Of an exchange that brings a file; one that is cut goes on the next time."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a house answered: its status, its fields by their names in small letters, and its body."""

    status: int
    fields: dict[str, str]
    content: bytes


def told(answer: Answer) -> str:
    """Return the status of an answer that refuses, with the first of what it says; a page of a server says nothing."""
    said = answer.content[:200].decode(errors="replace").strip()
    page = "html" in answer.fields.get("content-type", "") or said.startswith("<")
    return f"status {answer.status}" + ("" if page or not said else f": {said}")


def place_of(address: str, *, insecure: bool = False) -> Target:
    """Return the address of a house in its parts.

    Raises:
        HouseError: it is none, or one over plain HTTP that leads to another machine.
    """
    try:
        found = target(address if "://" in address else f"https://{address}")
    except FetchError as error:
        raise HouseError(f"expected the https address of a house: {error}") from error
    if "?" in found.path:
        raise HouseError(f"expected the address of a house without a query, found {address}")
    if found.scheme == "http" and not (insecure or _is_loopback(found.host)):
        raise HouseError(f"expected an address that begins with https://, found {address}: see --insecure")
    return msgspec.structs.replace(found, path=found.path.rstrip("/"))


class Asking:
    """A house that can be asked. Answers are read once: a checkpoint and a proof of one asking belong together.

    Attributes:
        offset: Seconds that its clock is ahead of ours, as it last said.
    """

    def __init__(
        self,
        address: str,
        *,
        to: str,
        signer: Signer,
        insecure: bool = False,
        offset: int = 0,
        clock: Callable[[], float] = time.time,
        line: Line | None = None,
        deadline: Deadline | None = None,
    ) -> None:
        self._place = place_of(address, insecure=insecure)
        self._to, self._signer, self._clock = to, signer, clock
        self._line = line or Line(connect=connect, clock=time.monotonic, trust=ssl.create_default_context())
        self._deadline = deadline
        self._sizes: dict[str, int] = {}
        self._bundles: dict[tuple[str, str], bytes] = {}
        self.offset = offset

    def origins(self) -> list[str]:
        """Return the logs that it offers."""
        content = self._read("/house/logs", most=MOST_LOGS * 400)
        found = _text(content, "list of logs").split("\n")
        if len(found) > MOST_LOGS:
            raise TooLarge(f"expected at most {MOST_LOGS} logs, found more")
        return [origin for origin in found if origin]

    def checkpoint(self, origin: str) -> str:
        """Return the newest signed checkpoint that it has of a log."""
        note = _text(self._read(f"{_log(origin)}/checkpoint", most=MAX_NOTE_BYTES), "checkpoint")
        self._sizes[origin] = parse_checkpoint(split_note(note)[0]).size
        return note

    def witnessed(self, origin: str) -> str:
        """Return the newest signed checkpoint of a log that it has seen, whether it has the entries or not."""
        return _text(self._read(f"{_log(origin)}/witnessed", most=MAX_NOTE_BYTES), "checkpoint")

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        """Return entries from `first` on, all within one bundle."""
        number, size = first // TILE_WIDTH, self._sizes.get(origin, first + count)
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        if width < 1:
            raise Malformed(f"{origin}: expected entries within {size}, asked from {first} on")
        bundle = self._kept(f"{_log(origin)}/{entries_path(number, width)}", most=width * (LARGEST + 2))
        place = first - number * TILE_WIDTH
        return list(unbundled(bundle, width))[place : place + count]

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        """Return the consistency proof between two sizes, made from its tiles; whoever uses it checks it."""

        def tile(level: int, index: int) -> bytes | None:
            width = min(TILE_WIDTH, new // TILE_WIDTH**level - index * TILE_WIDTH)
            if width < 1:
                return None
            size = self._sizes.get(origin, new)  # a tile that its checkpoint fills need not be there in part
            whole = min(TILE_WIDTH, size // TILE_WIDTH**level - index * TILE_WIDTH)
            got = self._kept(f"{_log(origin)}/{tile_path(level, index, max(width, whole))}", most=TILE_BYTES)
            return got[: width * HASH_BYTES]

        def leaf(index: int) -> bytes:
            raise Truncated(f"{origin}: expected the hash of entry {index} in a tile, found none")

        return consistency_proof(old, new, node_reader(tile, leaf, new))

    def post(self, path: str, body: bytes, *, media: str, most: int = MOST_REFUSAL) -> Answer:
        """Return the answer to something that is brought, whatever its status; nobody signs for it.

        Raises:
            NoAnswer: there is none.
        """
        fields = {"Content-Type": media}
        return self._exchange("POST", path, fields=fields, body=body, most=most)

    def content(self, path: str, *, most: int) -> tuple[dict[str, str], Iterator[bytes]]:
        """Return the fields of an answer and its body, to be read piece by piece within the limits.

        Raises:
            NoAnswer: there is none, or it refuses; while it is read, too.
        """
        pieces = self._streamed(path, most=most)
        fields = next(pieces)
        assert isinstance(fields, dict)  # noqa: S101 - the first is the head
        return fields, (piece for piece in pieces if isinstance(piece, bytes))

    def _read(self, path: str, *, most: int) -> bytes:
        answer = self._signed("GET", path, most=most)
        if answer.status != OK:
            raise NoAnswer(f"expected an answer from {self._to}, found {told(answer)}", status=answer.status)
        return answer.content

    def _kept(self, path: str, *, most: int) -> bytes:
        key = (path, str(most))
        if key not in self._bundles:
            while len(self._bundles) >= KEPT_TILES:
                del self._bundles[next(iter(self._bundles))]
            self._bundles[key] = self._read(path, most=most)
        return self._bundles[key]

    def _signed(self, method: str, path: str, *, most: int) -> Answer:
        answer = self._exchange(method, path, fields=self._authorization(method, path), body=b"", most=most)
        if answer.status == 401 and self._heed_time(answer.fields.get(TIME.lower(), "")):  # noqa: PLR2004
            answer = self._exchange(method, path, fields=self._authorization(method, path), body=b"", most=most)
        return answer

    def _authorization(self, method: str, path: str) -> dict[str, str]:
        asked = Asked(method=method, path=path, to=self._to)
        at = int(self._clock()) + self.offset
        return {"Authorization": header(asked, self._signer, at=at, nonce=secrets.token_hex(16))}

    def _heed_time(self, said: str) -> bool:
        """Take over what its clock shows; tell whether that may help."""
        if not (said.isascii() and said.isdigit() and len(said) <= 12):  # noqa: PLR2004 - until the year 33658
            return False
        offset = int(said) - int(self._clock())
        helps, self.offset = abs(offset - self.offset) > APART // 2, offset
        return helps

    def _exchange(self, method: str, path: str, *, fields: dict[str, str], body: bytes, most: int) -> Answer:
        sent = fields | {"Accept-Encoding": ASKED}
        with (
            _guarded(self._to),
            opened(self._whole(path), self._addresses(), line=self._line, limits=self._within(LIMITS)) as wire,
        ):
            response = _asked(self._place, wire, method, self._place.path + path, sent, body)
            limit = most if response.status == OK else MOST_REFUSAL
            wire.most = wire.received + limit + PIECE
            got = {name.lower(): value for name, value in response.headers.items()}
            content = unpacked(
                _pieces(response), got.get("content-encoding", ""), most=limit, cut=response.status != OK
            )
            response.close()
        return Answer(status=response.status, fields=got, content=content)

    def _streamed(self, path: str, *, most: int) -> Iterator[dict[str, str] | bytes]:
        sent = self._authorization("GET", path) | {"Accept-Encoding": "identity"}
        with (
            _guarded(self._to),
            opened(self._whole(path), self._addresses(), line=self._line, limits=self._within(CONTENT_LIMITS)) as wire,
        ):
            response = _asked(self._place, wire, "GET", self._place.path + path, sent, b"")
            if response.status != OK:
                raise NoAnswer(
                    f"expected a content from {self._to}, found status {response.status}", status=response.status
                )
            wire.most = wire.received + most + PIECE
            yield {name.lower(): value for name, value in response.headers.items()}
            yield from _pieces(response)

    def _within(self, limits: Limits) -> Limits:
        """Return the limits of an exchange that begins now, cut to what is left of the time for all of them."""
        if self._deadline is None:
            return limits
        self._deadline.check(self._to)
        return msgspec.structs.replace(limits, total=min(limits.total, self._deadline.left()))

    def _whole(self, path: str) -> Target:
        return msgspec.structs.replace(self._place, path=self._place.path + path)

    def _addresses(self) -> tuple[str, ...]:
        if self._place.literal:
            return (self._place.host,)
        return tuple(look_up(self._place.host, self._place.port))


@contextmanager
def _guarded(to: str) -> Iterator[None]:
    """Turn whatever can go wrong on the way into `NoAnswer`."""
    try:
        yield
    except (http.client.HTTPException, urllib3.exceptions.HTTPError, FetchError, OSError, ValueError) as error:
        raise NoAnswer(f"expected an answer from {to}, found {type(error).__name__}: {str(error)[:200]}") from error


def _asked(
    place: Target, wire: Wire, method: str, path: str, fields: dict[str, str], body: bytes
) -> urllib3.HTTPResponse:
    connection = urllib3.connection.HTTPConnection(place.bracketed, place.port)
    connection.auto_open = 0  # it uses the connection that it is given, and can make none itself
    connection.sock = wire  # of a socket it uses what a wire has
    sent = {"Host": place.authority, "Connection": "close", "User-Agent": "answerable", **fields}
    if body:
        sent["Content-Length"] = str(len(body))
    connection.request(method, path, body=body or None, headers=sent, preload_content=False, decode_content=False)
    return connection.getresponse()


def _pieces(response: urllib3.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(PIECE, decode_content=False):
        yield piece


def _log(origin: str) -> str:
    return f"/house/log/{sha256(origin.encode()).hexdigest()}"


def _text(content: bytes, what: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"{what}: expected UTF-8, found another byte at {error.start}") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK
