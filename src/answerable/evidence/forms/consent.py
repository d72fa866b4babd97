"""Forms for what the person behind an item agrees to, each use by itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.beside import item_beside, to_item
from answerable.evidence.offers import items
from answerable.forms.description import ActForm
from answerable.people.offers import CASEWORK

USES = {
    "internal": _("Internal: read here, to understand"),
    "shared": _("Shared: given to named others"),
    "public": _("Public: cited in what goes out"),
    "justice": _("Justice: given to a court or an investigation"),
}

CONSENT: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ConsentGiven,
        title=_("Record consent"),
        intro=_("Consent to one use is not consent to another. The person was told what each means."),
        labels={
            "uses": (_("Uses agreed to"), ""),
            "record": (_("How consent was given"), _("When, in which language, what the person was told.")),
        },
        values={"uses": USES},
        offers={"item": items},
        beside=item_beside,
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ConsentWithdrawn,
        title=_("Record that consent was taken back"),
        intro=_("It holds from now on, for every use that is named here."),
        labels={"uses": (_("Uses taken back"), "")},
        values={"uses": USES},
        offers={"item": items},
        beside=item_beside,
        back=to_item,
        roles=CASEWORK,
    ),
)
