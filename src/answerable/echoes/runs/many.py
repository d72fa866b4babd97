"""The engine of many machines: parts read by the nodes of a Ray cluster. The one file that knows Ray.

Ray is an extra (`pip install "answerable[ray]"`, Apache-2.0); everything else works without it. Rules:
  - Every node runs the very function that a process here runs (`orders.follow`), one part at a time on one core.
  - What is looked for is packed once, broadcast through Ray's object store, and unpacked once on each node.
  - The stream never moves: a node reads its parts from where they lie. Results go to the folder of results, which every
    node sees under the same path; a node that does not see the run's own description there refuses to begin.
  - A node that is lost costs no result: Ray gives its parts to others, which go on at the last chunk.
"""

from __future__ import annotations

import io
import logging
import os
import tarfile
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec

from answerable.echoes.errors import BrokenRun, EchoError
from answerable.echoes.runs.chunks import CHUNKS, Chunk, chain, digest_of, read_told
from answerable.echoes.runs.events import Done, Progress, silent
from answerable.echoes.runs.orders import Orders, follow
from answerable.echoes.runs.plans import Plan, read_plan
from answerable.echoes.runs.running import OPTIONS, SETTINGS, Options, Ran, run as run_with
from answerable.echoes.scanning.funnel import Scanner, Settings
from answerable.echoes.streams.documents import Part

TICK: Final = 1.0
"""Seconds between two looks at what the nodes have written; chosen by hand."""


class NoRay(EchoError):
    """Ray is not installed, or there is no cluster at the address."""


class Cluster(msgspec.Struct, frozen=True, kw_only=True):
    """Where a run is spread.

    Attributes:
        address: The cluster's address; "auto" for the one that this machine belongs to, "" for this machine alone.
        workers: How many cores; 0 for all of the cluster.
    """

    address: str = ""
    workers: int = 0


def run(
    library: Path,
    streams: Sequence[str],
    out: Path,
    *,
    cluster: Cluster | None = None,
    settings: Settings = SETTINGS,
    now: Callable[[], datetime],
    progress: Progress = silent,
    options: Options = OPTIONS,
) -> Ran:
    """Scan streams on a cluster, and return how that went; what was found lies in the folder of results.

    Args:
        library: Where what is looked for was written, on this machine.
        streams: The names of the streams; paths are the nodes' paths.
        out: The folder of results, on a path that every node sees.
        cluster: Where it runs; None for all cores of this machine.
        settings: The settings of the scan.
        now: The clock.
        progress: Told of everything that happens, in this thread.
        options: How it is done.

    Raises:
        NoRay: Ray is not installed, or no cluster answers.
        BrokenRun: the folder holds another run, results cannot be written, or a node does not see them.
        NothingReleased: there is no library.
    """
    cluster = cluster or Cluster()
    spread = partial(_spread, ray=_connected(cluster.address), workers=cluster.workers)
    return run_with(
        library, streams, out.absolute(), spread=spread, settings=settings, now=now, progress=progress, options=options
    )


