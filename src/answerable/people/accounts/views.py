"""Pages of one's own account: what it is secured by, what the record says about its person, and invitations."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.usersessions.views import ListUserSessionsView
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from answerable.people.access import ReadRequest, second_factor_is_owed
from answerable.people.accounts.forms import FirstPasswordForm
from answerable.people.accounts.invitations import (
    NO_LINK,
    VALID,
    NotInvited,
    accept,
    invite,
    invited,
    may_be_invited,
    may_invite,
)
from answerable.people.accounts.record import record_of
from answerable.people.accounts.tables import Invitation

GONE = 410
"""Status of a link that opens nothing (RFC 9110, section 15.5.11)."""

REFUSED = 409
"""Status of a page that shows why nothing was done (RFC 9110, section 15.5.10)."""

ON_A_PAGE = 200
"""Lines of a person's record on one page; chosen by hand."""


@require_safe
def account(request: ReadRequest) -> HttpResponse:
    """Return the page of one's own account."""
    person, kinds = request.reader.person, Authenticator.Type
    held = list(Authenticator.objects.filter(user__username=person).values_list("type", flat=True))
    context = {
        "passkeys": held.count(kinds.WEBAUTHN),
        "app": kinds.TOTP in held,
        "codes": kinds.RECOVERY_CODES in held,
        "owed": second_factor_is_owed(request.reader),
        "may_invite": may_invite(request.reader, now=_now()),
        "invitations": Invitation.objects.filter(person=person).order_by("-made")[:5],
    }
    return render(request, "account/account.html", context)


_list_sessions = ListUserSessionsView.as_view()


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: ReadRequest) -> HttpResponse:
    """Return one's sessions; or end the others, once the person has proved again who they are."""
    shown: HttpResponse = (_end_sessions if request.method == "POST" else _list_sessions)(request)
    return shown


@reauthentication_required
def _end_sessions(request: ReadRequest) -> HttpResponse:
    ended: HttpResponse = _list_sessions(request)
    return ended


@require_safe
def my_record(request: ReadRequest) -> HttpResponse:
    """Return every entry by the reader or about them: where it stands, and not what it holds."""
    pages = Paginator(record_of(request.reader.person), ON_A_PAGE)
    return render(request, "account/record.html", {"page": pages.get_page(request.GET.get("page"))})


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: ReadRequest) -> HttpResponse:
    """Return the persons of one's section, or a new link for one of them; for who is approver in all cases.

    Raises:
        PermissionDenied: the reader makes no links.
    """
    if not may_invite(request.reader, now=_now()):
        raise PermissionDenied
    shown: HttpResponse = _invite(request) if request.method == "POST" else _list(request)
    return shown


@reauthentication_required
def _invite(request: ReadRequest) -> HttpResponse:
    """Make a link, and show it this once."""
    person, now = request.POST.get("person", ""), _now()
    if person not in may_be_invited(request.reader):
        why = _("You can make links for the other persons of your section whose accounts were not closed.")
        return _list(request, why=why, status=REFUSED)
    token = invite(person, by=request.reader.person, now=now)
    link = request.build_absolute_uri(reverse("invitation", args=[token]))
    return _list(request, made={"person": person, "link": link, "until": now + VALID})


def _list(request: ReadRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    return render(request, "account/invitations.html", {"persons": _persons(request), **shown}, status=status)


def _persons(request: ReadRequest) -> list[dict[str, Any]]:
    """Return who may be invited, whether they have an account, and until when a link of theirs works."""
    names, now = may_be_invited(request.reader), _now()
    accounts = dict(User.objects.filter(username__in=names).values_list("username", "last_login"))
    waiting = Invitation.objects.filter(person__in=names, used=None, expires__gt=now)
    until = dict(waiting.values_list("person", "expires"))
    return [
        {"person": name, "account": name in accounts, "last": accounts.get(name), "until": until.get(name)}
        for name in names
    ]


@never_cache
@rate_limit(action="invitation")
@sensitive_post_parameters("new_password1", "new_password2")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: ReadRequest, token: str) -> HttpResponse:
    """Return the page on which somebody who was invited chooses a password; or open the account and sign them in."""
    now = _now()
    try:
        person = invited(token, now=now).person
        form = FirstPasswordForm(User(username=person), request.POST or None)
        if request.method != "POST" or not form.is_valid():
            return render(request, "account/invitation.html", {"person": person, "form": form})
        user = accept(token, form.cleaned_data["new_password1"], now=now)
    except NotInvited:
        return render(request, "account/gone.html", {"why": _(NO_LINK)}, status=GONE)
    signed_in: HttpResponse = perform_login(request, user, redirect_url=reverse("mfa_index"))
    return signed_in


def _now() -> datetime:
    return datetime.now(UTC)
