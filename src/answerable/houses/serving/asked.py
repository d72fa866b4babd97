"""From a request to the house that made it, and from a refusal to its answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from answerable.houses.errors import NoHouse, NotEntitled, NotSigned, WrongTime
from answerable.houses.own import house
from answerable.houses.signing import Asked, asker
from answerable.people.access import everyone
from answerable.record.errors import RecordError

TIME = "Answerable-Time"
"""The field in which a house says what its clock shows, in Unix seconds, where that matters."""

PLAIN = "text/plain; charset=utf-8"

NOT_NOW = 503
"""The status of a house that will answer later (RFC 9110, section 15.6.4)."""

View = Callable[..., HttpResponseBase]


def for_houses(view: Callable[..., HttpResponseBase]) -> View:
    """Return a view that a house may ask for, given that house and this one; others are refused."""

    @wraps(view)
    def signed(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            here = house()
            asked = Asked(method=str(request.method), path=_path(request), to=here.origin)
            peer = asker(asked, request.headers.get("Authorization", ""), now=int(time.time()))
        except NoHouse:
            return refusal(404, "this is no house")
        except WrongTime as error:
            return _unsigned(str(error), now=int(time.time()))
        except NotSigned as error:
            return _unsigned(str(error))
        return _answer(lambda: view(request, peer, here, *args, **named))

    return everyone(csrf_exempt(signed))


def for_logs(view: Callable[..., HttpResponseBase]) -> View:
    """Return a view to which anybody may bring what a log has signed, given this house."""

    @wraps(view)
    def brought(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        try:
            here = house()
        except NoHouse:
            return refusal(404, "this is no house")
        return _answer(lambda: view(request, here, *args, **named))

    return everyone(csrf_exempt(brought))


def refusal(status: int, why: str, *, media: str = PLAIN) -> HttpResponse:
    """Return an answer that refuses, with its reason on a line."""
    return HttpResponse(f"{why}\n", status=status, content_type=media)


def _answer(asked: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        answer = asked()
    except NotEntitled as error:
        return refusal(404, str(error))
    except RecordError as error:
        return refusal(400, str(error))
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


def _unsigned(why: str, *, now: int = 0) -> HttpResponse:
    answer = refusal(401, why)
    answer.headers["WWW-Authenticate"] = "Answerable"
    if now:
        answer.headers[TIME] = str(now)
    return answer


def _path(request: HttpRequest) -> str:
    """Return the path from ``/house/`` on with its query, as it was written: a proxy may have put more before it."""
    query = request.META.get("QUERY_STRING", "")
    return request.path_info + (f"?{query}" if query else "")
