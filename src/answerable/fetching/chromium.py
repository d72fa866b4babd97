"""A Chromium of our own for a few seconds, cut off from everything, and a conversation with it.

Speaks the Chrome DevTools Protocol over a pipe (`--remote-debugging-pipe`: messages of JSON, each ended by a zero byte,
on the file descriptors 3 and 4), so that no port is opened. Rules:
  - No name and no address is resolved, and what would go past that goes to a proxy where nobody is: two locks, each of
    which is enough by itself.
  - Every request is held and asked about before it goes anywhere; what is not answered from bytes at hand is aborted.
  - Profile, cache and home are a folder of its own that goes away with it, and it gets no variables of ours.
  - Its sandbox is on, but for root, as whom Chromium refuses to start with one: run as somebody else where pages come
    from strangers.
  - Everything has to be done by a deadline; then the whole group of processes is killed.
"""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from answerable.fetching.errors import NoBrowser

LARGEST_MESSAGE = 1 << 27
"""Bytes of one message, either way; chosen by hand, above the largest picture."""

ERRORS = "errors"
"""The file, in its folder, that Chromium's complaints go to."""

SHELL = 'exec 3<&0 4>&1 </dev/null >/dev/null; exec "$@"'
"""Moves the pipes from standard input and output to where Chromium looks for them."""

CUT_OFF = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",  # without it, loopback addresses go past the proxy
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--dns-prefetch-disable",
)

QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-breakpad",
    "--disable-dev-shm-usage",  # small in containers
    "--disable-extensions",
    "--hide-scrollbars",
    "--no-default-browser-check",
    "--no-first-run",
    "--remote-debugging-pipe",
)


