"""How an account is opened: by a link that is made for one person and given to them by hand.

Rules:
  - There is no page on which a stranger makes an account, and no mail that sets a password: who forgot theirs is given
    a new link, by somebody who can tell that it is them.
  - A link opens one account, once, within `VALID`. Only a digest of its token is kept. A new link ends the older ones.
  - An administrator makes links at the command line, for anybody who has joined. Somebody with the role of approver in
    all cases of a section makes them for the others of that section, though not for an account that was closed.
  - A link sets a password and ends the person's sessions. A second factor that they have is still asked for, unless an
    administrator said that it is to be forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_noop

from answerable.people.access import Reader
from answerable.people.accounts.tables import Invitation
from answerable.people.errors import PeopleError
from answerable.people.models import read_people
from answerable.people.standing import holds_role, section_of

VALID = timedelta(hours=72)
"""How long a link works; chosen by hand: over a weekend."""


class NotInvited(PeopleError):
    """A link opens nothing: it was never made, was used, was replaced, or ran out."""


NO_LINK = gettext_noop("This link opens nothing: it was used, replaced by a newer one, or has run out.")


def invite(person: str, *, by: str, now: datetime, forget: bool = False) -> str:
    """Return the token of a new link for `person`; links made for them before end."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        _end_links(person, now)
        Invitation.objects.create(
            digest=_digest(token), person=person, by=by, made=now, expires=now + VALID, forget=forget
        )
    return token


def invited(token: str, *, now: datetime) -> Invitation:
    """Return the invitation that a link stands for.

    Raises:
        NotInvited: it opens nothing, or no longer.
    """
    found = Invitation.objects.filter(digest=_digest(token)).first()
    if found is None or not found.waits(now):
        raise NotInvited("expected a link that was not used and has not run out, found none by this token")
    return found


def accept(token: str, password: str, *, now: datetime) -> User:
    """Use a link up, and return the account that it opens, with its new password.

    Raises:
        NotInvited: it opens nothing, or somebody was quicker.
    """
    invitation = invited(token, now=now)
    with transaction.atomic():
        waiting = Invitation.objects.filter(digest=invitation.digest, used=None, expires__gt=now)
        if not waiting.update(used=now):
            raise NotInvited("expected a link that was not used, found that it was used just now")
        if invitation.forget:
            Authenticator.objects.filter(user__username=invitation.person).delete()
        return open_account(invitation.person, password)


def open_account(person: str, password: str) -> User:
    """Let a person sign in with this password; whoever was signed in as them is signed out."""
    user, _made = User.objects.get_or_create(username=person)
    user.is_active = True
    user.set_password(password)
    user.save()
    return user


def close_account(person: str, *, now: datetime) -> bool:
    """Keep a person from signing in, by any link made before too; tell whether they had an open account."""
    with transaction.atomic():
        _end_links(person, now)
        return bool(User.objects.filter(username=person, is_active=True).update(is_active=False))


def _end_links(person: str, now: datetime) -> None:
    Invitation.objects.filter(person=person, used=None, expires__gt=now).update(expires=now)


def may_invite(reader: Reader, *, now: datetime) -> bool:
    """Tell whether `reader` may make links for the persons of their own section."""
    return reader.insider and holds_role(read_people(), reader.person, "approver", case="", at=now)


def may_be_invited(reader: Reader) -> list[str]:
    """Return the other persons of the reader's section, but for those whose account was closed."""
    people = read_people()
    closed = set(User.objects.filter(is_active=False).values_list("username", flat=True))
    persons = {fact.body.person for fact in people.persons if section_of(people, fact.body.person) == reader.section}
    return sorted(persons - closed - {reader.person})


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
