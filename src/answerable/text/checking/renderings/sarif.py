"""A check as SARIF 2.1.0 (OASIS, 2020): rules with their ids, results with lines, columns and character offsets.

Columns count Unicode code points (`columnKind`), as the offsets do. The draft is named as it was
given, percent-encoded.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from answerable import __version__
from answerable.text.checking.drafts import Checked
from answerable.text.checking.notes import Note
from answerable.text.checking.renderings.gates import CODES, NAMES
from answerable.text.checking.renderings.lines import Lines

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(checked: Checked, *, name: str) -> str:
    """Return a check as SARIF."""
    lines = Lines(checked.text)
    codes = sorted({(each.gate, each.code) for each in checked.reading.notes})
    driver = {
        "name": "answerable",
        "semanticVersion": __version__,
        "properties": {"engine": checked.reading.engine},
        "rules": [_rule(gate, code) for gate, code in codes],
    }
    results = [_result(each, checked.text, lines, codes, name) for each in checked.reading.notes]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _rule(gate: int, code: str) -> dict[str, Any]:
    return {
        "id": f"gate-{gate}/{code}",
        "name": "".join(part.capitalize() for part in code.split("-")),
        "shortDescription": {"text": f"{CODES[code]}."},
        "fullDescription": {"text": f"Gate {gate}, {NAMES[gate]}: {CODES[code].lower()}."},
        "properties": {"gate": gate},
    }


def _result(note: Note, text: str, lines: Lines, codes: list[tuple[int, str]], name: str) -> dict[str, Any]:
    (line, column), (last, after) = lines.at(note.start), lines.at(note.end)
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": last,
        "endColumn": after,
        "charOffset": note.start,
        "charLength": note.end - note.start,
        "snippet": {"text": text[note.start : note.end]},
    }
    told = {name: value for name in ("value", "shift", "direction", "against") if (value := getattr(note, name))}
    return {
        "ruleId": f"gate-{note.gate}/{note.code}",
        "ruleIndex": codes.index((note.gate, note.code)),
        "level": "error" if note.sure else "warning",
        "message": {"text": note.reason},
        "locations": [
            {"physicalLocation": {"artifactLocation": {"uri": quote(name.replace("\\", "/"))}, "region": region}}
        ],
        "properties": told,
    }
