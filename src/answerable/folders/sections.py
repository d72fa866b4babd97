"""Which section writes which log, and for which section a person works: from the record and the folder together.

Guests, critics and holders of copies have joined no section. What they say through their links stands in the log of the
section that sent the link, and an act of theirs names that section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from answerable.critiques.gates import critic_of
from answerable.folders.errors import FolderError, UnknownPerson, UnknownSection
from answerable.folders.reading import Written
from answerable.folders.schema import OWN_LOG
from answerable.people.standing import People

LINKS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "guest.asked": lambda values: str(values["guest"]),
    "critic.asked": lambda values: critic_of(values["critique"]),
    "copy.given": lambda values: str(values["holder"]),
}
"""The acts by which somebody outside may speak in the log of a section, and under which name."""


class Join(msgspec.Struct, frozen=True):
    """A person works for a section from this moment on."""

    at: datetime
    person: str
    section: str


class Sections(msgspec.Struct, frozen=True):
    """The logs of sections by the section's key, who joined which, oldest first, and who has a link in this folder."""

    origins: Mapping[str, str]
    joins: tuple[Join, ...]
    linked: frozenset[str] = frozenset()

    def of_origin(self, origin: str) -> str:
        """Return the section that writes a log, or ""."""
        return next((section for section, own in self.origins.items() if own == origin), "")

    def of_person(self, person: str, at: datetime) -> str:
        """Return the section that a person worked for at that moment, or ""."""
        return next((j.section for j in reversed(self.joins) if j.person == person and j.at <= at), "")

    def knows(self, person: str) -> bool:
        """Tell whether somebody by that handle ever joins, or is given a link."""
        return person in self.linked or any(join.person == person for join in self.joins)


def sections_of(people: People, written: Iterable[Written] = (), *, errors: list[FolderError]) -> Sections:
    """Return the sections of record and folder; a section that the folder gives another log is added to `errors`."""
    origins = {fact.body.section: fact.origin for fact in people.sections}
    joins = [Join(fact.at, fact.body.person, fact.body.section) for fact in people.persons]
    linked = set()
    for act in written:
        if act.form.table in LINKS:
            linked.add(LINKS[act.form.table](act.values))
        if act.form.table == "section.joined":
            section, origin = act.values["section"], act.starts["origin"]
            holder = next((key for key, own in origins.items() if own == origin), section)
            if origins.setdefault(section, origin) != origin or holder != section:
                expected, found = f"{origins[section]}, the log of {section}", origin
                if holder != section:
                    expected, found = f"a log of its own for {section}", f"{origin}, the log of {holder}"
                errors.append(UnknownSection(expected, found, file=act.file, line=act.line("origin")))
        elif act.form.table == "person.joined":
            joins.append(Join(act.at, act.values["person"], act.values["section"]))
    return Sections(origins, tuple(sorted(joins, key=lambda join: join.at)), frozenset(linked))


def own_section(sections: Sections, table: str, by: str, at: datetime, values: Mapping[str, Any]) -> str:
    """Return the section in whose log an act stands that names none: the person's, or the one that speaks of itself."""
    return str(values["section"]) if table in OWN_LOG else sections.of_person(by, at)


def origin_of(sections: Sections, act: Written) -> str:
    """Return the log in which an act of the folder stands.

    Raises:
        UnknownPerson: nobody by that handle has joined, or not yet where the act names no section.
        UnknownSection: no such section has joined.
    """
    if act.by and not sections.knows(act.by):
        raise UnknownPerson("a person who has joined", repr(act.by), file=act.file, line=act.line("by"))
    key = "section" if "section" in act.starts else "log"
    section = act.starts[key] or own_section(sections, act.form.table, act.by, act.at, act.values)
    if not section:
        who = f"{act.by!r}, who has not joined by {act.at.date()}" if act.by else "nobody"
        expected = f"a person who has joined, or the key {key!r}"
        raise UnknownPerson(expected, who, file=act.file, line=act.line("by"))
    if section not in sections.origins:
        raise UnknownSection("a section that has joined", repr(section), file=act.file, line=act.line(key))
    return sections.origins[section]
