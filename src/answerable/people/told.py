"""What a person was told, so that nothing is told twice: the table behind mail and feed.

Rules:
  - A message is no act and says nothing of what it is about: its kind, the day it is due, and a mark that only this
    installation can lead back to the page.
  - One row for each person, thing and occasion, made before anything is sent; a second one cannot be made.
  - A row is sent once. Where sending failed it stays, with the reason, until sending succeeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec
from django.db import models
from django.utils.crypto import salted_hmac

NEW, SOON, TOMORROW, OVERDUE, DUTY = "new", "three-days", "one-day", "overdue", "duty"
"""The occasions on which somebody is told of a thing."""


class Message(models.Model):
    """One thing that one person is told on one occasion; `done` is when it was sent, or when nobody wanted it."""

    person = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)
    occasion = models.CharField(max_length=16)
    kind = models.CharField(max_length=64)
    due = models.DateField(null=True)
    hour = models.DateTimeField(null=True)
    made = models.DateTimeField()
    tried = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")

    class Meta:
        app_label = "people"
        constraints = (models.UniqueConstraint(fields=["person", "mark", "occasion"], name="people_message_once"),)
        indexes = (models.Index(fields=["done"], name="people_message_done"),)

    def __str__(self) -> str:
        return f"{self.kind} for {self.person}"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something to tell a person: what kind of thing, when it is due, and on which occasion."""

    person: str
    case: str
    mark: str
    occasion: str
    kind: str
    due: date | None = None
    hour: datetime | None = None


def mark_of(*named: object) -> str:
    """Return the mark of a thing: the same for the same names, and nothing to whoever does not hold our secret."""
    return salted_hmac("answerable.people.told", "\x1f".join(map(str, named)), algorithm="sha256").hexdigest()[:24]


def keep(notices: Iterable[Notice], *, now: datetime) -> list[Message]:
    """Keep what was not told before, and return it."""
    wanted = {(each.person, each.mark, each.occasion): each for each in notices}
    marks = {each.mark for each in wanted.values()}
    told = set(Message.objects.filter(mark__in=marks).values_list("person", "mark", "occasion"))
    fresh = [Message(**msgspec.structs.asdict(each), made=now) for key, each in wanted.items() if key not in told]
    # Somebody else may keep the same at this moment: the table takes one of the two.
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    return fresh
