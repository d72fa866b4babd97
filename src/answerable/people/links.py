"""Pages behind a link that is a key: for guests, critics and holders, who have no account.

Rules:
  - The address is the key. It is kept by no cache, indexed by nobody, and told to no other site.
  - Such a page speaks the language that its reader was asked in, and English where the site does not speak that.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers


def spoken(language: str) -> str:
    """Return the language in which the site can speak to somebody who reads `language`."""
    try:
        return translation.get_supported_language_variant(language or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def guarded(response: HttpResponse) -> HttpResponse:
    """Return an answer that no cache keeps and no index lists, and whose address goes nowhere."""
    add_never_cache_headers(response)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Content-Language"] = translation.get_language() or "en"
    return response
