"""What is on record about everything that the site tells: read once, and never handed to a template.

A case is public once something of it was released; until then not even its name is, but in the addresses of its
reviews. Each case is judged at the moment given, or at that of its own standing clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from answerable.critiques.gates import CritiqueCase
from answerable.critiques.models import read_critiques
from answerable.evidence.entries import CaseOpened
from answerable.evidence.models import CaseOpened as CaseOpenedRow
from answerable.people.standing import People, section_of_origin
from answerable.record.entry import Fact, decode
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.releases.entries import OutputReleased
from answerable.releases.exports.reading import organisation_of
from answerable.releases.gates import ReleaseCase
from answerable.releases.models import OutputReleased as OutputReleasedRow, read_release
from answerable.reviews.models import ReviewOpened as ReviewOpenedRow
from answerable.site.errors import NothingPublic


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A case of which something was released, with everything on record about it."""

    case: str
    at: datetime
    opened: Fact[CaseOpened]
    critiques: CritiqueCase

    @property
    def release(self) -> ReleaseCase:
        """The case with its releases and notices."""
        return self.critiques.echoes.release

    @property
    def organisation(self) -> str:
        """The name of the organisation that opened it."""
        return organisation_of(self.release)

    def section(self, key: str) -> str:
        """Return a section by its name, or by its key where it has none on record."""
        return section_in(self.release.people, key)

    def section_of_log(self, origin: str) -> str:
        """Return the section that writes a log, by its name."""
        return self.section(section_of_origin(self.release.people, origin))


def section_in(people: People, key: str) -> str:
    """Return a section by its name, or by its key where it has none on record."""
    return next((str(fact.body.name) for fact in people.sections if fact.body.section == key), key)


def matters(*, at: datetime, cases: Sequence[str] = ()) -> tuple[Matter, ...]:
    """Return the public cases, by name, or those of them that were asked for.

    Raises:
        NothingPublic: one was asked for of which nothing was released, and in which no review was opened.
    """
    public, reviewed = public_cases(), frozenset(fact.case for fact in read(ReviewOpenedRow))
    if missing := sorted(set(cases) - public - reviewed):
        known = ", ".join(sorted(public | reviewed)) or "none is"
        raise NothingPublic(f"expected cases of which something is public ({known}), found {', '.join(missing)}")
    wanted = public & set(cases) if cases else public
    first = {fact.case: fact for fact in reversed(read(CaseOpenedRow)) if fact.case in wanted}
    return tuple(_matter(first[case], at) for case in sorted(first))


def public_cases() -> frozenset[str]:
    """Return the cases of which something was released."""
    return frozenset(fact.case for fact in read(OutputReleasedRow))


def moment_in(case: str, at: datetime) -> datetime:
    """Return the moment at which a case is judged: its standing clock, or the one given."""
    return clock_in(case) or at


def clock_in(case: str) -> datetime | None:
    """Return the moment at which the clock of a case stands, or None where it goes."""
    opened = read(CaseOpenedRow, case=case) if case else ()
    return opened[0].body.clock if opened else None


def as_it_was(released: Fact[OutputReleased]) -> ReleaseCase:
    """Return a case as the gates of a release saw it."""
    raw = EntryRow.objects.filter(origin=released.origin, idx=released.index).values_list("raw", flat=True).get()
    seen = {**decode(bytes(raw)).seen, released.origin: released.index + 1}
    return read_release(released.case, at=released.at, subject=released.body.output, seen=seen)


def _matter(opened: Fact[CaseOpened], at: datetime) -> Matter:
    moment = opened.body.clock or at
    return Matter(case=opened.case, at=moment, opened=opened, critiques=read_critiques(opened.case, at=moment))
