"""Ordinary tables of people: what waits to be signed, and which passkeys an account signs with. Neither is record.

A row here is a convenience of this installation. It can be deleted at any time, and nothing that was said is lost.
"""

from __future__ import annotations

from django.db import models

TOKEN_LENGTH = 43
"""Characters of a token: 32 random bytes in base64url."""


class Prepared(models.Model):
    """An act that was filled in and waits for its person's signature; its texts lie here until it is said.

    `body` is what will be said, as canonical JSON; `contents` the salt (hex) and the text of each commitment in it.
    `ref` names the act once it was said: then body and contents are empty, and the row only leads `back`. `then` names
    a function of ours that is called with the act in the same transaction.
    """

    token = models.CharField(max_length=TOKEN_LENGTH, primary_key=True)
    person = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    kind = models.CharField(max_length=64)
    case = models.CharField(max_length=64)
    at = models.DateTimeField()
    body = models.TextField()
    contents = models.JSONField(default=dict)
    same = models.CharField(max_length=64, db_index=True)
    back = models.TextField()
    made = models.DateTimeField(db_index=True)
    ref = models.CharField(max_length=64, default="")
    then = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "people_prepared"


class PersonalCredential(models.Model):
    """The passkey behind a person's key: its credential id (base64url), which the browser needs to find it again."""

    person = models.CharField(max_length=64, db_index=True)
    key = models.CharField(max_length=64)
    credential = models.TextField()

    class Meta:
        db_table = "people_credential"
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="people_credential_key"),)
