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

from answerable.echoes.errors import CaptureFailed

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
    the method and parameters to answer with.
    """

    def __init__(self, process: subprocess.Popen[bytes], errors: Path, deadline: float) -> None:
        self.answer: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]] = _abort
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
            CaptureFailed: it failed, or the deadline passed, or the browser went away.
        """
        number = self._send(method, parameters)
        while True:
            message = self._next()
            if message.get("id") != number:
                continue
            if "error" in message:
                raise CaptureFailed(f"expected Chromium to do {method}, found: {message['error'].get('message')}")
            result: dict[str, Any] = message["result"]
            return result

    def wait_for(self, event: str) -> None:
        """Return when something happened, or has happened before."""
        while event not in self._happened:
            self._next()

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

    def _next(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._line())
        if event := message.get("method"):
            self._happened.add(event)
        if event == "Fetch.requestPaused":
            method, parameters = self.answer(message["params"])
            self._send(method, {"requestId": message["params"]["requestId"], **parameters})
        return message

    def _line(self) -> bytes:
        searched = 0
        while (end := self._read.find(b"\0", searched)) < 0:
            searched = len(self._read)
            if searched > LARGEST_MESSAGE:
                raise CaptureFailed(f"expected at most {LARGEST_MESSAGE} bytes from Chromium, found more")
            pipe = _pipe(self._process.stdout)
            if select.select([pipe], [], [], self._left())[0]:
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
            raise CaptureFailed("expected a picture within the time limit, found Chromium still at work")
        return left

    def _gone(self) -> CaptureFailed:
        status, said = self._process.wait(), self._errors.read_text(errors="replace").splitlines()
        fatal = [line for line in said if "FATAL" in line] or said or [""]  # the rest tells of what servers have not
        return CaptureFailed(f"expected a picture, found Chromium gone with status {status} {fatal[-1]}".rstrip())


def at_hand(name: str = "") -> str:
    """Return where Chromium is: the program of that name, or of the name in CHROMIUM, or `chromium`.

    Raises:
        CaptureFailed: there is none.
    """
    wanted = name or os.environ.get("CHROMIUM", "chromium")
    found = shutil.which(wanted)
    if found is None:
        raise CaptureFailed(f"expected the program {wanted} to draw pictures with, found none; pages are kept without")
    return found


@contextmanager
def opened(program: str, *, seconds: float) -> Iterator[Chromium]:
    """Give a Chromium that runs for so long at most, and clear away everything of it.

    Only its watcher of crashes has a group of its own; it goes within moments when it sees that nobody is left.

    Raises:
        CaptureFailed: it does not start.
    """
    with tempfile.TemporaryDirectory(prefix="answerable-", ignore_cleanup_errors=True) as folder:
        process = _start(program, Path(folder))
        try:
            yield Chromium(process, Path(folder) / ERRORS, time.monotonic() + seconds)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its own group: nobody else is in it
            process.communicate()


def command(program: str, folder: Path) -> list[str]:
    """Return the command that starts it with its profile in a folder."""
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [program, *QUIET, *CUT_OFF, *root, f"--user-data-dir={folder / 'profile'}"]


def _start(program: str, folder: Path) -> subprocess.Popen[bytes]:
    with (folder / ERRORS).open("wb") as errors:
        process = _process(program, folder, errors)
    os.set_blocking(_pipe(process.stdin), False)
    return process


def _process(program: str, folder: Path, errors: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the operator names the program; no word of a page is in the command
        ["/bin/sh", "-c", SHELL, "sh", *command(program, folder)],
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


def _abort(_request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Leave a request unanswered: aborted, a page stays as it is; otherwise an error page would take its place."""
    return "Fetch.failRequest", {"errorReason": "Aborted"}
