"""A training module: a text in sections, and questions that need judgement. Read from one Markdown file, strictly.

The format, from top to bottom:
  - Front matter in TOML between two lines ``+++``: `module` (its key), `title`, `version`, `language` (BCP 47),
    `credential_months` and `pass_mark` (per cent of the questions). All are required, no other is known.
  - Sections, each under a heading ``## ...``, in CommonMark. Raw HTML is shown as text.
  - One heading ``# ...``: below it stand the questions, whatever the heading says in the module's language.
  - Questions, each under a heading ``## key``; an answer is kept under the key. Then the question in CommonMark, and
    its options: ``- [ ] ...``, or ``- [x] ...`` where it is right, each followed by its reason, ``  > ...``. Lines of
    an option or a reason go on with two spaces in front.
  - A question has two options or more, and at least one that is right. Where several are right, all have to be chosen,
    and no other.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from math import ceil
from typing import Annotated, Any, NoReturn

import msgspec
from msgspec import Meta

from answerable.people.training.errors import NotAModule
from answerable.record.entry import Key

FENCE = "+++"
WORDS_A_MINUTE = 180
"""How fast such a text is read, with some thought; chosen by hand, below the 238 of Brysbaert (2019) for prose."""

MINUTES_A_QUESTION = 1

_FIRST = 3
"""Least number of lines of a file that has front matter."""

_OPTION = re.compile(r"- \[([ xX])\] ?(.*)")
_REASON = re.compile(r"  > ?(.*)")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

_Line = tuple[int, str]
"""Number of a line in the file, from 1, and the line."""


class Front(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stands at the head of a module."""

    module: Key
    title: Annotated[str, Meta(min_length=1)]
    version: Annotated[str, Meta(min_length=1)]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)")]
    credential_months: Annotated[int, Meta(ge=1, le=120)]
    pass_mark: Annotated[int, Meta(ge=1, le=100)]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the text: heading and CommonMark."""

    heading: str
    text: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a question, whether it is right, and why."""

    text: str
    right: bool
    why: str


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question, with its options in the order of the file."""

    key: str
    text: str
    options: tuple[Option, ...]

    @property
    def right(self) -> frozenset[int]:
        """The places of the options that are right."""
        return frozenset(place for place, option in enumerate(self.options) if option.right)


class Module(msgspec.Struct, frozen=True, kw_only=True):
    """A training module, and the SHA-256 of the bytes it was read from."""

    front: Front
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    sha256: str

    @property
    def key(self) -> str:
        """The name under which credentials for it are kept."""
        return self.front.module

    @property
    def words(self) -> int:
        """How many words its sections have."""
        return sum(len(section.text.split()) for section in self.sections)

    @property
    def minutes(self) -> int:
        """How long reading and answering take, about."""
        return ceil(self.words / WORDS_A_MINUTE) + MINUTES_A_QUESTION * len(self.questions)

    @property
    def needed(self) -> int:
        """How many questions have to be right."""
        return ceil(len(self.questions) * self.front.pass_mark / 100)


def read_module(data: bytes, *, name: str) -> Module:
    """Return the module that the bytes of a file hold; `name` is the file's, for messages.

    Raises:
        NotAModule: the file is not of the form above.
    """
    try:
        lines = list(enumerate(data.decode().replace("\r\n", "\n").split("\n"), start=1))
    except UnicodeDecodeError as error:
        _refuse(name, data[: error.start].count(b"\n") + 1, "text in UTF-8", "other bytes")
    front, body = _front(lines, name)
    reading, asking = _halves(body, name)
    sections = tuple(_section(heading, lines, name) for heading, lines in _parts(reading, name))
    questions = tuple(_question(heading, lines, name) for heading, lines in _parts(asking, name))
    if not sections:
        _refuse(name, body[0][0], "a section: ## and its heading", "none before the questions")
    if not questions:
        _refuse(name, asking[-1][0] if asking else body[-1][0], "a question: ## and its key", "none")
    _no_key_twice(asking, name)
    return Module(front=front, sections=sections, questions=questions, sha256=sha256(data).hexdigest())


def _refuse(name: str, line: int, expected: str, found: str) -> NoReturn:
    raise NotAModule(f"{name}, line {line}: expected {expected}, found {found}")


def _front(lines: list[_Line], name: str) -> tuple[Front, list[_Line]]:
    """Return the front matter, and the lines below it."""
    if lines[0][1].rstrip() != FENCE:
        _refuse(name, 1, f"a line {FENCE} before the front matter", repr(lines[0][1][:40]))
    end = next((place for place, (_, line) in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), 0)
    if not end or len(lines) < _FIRST:
        _refuse(name, len(lines), f"a line {FENCE} after the front matter", "the end of the file")
    try:
        plain = tomllib.loads("\n".join(line for _, line in lines[1:end]))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        _refuse(name, int(place[1]) + 1 if place else end + 1, "front matter in TOML", str(error))
    try:
        return msgspec.convert(plain, Front), [*lines[end + 1 :], (len(lines), "")]
    except msgspec.ValidationError as error:
        named = re.search(r"`\$\.(\w+)`|field `(\w+)`", str(error))
        field = next(filter(None, named.groups())) if named else ""
        _refuse(name, _line_of(field, lines[1:end]), *_said(error, plain.get(field)))


def _line_of(field: str, lines: Sequence[_Line]) -> int:
    """Return the line that sets a field of the front matter; the first where none does."""
    return next((number for number, line in lines if re.match(rf"\s*\"?{re.escape(field)}\"?\s*=", line)), 1)


def _said(error: msgspec.ValidationError, found: Any) -> tuple[str, str]:
    """Return what a message of msgspec expected, and what was found in its place."""
    message, _, _place = str(error).partition(" - at `$")
    expected, _, other = message.removeprefix("Expected ").partition(", got ")
    if not message.startswith("Expected "):
        return "front matter as documented", message
    return f"in the front matter {expected}", repr(found) if found is not None else other


def _halves(body: list[_Line], name: str) -> tuple[list[_Line], list[_Line]]:
    """Return the lines of the sections, and those of the questions."""
    heads = [place for place, (_, line) in _outside_code(body) if line.startswith("# ")]
    if not heads:
        _refuse(name, body[-1][0], "one heading # above the questions", "none")
    if len(heads) > 1:
        _refuse(name, body[heads[1]][0], "one heading # in the file, above the questions", "a second")
    return body[: heads[0]], body[heads[0] + 1 :]


def _outside_code(lines: Sequence[_Line]) -> Iterator[tuple[int, _Line]]:
    """Yield the lines that stand in no fenced code, each with its place."""
    fenced = False
    for place, (number, line) in enumerate(lines):
        if line.startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield place, (number, line)


def _parts(lines: Sequence[_Line], name: str) -> list[tuple[_Line, list[_Line]]]:
    """Return what stands under each heading ``##``, with the heading."""
    heads = [place for place, (_, line) in _outside_code(lines) if line.startswith("## ")]
    before = lines[: heads[0]] if heads else lines
    for number, line in before:
        if line.strip():
            _refuse(name, number, "a heading ##", repr(line[:40]))
    return [
        ((lines[head][0], lines[head][1][3:].strip()), list(lines[head + 1 : after]))
        for head, after in pairwise([*heads, len(lines)])
    ]


