"""A person's own feed (Atom, RFC 4287) and calendar (iCalendar, RFC 5545), by token, for programs that cannot sign in.

They say no more than a mail does: the kind of what waits, the day it is due, and a link that asks who comes.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from answerable.people.access import everyone, reader_of
from answerable.people.messages import address_of, label_of, line_of, whole_address
from answerable.people.preferences import Preference, person_of_token, preference_of
from answerable.people.told import Message
from answerable.web.home.telling import tell_feed
from answerable.web.home.waiting import waits_for

LATEST = 50
"""Messages in a feed; chosen by hand: programs ask every hour or so."""


@everyone
@cache_control(private=True, max_age=300)
@require_safe
def my_feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Return what a person was told, newest first."""
    preference = _owner(token)
    tell_feed(preference.person)
    with translation.override(preference.language or settings.LANGUAGE_CODE):
        own = whole_address(reverse("my-feed", args=[token]))
        home = whole_address(reverse("home"))
        feed = Atom1Feed(title=_("What waits for you"), link=home, description="", feed_url=own, feed_guid=home)
        for each in Message.objects.filter(person=preference.person).order_by("-made", "-pk")[:LATEST]:
            link = address_of(each.mark)
            feed.add_item(
                title=line_of(each),
                link=link,
                description="",
                unique_id=f"{link}#{each.occasion}",
                updateddate=each.made,
                pubdate=each.made,
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@everyone
@cache_control(private=True, max_age=300)
@require_safe
def my_calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Return the days by which something is due, as whole days; what is due by the hour at its hour."""
    preference = _owner(token)
    calendar = Calendar()
    calendar.add("prodid", "-//Answerable//waiting//EN")
    calendar.add("version", "2.0")
    zone = ZoneInfo(preference.zone or "UTC")
    with translation.override(preference.language or settings.LANGUAGE_CODE), timezone.override(zone):
        for each in waits_for([preference.person]):
            if each.due:
                event = Event()
                event.add("uid", f"{each.mark}@answerable")
                event.add("dtstamp", datetime.now(UTC))
                hourly = each.waiting.due if each.hours is not None else None
                event.add("dtstart", hourly or each.due)
                event.add("dtend", hourly or each.due + timedelta(days=1))
                event.add("summary", label_of(each.waiting.kind))
                event.add("url", address_of(each.mark))
                event.add("transp", "TRANSPARENT")
                calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")


def _owner(token: str) -> Preference:
    """Return what the token's owner prefers.

    Raises:
        Http404: the token opens nothing, or its owner may no longer sign in.
    """
    person = person_of_token(token)
    user = get_user_model().objects.filter(username=person, is_active=True).first() if person else None
    if user is None or not reader_of(user).insider:
        raise Http404
    return preference_of(person)
