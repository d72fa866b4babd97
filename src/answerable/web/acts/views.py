"""Pages on which acts are said: one for each form, and the list of everything that can be said.

A form is sent by POST. What is wrong stands beside the field, a refusal beside what it concerns, and nothing typed is
lost. A page that adds a row says nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.evidence.clock import moment_of
from answerable.evidence.entries import CaseOpened
from answerable.evidence.models import CaseOpened as Cases
from answerable.forms.description import ActForm, Context
from answerable.forms.errors import NotThere
from answerable.forms.making import EntryForm, form_class, plain_values
from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest
from answerable.people.models import read_people
from answerable.people.saying import submit
from answerable.people.standing import within
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.record.errors import Malformed, TooLarge
from answerable.record.facts import read
from answerable.vault.errors import Lingering, VaultError
from answerable.vault.store import giving_back
from answerable.web.acts.rights import may_say, roles_in_words
from answerable.web.acts.sending import led_to, new_mark, sent
from answerable.web.acts.table import AFTER, FORMS, ROOMS, address_of, pages_of

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""

ADD = "add"
"""The button that adds a row, whose value names the rows."""


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: ReadRequest, table: str, case: str = "") -> HttpResponse:
    """Return the form of an act, or say the act."""
    opened = _opened(case)
    description = _description(table, case)
    context = _context(request, case)
    if not may_say(description, request.reader, case=case, at=context.at):
        return _not_yours(request, description, case, opened)
    made = form_class(description, context)
    if request.method != "POST":
        return _page(request, made(), opened)
    form = made(request.POST, request.FILES)
    if ADD in request.POST:
        return _page(request, form.with_row(request.POST[ADD]), opened)
    answer = _said(request, form) if form.is_valid() else None
    if answer and table in AFTER:
        AFTER[table](case, reader=request.reader, at=context.at)
    return answer or _page(request, form, opened, status=REFUSED)


@require_safe
def acts(request: ReadRequest, case: str = "") -> HttpResponse:
    """Return the list of everything that can be said, here or on a page of its own, room by room."""
    opened = _opened(case)
    at, people = _moment(case), within(read_people(), request.reader.origin)
    rooms = [
        {
            "title": room.title,
            "forms": [
                {
                    "form": form,
                    "address": _address(form, case),
                    "may": may_say(form, request.reader, case=case, at=at, people=people),
                    "roles": roles_in_words(form),
                }
                for form in room.forms
                if _fits(form, case)
            ],
            "pages": _pages(room.name, case),
        }
        for room in ROOMS
    ]
    shown = [room for room in rooms if room["forms"] or room["pages"]]
    return render(request, "web/acts.html", {"case": case, "opened": opened, "rooms": shown})


def _said(request: ReadRequest, form: EntryForm) -> HttpResponse | None:
    """Say what a valid form says, and return where that leads; None where it was refused: the form says why."""
    answer: HttpResponse | None = None
    try:
        # Lingering is raised once the act is on record: the erased bytes are written over by the next sweep.
        with giving_back(), suppress(Lingering), transaction.atomic():
            if before := led_to(request):
                return redirect(before)
            answer = _submitted(request, form, plain_values(form))
            sent(request, answer["Location"])
    except Refused as refusal:
        _show(form, refusal)
    except NotThere as error:
        form.refuse(error.field, str(error.message) or _("There is no such thing on record."))
    except TooLarge:
        form.refuse("", _("This is more than one entry can hold. Shorten it, or say it in several."))
    except (msgspec.ValidationError, Malformed, VaultError) as error:
        form.refuse("", _("This cannot be said as it stands: %(why)s") % {"why": error})
    else:
        return answer
    return None


def _submitted(request: ReadRequest, form: EntryForm, plain: dict[str, Any]) -> HttpResponse:
    description, context = form.description, form.context
    if description.says is not None:
        description.says(context, plain)
        return redirect(description.back(context, plain))
    case = form.cleaned_data[description.names_case] if description.names_case else context.case
    back = description.back(context, plain | {"case": case})
    return submit(request, description.said, plain, case=case, back=back, at=context.at)


def _show(form: EntryForm, refusal: Refused) -> None:
    """Put every blocker beside the field that it concerns, with what opens it."""
    for blocker in refusal.blockers:
        text = f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}"
        form.refuse(form.description.blocked.get(blocker.code, ""), text)


def _page(request: ReadRequest, form: EntryForm, opened: Fact[CaseOpened] | None, *, status: int = 200) -> HttpResponse:
    description, context = form.description, form.context
    template, beside = description.beside(context) if description.beside else ("", {})
    shown = {
        **beside,
        "case": context.case,
        "opened": opened,
        "form": form,
        "description": description,
        "beside": template,
        "mark": request.POST.get("sending") or new_mark(),
        "list": _list(context.case),
    }
    return render(request, "web/act.html", shown, status=status)


def _not_yours(request: ReadRequest, description: ActForm, case: str, opened: Fact[CaseOpened] | None) -> HttpResponse:
    shown = {
        "case": case,
        "opened": opened,
        "description": description,
        "roles": roles_in_words(description),
        "list": _list(case),
    }
    return render(request, "web/act_not_yours.html", shown, status=403)


def _pages(room: str, case: str) -> list[dict[str, Any]]:
    """Return the pages of a room that belong to the case, or, without one, to none."""
    found = [(page, address_of(page, case), address_of(page, "")) for _table, page in pages_of(room)]
    return [{"page": page, "address": here} for page, here, nowhere in found if bool(case) != bool(nowhere)]


def _fits(form: ActForm, case: str) -> bool:
    return form.place in {"either", "case" if case else "house"}


def _description(table: str, case: str) -> ActForm:
    found = FORMS.get(table)
    if found is None or not _fits(found, case):
        raise Http404
    return found


def _context(request: ReadRequest, case: str) -> Context:
    reader = request.reader
    return Context(
        person=reader.person,
        section=reader.section,
        origin=reader.origin,
        case=case,
        at=_moment(case),
        query=request.GET.dict(),
    )


def _moment(case: str) -> datetime:
    return moment_of(case) if case else datetime.now(UTC).replace(microsecond=0)


def _opened(case: str) -> Fact[CaseOpened] | None:
    opened = read(Cases, case=case) if case else ()
    if case and not opened:
        raise Http404
    return opened[0] if opened else None


def _address(form: ActForm, case: str) -> str:
    return reverse("act", args=[case, form.table]) if case else reverse("act-of-house", args=[form.table])


def _list(case: str) -> str:
    return reverse("acts", args=[case]) if case else reverse("acts-of-house")
