"""What waits for me, across all cases; and the way on from a message, which names nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest
from answerable.web.home.waiting import waits_for


@require_safe
def home(request: ReadRequest) -> HttpResponse:
    """Return the page of what waits for the reader."""
    waits = waits_for([request.reader.person])
    return render(request, "web/home/home.html", {"waits": waits})


@require_safe
def waiting(request: ReadRequest, mark: str) -> HttpResponse:
    """Lead on to the page where a thing is done; to the list, where it no longer waits for this reader."""
    for each in waits_for([request.reader.person]):
        if each.mark == mark:
            return redirect(each.address)
    messages.info(request, _("This no longer waits for you."))
    return redirect("home")
