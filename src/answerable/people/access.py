"""Who reads a page, and who may. Decided here alone, for every page of every room.

Rules:
  - A page is for insiders unless its view says `everyone`. A view that says nothing is closed to outsiders.
  - An insider is somebody who is signed in and whose handle has joined a section, as that section's own log says; the
    account's name is the handle, and it stands for whoever first joined under it.
  - Where a log that is written here has adopted a root of the organisation and is listed there, of that organisation
    only those are insiders whose section the root in force lists, and who joined it before it left: a section that the
    root does not list, or that has left, has no readers here. A root that leaves out every log written here decides
    nothing here: nobody else says who reads a section's own house.
  - A stranger who asks for a page of insiders is sent to sign in, whether or not there is such a page; somebody who is
    signed in and has joined no section finds nothing there.
  - Insiders read every case of this installation. The source of an item that is not public is for the section that took
    it in and the section of whoever holds it now.
  - Where the setting `ANSWERABLE_SECOND_FACTOR` is "required", who approves, countersigns or overrides finds only the
    pages of their own account until they have a second factor; where it is "everybody", so does everybody.
  - Reading gives no right to act: what a person may say is decided by the gate of the act.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers

from answerable.people.entries import Role
from answerable.people.keyring import keyring
from answerable.people.models import PersonJoined, RoleGranted, RoleRevoked, RootAdopted, SectionJoined
from answerable.people.roots import Rooted
from answerable.people.standing import People, former_sections, holds_role, origin_of, section_of, within
from answerable.record.facts import read

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

WEIGHTY: tuple[Role, ...] = ("approver", "countersigner", "override-officer")
"""The roles whose holders need a second factor where one is required: what they say binds their section."""

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever asks for a page: handle, section and the origin of its log; all empty for an outsider."""

    person: str = ""
    section: str = ""
    origin: str = ""

    @property
    def insider(self) -> bool:
        """Tell whether this person has joined a section."""
        return bool(self.section)


class ReadRequest(HttpRequest):
    """A request whose reader is known; `said` once an act was said in answering it."""

    reader: Reader
    said: bool = False


def everyone(view: View) -> View:
    """Return a view that outsiders may ask for, too; it shows them what is public."""
    view.for_everyone = True  # type: ignore[attr-defined]
    return view


def for_account(view: View) -> View:
    """Return a view of one's own account, which somebody who owes a second factor may ask for to set one up."""
    view.for_account = True  # type: ignore[attr-defined]
    return view


def is_for_everyone(view: Callable[..., HttpResponseBase]) -> bool:
    """Tell whether outsiders may ask for what `view` shows."""
    return getattr(view, "for_everyone", False) is True


def reader_of(user: AbstractBaseUser | AnonymousUser) -> Reader:
    """Return who an account stands for: an outsider, unless its name is the handle of a person who has joined."""
    if not user.is_authenticated:
        return Reader()
    person = user.get_username()
    joined = read(PersonJoined, person=person)
    if not joined:
        return Reader()
    everybody = People(sections=read(SectionJoined), roots=read(RootAdopted), persons=joined)
    for own in _organisations(everybody):
        section = section_of(own, person)
        if section and section not in former_sections(own):
            return Reader(person=person, section=section, origin=origin_of(own, section))
    return Reader()


def _organisations(everybody: People) -> Iterator[People]:
    """Give the people of each organisation: by the roots that hold here, then by their word where there is none."""
    rooted = _rooted_here(everybody) if everybody.roots else ()
    yield from rooted
    closed = {own.rooted.root.organisation for own in rooted if own.rooted}
    outside = {fact.origin for fact in everybody.sections if fact.body.organisation in closed}
    by_word = msgspec.structs.replace(everybody, roots=())
    for fact in everybody.persons:
        if fact.origin not in outside:
            yield within(by_word, fact.origin)


def _rooted_here(everybody: People) -> tuple[People, ...]:
    """Return the people by each root that a log written here has adopted, and that lists this log as a member's."""
    adopting = {fact.origin for fact in everybody.roots}
    here = [(key.name, within(everybody, key.name)) for key in keyring().verifiers() if key.name in adopting]
    return tuple(own for log, own in here if own.rooted and _is_member(own.rooted, log))


def _is_member(root: Rooted, log: str) -> bool:
    """Tell whether a root lists a log whose section has not left."""
    member = root.member(log)
    return member is not None and member.until is None


def has_joined(person: str) -> bool:
    """Tell whether a handle is that of a person who has joined a section."""
    return PersonJoined.objects.filter(person=person).exists()


def second_factor_is_owed(reader: Reader) -> bool:
    """Tell whether `reader` needs a second factor by the rules above, and has none."""
    asked_of = settings.ANSWERABLE_SECOND_FACTOR
    if asked_of == "offered" or (asked_of == "required" and not _holds_weighty_role(reader)):
        return False
    return not Authenticator.objects.filter(user__username=reader.person, type__in=STRONG).exists()


def _holds_weighty_role(reader: Reader) -> bool:
    """Tell whether `reader` holds one of the weighty roles now, in any case."""
    person, now = reader.person, datetime.now(UTC)
    granted = read(RoleGranted, person=person)
    people = People(
        sections=read(SectionJoined, origin=reader.origin),  # what another log says of the section is not asked
        persons=read(PersonJoined, person=person),
        roles=granted,
        role_revocations=read(RoleRevoked, person=person),
    )
    held = {(fact.body.role, fact.case) for fact in granted if fact.body.role in WEIGHTY}
    return any(holds_role(people, person, role, case=case, at=now) for role, case in held)


def may_read_source(reader: Reader, *, public: bool, sections: frozenset[str]) -> bool:
    """Tell whether `reader` may see where an item comes from; `sections` took it in, or hold it."""
    return reader.insider and (public or reader.section in sections)


class AccessMiddleware:
    """Asks, before any view is called, whether this reader may see it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer; pages made for somebody who is signed in are kept by no cache."""
        response = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: ReadRequest, view: Callable[..., HttpResponseBase], *_named_in_address: Any
    ) -> HttpResponseBase | None:
        """Return None to let the view answer, or the way to the sign-in page or to a second factor.

        Raises:
            Http404: the page is for insiders, and this account stands for none; or nothing has such an address.
        """
        if "\x00" in request.path:  # PostgreSQL takes no such text, not even to say that it has none
            raise Http404
        request.reader = reader_of(request.user)
        if is_for_everyone(view):
            return None
        if request.reader.insider:
            owed = not getattr(view, "for_account", False) and second_factor_is_owed(request.reader)
            return redirect("mfa_index") if owed else None
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path())
