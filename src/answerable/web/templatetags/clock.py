"""Days and clocks on pages: a day in the reader's own words, how long there is, and the clock of a case."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from answerable.clearance.gates import clocks
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.people.days import day_of, hour_of
from answerable.web.home.counting import count_for

register = template.Library()


@register.filter
def day(value: date | datetime) -> str:
    """Return a day as the reader's language writes it, in the reader's zone."""
    return day_of(value)


@register.filter
def hour(value: datetime) -> str:
    """Return a day with its hour as the reader's language writes it, in the reader's zone."""
    return hour_of(value)


@register.simple_tag(takes_context=True)
def nav_link(context: Context, name: str, words: str, *named: str) -> SafeString:
    """Return a link of the navigation; the page that is open is marked, and so is the one above it."""
    address = reverse(name, args=named)
    request = context.get("request")  # the page of a broken answer is made without one
    path = request.path if request else ""
    here = "page" if path == address else "true" if path.startswith(address) and address != "/" else ""
    mark = format_html(' aria-current="{}"', here) if here else ""
    return format_html('<a href="{}"{}>{}</a>', address, mark, words)


@register.simple_tag(takes_context=True)
def waiting_count(context: Context) -> int:
    """Return how many things wait for the reader."""
    return count_for(context["request"].reader.person)


@register.inclusion_tag("web/clocks.html")
def case_clocks(case: str) -> dict[str, Any]:
    """Show how long each affected section of a case has had the headline, and how long it has."""
    found = clocks(read_clearance(case, at=moment_of(case)))
    return {"clocks": found, "expedited": any(each.expedited for each in found)}


@register.simple_tag
def days_left(left: int | None) -> str:
    """Return how long there is, in words."""
    if left is None:
        return _("no day set")
    if left < 0:
        return ngettext("overdue by %(n)s day", "overdue by %(n)s days", -left) % {"n": -left}
    if left == 0:
        return _("due today")
    return ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left}
