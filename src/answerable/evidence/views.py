"""The evidence of a case, and one item of it: what it is, who held it, how it was checked. Its file is not shown."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.evidence import gates
from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemGraded, ItemTakenIn
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates import EvidenceCase, custodian_of, item_named
from answerable.evidence.models import read_evidence
from answerable.evidence.offers import natural
from answerable.people.access import ReadRequest, may_read_source
from answerable.people.standing import section_of, section_of_origin
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An item in the list of a case: who holds it, its grades, and what is missing on it."""

    item: Fact[ItemTakenIn]
    custodian: str
    grade: Fact[ItemGraded] | None
    missing: tuple[Blocker, ...]


@require_safe
def items(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of the evidence of a case, with what is missing on each item."""
    evidence = _case(case)
    listed = tuple(_listed(evidence))
    context = {
        "case": case,
        "opened": evidence.opened,
        "items": listed,
        "incomplete": sum(bool(each.missing) for each in listed),
    }
    return render(request, "evidence/items.html", context)


def _listed(evidence: EvidenceCase) -> Iterator[Listed]:
    for name in sorted({fact.body.item for fact in evidence.items}, key=natural):
        taken_in = item_named(evidence, name)
        if taken_in is not None:
            yield Listed(
                item=taken_in,
                custodian=custodian_of(evidence, name),
                grade=gates.grade_of(evidence, name),
                missing=_missing(evidence, name),
            )


def _missing(evidence: EvidenceCase, item: str) -> tuple[Blocker, ...]:
    one = frozenset({item})
    return (*gates.custody(evidence, one), *gates.consent(evidence, one))


@require_safe
def item(request: ReadRequest, case: str, item: str) -> HttpResponse:
    """Return the page of an item of evidence."""
    evidence = _case(case)
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise Http404
    holder = custodian_of(evidence, item)
    sections = frozenset({section_of_origin(evidence.people, taken_in.origin), section_of(evidence.people, holder)})
    context = {
        "case": case,
        "opened": evidence.opened,
        "item": taken_in,
        "custodian": holder,
        "sections": sorted(sections - {""}),
        "shows_source": may_read_source(request.reader, public=taken_in.body.public, sections=sections),
        "grade": gates.grade_of(evidence, item),
        "transfers": gates.transfers_of(evidence, item),
        "rehashes": [fact for fact in evidence.rehashes if fact.body.item == item],
        "verifications": [fact for fact in evidence.verifications if fact.body.item == item],
        "uses": sorted(gates.uses_agreed(evidence, item)),
        "consents": [fact for fact in evidence.consents if fact.body.item == item],
        "withheld": next((fact for fact in reversed(evidence.withheld) if fact.body.item == item), None),
        "blockers": _missing(evidence, item),
    }
    return render(request, "evidence/item.html", context)


def _case(case: str) -> EvidenceCase:
    try:
        return read_evidence(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error
