"""What the file of an item is called: by its item in the log, by the name under which it came in the vault.

Rules:
  - A log is never taken back, and the name of a file often names somebody. So an entry calls a file by its item and,
    where that is a usual one, the ending of its name. The name under which it came is content: it can be erased.
  - That name may lead to who gave the file: it is shown where the source is, and goes to nobody else.
  - Entries of earlier versions hold the name in clear. It is shown while their file is here, and never given out after.
"""

from __future__ import annotations

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.examining.kinds import ENDINGS as EXAMINED
from answerable.evidence.importing.found import ENDINGS as IMPORTED
from answerable.evidence.models import ItemTakenIn as Items
from answerable.record.facts import read
from answerable.vault.errors import Erased, Missing
from answerable.vault.store import is_open, text_of

OTHERS = "txt md csv tsv json xml rtf doc docm xls ppt ods odp odg epub eml msg mbox zip gz 7z rar tar vtt srt gpx kml"
USUAL = frozenset({*EXAMINED, *IMPORTED, *OTHERS.split()})
"""Endings that say what a file is and nothing of anybody; chosen by hand."""


def neutral(item: str, name: str) -> str:
    """Return what an entry calls a file that came under a name: the item, with a usual ending."""
    if is_neutral(item, name):
        return name
    ending = name.rpartition(".")[2].lower()
    return f"{item}.{ending}" if "." in name and ending in USUAL else item


def is_neutral(item: str, name: str) -> bool:
    """Tell whether a name says no more than the item and a usual ending."""
    rest = name.removeprefix(item)
    return name == item or (name == item + rest and rest[:1] == "." and rest[1:] in USUAL)


def named(item: str, name: str) -> dict[str, str]:
    """Return what an intake says of the name of a file; its own name is text, to be sealed."""
    if not name.strip():
        return {}
    said = {"file_name": neutral(item, name)}
    return said if said["file_name"] == name else said | {"original_name": name}


def names_of(file: str, *, case: str = "") -> list[str]:
    """Return the commitments to the names of a file that are still here, in one case or in all."""
    intakes = read(Items, case=case) if case else read(Items)
    names = dict.fromkeys(fact.body.original_name for fact in intakes if fact.body.file == file)
    return [name for name in names if name and is_open(name)]


def name_of(body: ItemTakenIn) -> str:
    """Return the name under which a file came, where it is here and not erased; else what its entry calls it."""
    if body.original_name:
        try:
            return text_of(body.original_name)
        except (Erased, Missing):
            return body.file_name
    if is_neutral(body.item, body.file_name) or not body.file or is_open(body.file):
        return body.file_name
    return neutral(body.item, body.file_name)
