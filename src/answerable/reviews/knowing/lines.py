"""One line of the knowledge timeline, and what such a line shows.

Rules:
  - A line is one act on record, as it concerns one person, section, guest, party or holder of a copy. It has the log in
    which the act stands, its place there and its leaf hash: by these anybody can ask for a proof.
  - The moment is what the entry claims. The place in the log is evidence: within one log, lower came before higher.
    Where a claim runs against the order of its own log, the line says so (`backwards`).
  - `sent` says that somebody recorded having sent it, and not that it arrived. `opened` says that somebody recorded
    having opened it. That nothing is recorded does not show that nothing happened.
  - Where the act names no version, none is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal

import msgspec

from answerable.people.standing import People, in_own_log, section_of
from answerable.record.entry import Fact

Act = Literal["wrote", "sent", "opened", "commented", "signed", "decided", "public"]
"""What somebody did, or what was done to them, with a version."""

Sort = Literal["person", "section", "guest", "party", "holder", "critic", "everyone"]
"""What somebody is whom a line concerns."""

Shows = Literal["own", "link", "told", "foreign"]
"""On whose word a line stands: their own, in their own log; their own, through a link, in the log of the section that
gave it; what somebody else recorded of them; or what a log says that is not its actor's."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What an act says of one person, section or other body, before its place in the log is added."""

    who: str
    sort: Sort
    act: Act
    output: str = ""
    version: int = 0
    name: str = ""
    text: str = ""
    link: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the timeline. `version` is 0 where the act names none; `text` is a commitment, or "".

    `section` is the section that it concerns, or for which the person works whom it concerns; "" for others.
    """

    at: datetime
    case: str
    origin: str
    index: int
    ref: str
    table: str
    who: str
    sort: Sort
    section: str
    by: str
    act: Act
    output: str
    version: int
    name: str
    text: str
    shows: Shows
    backwards: bool = False

    @property
    def key(self) -> str:
        """The place of the act in words: log and number."""
        return f"{self.origin} {self.index}"


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of some cases, in the order of the moments they claim, and as of what they were read.

    `seen` holds the size of every log as it was read; `until` the moment up to which claims count, or None.
    """

    cases: tuple[str, ...]
    lines: tuple[Line, ...]
    seen: Mapping[str, int]
    until: datetime | None = None


class Knew(msgspec.Struct, frozen=True, kw_only=True):
    """What the record holds of one person or body and one version: the first line of each kind, or None."""

    who: str
    sort: Sort
    section: str
    output: str
    version: int
    sent: Line | None = None
    opened: Line | None = None
    commented: Line | None = None
    signed: Line | None = None


def line_of(fact: Fact[Any], told: Told, people: People) -> Line:
    """Return one line: what an act says of somebody, with its place in the log and on whose word it stands."""
    return Line(
        at=fact.at,
        case=fact.case,
        origin=fact.origin,
        index=fact.index,
        ref=fact.ref,
        table=type(fact.body).kind.partition("/")[0],
        who=told.who,
        sort=told.sort,
        section=_section(told, people),
        by=fact.actor,
        act=told.act,
        output=told.output,
        version=told.version,
        name=told.name,
        text=told.text,
        shows=_shows(fact, told, people),
    )


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines by the moment they claim, then by log and place, each that runs against its log marked."""
    known = sorted(lines, key=lambda each: (each.at, each.origin, each.index, each.sort, each.who))
    wrong = set(_backwards(known))
    return tuple(msgspec.structs.replace(each, backwards=each.ref in wrong) for each in known)


def concerning(lines: Iterable[Line], *, person: str = "", output: str = "", act: str = "") -> tuple[Line, ...]:
    """Return the lines that concern somebody, or that they said; of one output; of one kind of act. Empty: of all."""
    return tuple(
        each
        for each in lines
        if person in {"", each.who, each.by} and output in {"", each.output} and act in {"", each.act}
    )


def first_of_each(lines: Iterable[Line]) -> tuple[Knew, ...]:
    """Return, for everybody and every version, when it was first sent to them, opened, commented on and signed.

    The persons of a section stand behind it: what a person said is in their own line, and not in that of the section.
    What one section records of another, and what stands in a log that is not its author's, is no word of theirs.
    """
    found: dict[tuple[str, int, str, bool, str, str], dict[str, Line]] = {}
    for each in lines:
        if each.version and each.act in {"sent", "opened", "commented", "signed"} and _counts(each):
            behind = each.section or each.who, each.sort != "section", each.who, each.sort
            found.setdefault((each.output, each.version, *behind), {}).setdefault(each.act, each)
    return tuple(_knew(found[key]) for key in sorted(found))


def _counts(line: Line) -> bool:
    """Tell whether a line is the word of whom it concerns, or of whoever speaks for somebody without a log."""
    told = line.act == "sent" or line.sort not in {"person", "section"}
    return line.shows in {"own", "link"} or (told and line.shows == "told")


def _knew(firsts: Mapping[str, Line]) -> Knew:
    one = next(iter(firsts.values()))
    return Knew(who=one.who, sort=one.sort, section=one.section, output=one.output, version=one.version, **firsts)


def _backwards(lines: Iterable[Line]) -> Iterator[str]:
    """Yield the refs of acts that claim an earlier moment than an act before them in the same log."""
    latest: dict[str, datetime] = {}
    for each in sorted(lines, key=lambda each: (each.origin, each.index)):
        before = latest.get(each.origin, each.at)
        if each.at < before:
            yield each.ref
        latest[each.origin] = max(before, each.at)


def _section(told: Told, people: People) -> str:
    named = {"section": told.who, "person": section_of(people, told.who)}
    return named.get(told.sort, "")


def _shows(fact: Fact[Any], told: Told, people: People) -> Shows:
    if told.link:
        return "link"
    if not in_own_log(people, fact):
        return "foreign"
    mine = {"person": fact.actor, "section": section_of(people, fact.actor)}
    return "own" if mine.get(told.sort) == told.who and told.act != "sent" else "told"
