"""Asking another house for contents, and keeping them behind the same commitments.

Rules:
  - What comes is measured while it comes, and kept only if it is what the commitment names: salt and content together.
  - A file that was cut stays beside the vault, with its salt, and goes on where it stopped.
  - Whether we may have it is first asked here, by the rules by which the other house decides (`sharing`): what we may
    not have is not asked for.
  - A pull looks at so many of those wanted, and begins somewhere else each time: what nobody gives stands in no way.
  - What one house sent of a file is gone on with by that house alone: another's beginning could spoil it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from answerable.houses.contents import GONE, HELD, WANTED, WITHDRAWN, entitled, erased_by_its_log
from answerable.houses.deadline import Deadline
from answerable.houses.errors import HouseError, NoAnswer
from answerable.houses.forgetting import arriving
from answerable.houses.holding import note_trouble
from answerable.houses.tables import Copy, Peer
from answerable.vault.errors import VaultError
from answerable.vault.store import SALT_BYTES, commitment_to, giving_back, is_open, keep, keep_file

MOST_AT_ONCE = 2000
"""Contents that are asked for in one pull; chosen by hand, the rest comes with the next."""

MOST_LOOKED_AT = 20_000
"""Contents of which one pull finds out whether we may have them; chosen by hand: some seconds."""

LARGEST_TEXT = 16 << 20
"""Bytes of a text; chosen by hand, a report has 1 MB."""


@runtime_checkable
class Giving(Protocol):
    """A house that gives contents: the fields of its answer, and salt and content piece by piece."""

    def content(self, path: str, *, most: int) -> tuple[Mapping[str, str], Iterator[bytes]]:
        """Return what it gives."""
        ...


def fetch(peer: Peer, source: Giving, *, asking: str, at: datetime, deadline: Deadline) -> Iterator[Copy]:
    """Ask a house for what is wanted of the logs that it holds and that we may have; yield what came.

    Raises:
        NoAnswer: it answers no more, or its time is over.
    """
    asked = 0
    for row in entitled(_wanted(peer, at), asking=asking, at=at):
        if is_open(row.commitment) or erased_by_its_log(row):
            continue
        if asked == MOST_AT_ONCE:
            break
        deadline.check(peer.origin)
        asked += 1
        try:
            _fetch_one(row, source, peer.origin)
        except NoAnswer as error:
            if error.status != 404:  # noqa: PLR2004 - where it may not give it, or has it no more, another may
                raise
            continue
        except IntegrityError:
            continue  # another process has just kept it
        except (HouseError, VaultError, OSError) as error:
            text = f"entry {row.idx}, {row.field}: {error}"
            note_trouble("content", text, peer=peer.origin, origin=row.origin, at=at)
            continue
        Copy.objects.filter(pk=row.pk).update(state=HELD, came=at, source=peer.origin, gone=None, why="")
        yield row


def _wanted(peer: Peer, at: datetime) -> Iterator[Copy]:
    """Yield what is wanted of the logs that a house holds, from a place on that depends on the moment."""
    logs = Q(origin=peer.origin) | Q(origin__in=list(peer.offered_set.values_list("origin", flat=True)))
    rows = Copy.objects.filter(logs & (Q(state=WANTED) | Q(state=GONE, why=WITHDRAWN))).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    first = int(sha256(str(at.timestamp()).encode()).hexdigest(), 16) % len(keys) if len(keys) > MOST_AT_ONCE else 0
    turned = [*keys[first:], *keys[:first]][:MOST_LOOKED_AT]
    for place in range(0, len(turned), MOST_AT_ONCE):
        found = Copy.objects.in_bulk(turned[place : place + MOST_AT_ONCE])
        yield from (found[key] for key in turned[place : place + MOST_AT_ONCE] if key in found)


def path_of(row: Copy, *, first: int = 0) -> str:
    """Return where a content is asked for, by the entry that commits to it."""
    asked = {"log": row.origin, "entry": row.idx, "field": row.field} | ({"from": first} if first else {})
    return f"/house/content/{row.commitment}?{urlencode(asked)}"


def _fetch_one(row: Copy, source: Giving, giver: str) -> None:
    place = arriving(row.commitment, giver)
    begun = max(0, place.stat().st_size - SALT_BYTES) if place.exists() else 0
    most = settings.ANSWERABLE_LARGEST_FILE + SALT_BYTES - begun
    if most < 0:
        place.unlink()
        raise HouseError(f"expected a file of at most {settings.ANSWERABLE_LARGEST_FILE} bytes, found more")
    fields, pieces = source.content(path_of(row, first=begun), most=most)
    if fields.get("answerable-form") == "text":
        _keep_text(row, pieces)
    else:
        _keep_file(row, pieces, place, begun=begun)


def _keep_text(row: Copy, pieces: Iterator[bytes]) -> None:
    content = b""
    for piece in pieces:
        content += piece
        if len(content) > LARGEST_TEXT + SALT_BYTES:
            raise HouseError(f"expected a text of at most {LARGEST_TEXT} bytes, found more")
    salt, text = content[:SALT_BYTES], content[SALT_BYTES:]
    if len(salt) != SALT_BYTES or commitment_to(salt, text) != row.commitment:
        raise HouseError(f"expected the text committed to as {row.commitment}, found another")
    try:
        words = text.decode()
    except UnicodeDecodeError:
        raise HouseError("expected a text in UTF-8, found other bytes") from None
    with transaction.atomic():
        keep(words, salt)
        Copy.objects.filter(pk=row.pk).update(form="text", size=len(text))


def _keep_file(row: Copy, pieces: Iterator[bytes], place: Path, *, begun: int) -> None:
    """Add what comes to what came before; once it is whole and right, it goes into the vault, else it goes."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("ab") as file:
        salt = b""
        for piece in pieces:
            rest = piece
            if len(salt) < SALT_BYTES:
                salt, rest = salt + piece[: SALT_BYTES - len(salt)], piece[SALT_BYTES - len(salt) :]
                if len(salt) == SALT_BYTES and not begun and file.tell() == 0:
                    file.write(salt)
            file.write(rest)
        file.flush()
        os.fsync(file.fileno())
    try:
        _into_vault(row, place)
    finally:
        place.unlink(missing_ok=True)


def _into_vault(row: Copy, place: Path) -> None:
    with giving_back(), transaction.atomic(), place.open("rb") as file:
        salt = file.read(SALT_BYTES)
        found = keep_file(file, salt)
        if found != row.commitment:
            raise HouseError(f"expected the file committed to as {row.commitment}, found another")
        Copy.objects.filter(pk=row.pk).update(form="file", size=place.stat().st_size - SALT_BYTES)
