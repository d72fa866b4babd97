"""A check in the terminal: each sentence, under it the words marked, the gate, and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from answerable.text.checking.drafts import Checked
from answerable.text.checking.notes import Note
from answerable.text.checking.renderings.gates import NAMES
from answerable.text.checking.renderings.lines import Lines, on_one_line

STYLES = {True: "bold red", False: "yellow"}
"""Style of what blocks and of what is advice."""


def as_lines(checked: Checked, *, name: str) -> Iterator[Text]:
    """Give the lines of a check."""
    name = on_one_line(name)
    lines = Lines(checked.text)
    places = {each.id: each for each in checked.statements}
    for statement, notes in groupby(checked.reading.notes, key=lambda note: note.statement):
        here = list(notes)
        marked = places.get(statement)
        start, end = (marked.start, marked.end) if marked else (here[0].start, here[0].end)
        yield Text.assemble((f"{name}:{lines.at(start)[0]}", "dim"))
        yield _sentence(checked.text, start, end, here)
        yield from (_told(checked.text, each) for each in here)
        yield Text("")
    yield summary(checked, name=name)


def summary(checked: Checked, *, name: str) -> Text:
    """Return the last line: how much blocks, how much is advice."""
    blocks = sum(each.sure for each in checked.reading.notes)
    advice = len(checked.reading.notes) - blocks
    found = ", ".join(part for part in (_many(blocks, "blocks"), _many(advice, "advice")) if part) or "nothing noticed"
    return Text.assemble((f"{name}: {found}", "bold"))


def _many(number: int, what: str) -> str:
    if not number:
        return ""
    return f"{number} {'thing blocks' if number == 1 else 'things block'}" if what == "blocks" else f"{number} advice"


def _sentence(text: str, start: int, end: int, notes: Sequence[Note]) -> Text:
    """Return a sentence with the words of its notes underlined."""
    marks = sorted({(max(start, each.start), min(end, each.end), each.sure) for each in notes})
    line, at = Text("  "), start
    for first, last, sure in marks:
        if first < at or (first, last) == (start, end):
            continue
        line.append(on_one_line(f"|{text[at:first]}|")[1:-1])
        line.append(on_one_line(text[first:last]), style=f"{STYLES[sure]} underline")
        at = last
    return line.append(on_one_line(f"|{text[at:end]}|")[1:-1])


def _told(text: str, note: Note) -> Text:
    words = on_one_line(text[note.start : note.end])
    short = words if len(words) <= 60 else f"{words[:57]}..."  # noqa: PLR2004 - what fits beside the reason
    kind = f", {note.shift.replace('_', ' ')}" if note.shift else ""
    return Text.assemble(
        "    ",
        ("blocks" if note.sure else "advice", STYLES[note.sure]),
        f"  gate {note.gate} ({NAMES[note.gate]}{kind})  ",
        (f"\u201c{short}\u201d", "underline"),
        f"  {on_one_line(note.reason)}",
    )
