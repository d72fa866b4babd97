"""Asking another house for contents, and keeping them behind the same commitments.

Rules:
  - What comes is measured while it comes, and kept only if it is what the commitment names: salt and content together.
  - A file that was cut stays beside the vault, with its salt, and goes on where it stopped.
  - Whether we may have it is first asked here, by the rules by which the other house decides (`sharing`): what we may
    not have is not asked for.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from answerable.houses.contents import GONE, HELD, WANTED, WITHDRAWN, entitled
from answerable.houses.errors import HouseError, NoAnswer
from answerable.houses.holding import note_trouble
from answerable.houses.tables import Copy, Peer
from answerable.vault.errors import VaultError
from answerable.vault.store import SALT_BYTES, commitment_to, giving_back, is_open, keep, keep_file

MOST_AT_ONCE = 2000
"""Contents that are asked for in one pull; chosen by hand, the rest comes with the next."""

LARGEST_TEXT = 16 << 20
"""Bytes of a text; chosen by hand, a report has 1 MB."""

ARRIVING = "arriving"
"""The folder of files that have not come whole yet, in the home folder: nothing in it is served."""


@runtime_checkable
class Giving(Protocol):
    """A house that gives contents: the fields of its answer, and salt and content piece by piece."""

    def content(self, path: str, *, most: int) -> tuple[Mapping[str, str], Iterator[bytes]]:
        """Return what it gives."""
        ...


def fetch(peer: Peer, source: Giving, *, asking: str, at: datetime) -> int:
    """Ask a house for what is wanted of the logs that it holds and that we may have; return how much came."""
    logs = Q(origin=peer.origin) | Q(origin__in=list(peer.offered_set.values_list("origin", flat=True)))
    state = Q(state=WANTED) | Q(state=GONE, why=WITHDRAWN)
    rows = Copy.objects.filter(logs & state).order_by("origin", "idx")[:MOST_AT_ONCE]
    came = 0
    for row in entitled(list(rows), asking=asking, at=at):
        if is_open(row.commitment):
            continue
        try:
            _fetch_one(row, source)
        except NoAnswer as error:
            if error.status != 404:  # noqa: PLR2004 - where it may not give it, or has it no more, another may
                raise
            continue
        except (HouseError, VaultError, OSError) as error:
            text = f"entry {row.idx}, {row.field}: {error}"
            note_trouble("content", text, peer=peer.origin, origin=row.origin, at=at)
            continue
        Copy.objects.filter(pk=row.pk).update(state=HELD, came=at, source=peer.origin, gone=None, why="")
        came += 1
    return came


def path_of(row: Copy, *, first: int = 0) -> str:
    """Return where a content is asked for, by the entry that commits to it."""
    asked = {"log": row.origin, "entry": row.idx, "field": row.field} | ({"from": first} if first else {})
    return f"/house/content/{row.commitment}?{urlencode(asked)}"


def _fetch_one(row: Copy, source: Giving) -> None:
    place = arriving(row.commitment)
    begun = place.stat().st_size - SALT_BYTES if place.exists() else 0
    fields, pieces = source.content(path_of(row, first=max(begun, 0)), most=settings.ANSWERABLE_LARGEST_FILE)
    if fields.get("answerable-form") == "text":
        _keep_text(row, pieces)
    else:
        _keep_file(row, pieces, place, begun=max(begun, 0))


def _keep_text(row: Copy, pieces: Iterator[bytes]) -> None:
    content = b""
    for piece in pieces:
        content += piece
        if len(content) > LARGEST_TEXT + SALT_BYTES:
            raise HouseError(f"expected a text of at most {LARGEST_TEXT} bytes, found more")
    salt, text = content[:SALT_BYTES], content[SALT_BYTES:]
    if len(salt) != SALT_BYTES or commitment_to(salt, text) != row.commitment:
        raise HouseError(f"expected the text committed to as {row.commitment}, found another")
    with transaction.atomic():
        keep(text.decode(), salt)
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


def arriving(commitment: str) -> Path:
    """Return where a file lies that has not come whole yet."""
    return Path(settings.ANSWERABLE_HOME) / ARRIVING / commitment.removeprefix("sha256:")
