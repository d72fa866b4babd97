"""A check as one page: the draft, and beside each sentence what was noticed at its words.

Rules: no script, nothing from elsewhere; every character of the draft is escaped; it prints in black on white with the
notes beside the words, and reads in order without its style.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from answerable.text.checking.drafts import Checked
from answerable.text.checking.notes import Marked, Note
from answerable.text.checking.renderings.gates import NAMES
from answerable.text.checking.renderings.lines import on_one_line, safe
from answerable.text.checking.renderings.terminal import summary

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{summary}. Read by {engine}.</p>
"""


def style() -> str:
    """Return the style of the pages."""
    return files(__package__).joinpath("page.css").read_text(encoding="utf-8")


def as_page(checked: Checked, *, name: str) -> str:
    """Return a check as a page of HTML."""
    title = escape(on_one_line(f"What was noticed in {name}"))
    told = escape(on_one_line(summary(checked, name=name).plain))
    head = HEAD.format(title=title, style=style(), summary=told, engine=escape(checked.reading.engine))
    return head + "".join(_rows(checked)) + "</main>\n</body>\n</html>\n"


def _rows(checked: Checked) -> Iterator[str]:
    """Give a row for each sentence of the draft, in order."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for note in checked.reading.notes:
        notes[note.statement].append(note)
    language = escape(checked.language if checked.language != "und" else "")
    number = 0
    for marked in sorted(checked.statements, key=lambda each: each.start):
        here = notes.pop(marked.id, [])
        words = _marked(checked.text, marked, here, number)
        aside = "".join(_note(each, number + at) for at, each in enumerate(here, start=1))
        number += len(here)
        yield f'<section class="{escape(marked.place)}"><p lang="{language}" dir="auto">{words}</p>'
        yield f"<aside>{aside}</aside></section>\n" if aside else "</section>\n"


def _marked(text: str, marked: Marked, notes: Sequence[Note], number: int) -> str:
    """Return a sentence with each note's number after its words."""
    parts, at = [], marked.start
    for order, note in enumerate(notes, start=number + 1):
        kind = "blocks" if note.sure else "advice"
        link = f'<a href="#n{order}" id="w{order}">{order}</a>'
        start, end = max(at, note.start), min(marked.end, note.end)
        if start < end and (note.start, note.end) != (marked.start, marked.end):
            parts.append(escape(safe(text[at:start])))
            parts.append(f'<mark class="{kind}">{escape(safe(text[start:end]))}</mark>')
            at = end
        parts.append(f"<sup>{link}</sup>")
    return "".join([*parts, escape(safe(text[at : marked.end]))])


def _note(note: Note, number: int) -> str:
    kind = "blocks" if note.sure else "advice"
    shift = f", {escape(note.shift.replace('_', ' '))}" if note.shift else ""
    gate = f"gate {note.gate}, {NAMES[note.gate]}{shift}"
    return (
        f'<p class="{kind}" id="n{number}"><a href="#w{number}">{number}</a> <b>{kind}</b> {gate}: '
        f"{escape(on_one_line(note.reason))}</p>"
    )
