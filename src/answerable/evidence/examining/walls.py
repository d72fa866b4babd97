"""What the kernel shuts a process off from: files by Landlock, calls by seccomp. Nothing of either can be undone.

Rules (Linux; see landlock(7) and seccomp(2)):
  - Files: only what is below the named places can be opened, to be read. Nothing is written, made, removed or run.
    What was open before stays open; that a file is there can still be seen.
  - Calls: no other program and no child, no socket to the world, no look into another process, no signal to one.
    Threads are allowed: libraries start them.
  - Both need `PR_SET_NO_NEW_PRIVS` before. A kernel or machine that has neither is told by the answer, not by an error.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

LIBRARY = ctypes.CDLL(None, use_errno=True)

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Calls of Landlock, by numbers that are the same on every machine."""

VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3

FILE_RIGHTS = ((5, (1 << 16) - 1), (3, (1 << 15) - 1), (2, (1 << 14) - 1), (1, (1 << 13) - 1))
"""Every right over files, from which version of Landlock on."""

NETWORK_SINCE = 4
CONNECT_AND_BIND = 3

SET_SECCOMP, FILTER = 22, 2
LOAD, EQUAL, AT_LEAST, ANY_BIT, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06
"""Instructions of a filter: load a word, compare it in three ways, end."""

ALLOW, REFUSE, UNKNOWN = 0x7FFF0000, 0x00050000 | 1, 0x00050000 | 38
"""Answers of a filter: allowed; EPERM; ENOSYS, at which a library takes another call."""

NUMBER_AT, MACHINE_AT, FIRST_AT = 0, 4, 16
THREAD = 0x00010000
"""CLONE_THREAD of clone(2)."""

EVERYWHERE = (425, 426, 427, 434, 438, 452)
"""io_uring, which does by itself what is refused here, pidfd, fchmodat2: the same numbers on every machine."""

MACHINES = {
    # machine: its name for seccomp, clone, clone3, and what is refused: socket, execve, execveat, fork, vfork, ptrace,
    # process_vm_readv and -writev, kill, bpf, perf_event_open, userfaultfd, keyctl, add_key, request_key, mount,
    # unshare, setns; chmod and chown in every form, setxattr, utimensat, which Landlock leaves; where there is no fork
    # there is clone alone
    "x86_64": (
        0xC000003E,
        56,
        435,
        (
            41,
            59,
            322,
            57,
            58,
            101,
            310,
            311,
            62,
            321,
            298,
            323,
            250,
            248,
            249,
            165,
            272,
            308,
            90,
            91,
            268,
            92,
            93,
            94,
            260,
            188,
            189,
            190,
            280,
            132,
            235,
            261,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        435,
        (198, 221, 281, 117, 270, 271, 129, 280, 241, 282, 219, 217, 218, 40, 97, 268, 52, 53, 54, 55, 5, 6, 7, 88),
    ),
}
"""Numbers of calls, from the kernel's tables of 6.12."""

FOREIGN = 0x40000000
"""Calls of x86_64 from this number on are the same ones in another dress (x32)."""


def shut_files(readable: Iterable[Path]) -> bool:
    """Let this process open nothing but what lies below some places, and tell whether the kernel can do that."""
    version = LIBRARY.syscall(CREATE_RULESET, None, 0, VERSION)
    if version < 1:
        return False
    rights = next(rights for since, rights in FILE_RIGHTS if version >= since)
    asked = struct.pack("QQ", rights, CONNECT_AND_BIND)[: 16 if version >= NETWORK_SINCE else 8]
    ruleset = LIBRARY.syscall(CREATE_RULESET, asked, len(asked), 0)
    if ruleset < 0:
        return False
    try:
        for place in readable:
            _allow(ruleset, place)
        return bool(LIBRARY.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def shut_calls() -> bool:
    """Let this process start nothing and reach nobody, and tell whether the kernel can do that."""
    known = MACHINES.get(platform.machine())
    if known is None or struct.calcsize("P") != 8:  # noqa: PLR2004 - the tables are those of 64 bits
        return False
    machine, clone, clone3, refused = known
    program = _filter(machine, clone, clone3, (*refused, *EVERYWHERE))
    kept = ctypes.create_string_buffer(program, len(program))
    told = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(kept))
    return bool(LIBRARY.prctl(SET_SECCOMP, FILTER, told, 0, 0) == 0)


def _allow(ruleset: int, place: Path) -> None:
    with suppress(OSError):  # what is not there, or not ours to see, stays shut
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        try:
            rights = READ_FILE | READ_DIR if place.is_dir() else READ_FILE
            LIBRARY.syscall(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
        finally:
            os.close(opened)


def _filter(machine: int, clone: int, clone3: int, refused: tuple[int, ...]) -> bytes:
    """Return a program that the kernel runs before each call: instructions of eight bytes, jumps forwards only."""
    lines = [
        _step(LOAD, MACHINE_AT),
        _step(EQUAL, machine, yes=1),
        _step(ANSWER, REFUSE),
        _step(LOAD, NUMBER_AT),
        _step(AT_LEAST, FOREIGN, no=1),
        _step(ANSWER, REFUSE),
        _step(EQUAL, clone3, no=1),
        _step(ANSWER, UNKNOWN),  # its arguments lie in memory, where no filter can look
    ]
    for number in refused:
        lines += [_step(EQUAL, number, no=1), _step(ANSWER, REFUSE)]
    lines += [
        _step(EQUAL, clone, no=3),
        _step(LOAD, FIRST_AT),
        _step(ANY_BIT, THREAD, yes=1),
        _step(ANSWER, REFUSE),
        _step(ANSWER, ALLOW),
    ]
    return b"".join(lines)


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
