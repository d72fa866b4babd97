"""What machines told of files of evidence: no acts. A row goes with the file that it is about."""

from __future__ import annotations

from django.db import models


class Examination(models.Model):
    """What was found in the file behind a commitment when it was last examined; `found` as JSON, without preview."""

    file = models.CharField(max_length=71, primary_key=True)
    at = models.DateTimeField()
    tool = models.CharField(max_length=300)
    found = models.TextField()
    look = models.CharField(max_length=16, db_index=True)
    preview = models.BinaryField()

    class Meta:
        app_label = "evidence"

    def __str__(self) -> str:
        return f"{self.file} examined {self.at}"
