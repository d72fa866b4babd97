"""Erasing content everywhere here: behind its commitment, and wherever a room keeps a copy of its words.

Rules:
  - What is erased is told by a commitment. `forget` removes content and salt in the transaction of the entry that says
    so; copies are removed once that is said, each in its own time (`finish`). What cannot be removed then is kept on
    the list of what is leaving, and `vault sweep` goes on with it.
  - Who else keeps copies stands in one table, which ``ANSWERABLE_HOLDERS`` names: a new place for copies is a new line.
  - A copy is what we made: rows, working files, acts in preparation, messages. What was given out stays as it was given
    out, and what others published stays as they published it: hashes and stamps of both are on record (ADR 31).
  - Content behind another commitment, however equal, is erased by an entry of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from answerable.text.documents import read_document, visible
from answerable.vault.errors import Lingering, VaultError
from answerable.vault.models import Leaving
from answerable.vault.store import drop, flush_erased, name_in_store, remove_unused

MARK = "[erased]"
"""What stands in a working copy where erased words stood."""

SHORTEST = 12
"""Characters that words must have to be looked for inside others; chosen by hand: "Gaza" stands on every page."""

SHORTEST_PART = 24
"""Characters of a sentence that is looked for by itself; chosen by hand: "He said so again." stands anywhere."""

ENDS = re.compile(r"(?<=[.!?。！？؟।])\s+")
"""Where sentences end, well enough to find one again."""

SHORTEST_IN_PRIVATE = 3
"""The same where a copy costs nothing: an act in preparation is filled in again."""


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """What is being erased.

    Attributes:
        commitment: Its commitment.
        words: Its words; "" for a file.
        place: The name of its bytes in the store; "" for a text.
        shown: What a reader sees of the words, without marks of markup, with single blanks.
        parts: Each paragraph and each sentence of that which is long enough to be told from others.
    """

    commitment: str
    words: str = ""
    place: str = ""
    shown: str = ""
    parts: frozenset[str] = frozenset()

    def is_in(self, text: str, *, shortest: int = SHORTEST) -> bool:
        """Tell whether a text holds the words or a sentence of them, or is itself a stretch of them."""
        found = joined(text)
        if not self.shown or not found:
            return False
        if found == self.shown or (len(found) >= SHORTEST and found in self.shown):
            return True
        whole = len(self.shown) >= shortest and re.search(rf"(?<!\w){re.escape(self.shown)}(?!\w)", found)
        return bool(whole) or any(part in found for part in self.parts)

    def is_in_private(self, value: Any) -> bool:
        """Tell the same of anything that nobody misses: a form in preparation, a message."""
        texts = list(texts_in(value))
        return any(self.is_in(each, shortest=SHORTEST_IN_PRIVATE) or self.commitment in each for each in texts)

    def is_in_bytes(self, content: bytes) -> bool:
        """Tell the same of bytes in which words lie in UTF-8 among other things."""
        wanted = {self.words, self.shown, self.commitment, *self.parts}
        return any(each.encode() in content for each in wanted if len(each) >= SHORTEST_IN_PRIVATE)


def gone_of(commitment: str, text: str | None, place: str) -> Gone:
    """Return what is looked for once a content is erased."""
    if text is None:
        return Gone(commitment=commitment, place=place)
    blocks = [joined(visible(block).text) for block in read_document(text, media="markdown").blocks]
    sentences = [sentence for block in blocks for sentence in ENDS.split(block)]
    parts = frozenset(each for each in (*blocks, *sentences, joined(text)) if len(each) >= SHORTEST_PART)
    return Gone(commitment=commitment, words=text, shown=" ".join(filter(None, blocks)) or joined(text), parts=parts)


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Who keeps copies, in a word for the documentation; how its rows go with the entry, and its files after it."""

    name: str
    rows: Callable[[Gone], None] | None = None
    files: Callable[[Gone], None] | None = None


def forget(commitment: str) -> None:
    """Remove content and salt, and every copy; called only with the entry that says so, in the same transaction.

    Raises:
        Erased, Missing: there is nothing behind it here.
        Lingering: once the transaction has ended: a copy could not be removed yet; see `finish`.
    """
    with transaction.atomic():
        row = drop(commitment)
        place = name_in_store(row) if row.text is None else ""
        gone = gone_of(commitment, row.text, place)
        for holder in holders():
            if holder.rows is not None:
                holder.rows(gone)
        Leaving.objects.create(commitment=commitment, text=row.text, place=place)
        transaction.on_commit(lambda: finish(commitment))


def finish(commitment: str) -> None:
    """Remove the copies of what was erased that lie outside the database, or in too many rows for one transaction.

    Raises:
        Lingering: something is in the way; what is left of the work is done by the next sweep.
    """
    row = Leaving.objects.filter(commitment=commitment).first()
    if row is None:
        return
    gone = gone_of(commitment, row.text, row.place)
    failed = [*_removed(gone), *_cleared(gone)]
    if failed:
        raise Lingering(f"expected every copy of {commitment} to go, found: {'; '.join(failed)}; sweep again")
    row.text = row.place = ""  # the row stays until its words are written over: a sweep goes on from there
    row.save()
    flush_erased()
    row.delete()


def finish_all() -> int:
    """Go on with every erasure that was said and not finished, and return how many there were."""
    left = list(Leaving.objects.order_by("commitment").values_list("commitment", flat=True))
    for commitment in left:
        finish(commitment)
    return len(left)


def holders() -> Iterable[Holder]:
    """Return everybody who keeps copies."""
    found: Iterable[Holder] = import_string(settings.ANSWERABLE_HOLDERS)
    return found


def texts_in(value: Any) -> Iterable[str]:
    """Yield every text in something like JSON, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from texts_in(name)
            yield from texts_in(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts_in(each)


def joined(text: str) -> str:
    """Return a text with single blanks."""
    return " ".join(text.split())


def _removed(gone: Gone) -> Iterable[str]:
    """Remove the bytes of a file, and yield why that was not possible."""
    if gone.place:
        try:
            remove_unused(gone.place)
        except (OSError, VaultError) as error:
            yield str(error)


def _cleared(gone: Gone) -> Iterable[str]:
    """Have each holder remove its copies, and yield why one could not."""
    for holder in holders():
        if holder.files is not None:
            try:
                holder.files(gone)
            except (OSError, VaultError) as error:
                yield f"{holder.name}: {error}"
