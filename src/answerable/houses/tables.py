"""What this house knows of others. Ordinary tables: nothing here is said by anybody, and all of it can be asked again.

The one exception is `Witnessed`: a witness that forgot what it has signed could sign a fork.
"""

from __future__ import annotations

from django.db import models

ORIGIN = 200
"""Most characters of an origin, as in the record."""


class Peer(models.Model):
    """A house that the operator named, by the origin of its own log, its keys (vkeys, one a line) and its address.

    `offset` is what its clock was ahead of ours when it last said so, in seconds. `insecure` allows plain HTTP.
    """

    origin = models.CharField(max_length=ORIGIN, unique=True)
    address = models.CharField(max_length=500, blank=True)
    keys = models.TextField()
    insecure = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    offset = models.BigIntegerField(default=0)
    added = models.DateTimeField()
    asked = models.DateTimeField(null=True)
    pulled = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "houses_peer"


class Following(models.Model):
    """How far the copy of a log has come.

    `pending` is a signed checkpoint whose entries are not all here. `contents` is the number of entries whose contents
    were looked at. `forked` names the size up to which both stories agree; nothing beyond it is taken in. `own` says
    that the log may have been written here since it was last looked at as another's (`moving`).
    """

    origin = models.CharField(max_length=ORIGIN, primary_key=True)
    pending = models.TextField(blank=True)
    contents = models.BigIntegerField(default=0)
    forked = models.BigIntegerField(null=True)
    own = models.BooleanField(default=True)

    class Meta:
        db_table = "houses_following"


class Offered(models.Model):
    """How far a peer's copy of a log was when it last answered: what is stale, and who is missing."""

    peer = models.ForeignKey(Peer, on_delete=models.CASCADE)
    origin = models.CharField(max_length=ORIGIN)
    size = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "houses_offered"
        constraints = (models.UniqueConstraint(fields=["peer", "origin"], name="houses_offered_place"),)


class Witnessed(models.Model):
    """The newest checkpoint of a log that this house cosigned as a witness (C2SP tlog-witness)."""

    origin = models.CharField(max_length=ORIGIN, primary_key=True)
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        db_table = "houses_witnessed"


class Cosignature(models.Model):
    """A cosignature under a checkpoint, checked when it came; `key` is name and hash of the cosigner's key."""

    origin = models.CharField(max_length=ORIGIN)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    key = models.CharField(max_length=300)
    at = models.BigIntegerField()
    line = models.TextField()

    class Meta:
        db_table = "houses_cosignature"
        constraints = (
            models.UniqueConstraint(fields=["origin", "size", "root", "key"], name="houses_cosignature_place"),
        )


class Stamp(models.Model):
    """A time that an authority vouches for (RFC 3161): its answer over the SHA-256 of a checkpoint's text."""

    origin = models.CharField(max_length=ORIGIN)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    token = models.BinaryField()
    authority = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "houses_stamp"
        constraints = (models.UniqueConstraint(fields=["origin", "sha256"], name="houses_stamp_place"),)


class Copy(models.Model):
    """A content that an entry of another house commits to: wanted, held here, kept from when its log was ours, or gone.

    `form` is "text" or "file" once it came. `why` says why it was forgotten, or why it did not come.
    """

    commitment = models.CharField(max_length=71)
    origin = models.CharField(max_length=ORIGIN)
    idx = models.BigIntegerField()
    field = models.CharField(max_length=100)
    case = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)
    state = models.CharField(max_length=10)
    form = models.CharField(max_length=4, blank=True)
    size = models.BigIntegerField(default=0)
    came = models.DateTimeField(null=True)
    source = models.CharField(max_length=ORIGIN, blank=True)
    gone = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        db_table = "houses_copy"
        constraints = (
            models.UniqueConstraint(fields=["origin", "idx", "field", "commitment"], name="houses_copy_place"),
        )
        indexes = (
            models.Index(fields=["commitment"], name="houses_copy_commitment"),
            models.Index(fields=["state", "origin"], name="houses_copy_state"),
        )


class Given(models.Model):
    """A content that was given to a house, over the network or on a stick, and when first; `peer` may be gone since."""

    peer = models.CharField(max_length=ORIGIN)
    commitment = models.CharField(max_length=71, db_index=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "houses_given"
        constraints = (models.UniqueConstraint(fields=["peer", "commitment"], name="houses_given_once"),)


class CarriedPart(models.Model):
    """A part of a stick as it was written: what it holds (`name`), to whom it is sealed, and its bytes."""

    recipient = models.CharField(max_length=100)
    name = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)

    class Meta:
        db_table = "houses_carried_part"
        constraints = (
            models.UniqueConstraint(fields=["recipient", "name", "sha256"], name="houses_carried_part_once"),
        )


class Trouble(models.Model):
    """Something that somebody should look at, once for each thing; `seen` counts how often it was met.

    `note` is a signed checkpoint that came with it and could not be used: it may prove a fork yet.
    """

    peer = models.CharField(max_length=ORIGIN, blank=True)
    origin = models.CharField(max_length=ORIGIN, blank=True)
    what = models.CharField(max_length=40)
    text = models.TextField()
    note = models.TextField(blank=True)
    first = models.DateTimeField()
    last = models.DateTimeField()
    seen = models.BigIntegerField(default=1)
    over = models.DateTimeField(null=True)

    class Meta:
        db_table = "houses_trouble"
        constraints = (models.UniqueConstraint(fields=["peer", "origin", "what"], name="houses_trouble_place"),)


class Heard(models.Model):
    """A request that was answered, so that it is not answered again; kept until its time is long past."""

    key = models.CharField(max_length=ORIGIN)
    nonce = models.CharField(max_length=64)
    until = models.BigIntegerField(db_index=True)

    class Meta:
        db_table = "houses_heard"
        constraints = (models.UniqueConstraint(fields=["key", "nonce"], name="houses_heard_once"),)
