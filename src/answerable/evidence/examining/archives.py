"""A WACZ: whether it is whole, its pages, and who signed it."""

from __future__ import annotations

from typing import BinaryIO

from answerable.evidence.errors import NotImported
from answerable.evidence.examining.result import Notes
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.packages import checked
from answerable.evidence.importing.places import Zip

SHOWN = 50
"""Pages that are named."""


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a package says of itself, after checking it."""
    file.seek(0)
    try:
        told = checked(Zip(file, "package", Bounds()), Bounds())
    except NotImported as error:
        notes.doubt(f"it is not as it was made: {error}")
        return
    notes.add("content", "title", told.title)
    for name, value in (
        ("origin", told.claims.origin),
        ("software", told.claims.tool),
        ("made by", told.claims.operator),
    ):
        notes.add("metadata", name, value)
    if told.claims.at:
        notes.add("metadata", "made", told.claims.at.isoformat())
    for remark in told.claims.more:
        notes.add("inside", "remark", remark)
    for page in told.pages[:SHOWN]:
        notes.add("inside", "page", page)
