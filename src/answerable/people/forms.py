"""The forms of acts about people: a section speaks for itself, through its approver.

Policies, training and personal keys have pages of their own.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answerable.forms.description import ActForm, Context, Options
from answerable.forms.errors import NotThere
from answerable.people import entries
from answerable.people.keyring import keyring
from answerable.people.offers import OFFICE, ROLES, organisations, own_persons, people_here
from answerable.people.standing import keys_of
from answerable.record.errors import RecordError

HANDLE = (
    _("Handle"),
    _("A short name without blanks, which stays with the person and does not give their name away."),
)


def _back(context: Context, _plain: dict[str, Any]) -> str:
    """Lead to the list of everything that can be said here."""
    return reverse("acts", args=[context.case]) if context.case else reverse("acts-of-house")


def _own_section(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    return {"section": context.section}


def _as_it_stands(context: Context) -> dict[str, Any]:
    """Start with what the section last said about itself."""
    own = [fact.body for fact in people_here(context).sections if fact.body.section == context.section]
    if not own:
        return {}
    last = own[-1]
    names = ("organisation", "name", "countries", "peoples", "subjects", "languages")
    return {name: getattr(last, name) for name in names}


def _new_handle(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    if any(fact.body.person == plain["person"] for fact in people_here(context).persons):
        raise NotThere("person", _("Somebody has joined under this handle before. A handle is never given twice."))
    return {"section": context.section}


def _key_here(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    """Return the key of the section as it lies on this machine."""
    try:
        vkey = keyring().verifier(context.origin).vkey()
    except RecordError as error:
        raise NotThere("", _("There is no key of your section on this machine.")) from error
    if vkey in {fact.body.vkey for fact in people_here(context).keys}:
        raise NotThere("", _("The key of your section on this machine is on record already."))
    return {"section": context.section, "vkey": vkey}


def _first_key_here(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the key here as the section's first; a later one is signed by the key before it, by command."""
    if keys_of(people_here(context), context.section):
        raise NotThere("", _("Your section has a key. Change it with the command “answerable keys rotate”."))
    return _key_here(context, plain)


def _current_keys(context: Context) -> Options:
    return [(vkey, vkey) for vkey in keys_of(people_here(context), context.section)]


def _myself(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    return {"person": context.person}


def _in_order(_context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    if plain["expires"] <= plain["passed"]:
        raise NotThere("expires", _("The credential has to run out after the day on which it was earned."))
    return {}


ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.OrganisationNamed,
        title=_("Name the organisation"),
        intro=_("Sections say that they belong to it by its short name."),
        labels={
            "organisation": (_("Short name"), _("Without blanks, such as: harbour-watch")),
            "name": (_("Full name"), ""),
        },
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.SectionJoined,
        title=_("Say what your section answers for"),
        intro=_("Findings about these countries, peoples and subjects are put to your section before they go out."),
        labels={"name": (_("Name of the section"), "")},
        given=frozenset({"section"}),
        fills=_own_section,
        offers={"organisation": organisations},
        starts=_as_it_stands,
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.KeyAdded,
        title=_("Add the key of your section"),
        intro=_("The key that lies on this machine goes on record: from then on others can check what it signs."),
        labels={"expires": (_("Signs until the start of"), _("Empty: it does not expire."))},
        given=frozenset({"section", "vkey", "replaces", "by_old", "by_new"}),
        fills=_first_key_here,
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.KeyRevoked,
        title=_("Revoke a key of your section"),
        intro=_("What the key signed before keeps its meaning."),
        labels={"vkey": (_("Key"), ""), "reason": (_("Why"), "")},
        values={
            "reason": {
                "rotated": _("Rotated: a new key takes its place"),
                "lost": _("Lost"),
                "captured": _("Captured: somebody else may hold it"),
                "closed": _("The section has closed"),
            }
        },
        given=frozenset({"section"}),
        fills=_own_section,
        offers={"vkey": _current_keys},
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.PersonJoined,
        title=_("Somebody joins your section"),
        intro=_("The log keeps the handle; the name is kept apart and can be erased."),
        labels={"person": HANDLE, "name": (_("Name"), _("It is kept apart from the log."))},
        lines=frozenset({"name"}),
        given=frozenset({"section"}),
        fills=_new_handle,
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.RoleGranted,
        title=_("Grant a role"),
        intro=_("Granted in a case, a role holds in that case; granted outside a case, it holds in all."),
        values={"role": ROLES},
        offers={"person": own_persons},
        back=_back,
        place="either",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.RoleRevoked,
        title=_("Revoke a role"),
        intro=_("Revoked in a case, a role ends in that case; revoked outside a case, it ends in all."),
        values={"role": ROLES},
        offers={"person": own_persons},
        back=_back,
        place="either",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.CompetenceShown,
        title=_("Record a competence"),
        intro=_("Reviewers sign only in fields that they are known to know."),
        labels={
            "field": (
                _("Field"),
                _("One of: law, military, country:fr (two letters), language:ar (two or three letters)"),
            ),
            "basis": (_("What shows it"), _("Studies, work, years, languages. It is kept word for word.")),
        },
        offers={"person": own_persons},
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.TrainingPassed,
        title=_("Record training passed elsewhere"),
        intro=_("Modules that are taught here record their own results."),
        labels={
            "module": (_("Module"), _("The short name that the policy uses.")),
            "passed": (_("Passed on"), ""),
            "expires": (_("Runs out at the start of"), ""),
        },
        fills=_in_order,
        offers={"person": own_persons},
        back=_back,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.SealKeyAdded,
        title=_("Add the key to which things are sealed for you"),
        intro=_("What is sealed to it can be opened by you alone, with the private half that you keep."),
        labels={"recipient": (_("Public half"), _("The line that begins with age1."))},
        given=frozenset({"person"}),
        fills=_myself,
        back=_back,
        place="house",
    ),
    ActForm(
        said=entries.ConflictDeclared,
        title=_("Declare an interest of your own"),
        intro=_("Whoever has an interest in a case reviews nothing in it."),
        labels={"interest": (_("Your interest"), _("It is kept word for word, apart from the log."))},
        given=frozenset({"person"}),
        fills=_myself,
        back=_back,
        place="either",
    ),
)
"""What can be said about people by a form."""
