"""What a check is given and what it returns: passages, marked statements, notes at the words, and a reading of all.

Rules: offsets are half-open, in characters of the untouched draft; a note names a gate of STANDARDS.md and a code of
`outputs.gates.reading.WHAT`; who said something, and about whom, is no part of any of these.
"""

from __future__ import annotations

import msgspec

from answerable.text.support import Passage, Support

__all__ = ["Marked", "Note", "Passage", "Reading"]


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of a draft, as its author marked it.

    Attributes:
        id: Its name, which it keeps across versions and languages.
        start: Offset of its first character in the draft.
        end: Offset after its last.
        place: `title`, `bullet`, `lead` or `body`.
        says: `fact`, `law`, `cause`, `call`, `context`, `quote`, `method`; "" where it is not known.
        rests_on: Ids of the passages it rests on.
        same_as: Ids of the passages that are the same statement in the original or in another version.
    """

    id: str
    start: int
    end: int
    place: str
    says: str = ""
    rests_on: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One thing noticed at words of a draft.

    Attributes:
        gate: The gate of STANDARDS.md it belongs to.
        code: What was noticed.
        statement: Id of the statement; "" where the words lie in none.
        start: Offset of the first character in the draft.
        end: Offset after the last.
        value: What the words are within their kind, such as a graver category.
        shift: The kind of shift, where something was compared.
        direction: `stronger`, `weaker` or `changed`; "" where nothing was compared.
        against: Id of the passage compared with; "" where none was.
        against_start: Offset of the words in that passage.
        against_end: Offset after them.
        reason: One line that a press officer understands.
        carried: Whether what the statement rests on has the words too.
        sure: Whether a rule can show it by the words; what is not sure never blocks.
    """

    gate: int
    code: str
    statement: str
    start: int
    end: int
    value: str = ""
    shift: str = ""
    direction: str = ""
    against: str = ""
    against_start: int = 0
    against_end: int = 0
    reason: str
    carried: bool = False
    sure: bool = False


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine read in a draft.

    Attributes:
        engine: Name, version and digest of what read it.
        strengths: Id and rung of each marked statement.
        notes: In order of the words.
        support: For each marked statement, how it stands to what it could rest on.
    """

    engine: str
    strengths: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    support: tuple[Support, ...]
