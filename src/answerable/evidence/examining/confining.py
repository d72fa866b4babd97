"""A process that confines itself before it reads what a stranger made.

Rules (Linux): no core file; little memory, processor time, output and few open files; nothing gained by starting a
program, and none started; no network, by a namespace of its own where the kernel gives one, and by `walls`; no file but
those of Python and its libraries; and it ends with whoever started it. What a kernel cannot do is not an error: the
other limits stand, and the libraries in use ask the network for nothing.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

import msgspec

from answerable.evidence.examining.walls import shut_calls, shut_files

NEW_USER, NEW_NET = 0x10000000, 0x40000000
"""Flags of unshare(2): CLONE_NEWUSER, CLONE_NEWNET."""

NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS of prctl(2)."""

END_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

SYSTEM = ("/usr", "/lib", "/lib64", "/nix/store", "/gnu/store", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")
"""What libraries read besides what belongs to Python, as far as it is there."""


class Cage(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of a confined process; chosen by hand.

    Attributes:
        memory: Bytes of address space.
        seconds: Of processor time.
        output: Bytes of a file that it writes.
        files: Open files.
    """

    memory: int = 3 << 30
    seconds: int = 40
    output: int = 8 << 20
    files: int = 64


class Confined(msgspec.Struct, frozen=True, kw_only=True):
    """What the kernel took away: the network by a namespace, files by Landlock, calls by seccomp."""

    network: bool
    files: bool
    calls: bool


def confine(cage: Cage) -> Confined:
    """Confine this process for good, and return what the kernel took away besides the limits."""
    library = ctypes.CDLL(None, use_errno=True)
    alone = bool(library.unshare(NEW_NET) == 0 or library.unshare(NEW_USER | NEW_NET) == 0)
    library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    library.prctl(END_WITH_PARENT, signal.SIGKILL, 0, 0, 0)  # after the namespace: entering one takes it back
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, cage.memory),
        (resource.RLIMIT_CPU, cage.seconds),
        (resource.RLIMIT_FSIZE, cage.output),
        (resource.RLIMIT_NOFILE, cage.files),
    ):
        _, most = resource.getrlimit(limit)
        kept = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(limit, (kept, kept))
    os.umask(0o077)
    return Confined(network=alone, files=shut_files(_readable()), calls=shut_calls())


def _readable() -> list[Path]:
    """Return where Python, its libraries and this project lie."""
    return [Path(each) for each in dict.fromkeys((*SYSTEM, sys.prefix, sys.base_prefix, *sys.path)) if each]