def _connected(address: str) -> Any:
    try:
        ray = import_module("ray")
        import_module("ray.data")
    except ImportError as missing:
        raise NoRay('expected Ray, found none: pip install "answerable[ray]"') from missing
    if not ray.is_initialized():
        try:
            ray.init(address=address or "local", include_dashboard=None, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise NoRay(f"expected a Ray cluster at {address or 'this machine'}, found: {error}") from error
    return ray


def _spread(parts: Sequence[Part], orders: Orders, *, tell: Progress, ray: Any, workers: int) -> Mapping[Part, str]:
    """Have parts read by the nodes, and return why each failed, or ""."""
    over = {part: "" for part in parts if any(chunk.last for chunk in chain(orders.work.out, part))}
    open_ = [part for part in parts if part not in over]
    if not open_:
        return over
    rows = _rows(open_, orders, ray=ray, workers=workers)
    reader = _Reader(rows)
    watched = _Watched(open_, orders.work.out)
    reader.start()
    while reader.is_alive():
        reader.join(TICK)
        watched.tell_new(tell)
    watched.tell_new(tell)
    for part, failure in reader.result().items():
        tell(Done(part=part, failure=failure))
        over[part] = failure
    return over


def _rows(parts: Sequence[Part], orders: Orders, *, ray: Any, workers: int) -> Iterator[dict[str, Any]]:
    """Return what the nodes say of each part, as they are done."""
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    packed = ray.put(_packed(orders.library))
    most = workers or max(int(ray.cluster_resources().get("CPU", 1)), 1)
    rows = [{"part": msgspec.json.encode(part)} for part in parts]
    told: Iterator[dict[str, Any]] = (
        ray.data.from_items(rows, override_num_blocks=len(rows))
        .map(
            _Node,
            fn_constructor_args=(packed, orders, read_plan(orders.work.out)),
            compute=ray.data.ActorPoolStrategy(min_size=1, max_size=min(most, len(rows))),
            num_cpus=1,
        )
        .iter_rows()
    )
    return told


class _Reader(threading.Thread):
    """Waits for the nodes, so that the thread that started the run can tell what is already there."""

    def __init__(self, rows: Iterator[dict[str, Any]]) -> None:
        super().__init__(name="ray-rows", daemon=True)
        self._rows, self._failures = rows, dict[Part, str]()
        self._error: Exception | None = None
        self._broken = ""

    def run(self) -> None:
        """Take what the nodes say, until all have ended."""
        try:
            for row in self._rows:
                self._broken = self._broken or row["broken"]
                self._failures[msgspec.json.decode(row["part"], type=Part)] = row["failure"]
        except Exception as error:  # noqa: BLE001 - raised again where somebody waits for it
            self._error = error

    def result(self) -> dict[Part, str]:
        """Return why each part failed, or "".

        Raises:
            BrokenRun: the cluster failed, or results cannot be written.
        """
        if self._broken:
            raise BrokenRun(self._broken)
        if self._error is not None:
            raise BrokenRun(f"expected the cluster to read every part, found: {self._error}") from self._error
        return self._failures


class _Watched:
    """The chunks that nodes write, each told of once."""

    def __init__(self, parts: Sequence[Part], out: Path) -> None:
        self._out = out
        self._places: dict[str, int] = {}
        for part in parts:
            chunks = list(chain(out, part))
            self._places[digest_of(part)] = chunks[-1].end if chunks else part.begin

    def tell_new(self, tell: Progress) -> None:
        """Tell of every chunk that was written since the last time."""
        for part in list(self._places):
            while (chunk := self._next(part)) is not None:
                tell(chunk)
                self._places[part] = chunk.end
                if chunk.last:
                    del self._places[part]

    def _next(self, part: str) -> Chunk | None:
        if part not in self._places:
            return None
        folder = self._out / CHUNKS / f"{part}-{self._places[part]}"
        return read_told(folder) if folder.is_dir() else None


class _Node:
    """One core of a node, with what is looked for mapped into memory."""

    def __init__(self, packed: Any, orders: Orders, plan: Plan) -> None:
        self._orders, self._broken = orders, _unseen(orders.work.out, plan.key)
        self._scanner: Scanner | None = None
        if not self._broken:
            library = _unpacked(lambda: import_module("ray").get(packed), plan.inputs)
            self._scanner = Scanner(library, orders.settings)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        """Read a part, and say how that went."""
        part, failure, broken = msgspec.json.decode(row["part"], type=Part), "", self._broken
        if self._scanner is not None:
            try:
                failure = follow(self._orders, part, self._scanner, tell=lambda _chunk: None)
            except (BrokenRun, OSError) as error:
                broken = str(error)
        return {"part": row["part"], "failure": failure, "broken": broken}


def _unseen(out: Path, key: str) -> str:
    """Return what is wrong where a node does not see the folder of results; "" where it does."""
    try:
        found = read_plan(out).key
    except BrokenRun as error:
        return f"expected every node to see the folder of results {out}, found one that does not: {error}"
    return "" if found == key else f"expected the run {key} in {out} on every node, found {found}"


def _packed(library: Path) -> bytes:
    """Return a folder as one archive; it is small: what was released, not where it is looked for."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.add(library, arcname=".")
    return content.getvalue()


def _unpacked(packed: Callable[[], bytes], digest: str) -> Path:
    """Return the folder on this node, unpacked by whichever of its workers comes first.

    Raises:
        BrokenRun: the folder for it belongs to somebody else.
    """
    home = Path(tempfile.gettempdir()) / f"answerable-{os.getuid()}"
    home.mkdir(mode=0o700, exist_ok=True)
    status = home.lstat()
    if home.is_symlink() or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise BrokenRun(f"expected {home} to be this user's alone, found otherwise")
    place = home / digest
    if not place.exists():
        with tempfile.TemporaryDirectory(dir=home) as made:
            with tarfile.open(fileobj=io.BytesIO(packed()), mode="r") as archive:
                archive.extractall(f"{made}/library", filter="data")
            try:
                Path(made, "library").rename(place)
            except OSError:
                if not place.exists():  # otherwise another worker was quicker, with the same
                    raise
    return place
