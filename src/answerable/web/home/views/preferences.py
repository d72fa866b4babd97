"""What I want of these pages: language, zone, messages, and the address of my own feed."""

from __future__ import annotations

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from answerable.people.access import ReadRequest
from answerable.people.messages import whole_address
from answerable.people.preferences import Preference, kept_preference_of, renew_token
from answerable.web.home.forms import PreferenceForm


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: ReadRequest) -> HttpResponse:
    """Return the page of preferences, or keep what was chosen."""
    held = kept_preference_of(request.reader.person)
    form = PreferenceForm(request.POST if request.method == "POST" else None, initial=model_to_dict(held))
    if request.method == "POST" and form.is_valid():
        Preference.objects.filter(person=held.person).update(**form.cleaned_data)
        with translation.override(form.cleaned_data["language"] or translation.get_language()):
            messages.success(request, _("Your choices are kept."))
        return redirect("preferences")
    feeds = {name: whole_address(reverse(name, args=[held.token])) for name in ("my-feed", "my-calendar")}
    context = {"form": form, "feed": feeds["my-feed"], "calendar": feeds["my-calendar"]}
    return render(request, "web/home/preferences.html", context)


@require_POST
def renew(request: ReadRequest) -> HttpResponse:
    """Give my feed and calendar a new address."""
    renew_token(request.reader.person)
    messages.success(request, _("Feed and calendar have a new address; the old one no longer works."))
    return redirect("preferences")
