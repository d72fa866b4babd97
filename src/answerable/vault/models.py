"""Content behind commitments, and the facts about its erasure.

Text lies in the database. Files lie in the store (`shelves`), each once, however many commitments name it; the database
keeps their salts, and under which name the bytes lie.
"""

from __future__ import annotations

from django.db import models

from answerable.record.models import FactRow
from answerable.vault import entries


class Content(models.Model):
    """One piece of content. The row goes when the content is erased; the entry that says so stays.

    `place` names the bytes of a file in the store. "" is a text, or a file that was taken in before files were kept by
    what is in them: it lies under the digits of its commitment.
    """

    commitment = models.CharField(max_length=71, primary_key=True)
    salt = models.BinaryField()
    text = models.TextField(null=True)  # noqa: DJ001 - null: the content is a file; "" cannot be committed to
    size = models.BigIntegerField()
    place = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        db_table = "vault_content"


class KeptBytes(models.Model):
    """The name of bytes in the store. Whoever relies on them, or removes them, locks this row first."""

    name = models.CharField(max_length=64, primary_key=True)

    class Meta:
        db_table = "vault_bytes"


class Leaving(models.Model):
    """Content whose erasure is said, while copies of it are still removed; the row goes with the last of them.

    Once all copies are gone the row holds neither words nor place, until the database was written anew.
    """

    commitment = models.CharField(max_length=71, primary_key=True)
    text = models.TextField(null=True)  # noqa: DJ001 - null: the content is a file
    place = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "vault_leaving"


class Upload(models.Model):
    """A file that comes in pieces: how much of it is here for sure, and once it is whole, what it is.

    The address of an upload is its token, of which the SHA-256 is kept. `commitment`, `salt`, `sha256` and `place` are
    set once it is whole and lies in the store.
    """

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    person = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    changed = models.DateTimeField(db_index=True)
    commitment = models.CharField(max_length=71, default="")
    salt = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, default="")
    place = models.CharField(max_length=64, default="", db_index=True)

    class Meta:
        db_table = "vault_upload"


class ContentErased(FactRow):
    """Content that was erased."""

    said = entries.ContentErased
    content = models.CharField(max_length=71, db_index=True)
