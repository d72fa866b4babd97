"""Passwords that nobody may choose, besides short ones and those on Django's list.

Rules:
  - A password that is made of words everybody here knows is refused: the name of this program, the names of the
    organisation, its sections and its cases, the site's own, and the person's handle. They are taken out, with digits
    and marks; what is left has to have eight letters.
  - Where the operator has a list of passwords known from breaches, it is asked on this machine. No service is: that
    would tell a stranger. The list is one line for each password, its SHA-1 in capitals, in order, as the collection
    "Pwned Passwords" is given out; what stands after a colon is not read.
"""

from __future__ import annotations

import hashlib
import re
from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from answerable.people.models import SectionJoined
from answerable.record.facts import read
from answerable.record.models import EntryRow

OURS = frozenset({"answerable", "password", "passphrase", "passwort", "contraseña", "пароль", "secret", "qwerty"})
"""Words that stand here in every installation."""

SHORTEST = 3
"""Letters of a name from which it counts as one of the words: shorter ones stand in any sentence. Chosen by hand."""

LEFT = 8
"""Letters that have to be left; as many as the least that a password may have (ASVS 5.0.0, 6.2.1)."""


class OrdinaryWords:
    """Refuses a password made of the words of this place."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` where little but such words is there."""
        known = words() | parts(user.get_username() if user else "")
        if left_of(password, known) < LEFT:
            said = _("This password is made of words that everybody here knows, or of too few letters beside them.")
            raise ValidationError(said, code="password_ordinary")

    def get_help_text(self) -> str:
        """Return the rule."""
        return _("More than the names of this place, of its sections and cases, and of yourself.")


class Breached:
    """Refuses a password known from a breach, where the operator has a list of them."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002 - Django's form
        """Raise `ValidationError` where the list has it."""
        place = settings.ANSWERABLE_BREACHED_PASSWORDS
        if place and is_listed(password, Path(place)):
            said = _("This password is known from a breach of another site. Choose another.")
            raise ValidationError(said, code="password_breached")

    def get_help_text(self) -> str:
        """Return the rule."""
        return _("None that is known from a breach.")


def words() -> frozenset[str]:
    """Return the words that everybody here knows."""
    joined = read(SectionJoined)
    names = [*(fact.body.section for fact in joined), *(fact.body.name for fact in joined)]
    names += [fact.origin for fact in joined]
    names += EntryRow.objects.order_by().values_list("case", flat=True).distinct()
    names += [host for host in settings.ALLOWED_HOSTS if host]
    return OURS | frozenset[str]().union(*map(parts, names))


def parts(name: str) -> frozenset[str]:
    """Return the words of a name in small letters."""
    return frozenset(each for each in re.findall(r"[^\W\d_]+", name.casefold()) if len(each) >= SHORTEST)


def left_of(password: str, known: frozenset[str]) -> int:
    """Return how many letters are left of a password without those words, without digits, blanks and marks."""
    rest = password.casefold()
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, " ")
    return sum(each.isalpha() for each in rest)


def is_listed(password: str, place: Path) -> bool:
    """Tell whether the list in `place` has a password; found by halves, so that the list may be of any size."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with place.open("rb") as file:
        low, high = 0, file.seek(0, SEEK_END)
        while low < high:
            middle = (low + high) // 2
            found = _line_after(file, middle)
            if found[: len(wanted)] == wanted:
                return True
            if found and found < wanted:
                low = middle + 1
            else:
                high = middle
    return False


def _line_after(file: BinaryIO, offset: int) -> bytes:
    """Return the first whole line that begins at `offset` or after it; empty where there is none."""
    file.seek(max(offset - 1, 0))
    if offset:
        file.readline()
    return file.readline()
