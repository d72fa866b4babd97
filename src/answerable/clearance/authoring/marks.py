"""From filled rows to statements: each named once, and in the commitment of its words where these have not changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from answerable.clearance.authoring.carrying import Sheet
from answerable.clearance.authoring.desk import Desk
from answerable.clearance.authoring.proposing import free_names
from answerable.clearance.authoring.rows import Row, Span, choices_of, held_before
from answerable.outputs.entries import Statement
from answerable.vault.reading import shown
from answerable.vault.sealing import Sealed


def marks_in(found: Desk, rows: Sequence[Row]) -> list[dict[str, Any]] | None:
    """Return the statements that the rows say, in order; None, with errors beside the rows, where they cannot be."""
    if False in [row.form.is_valid() for row in rows]:  # every row is judged, not only up to the first wrong one
        return None
    marked = [row for row in rows if row.form.cleaned_data["marked"]]
    _name_twice(marked)
    if any(row.form.errors for row in marked):
        return None
    names = free_names(choices_of(found).taken)
    return [_mark(found, row, row.form.cleaned_data["id"] or next(names)) for row in marked]


def _name_twice(rows: Sequence[Row]) -> None:
    met: set[str] = set()
    for row in rows:
        name = row.form.cleaned_data["id"]
        if name and name in met:
            row.form.add_error(
                "id", _("Another passage is called %(name)s. Choose another name here.") % {"name": name}
            )
        met.add(name)


def _mark(found: Desk, row: Row, name: str) -> dict[str, Any]:
    given = row.form.cleaned_data
    return {
        "id": name,
        "start": row.span[0],
        "end": row.span[1],
        "words": row.words,
        "place": given["place"],
        "says": given["says"],
        "strength": given["strength"],
        "party": given["party"],
        "carries": list(given.get("carries", [])),
        "present": given["present"],
    } | _same_words(found, row, name)


def _same_words(found: Desk, row: Row, name: str) -> dict[str, Any]:
    """Return the commitment to the words, where the statement of this name had exactly these in the version before."""
    known = held_before(found).get(name)
    if known is None or shown(known.words) != row.words or not _stands_whole(found, known, row.span):
        return {}
    return {"words": Sealed(known.words)}


def _stands_whole(found: Desk, known: Statement, span: Span) -> bool:
    """Tell whether the sentences around a statement are the same as around its words in the version before."""
    old = shown(found.before.body.text) if found.before else ""
    before, after = Sheet(old), Sheet(found.text)
    first, last = before.around(known.start, known.end), after.around(*span)
    return old[slice(*first)] == found.text[slice(*last)]
