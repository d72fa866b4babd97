"""Every act that has a form, and, for those that have none, the page on which they are said.

Rules:
  - Each kind has a form here or a line in `PAGES`; a test holds this table against `kinds.ACTS`.
  - A form may stand in a page of its own besides: then that page is where people find it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from answerable.clearance import forms as clearance
from answerable.clearance.delivery import deliver_all
from answerable.critiques import forms as critiques
from answerable.designations import forms as designations
from answerable.echoes import forms as echoes
from answerable.echoes.saying import look_again
from answerable.evidence import forms as evidence
from answerable.findings import forms as findings
from answerable.forms.description import ActForm, Words
from answerable.kinds import ACTS
from answerable.outputs import forms as outputs
from answerable.people import forms as people
from answerable.releases import forms as releases
from answerable.reviews import forms as reviews
from answerable.web.acts.erasing import ERASING


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of its own on which an act is said: what is done there, and its address, where there is one to name.

    `name` is the address that leads there (with the case, where it takes one); empty where only a place in another page
    leads there, which `why` tells.
    """

    title: Words
    why: Words
    name: str = ""


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the work, with its forms."""

    name: str
    title: Words
    forms: tuple[ActForm, ...]


ROOMS: tuple[Room, ...] = (
    Room(name="evidence", title=_("Evidence"), forms=evidence.ACT_FORMS),
    Room(name="findings", title=_("Findings"), forms=findings.ACT_FORMS),
    Room(name="outputs", title=_("Drafts"), forms=getattr(outputs, "ACT_FORMS", ())),
    Room(name="clearance", title=_("Consultation"), forms=clearance.ACT_FORMS),
    Room(name="releases", title=_("Releases"), forms=releases.ACT_FORMS),
    Room(name="echoes", title=_("Echoes"), forms=echoes.ACT_FORMS),
    Room(name="critiques", title=_("Critiques"), forms=critiques.ACT_FORMS),
    Room(name="designations", title=_("Lists"), forms=designations.ACT_FORMS),
    Room(name="reviews", title=_("Reviews"), forms=reviews.ACT_FORMS),
    Room(name="people", title=_("People"), forms=people.ACT_FORMS),
    Room(name="vault", title=_("What has to go"), forms=(ERASING,)),
)

AFTER: Mapping[str, Callable[..., object]] = {"finding.stated": deliver_all, "document.followed": look_again}
"""What is done once an act is said: a finding that is restated may concern another section, a new rule may be met."""

FORMS: Mapping[str, ActForm] = {form.table: form for room in ROOMS for form in room.forms}
"""Every form, by the name of its table."""

_FROM_DRAFT = _("From the draft that it concerns.")
_FROM_OBJECTION = _("From the objection that it concerns.")
_FROM_USE = _("From the use that it concerns.")
_FROM_RELEASE = _("From the release that it concerns.")
_FROM_NOTICE = _("From the notice that it concerns.")
_FROM_CRITIQUE = _("From the critique that it concerns.")
_CASE = _("On its own page of the case.")
_BY_ENGINE = _("Said with the draft when it is read, by the person who has it read.")

PAGES: Mapping[str, Page] = {
    # people
    "person_key.added": Page(title=_("Add a key of your own"), why=_("With your other keys."), name="person-keys"),
    "person_key.revoked": Page(title=_("Revoke a key of your own"), why=_("With your other keys."), name="person-keys"),
    "training.attempted": Page(title=_("Answer the questions of a module"), why=_("With the module."), name="training"),
    "badge.accepted": Page(
        title=_("Accept a credential from elsewhere"), why=_("With the modules."), name="training-accept"
    ),
    "policy.adopted": Page(title=_("Propose a policy"), why=_("With the policy in force."), name="policy-new"),
    "policy.endorsed": Page(title=_("Endorse a policy"), why=_("With the policy that it concerns."), name="policy"),
    "house.opened": Page(
        title=_("Open a house"),
        why=_("On the server that becomes it, with the command “answerable peer open”."),
        name="houses",
    ),
    "root.adopted": Page(title=_("Adopt a root"), why=_("With the keys of the organisation."), name="root-adopt"),
    "fork.shown": Page(title=_("Show a fork"), why=_("With the keys of the organisation."), name="fork-show"),
    # evidence
    "identity.sealed": Page(
        title=_("Seal who is behind an item"),
        why=_("By command, so that no name is typed into a page."),
    ),
    # outputs
    "version.drafted": Page(title=_("Write or import a draft"), why=_CASE, name="draft-new"),
    "statements.marked": Page(title=_("Mark the statements of a draft"), why=_FROM_DRAFT, name="case-draft"),
    "statement.supported": Page(title=_("Rest a statement on findings"), why=_FROM_DRAFT, name="case-draft"),
    "flag.answered": Page(title=_("Answer a remark on words"), why=_FROM_DRAFT, name="case-draft"),
    "version.read": Page(title=_("Have a draft read"), why=_BY_ENGINE, name="case-draft"),
    # clearance
    "section.asked": Page(title=_("Ask a section"), why=_CASE, name="consultation"),
    "section.added": Page(title=_("Add a section"), why=_CASE, name="consultation"),
    "part.taken": Page(title=_("Say your part"), why=_CASE, name="consultation"),
    "draft.delivered": Page(title=_("Deliver a draft"), why=_("Done when the draft is kept."), name="consultation"),
    "draft.acknowledged": Page(title=_("Acknowledge a draft"), why=_CASE, name="consultation"),
    "objection.raised": Page(title=_("Object"), why=_FROM_DRAFT, name="objections"),
    "objection.answered": Page(title=_("Answer an objection"), why=_FROM_OBJECTION, name="objections"),
    "objection.closed": Page(title=_("Confirm that an objection is settled"), why=_FROM_OBJECTION, name="objections"),
    "dissent.noted": Page(title=_("Note a dissent"), why=_FROM_OBJECTION, name="objections"),
    "alarm.raised": Page(title=_("Raise an alarm"), why=_CASE, name="alarm"),
    "alarm.lifted": Page(title=_("Lift an alarm"), why=_CASE, name="alarm"),
    "engagement.considered": Page(title=_("Consider confidential engagement"), why=_CASE, name="replies"),
    "reply.requested": Page(title=_("Ask a party for its reply"), why=_CASE, name="replies"),
    "reply.reminded": Page(title=_("Remind a party"), why=_CASE, name="replies"),
    "reply.received": Page(title=_("Record a reply"), why=_CASE, name="replies"),
    "reply.waived": Page(title=_("Go on without a reply"), why=_CASE, name="replies"),
    "extension.considered": Page(title=_("Consider more time for a party"), why=_CASE, name="replies"),
    "harm.assessed": Page(title=_("Assess a harm"), why=_CASE, name="harm"),
    "harm.accepted": Page(title=_("Accept what risk remains"), why=_CASE, name="harm"),
    "misuse.rehearsed": Page(title=_("Rehearse misuse"), why=_CASE, name="harm"),
    "whole.reviewed": Page(title=_("Read the whole with fresh eyes"), why=_FROM_DRAFT, name="case-draft"),
    "draft.countersigned": Page(title=_("Countersign a draft"), why=_FROM_DRAFT, name="case-draft"),
    "draft.declined": Page(title=_("Decline a draft"), why=_FROM_DRAFT, name="case-draft"),
    "gate.overridden": Page(title=_("Override a gate"), why=_CASE, name="overrides"),
    "override.reviewed": Page(title=_("Review an override"), why=_CASE, name="overrides"),
    "guest.asked": Page(title=_("Ask somebody without an account"), why=_CASE, name="guests"),
    "guest.answered": Page(title=_("Answer as a guest"), why=_("Through the link that the guest was given.")),
    "guest.withdrew": Page(title=_("Take an answer back"), why=_("Through the link that the guest was given.")),
    "guest.revoked": Page(title=_("Close a guest's link"), why=_CASE, name="guests"),
    # releases
    "output.released": Page(
        title=_("Release an output"), why=_("From the board, once every gate is open."), name="case-board"
    ),
    "notice.drafted": Page(title=_("Word a notice"), why=_FROM_RELEASE, name="notices"),
    "notice.countersigned": Page(title=_("Countersign a notice"), why=_FROM_NOTICE, name="notices"),
    "notice.declined": Page(title=_("Decline a notice"), why=_FROM_NOTICE, name="notices"),
    "notice.issued": Page(title=_("Issue a notice"), why=_FROM_NOTICE, name="notices"),
    "section.dissociated": Page(title=_("Dissociate your section from a release"), why=_FROM_RELEASE, name="notices"),
    "dissociation.ended": Page(title=_("Stand by a release again"), why=_FROM_RELEASE, name="notices"),
    # reviews
    "report.commented": Page(
        title=_("Comment on a draft of a report"), why=_("From the draft that it concerns."), name="case-reviews"
    ),
    "review.published": Page(title=_("Publish the report of a review"), why=_("From the review."), name="case-reviews"),
    # echoes
    "echo.confirmed": Page(title=_("Confirm or correct a use"), why=_FROM_USE, name="case-echoes"),
    "echo.rejected": Page(title=_("Reject a use"), why=_FROM_USE, name="case-echoes"),
    "misuse.answered": Page(
        title=_("Answer a misuse or an alert"), why=_("From the misuse that it concerns."), name="case-echoes"
    ),
    # critiques
    "critique.received": Page(title=_("Take in a critique"), why=_CASE, name="critique-new"),
    "items.listed": Page(title=_("List what a critique says"), why=_FROM_CRITIQUE, name="case-critiques"),
    "reply.sent": Page(title=_("Record a reply"), why=_FROM_CRITIQUE, name="case-critiques"),
    "item.answered": Page(title=_("Say what became of an item"), why=_FROM_CRITIQUE, name="case-critiques"),
    "item.closed": Page(title=_("Close an item"), why=_FROM_CRITIQUE, name="case-critiques"),
    "item.reopened": Page(title=_("Open an item again"), why=_FROM_CRITIQUE, name="case-critiques"),
    "critic.asked": Page(title=_("Make a link for a critic"), why=_FROM_CRITIQUE, name="case-critiques"),
    "critic.answered": Page(title=_("Say whether an item is settled"), why=_("Through the link of the critic.")),
}
"""Acts that are said on pages of their own."""


def address_of(page: Page, case: str) -> str:
    """Return the address of a page, in this case where it takes one; "" where it cannot be named here."""
    for named in ([], [case] if case else []):
        try:
            return reverse(page.name, args=named)
        except NoReverseMatch:
            continue  # it takes a case, or a name that only another page knows
    return ""


def pages_of(room: str) -> list[tuple[str, Page]]:
    """Return the pages of the acts of a room."""
    return [(table, page) for table, page in PAGES.items() if ROOM_OF[table] == room]


ROOM_OF: Mapping[str, str] = {kind.partition("/")[0]: act.said.__module__.split(".")[1] for kind, act in ACTS.items()}
"""The room of every act, by its table."""
