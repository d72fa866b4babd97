"""The language and the time zone of a page: the reader's own choice, else the browser's language, and UTC.

Somebody who is signed in chooses among their preferences; a stranger chooses at the foot of a page, which a cookie
keeps (Django's `set_language`).
"""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from answerable.people.preferences import Preference, preference_of


class LanguageMiddleware:
    """Activates what a signed-in reader prefers, for this answer only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer in the reader's language and zone."""
        held = _preference(request)
        language = held.language if held else ""
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        with timezone.override(ZoneInfo(held.zone) if held and held.zone else None):
            response = self.get_response(request)
            # What a template answers later would be written after the zone is gone.
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
        return response


def _preference(request: HttpRequest) -> Preference | None:
    return preference_of(request.user.get_username()) if request.user.is_authenticated else None
