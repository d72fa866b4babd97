"""What the site keeps about accounts besides Django's own tables. None of it is an act: it stands in no log."""

from __future__ import annotations

from datetime import datetime

from django.db import models


class Invitation(models.Model):
    """A link by which one person opens their account, once, and before it runs out; only its digest is kept.

    `by` is who made it: a handle, or "" for an administrator at the command line. `forget` says that the person's
    second factor is forgotten when the link is used, which only an administrator may say.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=64, db_index=True)
    by = models.CharField(max_length=64, blank=True)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True)
    forget = models.BooleanField(default=False)

    class Meta:
        app_label = "people"
        db_table = "people_invitation"

    def __str__(self) -> str:
        return f"{self.person}, {self.made:%Y-%m-%d}"

    def waits(self, now: datetime) -> bool:
        """Tell whether the link still opens an account."""
        return self.used is None and now < self.expires


class Counted(models.Model):
    """What all processes of the server know together for a while: how often something was tried, for the rate limits.

    The columns are those of Django's database cache, so that the table is made with all others, on every database.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "people"
        db_table = "people_counted"

    def __str__(self) -> str:
        return self.cache_key
