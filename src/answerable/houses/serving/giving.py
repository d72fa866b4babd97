"""Giving the content behind a commitment to a house that may have it, with its salt.

The answer is the salt, 32 bytes, and then the content from the byte that `from` names on. Whoever asks names the entry
that commits to it, for what goes where is decided by the entry (`sharing`).
That a file of evidence goes is said in our log.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from answerable.evidence.errors import EvidenceError
from answerable.evidence.ledger import say_given_out
from answerable.evidence.models import ItemAccessed
from answerable.houses.contents import HELD, KEPT, entitled, place_of
from answerable.houses.errors import NotEntitled
from answerable.houses.moving import note_kept
from answerable.houses.own import House
from answerable.houses.serving.asked import for_houses
from answerable.houses.serving.reading import MEDIA, NOTHING
from answerable.houses.sharing import FILES
from answerable.houses.tables import Copy, Given, Peer
from answerable.people.errors import PeopleError
from answerable.record.blocker import Refused
from answerable.record.errors import Paused
from answerable.record.facts import read
from answerable.vault.errors import VaultError
from answerable.vault.models import Content
from answerable.vault.store import CHUNK, is_open, open_file, salt_of, size_of, text_of

FORM = "Answerable-Form"
"""The field that says whether a content is a text or a file."""

PURPOSE = "copy for the house of another section, by the policy in force"
"""What the ledger of an item says for what its file went."""

LENGTH = "Answerable-Length"
"""The field that says how many bytes the whole content has."""

_DIGITS = re.compile(r"[0-9]{1,18}")


@require_safe
@for_houses
def content(request: HttpRequest, peer: Peer, here: House, commitment: str) -> HttpResponseBase:
    """Return salt and content behind a commitment, where the entry that commits to it goes to whoever asks."""
    place = _place(request, commitment)
    if not (is_given_by(place, here) and list(entitled([place], asking=peer.origin, at=datetime.now(UTC)))):
        raise NotEntitled(NOTHING)
    try:
        say_that_it_goes(place, peer.origin, here)
        note_given(commitment, peer.origin, at=datetime.now(UTC))
        return _given(commitment, first=_number(request, "from", "0"))
    except (VaultError, EvidenceError, PeopleError, Refused, Paused) as error:
        raise NotEntitled(NOTHING) from error  # a file that cannot be said to have been given is not given


def _place(request: HttpRequest, commitment: str) -> Copy:
    log, field = request.GET.get("log", ""), request.GET.get("field", "")
    if "\0" in f"{commitment}{log}{field}":  # PostgreSQL keeps none, and refuses to look for one
        raise NotEntitled(NOTHING)
    return Copy(commitment=commitment, origin=log, idx=_number(request, "entry", ""), field=field)


def is_given_by(place: Copy, here: House) -> bool:
    """Tell whether the content is ours by this entry: our own log's, or a copy that came along with that log.

    A log that was written here before gets back what it said here.
    """
    if not is_open(place.commitment):
        return False
    if place.origin not in here.logs:
        note_kept(place.origin)
    copies = Copy.objects.filter(commitment=place.commitment)
    came = list(copies.filter(state=HELD).values_list("origin", flat=True))
    ours = place.origin in came if came else place.origin in here.logs
    return ours or copies.filter(origin=place.origin, state=KEPT).exists()


def note_given(commitment: str, to: str, *, at: datetime) -> None:
    """Remember that a content goes to the house of a log, before its first byte."""
    Given.objects.get_or_create(peer=to, commitment=commitment, defaults={"at": at})


def say_that_it_goes(row: Copy, to: str, here: House) -> None:
    """Put on record that the file of an item goes to the house of another log, before its first byte; once for each.

    Only the house of the log that committed to a file gives it to others: nobody else could say so in that log.

    Raises:
        NotEntitled: it is the file of an item in another house's log.
        VaultError, EvidenceError, PeopleError, RecordError: it cannot be said, so it does not go.
    """
    place = place_of(row.origin, row.idx, row.field, row.commitment)
    if place is None or (place.table, place.field) not in FILES or place.origin == to:
        return
    if place.origin not in here.logs:
        raise NotEntitled(NOTHING)
    ways = [
        fact.body.way
        for fact in read(ItemAccessed, case=place.case, item=place.body.item)
        if fact.origin in here.logs and fact.body.to == to and fact.body.way in {"exported", "recalled"}
    ]
    if ways[-1:] != ["exported"]:
        say_given_out(place.case, [row.commitment], purpose=PURPOSE, to=to)


def _given(commitment: str, *, first: int) -> HttpResponseBase:
    salt, size = salt_of(commitment), size_of(commitment)
    headers = {LENGTH: str(size), "Cache-Control": "no-store"}
    text = _text(commitment)
    if text is not None:
        return HttpResponse(salt + text[first:], content_type=MEDIA, headers=headers | {FORM: "text"})
    pieces = _pieces(open_file(commitment), salt, first)
    return StreamingHttpResponse(pieces, content_type=MEDIA, headers=headers | {FORM: "file"})


def _text(commitment: str) -> bytes | None:
    """Return a text in UTF-8, or None where the content is a file."""
    if Content.objects.filter(commitment=commitment, text=None).exists():
        return None
    return text_of(commitment).encode()


def _pieces(file: BinaryIO, salt: bytes, first: int) -> Iterator[bytes]:
    with file:
        yield salt
        file.seek(first)
        while piece := file.read(CHUNK):
            yield piece


def _number(request: HttpRequest, name: str, default: str) -> int:
    found = request.GET.get(name, default)
    if not _DIGITS.fullmatch(found):
        raise NotEntitled(NOTHING)
    return int(found)