class Chromium:
    """A running browser, spoken to one thing at a time.

    `answer` is asked about every request that a page makes: it gets the parameters of `Fetch.requestPaused`, and gives
    the method and parameters to answer with, or None where `reply` will be called later. `heard` is told every event,
    `not_taken` every request whose answer Chromium does not take, and why: it is aborted then.
    """

    def __init__(self, process: subprocess.Popen[bytes], errors: Path, deadline: float) -> None:
        self.answer: Callable[[dict[str, Any]], tuple[str, dict[str, Any]] | None] = _abort
        self.heard: Callable[[str, dict[str, Any]], None] = _nothing
        self.not_taken: Callable[[str, str], None] = _nothing_told
        self._replies: dict[int, str] = {}
        self._watched: dict[int, Callable[[], None]] = {}
        self._process, self._deadline, self._sent, self._read = process, deadline, 0, bytearray()
        self._errors, self._session = errors, ""
        self._happened: set[str] = set()

    def attach(self) -> None:
        """Open a page; what is called from now on goes to it."""
        page = self.call("Target.createTarget", url="about:blank")
        self._session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Return the result of a method.

        Raises:
            NoBrowser: it failed, or the deadline passed, or the browser went away.
        """
        number = self._send(method, parameters)
        while True:
            message = self._next()
            if message is None or message.get("id") != number:
                continue
            if "error" in message:
                raise NoBrowser(f"expected Chromium to do {method}, found: {message['error'].get('message')}")
            result: dict[str, Any] = message["result"]
            return result

    def has_happened(self, event: str) -> bool:
        """Tell whether something has happened since the start."""
        return event in self._happened

    def wait_for(self, event: str) -> None:
        """Return when something happened, or has happened before."""
        while event not in self._happened:
            self._next()

    def reply(self, request: str, method: str, **parameters: Any) -> None:
        """Answer a request that was held back, by its `requestId`."""
        self._replies[self._send(method, {"requestId": request, **parameters})] = request

    def send(self, method: str, **parameters: Any) -> None:
        """Have something done without waiting for it."""
        self._send(method, parameters)

    def watch(self, descriptor: int, then: Callable[[], None]) -> None:
        """Have `then` called, while anything is waited for, whenever there is something to read from a descriptor."""
        self._watched[descriptor] = then

    def listen(self, seconds: float) -> None:
        """Take in what happens, for so long."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._next(until)

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._sent += 1
        message: dict[str, Any] = {"id": self._sent, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        pipe = _pipe(self._process.stdin)
        left = memoryview(json.dumps(message).encode() + b"\0")
        while left:
            _, ready, _ = select.select([], [pipe], [], self._left())
            try:
                left = left[os.write(pipe, left) :] if ready else left
            except BrokenPipeError:
                raise self._gone() from None
        return self._sent

    def _next(self, until: float = float("inf")) -> dict[str, Any] | None:
        """Return the next message, or None where none came until then."""
        line = self._line(until)
        if line is None:
            return None
        message: dict[str, Any] = json.loads(line)
        if (request := self._replies.pop(message.get("id", 0), "")) and "error" in message:
            self.not_taken(request, str(message["error"].get("message")))
            self._send("Fetch.failRequest", {"requestId": request, "errorReason": "Failed"})
        if event := message.get("method"):
            self._happened.add(event)
            self.heard(event, message["params"])
        if event == "Fetch.requestPaused" and (answer := self.answer(message["params"])):
            self._send(answer[0], {"requestId": message["params"]["requestId"], **answer[1]})
        return message

    def _line(self, until: float) -> bytes | None:
        searched, pipe = 0, _pipe(self._process.stdout)
        while (end := self._read.find(b"\0", searched)) < 0:
            searched = len(self._read)
            if searched > LARGEST_MESSAGE:
                raise NoBrowser(f"expected at most {LARGEST_MESSAGE} bytes from Chromium, found more")
            if (left := until - time.monotonic()) <= 0:
                return None
            ready = select.select([pipe, *self._watched], [], [], min(self._left(), left))[0]
            for descriptor in ready:
                if descriptor != pipe:
                    self._watched[descriptor]()
            if pipe in ready:
                chunk = os.read(pipe, 1 << 20)
                if not chunk:
                    raise self._gone()
                self._read += chunk
        line = bytes(self._read[:end])
        del self._read[: end + 1]
        return line

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise NoBrowser("expected Chromium to be done within the time limit, found it still at work")
        return left

    def _gone(self) -> NoBrowser:
        status, said = self._process.wait(), self._errors.read_text(errors="replace").splitlines()
        fatal = [line for line in said if "FATAL" in line] or said or [""]  # the rest tells of what servers have not
        return NoBrowser(f"expected Chromium to go on, found it gone with status {status} {fatal[-1]}".rstrip())


def at_hand(name: str = "") -> str:
    """Return where Chromium is: the program of that name, or of the name in CHROMIUM, or `chromium`.

    Raises:
        NoBrowser: there is none.
    """
    wanted = name or os.environ.get("CHROMIUM", "chromium")
    found = shutil.which(wanted)
    if found is None:
        raise NoBrowser(f"expected the program {wanted}, a Chromium, found none")
    return found


@contextmanager
def opened(
    program: str, *, seconds: float, flags: tuple[str, ...] = (), within: Path | None = None
) -> Iterator[Chromium]:
    """Give a Chromium that runs for so long at most, with more flags if wanted, and clear away everything of it.

    Its folder is made within one of the caller's, where there is one: what was killed then leaves it there.

    Only its watcher of crashes has a group of its own; it goes within moments when it sees that nobody is left.

    Raises:
        NoBrowser: it does not start.
    """
    with tempfile.TemporaryDirectory(dir=within, prefix="answerable-", ignore_cleanup_errors=True) as folder:
        process = _start(program, Path(folder), flags)
        try:
            yield Chromium(process, Path(folder) / ERRORS, time.monotonic() + seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its own group: nobody else is in it
            process.communicate()


def command(program: str, folder: Path, flags: tuple[str, ...] = ()) -> list[str]:
    """Return the command that starts it with its profile in a folder."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [program, *QUIET, *CUT_OFF, *flags, *root, f"--user-data-dir={folder / 'profile'}"]


def version(program: str = "") -> str:
    """Return the name and version of the Chromium at hand.

    Raises:
        NoBrowser: there is none, or it does not say.
    """
    try:
        asked = [at_hand(program), "--version"]
        told = subprocess.run(asked, capture_output=True, check=True, timeout=20)  # noqa: S603 - the operator's
    except (OSError, subprocess.SubprocessError) as error:
        raise NoBrowser(f"expected the version of Chromium, found: {error}") from error
    return told.stdout.decode(errors="replace").strip()


def _start(program: str, folder: Path, flags: tuple[str, ...]) -> subprocess.Popen[bytes]:
    with (folder / ERRORS).open("wb") as errors:
        process = _process(command(program, folder, flags), folder, errors)
    os.set_blocking(_pipe(process.stdin), False)
    return process


def _process(asked: list[str], folder: Path, errors: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the operator names the program; no word of a page is in the command
        ["/bin/sh", "-c", SHELL, "sh", *asked],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        bufsize=0,
        cwd=folder,
        # TMPDIR is relative: Chromium puts a socket there, whose path has a limit of 108 bytes.
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "TMPDIR": ".", "LANG": "C.UTF-8"},
        start_new_session=True,
    )


def _pipe(pipe: Any) -> int:
    descriptor: int = pipe.fileno()
    return descriptor


def _nothing(_event: str, _parameters: dict[str, Any]) -> None:
    """Take no notice of an event."""


def _nothing_told(_request: str, _why: str) -> None:
    """Take no notice of an answer that was not taken."""


def _abort(_request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Leave a request unanswered: aborted, a page stays as it is; otherwise an error page would take its place."""
    return "Fetch.failRequest", {"errorReason": "Aborted"}
