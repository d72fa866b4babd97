"""What the pages of evidence have in common: the case, and the sections that may see where an item comes from."""

from __future__ import annotations

from typing import cast

from django.http import Http404

from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates import EvidenceCase, custodian_of
from answerable.evidence.models import read_evidence
from answerable.people.access import ReadRequest
from answerable.people.entries import Role
from answerable.people.models import read_people
from answerable.people.offers import CASEWORK
from answerable.people.standing import holds_role, section_of, section_of_origin, within
from answerable.record.entry import Fact


def case_of(case: str) -> EvidenceCase:
    """Return a case with its evidence.

    Raises:
        Http404: there is none by that name.
    """
    try:
        return read_evidence(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error


def sections_of(evidence: EvidenceCase, taken_in: Fact[ItemTakenIn]) -> frozenset[str]:
    """Return the sections that took an item in, or hold it; "" where one is not known."""
    holder = custodian_of(evidence, taken_in.body.item)
    return frozenset({section_of_origin(evidence.people, taken_in.origin), section_of(evidence.people, holder)})


def may_work(request: ReadRequest, case: str) -> bool:
    """Tell whether a reader works on the evidence of a case, by one of the roles for that."""
    people, person, at = within(read_people(), request.reader.origin), request.reader.person, moment_of(case)
    return any(holds_role(people, person, cast("Role", role), case=case, at=at) for role in CASEWORK)
