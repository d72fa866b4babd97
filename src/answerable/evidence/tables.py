"""What this installation has met with files of evidence: no acts, and nothing that others need to know.

A row stands while it says something; what ends it is an act on record, or a later reading that found all in order.
"""

from __future__ import annotations

from typing import Any

from django.db import models

ALTERED, MISSING, UNREADABLE = "altered", "missing", "unreadable"
"""What was found of a file: other bytes than were taken in, none, or a store that does not give them."""


class FileTrouble(models.Model):
    """A file that was not found as it was taken in, when it was last read; one row for each item and file."""

    case = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    commitment = models.CharField(max_length=71)
    what = models.CharField(max_length=16)
    found = models.CharField(max_length=64, default="")
    since = models.DateTimeField()
    last = models.DateTimeField()

    class Meta:
        app_label = "evidence"
        constraints = (
            models.UniqueConstraint(fields=["case", "item", "commitment"], name="evidence_file_trouble_once"),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.item}: {self.what}"


class FileRead(models.Model):
    """When the file behind a commitment was last read from end to end here, whatever was found."""

    commitment = models.CharField(max_length=71, primary_key=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "evidence"

    def __str__(self) -> str:
        return f"{self.commitment} read {self.at}"


class StampFailed(models.Model):
    """An authority that gave no timestamp for an item when it was last asked, and why."""

    case = models.CharField(max_length=64)
    item = models.CharField(max_length=64)
    authority = models.CharField(max_length=500)
    why = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "evidence"
        constraints = (
            models.UniqueConstraint(fields=["case", "item", "authority"], name="evidence_stamp_failed_once"),
        )

    def __str__(self) -> str:
        return f"{self.case} {self.item}: {self.why}"


def keep_latest(table: type[models.Model], *, now: dict[str, Any], **named: Any) -> None:
    """Have the one row with these names say this now."""
    table._default_manager.update_or_create(defaults=now, **named)
