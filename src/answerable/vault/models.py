"""Content behind commitments, and the facts about its erasure.

Text lies in the database. Files lie on disk under the vault's folder; the database keeps their salts.
"""

from __future__ import annotations

from django.db import models

from answerable.record.models import FactRow
from answerable.vault import entries


class Content(models.Model):
    """One piece of content. The row goes when the content is erased; the entry that says so stays."""

    commitment = models.CharField(max_length=71, primary_key=True)
    salt = models.BinaryField()
    text = models.TextField(null=True)  # noqa: DJ001 - null: the content is a file; "" cannot be committed to
    size = models.BigIntegerField()

    class Meta:
        db_table = "vault_content"


class ContentErased(FactRow):
    """Content that was erased."""

    said = entries.ContentErased
    content = models.CharField(max_length=71, db_index=True)
