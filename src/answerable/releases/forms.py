"""The forms of acts that speak of a release after it went out. Releasing itself has a page of its own."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence.offers import next_name
from answerable.forms.description import ActForm, Context, Options
from answerable.forms.errors import NotThere
from answerable.outputs.gates import statements_of
from answerable.people.offers import OFFICE
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases import entries
from answerable.releases.models import NoticeIssued, OutputReleased
from answerable.releases.reading import last_release, state_of
from answerable.vault.reading import shown


def _released(context: Context) -> Options:
    names = sorted({fact.body.output for fact in read(OutputReleased, case=context.case)})
    return [(name, name) for name in names]


def _last(context: Context, output: str) -> Fact[entries.OutputReleased]:
    found = last_release(state_of(context.case, output), output)
    if found is None:
        raise NotThere("output", __("This output was not released."))
    return found


def _of_last(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {"released_ref": _last(context, plain["output"]).ref}


def _statements(context: Context) -> Options:
    """Offer the statements of the release that the address names, with their words."""
    output = context.query.get("output", "")
    released = next((value for value, _words in _released(context) if value == output), "")
    if not released:
        return []
    drafts, ref = state_of(context.case, output).clearance.outputs, _last(context, output).body.draft_ref
    version = next(fact for fact in drafts.versions if fact.ref == ref)
    text = shown(version.body.text)
    return [(each.id, f"{each.id}: {text[each.start : each.end]}") for each in statements_of(drafts, version)]


def _next_notice(context: Context) -> dict[str, Any]:
    taken = {fact.body.notice for fact in read(NoticeIssued, case=context.case)}
    return {"notice": next_name("N", taken), "type": "correction"}


def _to_release(context: Context, plain: dict[str, Any]) -> str:
    version = _last(context, plain["output"]).body.version
    return reverse("release", args=[context.case, plain["output"], version])


ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.StatusSet,
        title=_("Set the status of a release"),
        intro=_("Every reader sees it over the release, with the reason. What went out stays as it was."),
        labels={"status": (_("Status"), "")},
        values={
            "status": {
                "current": _("Current"),
                "under-review": _("Under review"),
                "corrected": _("Corrected"),
                "retracted": _("Retracted"),
            }
        },
        given=frozenset({"released_ref"}),
        fills=_of_last,
        offers={"output": _released},
        blocked={"release-unknown": "output"},
        back=_to_release,
        roles=OFFICE,
    ),
    ActForm(
        said=entries.NoticeIssued,
        title=_("Issue a notice on a release"),
        intro=_("Every reader sees it over the release, word for word."),
        labels={
            "notice": (_("Key"), ""),
            "type": (_("Kind of notice"), ""),
            "statements": (_("Statements that it concerns"), _("None: the whole release.")),
        },
        values={"type": {"correction": _("Correction")}},
        given=frozenset({"released_ref"}),
        fills=_of_last,
        offers={"output": _released, "statements": _statements},
        starts=_next_notice,
        blocked={"release-unknown": "output", "statement-unknown": "statements"},
        back=_to_release,
        roles=OFFICE,
    ),
)
"""What can be said about releases by a form."""
