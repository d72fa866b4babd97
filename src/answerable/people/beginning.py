"""The beginning of a section: what has to be on record before anybody can sign in.

Rules:
  - It is said once, in a log without an entry: which organisation, which section, its first key, and one person who
    approves for it. That person names everybody else, on the pages.
  - Nobody is on record yet who could say it, so nobody does: these acts have no actor.
  - All of it is said, or nothing. A key that was made for it stays behind; nothing refers to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from answerable.people.entries import KeyAdded, OrganisationNamed, PersonJoined, RoleGranted, SectionJoined
from answerable.people.errors import NotBegun
from answerable.people.models import read_people
from answerable.people.standing import People, origin_of
from answerable.record.entry import Fact, Key, Origin, Said
from answerable.record.errors import KeyMissing
from answerable.record.keys import KeyRing
from answerable.record.log import lock, size_of
from answerable.vault.sealing import say


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of a section at first. `organisation_name` is empty where the organisation is named on record."""

    origin: str
    organisation: str
    organisation_name: str = ""
    name: str
    countries: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    person: str
    person_name: str

    @property
    def section(self) -> str:
        """Return the key of the section: the last part of the name of its log."""
        return self.origin.rsplit("/", maxsplit=1)[-1]


def begin_section(wanted: Beginning, *, ring: KeyRing, at: datetime) -> tuple[Fact[Any], ...]:
    """Say in its log what a section begins with, and return what was said; its key is made where none is here.

    Raises:
        NotBegun: something of it cannot be, or the section has begun; nothing was said.
        RecordError: the key cannot be made, or the log cannot be written to; nothing was said.
    """
    with transaction.atomic():
        _check_words(wanted)
        lock(wanted.origin)
        people = read_people()
        _check_place(wanted, people)
        said = list(_acts(wanted, people, vkey=_key(ring, wanted.origin)))
        return tuple(say(kind, plain, origin=wanted.origin, actor="", at=at) for kind, plain in said)


def _acts(wanted: Beginning, people: People, *, vkey: str) -> Iterator[tuple[type[Said], Mapping[str, Any]]]:
    section, person = wanted.section, wanted.person
    if not _names(people, wanted.organisation):
        yield OrganisationNamed, {"organisation": wanted.organisation, "name": wanted.organisation_name}
    fields = ("organisation", "name", "countries", "peoples", "subjects", "languages")
    yield SectionJoined, {"section": section} | {name: getattr(wanted, name) for name in fields}
    yield KeyAdded, {"section": section, "vkey": vkey}
    yield PersonJoined, {"person": person, "section": section, "name": wanted.person_name}
    yield RoleGranted, {"person": person, "role": "approver"}


def _check_words(wanted: Beginning) -> None:
    """Refuse names that could not be: each message says which, and what it has to look like."""
    if "/" not in wanted.origin.strip("/") or not (_is(wanted.origin, Origin) and _is(wanted.section, Key)):
        raise NotBegun(f"expected the name of a log, such as harbour.example/coast, found {wanted.origin!r}")
    for what, word in (("the organisation", wanted.organisation), ("the person", wanted.person)):
        if not _is(word, Key):
            raise NotBegun(
                f"expected a short name of {what}: letters, digits, dots and dashes, no blanks, found {word!r}"
            )
    for what, word in (("the section", wanted.name), ("the person", wanted.person_name)):
        if not word.strip():
            raise NotBegun(f"expected the name of {what} in words, found none")
    if wrong := [each for each in wanted.countries if not re.fullmatch("[a-z]{2}", each)]:
        raise NotBegun(f"expected countries as two small letters (ISO 3166-1), such as fr, found {wrong[0]!r}")


def _check_place(wanted: Beginning, people: People) -> None:
    """Refuse what is on record in another way, or is there already."""
    if entries := size_of(wanted.origin):
        raise NotBegun(f"expected a log without entries, found {entries} in {wanted.origin}: it has begun")
    if other := origin_of(people, wanted.section):
        raise NotBegun(f"expected a section of a name of its own, found {other} on record")
    if any(fact.body.person == wanted.person for fact in people.persons):
        raise NotBegun(f"expected a handle that nobody had, found {wanted.person!r} on record")
    held, given = _names(people, wanted.organisation), wanted.organisation_name
    if not held and not given.strip():
        raise NotBegun(f"expected the full name of {wanted.organisation}, which is not on record, found none")
    if held and given and given not in held:
        raise NotBegun(f"expected {held[-1]!r}, the name of {wanted.organisation} on record, found {given!r}")


def _names(people: People, organisation: str) -> list[str]:
    return [fact.body.name for fact in people.organisations if fact.body.organisation == organisation]


def _key(ring: KeyRing, origin: str) -> str:
    try:
        return ring.verifier(origin).vkey()
    except KeyMissing:
        return ring.new(origin).vkey()


def _is(text: str, kind: Any) -> bool:
    """Tell whether a text is of a kind of the record, such as `Key`."""
    try:
        msgspec.convert(text, type=kind)
    except msgspec.ValidationError:
        return False
    return True
