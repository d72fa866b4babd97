"""Forms with which a case is opened and an item taken in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.files import kept
from answerable.evidence.offers import evidence_here, items, next_name, parties
from answerable.forms.description import ActForm, Context
from answerable.forms.fields import key_field
from answerable.people.offers import CASEWORK, OFFICE, persons

TYPES = {
    "testimony": _("Testimony: told to us by a person"),
    "document": _("Document"),
    "image": _("Image"),
    "video": _("Video"),
    "audio": _("Sound recording"),
    "web-page": _("Web page"),
    "physical": _("Physical thing"),
    "official-record": _("Official record"),
    "hearsay": _("Hearsay: told by somebody who was told"),
}


def _case_name(_context: Context) -> forms.Field:
    return key_field(
        label=_("Short name of the case"),
        help_text=_("Without blanks, such as: harbour. It stands in every address and is never changed."),
    )


def _to_case(_context: Context, plain: dict[str, Any]) -> str:
    return reverse("case", args=[plain["case"]])


def _next_item(context: Context) -> dict[str, Any]:
    taken = {fact.body.item for fact in evidence_here(context).items}
    return {"item": next_name("E", taken), "custodian": context.person}


def _with_file(_context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Put the file into the vault, measured while it is read."""
    return kept(plain["file"], plain["item"]) if plain.get("file") else {}


def _to_new_item(context: Context, plain: dict[str, Any]) -> str:
    return reverse("item", args=[context.case, plain["item"]])


INTAKE: tuple[ActForm, ...] = (
    ActForm(
        said=entries.CaseOpened,
        title=_("Open a case"),
        intro=_("A case examines one matter, under terms of reference that are written down before anything is found."),
        labels={
            "title": (_("Title"), ""),
            "terms": (
                _("Terms of reference"),
                _("What is examined, by whom, under which rules, and what is left out."),
            ),
            "parties": (
                _("Parties whose conduct may be in question"),
                _("Short names without blanks, with commas between. Each is heard before anything goes out."),
            ),
            "situation": (_("Situation"), _("It decides which rules of law can be in question.")),
            "expedited": (_("On the expedited track"), _("Fewer days, and every certificate says so.")),
            "clock": (
                _("Standing clock"),
                _("Only for reconstructions and worked examples. Leave it empty otherwise."),
            ),
        },
        values={
            "situation": {
                "peace": _("Peace"),
                "armed-conflict": _("Armed conflict"),
                "occupation": _("Occupation"),
                "emergency": _("Emergency"),
            }
        },
        adds={"case": _case_name},
        names_case="case",
        blocked={"case-name-taken": "case"},
        back=_to_case,
        place="house",
        roles=OFFICE,
    ),
    ActForm(
        said=entries.ItemTakenIn,
        title=_("Take in an item"),
        intro=_("The file goes into the vault as it is, with its SHA-256. What it shows is judged later, and apart."),
        labels={
            "item": (_("Key"), _("The name of the item in this case. A thing taken in before keeps its key.")),
            "type": (_("What it is"), ""),
            "title": (_("Title"), _("What it is, in a line. Insiders of every section read it.")),
            "source": (_("Source"), _("Who or what it comes from. Only the section that holds the item reads this.")),
            "origin": (_("Where it can be found again"), _("An address, an archive mark, a place.")),
            "file": (_("File"), _("Leave it empty for a testimony, hearsay or a physical thing.")),
            "capture": (_("How the copy was made"), _("For web pages, images, video and sound.")),
            "capture.at": (_("When"), _("In your time zone.")),
            "capture.operator": (_("By whom"), ""),
            "capture.tool": (_("With which tool"), ""),
            "custodian": (_("Who holds it"), ""),
            "public": (_("Its source is public"), _("Then every section reads where it comes from.")),
            "party": (_("Party to the matter that it comes from"), _("Empty if it comes from none.")),
            "root": (_("Item on which it depends"), _("Where both come from one origin, they count as one source.")),
        },
        values={"type": TYPES},
        given=frozenset({"file_name", "original_name", "sha256", "size"}),
        files=frozenset({"file"}),
        lines=frozenset({"title", "origin"}),
        fills=_with_file,
        offers={"capture.operator": persons, "custodian": persons, "party": parties, "root": items},
        starts=_next_item,
        blocked={"item-key-taken": "item"},
        back=_to_new_item,
        roles=CASEWORK,
    ),
)
