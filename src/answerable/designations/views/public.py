"""The public register: lists, one list on a day, one person with everything decided, and the same for programs.

Everybody reads these pages, and everybody reads the same: only what `public` names is given to a template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.designations.errors import NoSuchList
from answerable.designations.exports import document, entities, table
from answerable.designations.forms import DayForm
from answerable.designations.gates import DesignationCase
from answerable.designations.public import PublicList
from answerable.designations.reading import address_of, every_list, list_of, public_list
from answerable.people.access import ReadRequest, everyone


@everyone
@require_safe
def lists(request: ReadRequest) -> HttpResponse:
    """Return every list with how many are on it."""
    found = [public_list(list_of(fact.body.list)) for fact in every_list()]
    return render(request, "designations/lists.html", {"lists": found})


@everyone
@require_safe
def list_page(request: ReadRequest, list_: str) -> HttpResponse:
    """Return a list as it stood on a day: who was on it, who was before, under which criteria."""
    case = found_list(list_)
    form = DayForm(request.GET or None, label_suffix="")
    on = form.cleaned_data["on"] if form.is_valid() else None
    register = public_list(case, on=on)
    context = {
        "register": register,
        "before": [each for each in register.listings if each.until and each.until <= register.on],
        "today": case.at.date(),
        "form": form if form.is_bound else DayForm(label_suffix="", initial={"on": register.on}),
        "query": f"?on={on.isoformat()}" if on else "",
        "forms": FORM_NAMES,
    }
    return render(request, "designations/list.html", context, status=400 if form.is_bound and form.errors else 200)


@everyone
@require_safe
def person_page(request: ReadRequest, list_: str, listed: str) -> HttpResponse:
    """Return one person who is or was on a list, with everything decided about them that is not sealed."""
    register = public_list(found_list(list_))
    person = next((each for each in register.persons if each.person == listed), None)
    if person is None:
        raise Http404
    return render(request, "designations/person.html", {"register": register, "person": person})


@everyone
@require_safe
def export(request: ReadRequest, list_: str, form: str) -> HttpResponse:
    """Return the register in one of the forms of `FORMS`; with `?on=` as it stood on that day."""
    case = found_list(list_)
    asked = DayForm(request.GET)
    if form not in FORMS or not asked.is_valid():
        raise Http404
    on = asked.cleaned_data["on"]
    media, write = FORMS[form]
    return HttpResponse(write(public_list(case, on=on), on), content_type=media)


def found_list(list_: str) -> DesignationCase:
    """Return a list for a page.

    Raises:
        Http404: there is none under this key.
    """
    try:
        return list_of(list_)
    except NoSuchList as error:
        raise Http404 from error


def _csv(register: PublicList, on: date | None) -> bytes:
    return table(register, on=on)


def _json(register: PublicList, on: date | None) -> bytes:
    return document(register, on=on)


def _ftm(register: PublicList, on: date | None) -> bytes:
    return entities(register, address=address_of(register.list), on=on)


FORMS: Mapping[str, tuple[str, Callable[[PublicList, date | None], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "json": ("application/json", _json),
    "ftm": ("application/x-ndjson; charset=utf-8", _ftm),
}
"""How each form is called among media types, and how it is written."""

FORM_NAMES = (("csv", "CSV"), ("json", "JSON"), ("ftm", "FollowTheMoney"))
"""The forms by the names that people know them by."""
