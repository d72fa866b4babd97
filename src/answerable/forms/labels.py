"""Words for fields that many entries share; a description's own words come first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

COMMON: Mapping[str, tuple[Any, Any]] = {
    "item": (_("Item of evidence"), ""),
    "finding": (_("Finding"), ""),
    "section": (_("Section"), ""),
    "organisation": (_("Organisation"), ""),
    "person": (_("Person"), ""),
    "party": (_("Party"), ""),
    "output": (_("Output"), ""),
    "version": (_("Version"), ""),
    "statement": (_("Statement"), ""),
    "role": (_("Role"), ""),
    "rule": (_("Rule"), ""),
    "element": (_("Element"), ""),
    "reason": (_("Reason"), _("It is kept word for word.")),
    "reasons": (_("Reasons"), _("They are kept word for word.")),
    "text": (_("Text"), _("It is kept word for word.")),
    "uses": (_("Uses"), ""),
    "countries": (_("Countries"), _("Two letters for each country, with commas between, such as: fr, ua")),
    "peoples": (_("Peoples"), _("With commas between.")),
    "subjects": (_("Subjects"), _("With commas between.")),
    "languages": (_("Languages"), _("Short names of languages, with commas between, such as: en, ar")),
}
"""Label and help for a field of an entry, by its name."""
