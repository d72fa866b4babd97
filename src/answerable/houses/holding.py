"""What is here of the logs, as `following` asks for it; and what was learned of them that a page shows."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from answerable.houses.tables import Cosignature, Following, Trouble
from answerable.record.checkpoint import Checkpoint, parse_checkpoint
from answerable.record.cosignature import Cosigned
from answerable.record.log import size_of
from answerable.record.merkle import Node
from answerable.record.models import CheckpointRow, LogRow
from answerable.record.note import split_note
from answerable.record.tree import nodes

UNKNOWN, NOT_NAMED = "unknown-log", "not-named"

REMARKS = frozenset({UNKNOWN, NOT_NAMED})
"""What is as somebody chose it: logs that are offered here, or by us, and that nobody named at the other end."""

LONGEST = 2000
"""Characters that are kept of a message; chosen by hand."""


class Here:
    """The logs in the database (`following.Held`)."""

    def size(self, origin: str) -> int:
        """Return how many entries of a log are here."""
        return size_of(origin)

    def nodes(self, origin: str, size: int) -> Node:
        """Return a reader of the tree over the first `size` entries here."""
        return nodes(origin, size)

    def checkpoint(self, origin: str) -> str | None:
        """Return the signed checkpoint of the largest size known, its entries here or not."""
        pending = Following.objects.filter(origin=origin).values_list("pending", flat=True).first()
        held = newest_note(origin)
        notes = [note for note in (pending, held) if note]
        return max(notes, key=lambda note: checkpoint_in(note).size, default=None)


def logs_here() -> list[str]:
    """Return the origins of all logs that have entries here."""
    return list(LogRow.objects.order_by("origin").values_list("origin", flat=True))


def newest_note(origin: str) -> str | None:
    """Return the newest signed checkpoint of a log whose entries are all here."""
    return CheckpointRow.objects.filter(origin=origin).order_by("-size", "-pk").values_list("note", flat=True).first()


def checkpoint_in(note: str) -> Checkpoint:
    """Return the checkpoint in a note that was checked before."""
    return parse_checkpoint(split_note(note)[0])


def keep_pending(note: str, checkpoint: Checkpoint) -> None:
    """Keep a signed checkpoint whose entries are still to come: what is taken in later has to fit it."""
    state, _ = Following.objects.get_or_create(origin=checkpoint.origin)
    pending = checkpoint_in(state.pending).size if state.pending else 0
    if checkpoint.size > max(size_of(checkpoint.origin), pending):
        Following.objects.filter(origin=checkpoint.origin).update(pending=note)


def is_forked(origin: str) -> bool:
    """Tell whether a log was seen to tell two stories."""
    return Following.objects.filter(origin=origin).exclude(forked=None).exists()


def keep_cosignatures(checkpoint: Checkpoint, found: tuple[Cosigned, ...]) -> int:
    """Keep cosignatures that were checked, the latest of each key; return how many are new."""
    new = 0
    for each in found:
        place = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
        _, made = Cosignature.objects.get_or_create(
            **place, key=f"{each.name}+{each.key_hash:08x}", defaults={"at": each.at, "line": each.line}
        )
        new += made
    return new


def lines_under(checkpoint: Checkpoint) -> list[str]:
    """Return the cosignature lines that are kept under a checkpoint."""
    rows = Cosignature.objects.filter(origin=checkpoint.origin, size=checkpoint.size, root=checkpoint.root.hex())
    return list(rows.order_by("key").values_list("line", flat=True))


def plain(text: str) -> str:
    """Return a message that may repeat words of another house, as it can be kept and printed: none moves a cursor."""
    return "".join(each if each.isprintable() else " " for each in text[:LONGEST])


def note_trouble(what: str, text: str, *, peer: str = "", origin: str = "", note: str = "", at: datetime) -> None:
    """Keep something that somebody should look at; what was met before is counted."""
    place = {"peer": peer, "origin": origin, "what": what}
    told = {"text": plain(text), "note": note, "last": at}
    _, made = Trouble.objects.get_or_create(**place, defaults={**told, "first": at})
    if not made:
        Trouble.objects.filter(**place).update(**told, seen=F("seen") + 1, over=None)


def end_trouble(*what: str, peer: str = "", origin: str = "", at: datetime) -> None:
    """Say of troubles that they are over; they stay on the page, as what was."""
    Trouble.objects.filter(what__in=what, peer=peer, origin=origin, over=None).update(over=at)
