"""A check as JSON: what was noticed, at which characters, and why.

`{"draft", "language", "engine", "blocks", "notes": [...], "support": [...]}`. A note has `gate`, `gate_name`, `code`,
`severity` ("blocks" or "advice"), `start` and `end` (half-open, in characters of the draft as it lies on the disk, or
of the text taken from a PDF or DOCX), `line` and `column` from 1, `words`, `reason`, `value`, `shift`, `direction`,
`carried`, and where something was compared `against` with `passage`, `start`, `end` and `words`. An entry of `support`
has `statement` (its words), `start`, `end`, `outcome`, `passages` and `unsupported`.
"""

from __future__ import annotations

import json
from typing import Any

from answerable.text.checking.drafts import Checked
from answerable.text.checking.notes import Marked, Note
from answerable.text.checking.renderings.gates import NAMES
from answerable.text.checking.renderings.lines import Lines


def as_json(checked: Checked, *, name: str) -> str:
    """Return a check as JSON, in ASCII: any terminal and any program takes it."""
    lines = Lines(checked.text)
    passages = {each.id: each.text for each in checked.passages}
    passages |= {each.id: checked.text[each.start : each.end] for each in checked.statements}
    statements = {each.id: each for each in checked.statements}
    notes = [_note(each, checked.text, lines, passages) for each in checked.reading.notes]
    told = {
        "draft": name,
        "language": checked.language,
        "engine": checked.reading.engine,
        "blocks": sum(each.sure for each in checked.reading.notes),
        "notes": notes,
        "support": [
            {
                **_words(statements[each.statement], checked.text),
                "outcome": each.outcome,
                "passages": [{"passage": one, "words": passages.get(one, "")} for one in each.passages],
                "unsupported": [statements[each.statement].start + span.start for span in each.unsupported],
            }
            for each in checked.reading.support
        ],
    }
    return json.dumps(told, indent=2) + "\n"


def _words(marked: Marked, text: str) -> dict[str, Any]:
    return {"statement": text[marked.start : marked.end], "start": marked.start, "end": marked.end}


def _note(note: Note, text: str, lines: Lines, passages: dict[str, str]) -> dict[str, Any]:
    line, column = lines.at(note.start)
    told: dict[str, Any] = {
        "gate": note.gate,
        "gate_name": NAMES[note.gate],
        "code": note.code,
        "severity": "blocks" if note.sure else "advice",
        "start": note.start,
        "end": note.end,
        "line": line,
        "column": column,
        "words": text[note.start : note.end],
        "reason": note.reason,
        "value": note.value,
        "shift": note.shift,
        "direction": note.direction,
        "carried": note.carried,
    }
    if note.against:
        span = note.against_start, note.against_end
        words = passages.get(note.against, "")[slice(*span)]
        told["against"] = {"passage": note.against, "start": span[0], "end": span[1], "words": words}
    return told
