"""What the forms of lists begin with, work out by themselves, and lead back to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from answerable.designations import gates
from answerable.designations.gates import DesignationCase
from answerable.designations.models import DesignationProposed
from answerable.designations.offers import list_here, proposed_now
from answerable.evidence.offers import next_name
from answerable.forms.description import Context
from answerable.forms.starting import starting_with
from answerable.record.facts import read


def own_section(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    """Return the section of whoever says it."""
    return {"section": context.section}


def next_criteria(context: Context) -> dict[str, Any]:
    """Begin with the criteria as they stand."""
    adopted = gates.newest_criteria(list_here(context))
    return {"criteria": starting_with(adopted.body)["criteria"]} if adopted else {}


def next_number(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the number of the version of the criteria that comes next."""
    adopted = gates.newest_criteria(list_here(context, plain["list"]))
    return {"number": adopted.body.number + 1 if adopted else 1}


def newest_number(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the number of the newest version of the criteria."""
    adopted = gates.newest_criteria(list_here(context, plain["list"]))
    return {"number": adopted.body.number if adopted else 1}


def begun(context: Context) -> dict[str, Any]:
    """Begin with the proposal that the address names, or with the next free keys and a row for each criterion."""
    held = list_here(context)
    before = gates.newest(held, context.query.get("proposal", ""))
    if before is not None:
        return starting_with(before.body)
    taken = read(DesignationProposed)
    about = [fact for fact in held.proposed if fact.body.person == context.query.get("person", "")]
    said = starting_with(about[-1].body) if about else {}
    return {
        "proposal": next_name("P", {fact.body.proposal for fact in taken}),
        "person": next_name("K", {fact.body.person for fact in taken}),
        "name": said.get("name", ""),
        "countries": said.get("countries", []),
        "criteria": _rows(held, said.get("criteria", [])),
    }


def _rows(held: DesignationCase, before: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each of the newest criteria, as the person stood to it when that was last said."""
    adopted, known = gates.newest_criteria(held), {each["criterion"]: each for each in before}
    asked = adopted.body.criteria if adopted else ()
    return [known.get(each.criterion, {"criterion": each.criterion}) for each in asked]


def newest_ref(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the newest version of the proposal that the form names."""
    _held, proposed = proposed_now(context, plain)
    return {"proposed_ref": proposed.ref}


def for_own_section(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the same, said for the section of whoever says it."""
    return {**newest_ref(context, plain), "section": context.section}


def as_proposed(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return what was proposed, and which sections have said nothing."""
    held, proposed = proposed_now(context, plain)
    body = proposed.body
    return {
        "proposed_ref": proposed.ref,
        "person": body.person,
        "decision": body.decision,
        "status": body.status,
        "number": body.number,
        "silent": list(gates.silent_sections(held, proposed, at=context.at)),
    }


def today(context: Context) -> dict[str, Any]:
    """Begin with the day on which the form is filled in."""
    return {"effective": context.at.date()}


def told_today(context: Context) -> dict[str, Any]:
    """Begin with the day on which the form is filled in."""
    return {"day": context.at.date()}


def to_list(_context: Context, plain: Mapping[str, Any]) -> str:
    """Lead to the page of the list."""
    return reverse("list-inside", args=[plain["list"]])


def to_proposal(_context: Context, plain: Mapping[str, Any]) -> str:
    """Lead to the page of the proposal."""
    return reverse("proposal", args=[plain["list"], plain["proposal"]])
