"""The forms of a consultation: asking a section, adding one, taking part, and opening a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text
from answerable.forms.description import Words

MOMENTS = [("plan", _("the plan")), ("findings", _("the findings")), ("draft", _("the draft"))]


class AskForm(PlainForm):
    """Which section is asked, at which moment, and what it is shown."""

    section = forms.ChoiceField(label=_("Section"))
    moment = one_of(_("Asked about"), MOMENTS)
    shown = text(_("What it is shown, and what it is asked"), _("The section reads this on its page."), rows=4)

    def __init__(self, *args: Any, sections: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the sections that can be asked."""
        super().__init__(*args, **options)
        listed(self.fields["section"], sections)


class AddForm(PlainForm):
    """Which section is asked besides those that the findings name, and why."""

    section = forms.ChoiceField(label=_("Section"))
    reason = text(_("Why it is concerned"), _("A section once added stays."), rows=3)

    def __init__(self, *args: Any, sections: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the sections that can be added."""
        super().__init__(*args, **options)
        listed(self.fields["section"], sections)


class PartForm(PlainForm):
    """What a section says when it was asked."""

    moment = one_of(_("About"), MOMENTS)
    text = text(_("What your section says"), _("“No comment” is a part as well."), rows=4)

    def __init__(self, *args: Any, moments: Iterable[str] = (), **options: Any) -> None:
        """Take the moments at which the section was asked."""
        super().__init__(*args, **options)
        asked = set(moments)
        listed(self.fields["moment"], [each for each in MOMENTS if each[0] in asked])


class ReceiptForm(PlainForm):
    """The one question before a version is opened."""

    section = forms.BooleanField(label=_("I open it for my section, and the record may say so."))
