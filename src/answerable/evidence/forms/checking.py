"""Forms with which an item is verified, in two halves, and graded, on two scales."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.beside import item_beside, to_item
from answerable.evidence.offers import items
from answerable.forms.description import ActForm, Context
from answerable.forms.errors import NotThere
from answerable.people.offers import CASEWORK

SOURCE = {
    "A": _("A: completely reliable"),
    "B": _("B: usually reliable"),
    "C": _("C: fairly reliable"),
    "D": _("D: not usually reliable"),
    "E": _("E: unreliable"),
    "F": _("F: cannot be judged"),
}
INFORMATION = {
    "1": _("1: confirmed by others"),
    "2": _("2: probably true"),
    "3": _("3: possibly true"),
    "4": _("4: doubtful"),
    "5": _("5: improbable"),
    "6": _("6: cannot be judged"),
}


def _one_half(_context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    if not plain.get("source_analysis") and not plain.get("content_analysis"):
        raise NotThere("source_analysis", __("Write at least one of the two analyses."))
    return {}


CHECKING: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ItemVerified,
        title=_("Verify an item"),
        intro=_("In two halves, which two people may record at two times: where it comes from, and what it shows."),
        labels={
            "source_analysis": (
                _("Source analysis"),
                _("Who or what it comes from, and how you know. Only the section that holds the item reads this."),
            ),
            "content_analysis": (_("Content analysis"), _("What it shows or says, where and when, and how you know.")),
        },
        offers={"item": items},
        fills=_one_half,
        beside=item_beside,
        blocked={"item-unknown": "item"},
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ItemGraded,
        title=_("Grade an item"),
        intro=_("Source and information are judged apart: a good source can be wrong, a bad one right."),
        labels={
            "source": (_("Reliability of the source"), ""),
            "information": (_("The information"), ""),
        },
        values={"source": SOURCE, "information": INFORMATION},
        offers={"item": items},
        beside=item_beside,
        blocked={"item-unknown": "item"},
        back=to_item,
        roles=CASEWORK,
    ),
)
