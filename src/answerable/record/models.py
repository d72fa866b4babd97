"""The tables of the record. Entries, tiles and checkpoints are only ever inserted: triggers forbid the rest.

A fact table has one row for each entry of its kind, no uniqueness but `ref`, and no foreign key: two sections may
contradict each other, and what is current is a query, never a stored flag. Columns beside `body` are for looking up.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from answerable.record.entry import Said


class LogRow(models.Model):
    """A log that has at least one entry here."""

    origin = models.CharField(max_length=200, primary_key=True)

    class Meta:
        db_table = "record_log"


class EntryRow(models.Model):
    """An entry, byte for byte as it was hashed, at its place in its log."""

    origin = models.CharField(max_length=200)
    idx = models.BigIntegerField()
    ref = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    raw = models.BinaryField()

    class Meta:
        db_table = "record_entry"
        constraints = [models.UniqueConstraint(fields=["origin", "idx"], name="record_entry_place")]
        indexes = [models.Index(fields=["case", "kind"], name="record_entry_case")]


class TileRow(models.Model):
    """A full tile of a log's tree: 256 hashes of 32 bytes (C2SP tlog-tiles), and the root over them.

    The root stands before the hashes, so that SQLite reads many roots without reading the tiles.
    """

    origin = models.CharField(max_length=200)
    level = models.SmallIntegerField()
    idx = models.BigIntegerField()
    root = models.BinaryField()
    data = models.BinaryField()

    class Meta:
        db_table = "record_tile"
        constraints = [models.UniqueConstraint(fields=["origin", "level", "idx"], name="record_tile_place")]


class CheckpointRow(models.Model):
    """A signed checkpoint (C2SP tlog-checkpoint) of a log at one size."""

    origin = models.CharField(max_length=200)
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        db_table = "record_checkpoint"
        indexes = [models.Index(fields=["origin", "size"], name="record_checkpoint_size")]


class PausedLog(models.Model):
    """A log that may not be written to for now, and why; it is read and copied like any other."""

    origin = models.CharField(max_length=200, primary_key=True)
    reason = models.TextField()
    since = models.DateTimeField()

    class Meta:
        db_table = "record_paused"


class CopiedLog(models.Model):
    """A log that is written elsewhere; what is here of it is a copy (see `copies`)."""

    origin = models.CharField(max_length=200, primary_key=True)

    class Meta:
        db_table = "record_copied"


class SetAside(models.Model):
    """An entry that is kept byte for byte and counted, and that no table could take: unknown, or malformed."""

    origin = models.CharField(max_length=200)
    idx = models.BigIntegerField()
    ref = models.CharField(max_length=64)
    reason = models.TextField()

    class Meta:
        db_table = "record_set_aside"
        constraints = [models.UniqueConstraint(fields=["origin", "idx"], name="record_set_aside_place")]


def key_column() -> models.CharField[str, str]:
    """Return a column for a key by which facts are looked up."""
    return models.CharField(max_length=64)


class FactRow(models.Model):
    """One row for one entry. `at` is the claimed moment as ISO 8601 in UTC; `body` what was said, as JSON."""

    said: ClassVar[type[Said]]

    ref = models.CharField(max_length=64, primary_key=True)
    origin = models.CharField(max_length=200)
    idx = models.BigIntegerField()
    case = models.CharField(max_length=64, db_index=True)
    actor = models.CharField(max_length=64)
    at = models.CharField(max_length=32)
    body = models.TextField()

    class Meta:
        abstract = True
