"""Whether what is here of a log still is what the log signed, also where it can be taken over no further.

Rules:
  - Every checkpoint counts that the log signed and that is kept here: one whose entries are still to come, one that
    was cosigned, one that was refused.
  - Entries of a copy come with a checkpoint that covers them. Where none does, the copy was written to here, as earlier
    versions let people do, and its house will never sign what stands there.
  - Of a log that told two stories only one can be here. Its fork is shown, and it is not looked at again.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.houses.holding import checkpoint_in, is_forked, newest_note
from answerable.houses.knowing import keys_at
from answerable.houses.settling import REFUSED
from answerable.houses.tables import Following, Trouble, Witnessed
from answerable.record.checkpoint import Checkpoint, open_by_keys_at
from answerable.record.copies import is_copy
from answerable.record.errors import NotConsistent, RecordError
from answerable.record.log import size_of
from answerable.record.tree import root_of


def check_continued(origin: str) -> None:
    """Return only if the entries of a log fit each signed checkpoint that is kept here, and a copy has no others.

    Raises:
        NotConsistent: they do not, or it has.
    """
    if is_forked(origin):
        return
    size = size_of(origin)
    for signed in _signed(origin):
        found = root_of(origin, signed.size) if 0 < signed.size <= size else signed.root
        if found != signed.root:
            reason = f"{origin}: the entries here differ from a checkpoint that it signed"
            raise NotConsistent(
                reason, old_size=signed.size, new_size=size, old_root=signed.root, new_root=root_of(origin, size)
            )
    covered = _covered(origin)
    if size > covered and is_copy(origin):
        reason = (
            f"{origin}: its last {size - covered} entries were written here, into a copy, and it signed none of them"
        )
        raise NotConsistent(reason, old_size=covered, new_size=size)


def _signed(origin: str) -> Iterator[Checkpoint]:
    """Yield what the notes say that are kept beside the record, and that the log signed by a key that counts."""
    tables = (
        Following.objects.filter(origin=origin).exclude(pending="").values_list("pending", flat=True),
        Witnessed.objects.filter(origin=origin).values_list("note", flat=True),
        _refused(origin),
    )
    for note in (note for notes in tables for note in notes):
        try:
            yield open_by_keys_at(note, origin=origin, keys_at=keys_at)[0]
        except RecordError:
            continue  # its key counts no more, or it is of an older form: it proves nothing against the entries


def _refused(origin: str) -> list[str]:
    """Return the signed checkpoints of a log that other houses show now, and that what is here does not lead to."""
    rows = Trouble.objects.filter(what=REFUSED, origin=origin, over=None).exclude(note="")
    return list(rows.values_list("note", flat=True))


def _covered(origin: str) -> int:
    """Return how many entries of a log lie in a checkpoint that it signed, those included that are still to come."""
    notes = [
        newest_note(origin),
        *Following.objects.filter(origin=origin).values_list("pending", flat=True),
        *([] if _refused(origin) else Witnessed.objects.filter(origin=origin).values_list("note", flat=True)),
    ]
    return max((checkpoint_in(note).size for note in notes if note), default=0)
