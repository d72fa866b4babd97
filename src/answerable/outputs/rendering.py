"""A draft as HTML, with its statements marked where they stand.

Rules:
  - CommonMark only, cleaned: no raw HTML, no script, no image from elsewhere.
  - Statements are half-open ranges of characters of the CommonMark text. Before the text is rendered, a private-use
    character is put at each end; afterwards every run of text between two of them is wrapped, so that a statement may
    cross emphasis, links and paragraphs and the HTML stays well nested.
  - The text is shown passage by passage (paragraph, heading, list, ...), so that notes can stand beside each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from answerable.outputs.entries import Statement

_markdown = MarkdownIt("commonmark", {"html": False})
_TAGS = nh3.ALLOWED_TAGS - {"img"}

FIRST = 0xF0000
"""First of the private-use characters that mark ends of statements (Unicode, plane 15): two for each statement."""
LAST = 0xFFFFD

_MARKS = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
_MARKS_IN_ADDRESS = re.compile(r"%F3%B[0-9A-F]%[89AB][0-9A-F]%[89AB][0-9A-F]")
_PIECES = re.compile(rf"""(<(?:"[^"]*"|[^">])*>|{_MARKS.pattern})""")
_BLOCK_MARKS = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-+*][ \t]+|\d{1,9}[.)][ \t]+|>[ \t]?)*")


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph, heading or list of a draft as HTML, and the ids of the statements that begin in it."""

    html: SafeString
    begins: tuple[str, ...] = ()


def as_html(text: str) -> SafeString:
    """Return CommonMark as clean HTML."""
    return _clean(_markdown.render(text))


def passages(text: str, statements: Sequence[Statement] = (), *, held: frozenset[str] = frozenset()) -> list[Passage]:
    """Return a draft passage by passage, its statements marked; those whose ids are in `held` are marked as held up."""
    numbered = sorted(statements, key=lambda statement: (statement.start, statement.end))
    inside: list[int] = []
    return [_passage(html, numbered, inside, held=held) for html in _blocks(with_marks(text, numbered)) if html.strip()]


def with_marks(text: str, statements: Sequence[Statement]) -> str:
    """Return the text with a private-use character at each end of each statement; such characters of its own go."""
    text = _MARKS.sub("\N{REPLACEMENT CHARACTER}", text)
    marks = [(_first_word(text, each), 1, 2 * number) for number, each in enumerate(statements)]
    marks += [(max(each.end, _first_word(text, each)), 0, 2 * number + 1) for number, each in enumerate(statements)]
    for position, _, mark in sorted(marks, reverse=True):
        text = text[:position] + chr(FIRST + mark) + text[position:]
    return text


def _first_word(text: str, statement: Statement) -> int:
    """Return where the statement's words begin, past the signs that make a line a heading, an item or a quotation."""
    if statement.start and text[statement.start - 1] != "\n":
        return statement.start
    signs = _BLOCK_MARKS.match(text, statement.start)
    return min(signs.end() if signs else statement.start, statement.end)


def _blocks(text: str) -> Iterator[str]:
    """Yield the HTML of each block at the top level, in order."""
    environment: dict[str, Any] = {}
    block: list[Token] = []
    for token in _markdown.parse(text, environment):
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            for part in _items(block):
                yield _clean(_markdown.renderer.render(part, _markdown.options, environment))
            block = []


def _items(block: list[Token]) -> Iterator[list[Token]]:
    """Yield a list item by item, each as a list of its own, so that notes stand beside their item; else the block."""
    if block[0].type not in {"bullet_list_open", "ordered_list_open"}:
        yield block
        return
    first, item = int(block[0].attrGet("start") or 1), 0
    begin = 1
    for place, token in enumerate(block):
        if token.level == 1 and token.type == "list_item_close":
            opens = block[0].copy(attrs={"start": first + item} if block[0].tag == "ol" else {})
            yield [opens, *block[begin : place + 1], block[-1]]
            begin, item = place + 1, item + 1


def _passage(html: str, statements: Sequence[Statement], inside: list[int], *, held: frozenset[str]) -> Passage:
    """Return one block with its statements marked; `inside` holds the statements that run on from block to block."""
    written: list[str] = []
    begins: list[str] = []
    for piece in _PIECES.split(html):
        marks = _marks_in(piece)
        for mark in marks:
            number, ends = divmod(mark, 2)
            if ends:
                inside[:] = [each for each in inside if each != number]
                written.append(_reference(number, statements[number]))
            else:
                inside.append(number)
                begins.append(statements[number].id)
                written.append(_anchor(statements[number]))
        words = _MARKS_IN_ADDRESS.sub("", piece) if piece.startswith("<") else _MARKS.sub("", piece)
        written.append(_wrapped(words, [statements[number] for number in inside], held=held))
    return Passage(html=mark_safe("".join(written)), begins=tuple(begins))  # noqa: S308 - cleaned before, and ours


def _marks_in(piece: str) -> list[int]:
    """Return the marks in a piece of HTML; one that fell into the address of a link counts as standing before it."""
    found = _MARKS.findall(piece)
    if piece.startswith("<"):
        found += [bytes.fromhex(code.replace("%", "")).decode() for code in _MARKS_IN_ADDRESS.findall(piece)]
    return [ord(character) - FIRST for character in found]


def _anchor(statement: Statement) -> SafeString:
    return format_html('<span class="anchor" id="statement-{}"></span>', statement.id)


def _reference(number: int, statement: Statement) -> SafeString:
    form = '<sup><a class="reference" href="#note-{}"><span class="unseen">note </span>{}</a></sup>'
    return format_html(form, statement.id, number + 1)


def _wrapped(words: str, statements: Sequence[Statement], *, held: frozenset[str]) -> str:
    if not statements or not words.strip("\n") or words.startswith("<"):
        return words
    name = "statement held" if any(statement.id in held for statement in statements) else "statement"
    return f'<span class="{name}">{words}</span>'


def _clean(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags=_TAGS))  # noqa: S308 - this is what cleans it
