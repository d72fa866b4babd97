"""The evidence of a case, and one item of it: what it is, who held it, how it was checked, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.evidence import gates
from answerable.evidence.entries import ItemDerived, ItemGraded, ItemTakenIn
from answerable.evidence.gates import EvidenceCase, custodian_of, in_order, item_named
from answerable.evidence.ledger import ledger_of
from answerable.evidence.naming import name_of
from answerable.evidence.offers import natural
from answerable.evidence.proofs import proofs_of
from answerable.evidence.rehashing import troubles_in
from answerable.evidence.views.examined import examined
from answerable.evidence.views.page import case_of, sections_of
from answerable.evidence.views.seals import sealed_state
from answerable.people.access import ReadRequest, may_read_source
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.text.filenames import is_disguised, name_shown


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An item in the list of a case: who holds it, its grades, and what is missing on it."""

    item: Fact[ItemTakenIn]
    custodian: str
    grade: Fact[ItemGraded] | None
    missing: tuple[Blocker, ...]


@require_safe
def items(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of the evidence of a case, with what is missing on each item."""
    evidence = case_of(case)
    listed = tuple(_listed(evidence))
    context = {
        "case": case,
        "opened": evidence.opened,
        "items": listed,
        "incomplete": sum(bool(each.missing) for each in listed),
        "troubles": troubles_in(case),
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
    evidence = case_of(case)
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise Http404
    sections = sections_of(evidence, taken_in)
    shows_source = may_read_source(request.reader, public=taken_in.body.public, sections=sections)
    context = {
        "case": case,
        "opened": evidence.opened,
        "item": taken_in,
        "custodian": custodian_of(evidence, item),
        "sections": sorted(sections - {""}),
        "shows_source": shows_source,
        **_named(taken_in.body, shown=shows_source),
        "grade": gates.grade_of(evidence, item),
        "transfers": gates.transfers_of(evidence, item),
        "rehashes": [fact for fact in in_order(evidence.rehashes) if fact.body.item == item],
        "verifications": [fact for fact in evidence.verifications if fact.body.item == item],
        "uses": sorted(gates.uses_agreed(evidence, item)),
        "consents": [fact for fact in evidence.consents if fact.body.item == item],
        "withheld": next((fact for fact in reversed(in_order(evidence.withheld)) if fact.body.item == item), None),
        "blockers": _missing(evidence, item),
        "examined": examined(request, evidence, taken_in.body) if shows_source else {},
        "troubles": [each for each in troubles_in(case) if each.item == item],
        "proofs": proofs_of(evidence, item),
        "lines": len(ledger_of(evidence, item)),
        "seal": sealed_state(evidence, item, request.reader),
        **_derived(evidence, item),
    }
    return render(request, "evidence/item.html", context)


def _derived(evidence: EvidenceCase, item: str) -> dict[str, list[Fact[ItemDerived]]]:
    """Return from what an item was made, and the copies that were made of it."""
    return {
        "made_from": [fact for fact in evidence.derivations if fact.body.item == item],
        "copies": [fact for fact in evidence.derivations if fact.body.of == item],
    }


def _named(body: ItemTakenIn, *, shown: bool) -> dict[str, str | bool]:
    """Return the name of a file as it may be shown, and whether it holds letters that hide or imitate others."""
    name = name_of(body) if shown else ""
    return {"file_name": name_shown(name), "is_disguised": is_disguised(name)}
