"""The forms of acts that speak of a release after it went out.

Releasing itself, wording and issuing a notice, and dissociating have pages of their own.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence.offers import next_name
from answerable.forms.description import ActForm, Context, Options
from answerable.forms.errors import NotThere
from answerable.outputs.models import VersionDrafted
from answerable.people.offers import OFFICE
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases import entries
from answerable.releases.gates.dissociation import published, sent_as
from answerable.releases.models import CopyGiven, OutputReleased, read_release
from answerable.releases.reading import last_release, state_of
from answerable.releases.words import CAPACITIES, WAYS


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


def _next_holder(context: Context) -> dict[str, Any]:
    """Start with the next free name, and with the last release of the output that the address names."""
    taken = {fact.body.holder for fact in read(CopyGiven, case=context.case)}
    output = context.query.get("output", "")
    known = output in {value for value, _words in _released(context)}
    return {"holder": next_name("H", taken)} | ({"version": _last(context, output).body.version} if known else {})


def _drafted(context: Context) -> Options:
    names = sorted({fact.body.output for fact in read(VersionDrafted, case=context.case)})
    return [(name, name) for name in names]


def _own_holders(context: Context) -> Options:
    """Offer those to whom the reader's own section gave a copy."""
    names = {fact.body.holder for fact in read(CopyGiven, case=context.case) if fact.origin == context.origin}
    return [(name, name) for name in sorted(names)]


def _notices(context: Context) -> Options:
    """Offer what was published on the releases of the case."""
    state = read_release(context.case, at=context.at)
    standing = {fact.ref for fact in published(state)}
    return [(name, name) for name, fact in sent_as(state).items() if fact.ref in standing]


def _languages(_context: Context) -> Options:
    return [("", _("not known")), *settings.LANGUAGES]


def _to_notices(context: Context, _plain: dict[str, Any]) -> str:
    return reverse("notices", args=[context.case])


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
                "withdrawn": _("Withdrawn"),
            }
        },
        given=frozenset({"released_ref"}),
        fills=_of_last,
        offers={"output": _released},
        blocked={
            "release-unknown": "output",
            "status-without-notice": "status",
            "author-clears": "status",
            "retraction-stands": "status",
        },
        back=_to_release,
        roles=OFFICE,
    ),
    ActForm(
        said=entries.CopyGiven,
        title=_("Record who was given a copy"),
        intro=_("Every notice on it is sent to them, for as long as there are notices."),
        labels={
            "holder": (_("Their name in the record"), _("It must not tell who they are.")),
            "output": (_("Output"), ""),
            "version": (_("Version"), ""),
            "capacity": (_("They hold it as"), ""),
            "who": (_("Who they are"), _("It stays in the vault and stands on no page but yours.")),
            "address": (
                _("How they are reached"),
                _("A mail address is written to by itself. With any other, somebody of your section sends by hand."),
            ),
            "language": (_("The language they read"), ""),
        },
        values={"capacity": CAPACITIES},
        offers={"output": _drafted, "language": _languages},
        starts=_next_holder,
        lines=frozenset({"who", "address"}),
        blocked={
            "version-unknown": "version",
            "holder-name-taken": "holder",
            "holder-of-another-section": "holder",
        },
        back=_to_notices,
    ),
    ActForm(
        said=entries.CopyLapsed,
        title=_("Record that somebody is given no more copies"),
        intro=_("What they hold they still hold: notices on it reach them as before."),
        labels={"holder": (_("Their name in the record"), ""), "reason": (_("Why"), "")},
        offers={"holder": _own_holders},
        blocked={"holder-unknown": "holder"},
        back=_to_notices,
    ),
    ActForm(
        said=entries.NoticeSent,
        title=_("Record that you sent somebody a notice"),
        intro=_("What goes by mail is recorded by itself."),
        labels={
            "notice": (_("Notice"), ""),
            "holder": (_("Their name in the record"), ""),
            "way": (_("How"), ""),
            "proof": (_("What shows that it arrived"), ""),
        },
        values={"way": WAYS},
        offers={"notice": _notices},
        blocked={"notice-unknown": "notice", "holder-unknown": "holder"},
        back=_to_notices,
    ),
    ActForm(
        said=entries.NoticeAcknowledged,
        title=_("Record that somebody has read a notice"),
        intro=_("As they told you; or for your own section, which reads the record."),
        labels={
            "notice": (_("Notice"), ""),
            "holder": (_("Their name in the record, or your own section"), ""),
            "way": (_("How"), ""),
            "told": (_("What they told you"), ""),
        },
        values={"way": {"told": _("as they told us"), "record": _("our section has read it in the record")}},
        offers={"notice": _notices},
        blocked={
            "notice-unknown": "notice",
            "holder-unknown": "holder",
            "answered-by-another": "way",
            "notice-not-sent": "way",
        },
        back=_to_notices,
    ),
)
"""What can be said about releases by a form."""
