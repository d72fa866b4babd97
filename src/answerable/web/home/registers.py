"""The registers: what officers opened, who dissents, who refused; across all cases, or as it was given out.

Rules:
  - Insiders see all of it, with names. Everybody else sees what a certificate prints, without names of persons, and
    nothing of a case of which nothing was released.
  - Every override asks for an after-action review; whether one counts, and until when it is due, the gates say.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

import msgspec

from answerable.clearance import entries
from answerable.clearance.gates import review_of, review_until
from answerable.people.standing import section_of_origin
from answerable.record.entry import Fact, moment
from answerable.record.facts import read
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import CertificateError
from answerable.releases.models import OutputReleased as Releases
from answerable.releases.releasing import CERTIFICATE_NAME, released_files
from answerable.releases.verification import Verified, public_view, verify
from answerable.vault.reading import ERASED, shown
from answerable.web.home.reading import Opened


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """A gate that an officer opened; `reviewed` is the look back, due `until` then."""

    case: str
    title: str
    output: str
    version: int
    gate: int
    officer: str
    section: str
    at: datetime
    expires: date
    ended: bool
    reason: str
    until: datetime
    overdue: bool
    reviewed: Fact[entries.OverrideReviewed] | None


class Dissent(msgspec.Struct, frozen=True, kw_only=True):
    """A dissent note in the objector's own words."""

    case: str
    title: str
    output: str
    objection: str
    person: str
    section: str
    at: datetime
    text: str


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A section's refusal to countersign, publish or translate a version."""

    case: str
    title: str
    output: str
    version: int
    refuses: tuple[str, ...]
    person: str
    section: str
    at: datetime
    text: str


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader may see, newest first."""

    overrides: tuple[Override, ...]
    dissents: tuple[Dissent, ...]
    refusals: tuple[Refusal, ...]


class Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What one certificate prints of overrides, dissent and refusals; or why it cannot be read here."""

    released: Fact[OutputReleased]
    title: str = ""
    overrides: tuple[tuple[int, date, str], ...] = ()
    dissents: tuple[tuple[str, str], ...] = ()
    refusals: tuple[tuple[str, tuple[str, ...], str], ...] = ()
    failure: str = ""


def register_of(cases: Iterable[Opened]) -> Register:
    """Return every override, dissent note and refusal of some cases."""
    known = list(cases)
    return Register(
        overrides=_newest(each for case in known for each in _overrides(case)),
        dissents=_newest(each for case in known for each in _dissents(case)),
        refusals=_newest(each for case in known for each in _refusals(case)),
    )


_Said = TypeVar("_Said", Override, Dissent, Refusal)


def _newest(found: Iterable[_Said]) -> tuple[_Said, ...]:
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _overrides(opened: Opened) -> Iterable[Override]:
    case = opened.cleared
    for fact in case.overrides:
        yield Override(
            case=opened.name,
            title=opened.title,
            output=fact.body.output,
            version=fact.body.version,
            gate=fact.body.gate,
            officer=fact.actor,
            section=_section(opened, fact),
            at=fact.at,
            expires=fact.body.expires,
            ended=moment(fact.body.expires) <= opened.at,
            reason=shown(fact.body.reason),
            until=review_until(fact),
            overdue=review_until(fact) <= opened.at,
            reviewed=review_of(case, fact),
        )


def _dissents(opened: Opened) -> Iterable[Dissent]:
    for fact in opened.cleared.dissents:
        yield Dissent(
            case=opened.name,
            title=opened.title,
            output=fact.body.output,
            objection=fact.body.objection,
            person=fact.actor,
            section=_section(opened, fact),
            at=fact.at,
            text=shown(fact.body.text),
        )


def _refusals(opened: Opened) -> Iterable[Refusal]:
    for fact in opened.cleared.declines:
        yield Refusal(
            case=opened.name,
            title=opened.title,
            output=fact.body.output,
            version=fact.body.version,
            refuses=fact.body.refuses,
            person=fact.actor,
            section=fact.body.section,
            at=fact.at,
            text=shown(fact.body.text),
        )


def _section(opened: Opened, fact: Fact[entries.GateOverridden] | Fact[entries.DissentNoted]) -> str:
    return section_of_origin(opened.people, fact.origin)


def printed() -> tuple[Printed, ...]:
    """Return what the certificates of all releases print, newest first; those that print nothing of it left out."""
    newest = sorted(read(Releases), key=lambda fact: (fact.at, fact.origin, fact.index), reverse=True)
    found = (_printed(fact) for fact in newest if released_files(fact.ref))
    return tuple(each for each in found if each.failure or each.overrides or each.dissents or each.refusals)


def _printed(released: Fact[OutputReleased]) -> Printed:
    certificate = public_view(released_files(released.ref)[CERTIFICATE_NAME])
    try:
        return _as_printed(released, verify(certificate, digests={}))
    except CertificateError as error:
        return Printed(released=released, failure=str(error))


def _as_printed(released: Fact[OutputReleased], verified: Verified) -> Printed:
    said, opened = verified.statement.predicate, verified.opened
    return Printed(
        released=released,
        title=said.title,
        overrides=tuple((each.gate, each.expires, opened.get(each.reason, ERASED)) for each in said.overrides),
        dissents=tuple((each.section, opened.get(each.text, ERASED)) for each in said.dissents),
        refusals=tuple((each.section, each.refuses, opened.get(each.text, ERASED)) for each in said.declines),
    )