def _section(heading: _Line, lines: list[_Line], name: str) -> Section:
    text = _joined(lines)
    if not text or not heading[1]:
        _refuse(name, heading[0], "a heading and a text below it", "neither" if not heading[1] else "no text")
    return Section(heading=heading[1], text=text)


def _question(heading: _Line, lines: list[_Line], name: str) -> Question:
    if not _KEY.fullmatch(heading[1]):
        _refuse(name, heading[0], "the key of a question: small letters, digits and hyphens", repr(heading[1][:40]))
    first = next((place for place, (_, line) in enumerate(lines) if _OPTION.match(line)), len(lines))
    text, options = _joined(lines[:first]), tuple(_options(lines[first:], name))
    if not text:
        _refuse(name, heading[0], "a question below its key", "none")
    if len(options) < 2:  # noqa: PLR2004 - a choice
        _refuse(name, heading[0], "two options or more, - [ ] and a text", f"{len(options)}")
    if not any(option.right for option in options):
        _refuse(name, heading[0], "an option that is right, - [x]", "none")
    return Question(key=heading[1], text=text, options=options)


def _options(lines: Sequence[_Line], name: str) -> Iterator[Option]:
    heads = [place for place, (_, line) in enumerate(lines) if _OPTION.match(line)]
    for head, after in pairwise([*heads, len(lines)]):
        yield _option(lines[head:after], name)


def _option(lines: Sequence[_Line], name: str) -> Option:
    """Return the option that these lines hold: its text first, then its reason."""
    number, head = lines[0]
    marked = _OPTION.match(head)
    assert marked is not None  # noqa: S101 - `_options` cuts at such lines
    text, why = [marked[2]], list[str]()
    for at, line in lines[1:]:
        reason = _REASON.match(line)
        if reason:
            why.append(reason[1])
        elif line.startswith("  ") and line.strip() and not why:
            text.append(line.strip())
        elif line.strip():
            _refuse(name, at, "an option - [ ], or its text or reason with two spaces in front", repr(line[:40]))
    if not "".join(text).strip() or not "".join(why).strip():
        missing = "the text of an option" if not "".join(text).strip() else "its reason below it, two spaces and >"
        _refuse(name, number, missing, "none")
    return Option(text=" ".join(text).strip(), right=marked[1] != " ", why="\n".join(why).strip())


def _no_key_twice(asking: Sequence[_Line], name: str) -> None:
    met: set[str] = set()
    for (number, key), _lines in _parts(asking, name):
        if key in met:
            _refuse(name, number, "keys that differ", f"{key} a second time")
        met.add(key)


def _joined(lines: Sequence[_Line]) -> str:
    return "\n".join(line for _, line in lines).strip()
