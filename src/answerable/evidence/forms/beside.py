"""What stands beside a form about an item, and where the browser goes after it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from answerable.evidence.gates import custodian_of, grade_of, item_named, uses_agreed
from answerable.evidence.offers import evidence_here
from answerable.forms.description import Context
from answerable.people.access import Reader, may_read_source
from answerable.people.standing import section_of, section_of_origin


def item_beside(context: Context) -> tuple[str, dict[str, Any]]:
    """Return the item that the address names, in short; its source only for whoever may see it."""
    case, name = evidence_here(context), context.query.get("item", "")
    taken_in = item_named(case, name)
    if taken_in is None:
        return "evidence/beside.html", {}
    holder = custodian_of(case, name)
    sections = frozenset({section_of_origin(case.people, taken_in.origin), section_of(case.people, holder)})
    reader = Reader(person=context.person, section=context.section, origin=context.origin)
    return "evidence/beside.html", {
        "item": taken_in,
        "custodian": holder,
        "grade": grade_of(case, name),
        "uses": sorted(uses_agreed(case, name)),
        "shows_source": may_read_source(reader, public=taken_in.body.public, sections=sections),
    }


def to_item(context: Context, plain: dict[str, Any]) -> str:
    """Lead to the page of the item."""
    return reverse("item", args=[context.case, plain["item"]])
