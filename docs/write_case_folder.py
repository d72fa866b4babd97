"""Writes the reference of the case folder, and its JSON Schema. Run it with `make reference`."""

from __future__ import annotations

from pathlib import Path

from answerable.folders.reference import json_schema, page

REFERENCE = Path(__file__).parent / "reference"


def pages() -> dict[Path, str]:
    """Return the text of every written file, by its path."""
    return {REFERENCE / "case-folder.md": page(), REFERENCE / "case-folder.schema.json": json_schema()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
