"""Where each key of a TOML document stands: TOML 1.0, read a second time for its line numbers.

`tomllib` says what a document holds and not where. `locate` walks the same text and returns the line of each table,
key and element of an array, by its path: ``("finding", "stated", 0, "counts", 1, "base")``. It is given only documents
that `tomllib` has read, and so checks nothing.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]++|#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_BARE = re.compile(r"[A-Za-z0-9_-]++")
_STRING = re.compile(
    r'"""(?:\\.|[^"\\]|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:\\.|[^"\\\n])*+"'
    r"|'[^'\n]*+'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}#\n]++")


def locate(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of every table, key and array element of a TOML document."""
    return _Walk(text.replace("\r\n", "\n")).document()


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of `path`, or of the nearest thing around it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Walk:
    """One pass over the text; `at` is the place reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, int] = {}
        self.counts: dict[Path, int] = {}
        self.newlines = [match.start() for match in re.finditer("\n", text)]

    def document(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)
        return self.found

    def header(self) -> Path:
        """Read ``[a.b]`` or ``[[a.b]]``; a name of an array of tables means its last one."""
        start, many = self.at, self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        *around, last = self.key()
        self.at += 2 if many else 1
        path: Path = ()
        for name in around:
            path = self.last_of((*path, name))
        path = (*path, last)
        if many:
            self.counts[path] = self.counts.get(path, 0) + 1
        path = self.last_of(path)
        self.found[path] = self.line(start)
        return path

    def last_of(self, path: Path) -> Path:
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def pair(self, table: Path) -> None:
        """Read ``a.b = value``."""
        start, path = self.at, table
        for name in self.key():
            path = (*path, name)
            self.found.setdefault(path, self.line(start))
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def key(self) -> list[str]:
        names = []
        while True:
            self.skip(_SPACE)
            if self.text[self.at] in "\"'":
                names.append(str(tomllib.loads(f"key = {self.take(_STRING)}")["key"]))
            else:
                names.append(self.take(_BARE))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return names
            self.at += 1

    def value(self, path: Path) -> None:
        first = self.text[self.at]
        if first in "\"'":
            self.skip(_STRING)
        elif first == "[":
            self.array(path)
        elif first == "{":
            self.inline_table(path)
        else:
            self.skip(_SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "]":
                break
            self.found[(*path, index)] = self.line(self.at)
            self.value((*path, index))
            self.comma()
            index += 1
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        while True:
            self.skip(_BLANK)
            if self.text[self.at] == "}":
                break
            self.pair(path)
            self.comma()
        self.at += 1

    def comma(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1

    def line(self, at: int) -> int:
        return bisect_left(self.newlines, at) + 1

    def skip(self, pattern: re.Pattern[str]) -> None:
        self.take(pattern)

    def take(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        taken = match.group() if match else ""
        self.at += len(taken)
        return taken
