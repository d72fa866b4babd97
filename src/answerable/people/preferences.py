"""What a person wants of these pages: their language and zone, where messages go, and the address of their own feed.

Rules:
  - A preference is no act: it stands in no log, and the person may change it as often as they like.
  - The token is the whole secret of a feed that programs fetch without signing in. It names nobody, and a new one
    closes the address of the old one at once.
"""

from __future__ import annotations

import secrets

from django.db import models


def new_token() -> str:
    """Return a token nobody can guess, fit for an address: 256 bits."""
    return secrets.token_urlsafe(32)


class Preference(models.Model):
    """What one person wants; "" stands for what the browser or the installation says."""

    person = models.CharField(max_length=64, primary_key=True)
    language = models.CharField(max_length=16, blank=True, default="")
    zone = models.CharField(max_length=64, blank=True, default="")
    mail = models.EmailField(blank=True, default="")
    mail_new = models.BooleanField(default=True)
    mail_due = models.BooleanField(default=True)
    token = models.CharField(max_length=64, unique=True, default=new_token)

    class Meta:
        app_label = "people"

    def __str__(self) -> str:
        return self.person


def preference_of(person: str) -> Preference:
    """Return what a person wants; with nothing said yet, a preference that is not kept."""
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def kept_preference_of(person: str) -> Preference:
    """Return what a person wants, kept from here on, so that its token leads to them."""
    return Preference.objects.get_or_create(person=person)[0]


def person_of_token(token: str) -> str:
    """Return whose feed a token opens, or ""."""
    found = Preference.objects.filter(token=token).first()
    return found.person if found else ""


def renew_token(person: str) -> None:
    """Give a person's feed and calendar a new address; the old one leads nowhere from now on."""
    preference = kept_preference_of(person)
    preference.token = new_token()
    preference.save(update_fields=["token"])


def with_address() -> frozenset[str]:
    """Return everybody who gave an address for messages."""
    return frozenset(Preference.objects.exclude(mail="").values_list("person", flat=True))
