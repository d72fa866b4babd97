"""An examination from outside: the confined process started, its time watched, its answer read within limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import msgspec

from answerable import __version__
from answerable.evidence.examining.result import LARGEST, Examined, Told

SECONDS = 60.0
"""How long one file may take by the clock; chosen by hand."""

LARGEST_COPY = 8 << 30
"""Bytes of a file that is copied to disk because its store gives only a stream; chosen by hand."""

WORKER = "answerable.evidence.examining.worker"


def examined(
    file: BinaryIO, name: str, *, anchors: str = "", seconds: float = SECONDS, within: Path | None = None
) -> Examined:
    """Return what a file says of itself, read in a confined process.

    Args:
        file: The file, opened for reading.
        name: Its name, whose end claims what it is.
        anchors: Certificates in PEM, to which signers of Content Credentials must lead to be trusted.
        seconds: How long it may take.
        within: Where a file that its store gives only as a stream is copied to, under no name.
    """
    with tempfile.TemporaryFile() as written, tempfile.TemporaryDirectory(prefix="answerable-") as folder:
        with tempfile.TemporaryFile(dir=within) as copy:
            source = _on_disk(file, copy)
            if source is None:
                return _failed(f"it has more than {LARGEST_COPY} bytes, and its store gives only a stream")
            status = _run(source, written, name, anchors, folder=folder, seconds=seconds)
        written.seek(0)
        answer = written.read(LARGEST + 1)
    if status:
        return _failed(status)
    try:
        return (
            msgspec.json.decode(answer, type=Examined) if len(answer) <= LARGEST else _failed("its result is too large")
        )
    except msgspec.MsgspecError:
        return _failed("reading it ended without a result")


def tool() -> str:
    """Return what examines, with the version of each library that reads."""
    libraries = ("pillow", "pypdf", "pypdfium2", "tinytag", "c2pa-python", "lxml")
    return f"answerable {__version__} ({', '.join(f'{each} {version(each)}' for each in libraries)})"


def _run(source: BinaryIO, written: BinaryIO, name: str, anchors: str, *, folder: str, seconds: float) -> str:
    """Run the confined process, and return why it failed, or ""."""
    with tempfile.TemporaryFile() as told:
        told.write(msgspec.json.encode(Told(name[-200:], anchors)))
        told.seek(0)
        try:
            process = _started(told.fileno(), source, written, folder)
        except OSError as error:
            return f"reading it could not begin: {error.strerror or error}"
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return f"reading it took more than {seconds:g} seconds"
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # its group: whoever it may have started, too
        process.wait()
    return f"reading it ended with status {status}: it asked for more memory or time than it may have" if status else ""


def _started(told: int, source: BinaryIO, written: BinaryIO, folder: str) -> subprocess.Popen[bytes]:
    """Start the confined process. What it is told comes by a file: everybody on a machine can read its arguments."""
    return subprocess.Popen(  # noqa: S603 - our own module, with a number
        [sys.executable, "-I", "-m", WORKER, str(told)],
        stdin=source,
        stdout=written,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"HOME": folder, "TMPDIR": folder, "PATH": os.defpath, "LANG": "C.UTF-8"},
        pass_fds=(told,),
        start_new_session=True,
    )


def _on_disk(file: BinaryIO, copy: BinaryIO) -> BinaryIO | None:
    """Return the file as one that another process can read and go back in; None where it is too large to copy."""
    with suppress(OSError, AttributeError):
        file.fileno()
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return file
    if file.seekable():
        file.seek(0)
    while piece := file.read(1 << 20):
        if copy.tell() + len(piece) > LARGEST_COPY:
            return None
        copy.write(piece)
    copy.flush()
    os.lseek(copy.fileno(), 0, os.SEEK_SET)
    return copy


def _failed(why: str) -> Examined:
    return Examined(media="", problem=why)
