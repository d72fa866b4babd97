"""What a form can offer of people: persons and sections of the reader's organisation, and the roles that say acts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from answerable.forms.description import Context, Options, Words
from answerable.people.models import read_people
from answerable.people.standing import People, section_of, within

ROLES: Mapping[str, Words] = {
    "author": _("Author"),
    "legal-reviewer": _("Legal reviewer"),
    "military-reviewer": _("Military reviewer"),
    "country-reviewer": _("Country reviewer"),
    "language-reviewer": _("Language reviewer"),
    "countersigner": _("Countersigner"),
    "approver": _("Approver"),
    "override-officer": _("Override officer"),
    "duty-officer": _("Duty officer"),
    "independent-reviewer": _("Independent reviewer"),
}
"""The roles in words."""

OFFICE = frozenset({"approver"})
"""Who speaks for a section about its people, opens cases and erases content."""

CASEWORK = frozenset(
    {"author", "legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer", "approver"}
)
"""Who works on the evidence and the findings of a case."""


def people_here(context: Context) -> People:
    """Return the people of the organisation in whose log a form is filled in."""
    return within(read_people(), context.origin)


def persons(context: Context) -> Options:
    """Offer every person of the organisation."""
    people = people_here(context)
    handles = sorted({fact.body.person for fact in people.persons})
    found = [(handle, section_of(people, handle)) for handle in handles]
    return [(handle, f"{handle} ({section})") for handle, section in found if section]


def own_persons(context: Context) -> Options:
    """Offer the persons of the reader's own section: no other speaks for them."""
    people = people_here(context)
    handles = sorted({fact.body.person for fact in people.persons})
    return [(handle, handle) for handle in handles if section_of(people, handle) == context.section]


def sections(context: Context) -> Options:
    """Offer every section of the organisation by its name."""
    named = {fact.body.section: fact.body.name for fact in people_here(context).sections}
    return [(section, f"{named[section]} ({section})") for section in sorted(named)]


def organisations(context: Context) -> Options:
    """Offer the organisations whose name is on record."""
    named = {fact.body.organisation: fact.body.name for fact in people_here(context).organisations}
    return [(name, named[name]) for name in sorted(named)]
