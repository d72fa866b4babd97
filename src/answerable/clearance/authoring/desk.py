"""What every page of drafting starts from: the case, the draft as it stands, and whether this reader may write it.

Rules:
  - Authors write: persons who hold the role of author in the case, by the log of their own section. Everybody else is
    told why not, and by whom.
  - Only the current version of an output is marked and linked; an older one is left as it was read.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404
from django.utils.translation import gettext as _

from answerable.clearance.gates import ClearanceCase, now, people_of
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import current_version, evidence_of, statements_of, versions_of
from answerable.people.access import Reader
from answerable.people.standing import People, holds_role, section_of
from answerable.record.entry import Fact
from answerable.vault.reading import ABSENT, ERASED, shown


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """A case as its authors work on it; `drafted` is the version in question, if there is one."""

    state: ClearanceCase
    output: str
    drafted: Fact[VersionDrafted] | None
    current: Fact[VersionDrafted] | None
    why_not: str

    @property
    def case(self) -> str:
        """The key of the case."""
        return evidence_of(self.state.outputs).case

    @property
    def text(self) -> str:
        """The text of the version in question."""
        return shown(self.drafted.body.text) if self.drafted else ""

    @property
    def readable(self) -> bool:
        """Whether its text is here."""
        return self.text not in {ERASED, ABSENT, ""}

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What is marked in it, in the order of its words."""
        marked = statements_of(self.state.outputs, self.drafted) if self.drafted else ()
        return tuple(sorted(marked, key=lambda each: (each.start, each.end)))

    @property
    def before(self) -> Fact[VersionDrafted] | None:
        """The version before it."""
        versions = versions_of(self.state.outputs, self.output)
        number = self.drafted.body.version if self.drafted else 0
        return next((each for each in reversed(versions) if each.body.version < number), None)

    @property
    def headed(self) -> dict[str, Any]:
        """What the head of every page of a case shows, and what every page of drafting needs."""
        evidence = evidence_of(self.state.outputs)
        return {
            "case": evidence.case,
            "opened": evidence.opened,
            "drafted": self.drafted,
            "current": self.current,
            "output": self.output,
            "why_not": self.why_not,
        }


def desk(case: str, reader: Reader, *, output: str = "", version: int = 0) -> Desk:
    """Return the desk of an output, in its current version unless another is named; "" for one not drafted yet.

    Raises:
        Http404: there is no such case, output or version.
    """
    try:
        state = read_clearance(case, at=moment_of(case), subject=output)
    except NoSuchCase as error:
        raise Http404 from error
    current = current_version(state.outputs, output) if output else None
    drafted = current
    if version:
        drafted = next((each for each in versions_of(state.outputs, output) if each.body.version == version), None)
    if output and drafted is None:
        raise Http404
    return Desk(state=state, output=output, drafted=drafted, current=current, why_not=why_not(state, reader))


def why_not(state: ClearanceCase, reader: Reader) -> str:
    """Return why this reader may not write drafts in a case; "" for an author."""
    people, case = people_of(state), evidence_of(state.outputs).case
    known = section_of(people, reader.person) == reader.section
    if known and holds_role(people, reader.person, "author", case=case, at=now(state)):
        return ""
    names = authors_of(state)
    if not names:
        return _("Nobody has the role of author in this case yet. A section grants it to a person of its own.")
    return _("Drafts of this case are written by its authors: %(names)s. You can read them, object, and compare.") % {
        "names": ", ".join(names)
    }


def authors_of(state: ClearanceCase) -> list[str]:
    """Return who holds the role of author in a case, by handle."""
    people: People = people_of(state)
    case, at = evidence_of(state.outputs).case, now(state)
    handles = sorted({fact.body.person for fact in people.roles if fact.body.role == "author"})
    return [person for person in handles if holds_role(people, person, "author", case=case, at=at)]


def not_current(found: Desk) -> str:
    """Return why the version in question is not worked on any more; "" for the current one."""
    if found.drafted is None or found.current is None or found.drafted.ref == found.current.ref:
        return ""
    return _("Version %(number)s is not the current one. Work goes on in version %(current)s.") % {
        "number": found.drafted.body.version,
        "current": found.current.body.version,
    }
