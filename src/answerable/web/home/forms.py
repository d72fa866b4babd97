"""The form for what a person wants of these pages."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext_lazy as _

NO_PLACES = frozenset({"Etc", "SystemV", "US", "posix", "right"})
"""Regions of the time zone database that name no place, or old names of one."""


def languages() -> list[tuple[str, Any]]:
    """Return the languages of these pages, each by its own name."""
    own = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return [("", _("As the browser says")), *own]


def zones() -> list[tuple[Any, Any]]:
    """Return the time zones by region (IANA time zone database), UTC first."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(available_timezones()):
        region, separator, place = name.partition("/")
        if separator and region not in NO_PLACES:
            regions.setdefault(region, []).append((name, place.replace("_", " ")))
    return [("", _("UTC")), *regions.items()]


class PreferenceForm(forms.Form):
    """Language, zone, and where messages go; its fields are those of `Preference`."""

    language = forms.ChoiceField(choices=languages, required=False, label=_("Language of these pages"))
    zone = forms.ChoiceField(
        choices=zones,
        required=False,
        label=_("Time zone"),
        help_text=_("Days and times on these pages are shown in this zone. The record itself keeps UTC."),
    )
    mail = forms.EmailField(
        required=False,
        max_length=254,
        label=_("E-mail address"),
        help_text=_(
            "A message says that something waits, of which kind and until when. It names no case and nobody. "
            "Whoever is on duty is told of an alarm at once, whatever is chosen here."
        ),
    )
    mail_new = forms.BooleanField(
        required=False, label=_("Write to me when something new waits for me"), label_suffix=""
    )
    mail_due = forms.BooleanField(
        required=False,
        label=_("Write to me three days before something is due, one day before, and when it is overdue"),
        label_suffix="",
    )
