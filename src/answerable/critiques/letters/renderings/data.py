"""A letter as read, in JSON.

`{"letter", "language", "reply", "reply_language", "items": [...], "drift": [...], "promises": [...], "spoken": [...],
"disputed": [...]}`. An item has `n`, `kind`, `text`, `start`, `end` (half-open, in characters of the letter as it lies
on the disk, or of the text taken from a PDF or DOCX), `addressee`, `able`, `asked`, `score`, `reason`, and what the
reply does with it: `state`, `answer` (the words, "" where silent), `answer_start`, `answer_end` (-1 where silent),
`answer_score`, `answer_reason`. Without a reply `state` is "" and `reply` is "".
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from answerable.critiques.letters.found import Answer, Item, Read

_NOTHING: Final = Answer(state="silent")


def as_json(read: Read, *, letter: str, reply: str = "") -> str:
    """Return what was read as JSON, in ASCII: any terminal and any program takes it."""
    return json.dumps(as_data(read, letter=letter, reply=reply), indent=2) + "\n"


def as_data(read: Read, *, letter: str, reply: str = "") -> dict[str, Any]:
    """Return what was read as plain lists and tables; `letter` and `reply` are their names."""
    return {
        "letter": letter,
        "language": read.language,
        "reply": reply,
        "reply_language": read.reply_language,
        "items": [_item(each) for each in read.items],
        "drift": msgspec.to_builtins(read.drift),
        "promises": msgspec.to_builtins(read.promises),
        "spoken": msgspec.to_builtins(read.spoken),
        "disputed": list(read.disputed),
    }


def _item(item: Item) -> dict[str, Any]:
    answer = item.answer or _NOTHING
    return {
        "n": item.n,
        "kind": item.kind,
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "addressee": item.addressee,
        "able": item.able,
        "asked": item.asked,
        "score": item.score,
        "reason": item.reason,
        "state": item.answer.state if item.answer else "",
        "answer": answer.text,
        "answer_start": answer.start,
        "answer_end": answer.end,
        "answer_score": answer.score,
        "answer_reason": answer.reason,
    }
