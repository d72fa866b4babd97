"""A process that confines itself before it reads what a stranger made.

Rules (Linux): no core file; little memory, processor time, output and few open files; no network, by a namespace of its
own where the kernel gives one; nothing gained by starting a program. What the kernel refuses is not an error: the other
limits stand, and the libraries in use ask the network for nothing.
"""

from __future__ import annotations

import ctypes
import os
import resource

import msgspec

NEW_USER, NEW_NET = 0x10000000, 0x40000000
"""Flags of unshare(2): CLONE_NEWUSER, CLONE_NEWNET."""

NO_NEW_PRIVILEGES = 38
"""PR_SET_NO_NEW_PRIVS of prctl(2)."""


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


def confine(cage: Cage) -> bool:
    """Confine this process for good, and return whether it has no network."""
    library = ctypes.CDLL(None, use_errno=True)
    alone = bool(library.unshare(NEW_NET) == 0 or library.unshare(NEW_USER | NEW_NET) == 0)
    library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
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
    return alone
