"""The words of statements and where they stand in a draft: half-open offsets in characters."""

from __future__ import annotations

from typing import Any

from answerable.folders.errors import MissingField, WordsNotFound, WordsNotUnique
from answerable.folders.schema import Gone

LONGEST_SHOWN = 60
"""Characters of the words shown in a message; chosen by hand, to keep it on one line."""


def draft_path(output: str, version: int) -> str:
    """Return where the text of a version lies in the folder."""
    return f"outputs/{output}-{version}.md"


def place(statement: dict[str, Any], draft: str | Gone, *, file: str, line: int) -> dict[str, Any]:
    """Return the statement with `start` and `end` and without `occurrence`.

    Raises:
        FolderError: the draft does not hold its words, or not once; `file` and `line` say where they are written.
    """
    words, occurrence = statement["words"], statement.get("occurrence")
    rest = {name: value for name, value in statement.items() if name != "occurrence"}
    if "start" in rest or "end" in rest:
        return _checked(rest, draft, file=file, line=line)
    if isinstance(draft, Gone) or isinstance(words, Gone):
        raise MissingField("start and end, because the words or the draft are gone", "none", file=file, line=line)
    found = occurrences(draft, words)
    if not found or (occurrence or 1) > len(found):
        expected = f"these words in the draft{f' {occurrence} times' if (occurrence or 1) > 1 else ''}: {_shown(words)}"
        raise WordsNotFound(expected, _times(len(found)), file=file, line=line)
    if len(found) > 1 and occurrence is None:
        expected = f"occurrence = 1 to {len(found)}, which of these words is meant: {_shown(words)}"
        raise WordsNotUnique(expected, f"the words {len(found)} times", file=file, line=line)
    start = found[(occurrence or 1) - 1]
    return rest | {"start": start, "end": start + len(words)}


def _checked(statement: dict[str, Any], draft: str | Gone, *, file: str, line: int) -> dict[str, Any]:
    start, end, words = statement.get("start"), statement.get("end"), statement["words"]
    if start is None or end is None:
        raise MissingField("both start and end, or neither", "one of them", file=file, line=line)
    if isinstance(draft, str) and isinstance(words, str) and draft[start:end] != words:
        expected = f"these words from character {start} to {end}: {_shown(words)}"
        raise WordsNotFound(expected, _shown(draft[start:end]), file=file, line=line)
    return statement


def unplace(statement: dict[str, Any], draft: str | Gone) -> dict[str, Any]:
    """Return the statement as it is written: without offsets, with `occurrence` where its words are not unique."""
    words, start = statement["words"], statement.get("start", 0)
    if isinstance(draft, Gone) or isinstance(words, Gone) or draft[start : statement["end"]] != words:
        return statement | {"start": start}
    rest = {name: value for name, value in statement.items() if name not in {"start", "end"}}
    found = occurrences(draft, words)
    return rest if len(found) == 1 else rest | {"occurrence": found.index(start) + 1}


def occurrences(draft: str, words: str) -> list[int]:
    """Return every offset at which `words` start in `draft`, those that overlap too."""
    found, at = [], draft.find(words)
    while at >= 0:
        found.append(at)
        at = draft.find(words, at + 1)
    return found


def _times(count: int) -> str:
    return {0: "them nowhere", 1: "them once"}.get(count, f"them {count} times")


def _shown(words: str) -> str:
    return repr(words if len(words) <= LONGEST_SHOWN else f"{words[: LONGEST_SHOWN - 3]}...")
