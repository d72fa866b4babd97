"""What machines found in the world's media: ordinary tables, in no log.

Rules:
  - Nothing here is anybody's word. A person's word about it is an entry (`models.py`), which names a use by its id.
  - A run is written chunk by chunk, each in one transaction: a chunk is here whole or not at all, and once.
  - The ids of pages and uses are digests of what they are: the same page found by two runs stands here once.
  - Beside every count stands what could not be read: `StreamHealth` and `SkippedRecord`.
"""

from __future__ import annotations

from django.db import models


class Source(models.Model):
    """A stream that is read again and again: what `answerable scan` reads when nobody names one."""

    name = models.CharField(max_length=1000, unique=True)
    added = models.DateTimeField()
    added_by = models.CharField(max_length=64, default="")

    class Meta:
        db_table = "echoes_source"
        app_label = "echoes"


class Run(models.Model):
    """One reading of some streams. `inputs` is the digest of all that was looked for, `streams` and `settings`."""

    key = models.CharField(max_length=32, primary_key=True)
    started = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    engine = models.CharField(max_length=16)
    inputs = models.CharField(max_length=64)
    releases = models.JSONField()
    streams = models.JSONField()
    settings = models.JSONField()
    results = models.CharField(max_length=1000, default="")

    class Meta:
        db_table = "echoes_run"
        app_label = "echoes"


class Chunk(models.Model):
    """A stretch of a part of a stream that a run has read, and what it cost."""

    run = models.ForeignKey(Run, models.CASCADE)
    part = models.CharField(max_length=64, help_text="SHA-256 of the part")
    begin = models.BigIntegerField()
    end = models.BigIntegerField()
    stream = models.CharField(max_length=1000)
    records = models.BigIntegerField()
    size = models.BigIntegerField()
    characters = models.BigIntegerField()
    seconds = models.FloatField()

    class Meta:
        db_table = "echoes_chunk"
        app_label = "echoes"
        constraints = (models.UniqueConstraint(fields=["run", "part", "begin"], name="echoes_chunk_once"),)


class StreamHealth(models.Model):
    """How one stream fared in one run: without this line a count of uses says nothing.

    `state` is "read", "silent" (it answered, and had nothing new) or "failed"; `newest` the latest date in it.
    """

    run = models.ForeignKey(Run, models.CASCADE)
    stream = models.CharField(max_length=1000)
    state = models.CharField(max_length=16)
    records = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    newest = models.DateTimeField(null=True)
    failure = models.CharField(max_length=500, default="")

    class Meta:
        db_table = "echoes_stream_health"
        app_label = "echoes"
        constraints = (models.UniqueConstraint(fields=["run", "stream"], name="echoes_health_once"),)


class SkippedRecord(models.Model):
    """A record, or half of one, that was not read, and why: `streams.documents.REASONS`."""

    run = models.ForeignKey(Run, models.CASCADE)
    stream = models.CharField(max_length=1000)
    path = models.CharField(max_length=1000)
    at = models.BigIntegerField()
    record = models.CharField(max_length=500, default="")
    address = models.CharField(max_length=2000, default="")
    reason = models.CharField(max_length=16, db_index=True)
    detail = models.CharField(max_length=500)

    class Meta:
        db_table = "echoes_skipped"
        app_label = "echoes"


class Page(models.Model):
    """A page that uses our words. Its whole text is not kept here; what was kept of it is named by `capture`."""

    id = models.CharField(max_length=64, primary_key=True)
    run = models.ForeignKey(Run, models.CASCADE, help_text="the run that found it first")
    stream = models.CharField(max_length=1000)
    path = models.CharField(max_length=1000)
    at = models.BigIntegerField()
    address = models.CharField(max_length=2000)
    outlet = models.CharField(max_length=300)
    country = models.CharField(max_length=3, default="", help_text="the end of the internet name, if a country's")
    title = models.CharField(max_length=500)
    language = models.CharField(max_length=16)
    published = models.DateTimeField(null=True)
    fetched = models.DateTimeField(null=True)
    found = models.DateTimeField()
    hints = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    sketch = models.BinaryField(help_text="64 numbers of 32 bits, little-endian")
    capture = models.JSONField(default=dict, help_text="where the page is kept: `captures.writing.Kept`")
    picture = models.CharField(max_length=64, default="", help_text="SHA-256 of its picture")
    stamped = models.DateTimeField(null=True, help_text="the time an RFC 3161 authority vouches for")
    unstamped = models.CharField(max_length=500, default="", help_text="why there is no such time")

    class Meta:
        db_table = "echoes_page"
        app_label = "echoes"


class Use(models.Model):
    """One use of our words, as the engine proposes it; `data` is the whole `scanning.found.Echo`."""

    id = models.CharField(max_length=64, primary_key=True)
    page = models.ForeignKey(Page, models.CASCADE, related_name="uses")
    run = models.ForeignKey(Run, models.CASCADE)
    case = models.CharField(max_length=64)
    output = models.CharField(max_length=64)
    version = models.IntegerField(null=True)
    passage = models.CharField(max_length=64)
    place = models.CharField(max_length=8)
    relation = models.CharField(max_length=16)
    standing = models.CharField(max_length=20)
    attributed = models.BooleanField()
    verdict = models.CharField(max_length=8)
    shifts = models.JSONField(default=list, help_text="kinds and directions of which the engine is sure")
    score = models.FloatField()
    data = models.JSONField()

    class Meta:
        db_table = "echoes_use"
        app_label = "echoes"
        indexes = (models.Index(fields=["case", "output", "version"], name="echoes_use_release"),)


class Alert(models.Model):
    """What a rule of a section noticed; its key begins with "alert-". The section's answer is an entry."""

    key = models.CharField(max_length=64, primary_key=True)
    case = models.CharField(max_length=64)
    output = models.CharField(max_length=64)
    version = models.IntegerField()
    passage = models.CharField(max_length=64)
    section = models.CharField(max_length=64)
    rule = models.CharField(max_length=64)
    reach = models.IntegerField()
    uses = models.JSONField()
    raised = models.DateTimeField()
    due = models.DateTimeField()

    class Meta:
        db_table = "echoes_alert"
        app_label = "echoes"
        indexes = (models.Index(fields=["case", "output"], name="echoes_alert_release"),)
