"""A letter as read, in the terminal: each item with its words, who could meet it, and what the reply does with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.text import Text

from answerable.critiques.letters.found import Item, Read
from answerable.critiques.letters.renderings.words import KINDS, PLACES, state, summary, who
from answerable.text.checking.renderings.lines import Lines, on_one_line

STYLES: Final = {"met": "green", "partly": "yellow", "acknowledged": "yellow", "refused": "red", "silent": "bold red"}
"""Style of a state."""


def as_lines(read: Read, *, letter: str, reply: str = "") -> Iterator[Text]:
    """Give the lines of what was read; `letter` and `reply` are their names."""
    letter, reply = on_one_line(letter), on_one_line(reply)
    lines, answers = Lines(read.letter), Lines(read.reply)
    for item in read.items:
        yield from _item(item, f"{letter}:{lines.at(item.start)[0]}")
        if item.answer:
            yield _answer(item, reply, answers)
        yield Text("")
    for promise in read.promises:
        told = ", ".join(part for part in (promise.owner or "no owner", promise.due or "no date"))
        yield Text.assemble(("promise  ", "bold"), _quoted(promise.text), f"  {on_one_line(told)}")
    for each in read.drift:
        names = f"{_quoted(each.a)} and {_quoted(each.b)}"
        note = f": {on_one_line(each.note)}" if each.note else ""
        yield Text.assemble(("drift  ", "bold"), f"{names}, {PLACES[each.where]}{note}")
    yield Text.assemble((f"{letter}: {summary(read)}", "bold"))


def _item(item: Item, place: str) -> Iterator[Text]:
    yield Text.assemble((place, "dim"), f"  {item.n}. ", (KINDS[item.kind], "bold"))
    yield Text(f"  {on_one_line(item.text)}")
    if who(item):
        yield Text(f"    {on_one_line(who(item))}")
    yield Text(f"    {on_one_line(item.reason)}", style="dim")


def _answer(item: Item, reply: str, lines: Lines) -> Text:
    """Return the line of an answer: its state, and where its words stand."""
    answer = item.answer
    if answer is None or answer.start < 0:
        return Text.assemble("    ", (state(item), STYLES["silent"]))
    place = f"  {reply}:{lines.at(answer.start)[0]}  "
    return Text.assemble("    ", (state(item), STYLES[answer.state]), (place, "dim"), _quoted(answer.text))


def _quoted(words: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{on_one_line(words)}\N{RIGHT DOUBLE QUOTATION MARK}"
