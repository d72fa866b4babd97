"""A disk that fails at a chosen write, and the disks that a power cut could leave: see disk.c.

The model of a power cut is strict. What was written since a file was last synced may be there, be torn, or be missing,
each piece on its own, so later pieces may be there without earlier ones. A name (of a new file, a link, a rename, a
removal, a folder) is certain only once the folder that holds it was synced.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

SOURCE = Path(__file__).with_name("disk.c")
COMPILER = shutil.which("cc") or shutil.which("gcc") or ""

OFF, KILL, TORN, ONCE, FROM_THEN_ON, RECORD = range(6)
SECTOR = 512
"""Bytes that a disk writes whole or not at all."""


def built(folder: Path) -> Path:
    """Compile the failing disk into a folder, and return the library."""
    library = folder / "disk.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
    return library


class Disk:
    """The failing disk of this process, which was started with the library before all others."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.disk_arm.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_long, ctypes.c_int, ctypes.c_int]
        self._library.disk_steps.restype = ctypes.c_long
        self._library.disk_tell.argtypes = [ctypes.c_char_p, ctypes.c_size_t]

    def arm(self, folder: Path, mode: int, at: int = 0, *, error: int = 0, journal: int = -1) -> None:
        self._library.disk_arm(os.fsencode(folder), mode, at, error, journal)

    def disarm(self) -> None:
        self._library.disk_arm(b"/nowhere", OFF, 0, 0, -1)

    def steps(self) -> int:
        return int(self._library.disk_steps())

    def tell(self, words: str) -> None:
        self._library.disk_tell(words.encode(), len(words.encode()))


@dataclass(frozen=True)
class Change:
    """One line of the journal: what was done to which file, where, and with which bytes or names."""

    what: str
    number: int
    where: int
    first: bytes
    second: bytes

    @property
    def name(self) -> str:
        return os.fsdecode(self.second or self.first)


def changes(journal: Path) -> list[Change]:
    """Return what a run wrote, in order."""
    data, at, found = journal.read_bytes(), 0, []
    while at < len(data):
        what, number, where, first, second = struct.unpack_from("<5Q", data, at)
        at += 40
        found.append(Change(chr(what), number, where, data[at : at + first], data[at + first : at + first + second]))
        at += first + second
    return found


@dataclass
class Platter:
    """A folder as a disk holds it: contents by file number, numbers by name, and what is not certain yet."""

    names: dict[str, int] = field(default_factory=dict)
    contents: dict[int, bytearray] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    pending: list[Change] = field(default_factory=list)
    _real: dict[int, int] = field(default_factory=dict)
    _made: int = 0

    @classmethod
    def of(cls, folder: Path) -> Platter:
        """Return what a folder holds now, all of it certain."""
        platter = cls(folders={str(folder)})
        for path in folder.rglob("*"):
            if path.is_dir():
                platter.folders.add(str(path))
                continue
            number = path.lstat().st_ino
            platter.names[str(path)] = platter._real[number] = number
            platter.contents[number] = bytearray(path.read_bytes())
        return platter

    def take(self, change: Change) -> None:
        """Do one change; a sync makes certain what waited for it."""
        if change.what == "c":  # numbers are used again once a file is gone
            self._made += 1
            self._real[change.number] = -self._made
        change = replace(change, number=self._real.get(change.number, change.number))
        if change.what != "s":
            self.pending.append(change)
            return
        made = {each.name for each in self.pending if each.what in "mr"}
        of_folder = change.name in self.folders | made
        still: list[Change] = []
        for each in self.pending:
            if _waits_for(each, change, of_folder=of_folder):
                self.apply(each)
            else:
                still.append(each)
        self.pending = still

    def apply(self, change: Change) -> None:
        """Have one change on the disk for certain."""
        number, name = change.number, change.name
        match change.what:
            case "c":
                self.names[name] = number
                self.contents.setdefault(number, bytearray())
            case "w":
                content = self.contents.setdefault(number, bytearray())
                content.extend(bytes(max(0, change.where - len(content))))
                content[change.where : change.where + len(change.first)] = change.first
            case "t":
                content = self.contents.setdefault(number, bytearray())
                content.extend(bytes(max(0, change.where - len(content))))
                del content[change.where :]
            case "l":
                self.names[name] = number
            case "r":
                self._rename(os.fsdecode(change.first), name)
            case "u":
                self.names.pop(os.fsdecode(change.first), None)
                self.folders.discard(os.fsdecode(change.first))
            case "m":
                self.folders.add(name)

    def _rename(self, old: str, new: str) -> None:
        for held in [name for name in self.names if name == old or name.startswith(f"{old}/")]:
            self.names[new + held[len(old) :]] = self.names.pop(held)
        for held in [name for name in self.folders if name == old or name.startswith(f"{old}/")]:
            self.folders.discard(held)
            self.folders.add(new + held[len(old) :])

    def cut(self, random: Random) -> Platter:
        """Return what a power cut could leave now: of what is not certain, some, torn or whole."""
        contents = {number: bytearray(content) for number, content in self.contents.items()}
        left = Platter(dict(self.names), contents, set(self.folders))
        kept = random.choice((0.0, 0.5, 0.9, 1.0))
        for change in self.pending:
            if random.random() < kept:
                left.apply(_torn(change, random) if change.what == "w" and random.random() < 0.3 else change)
        return left

    def write(self, folder: Path, *, instead_of: Path) -> None:
        """Write this disk into a folder, as if it had always been there."""
        for name in sorted(self.folders):
            (folder / Path(name).relative_to(instead_of)).mkdir(parents=True, exist_ok=True)
        for name, number in self.names.items():
            place = folder / Path(name).relative_to(instead_of)
            if str(Path(name).parent) in self.folders:  # else the folder's own name was lost, and all in it
                place.write_bytes(self.contents.get(number, b""))
                place.chmod(0o600)


def _waits_for(change: Change, sync: Change, *, of_folder: bool) -> bool:
    """Tell whether a sync makes a change certain: of the file for bytes, of the folder for names."""
    if change.what in "wt":
        return not of_folder and change.number == sync.number
    return of_folder and change.what != "n" and str(Path(change.name).parent) == sync.name


def _torn(change: Change, random: Random) -> Change:
    """Return a part of a write, in whole sectors from its beginning or to its end."""
    sectors = len(change.first) // SECTOR
    if not sectors:
        return change
    at = random.randrange(sectors + 1) * SECTOR
    if random.random() < 0.5:
        return replace(change, first=change.first[:at])
    return replace(change, where=change.where + at, first=change.first[at:])


def cuts(
    platter: Platter, journal: list[Change], random: Random, *, stride: int = 1
) -> Iterator[tuple[int, Platter, list[str]]]:
    """Yield what power cuts after every `stride`-th change could leave, and what had been confirmed by then."""
    confirmed: list[str] = []
    for number, change in enumerate(journal, start=1):
        if change.what == "n":
            confirmed.append(change.first.decode())
        else:
            platter.take(change)
        if number % stride == 0 or number == len(journal):
            yield number, platter.cut(random), list(confirmed)
