"""A draft as HTML, with its statements marked where they stand.

Rules:
  - CommonMark only, cleaned: no raw HTML, no script, no image from elsewhere.
  - Statements are half-open ranges of characters of the CommonMark text. Before the text is rendered, a private-use
    character is put at each end; afterwards every run of text between two of them is wrapped, so that a statement may
    cross emphasis, links and paragraphs and the HTML stays well nested.
  - Flagged words are marked the same way inside statements or outside; where flags overlap, they are first cut into
    pieces that do not, so that the work grows with the text and the number of flags, and no faster.
  - The text is shown passage by passage (paragraph, heading, list, ...), so that notes can stand beside each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from answerable.outputs.entries import Statement
from answerable.text.spans import Span

_markdown = MarkdownIt("commonmark", {"html": False})
_TAGS = nh3.ALLOWED_TAGS - {"img"}

FIRST = 0xF0000
"""First of the private-use characters that mark ends of ranges (Unicode, plane 15): two for each statement or flag."""
LAST = 0xFFFFD
MOST = (LAST - FIRST + 1) // 2
"""Ranges that can be marked in one text; flags beyond it are left out of the words, and stand in the notes alone."""

_MARKS = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
_MARKS_IN_ADDRESS = re.compile(r"%F3%B[0-9A-F]%[89AB][0-9A-F]%[89AB][0-9A-F]")
_PIECES = re.compile(rf"""(<(?:"[^"]*"|[^">])*>|{_MARKS.pattern})""")
_BLOCK_MARKS = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|[-+*][ \t]+|\d{1,9}[.)][ \t]+|>[ \t]?)*")
_LINE_ENDS = re.compile(r"\r\n?|\n")
_OPENS, _CLOSES = "*_[", "*_]"


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph, heading or list of a draft as HTML, where it starts, and the statements that begin in it."""

    html: SafeString
    begins: tuple[str, ...] = ()
    start: int = 0


class Flagged(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a draft that something was noticed at; `blocks` where that keeps a gate closed."""

    start: int
    end: int
    blocks: bool = False


Range = Statement | Flagged


def as_html(text: str) -> SafeString:
    """Return CommonMark as clean HTML."""
    return _clean(_markdown.render(text))


def passages(
    text: str,
    statements: Sequence[Statement] = (),
    *,
    held: frozenset[str] = frozenset(),
    flagged: Iterable[Flagged] = (),
) -> list[Passage]:
    """Return a draft passage by passage, its statements and flagged words marked; those in `held` as held up."""
    numbered = sorted(statements, key=lambda statement: (statement.start, statement.end))
    ranges: list[Range] = [*numbered]
    ranges += apart(flagged)[: max(MOST - len(numbered), 0)]
    lines = [0, *(end.end() for end in _LINE_ENDS.finditer(text))]
    inside: set[int] = set()
    found = [
        (lines[line], *_marked(html, ranges, inside, held=held))
        for line, html in _blocks(with_marks(text, ranges))
        if html.strip()
    ]
    return [Passage(html=html, begins=tuple(begins), start=start) for start, html, begins in found]


def numbered_words(words: str, spans: Sequence[tuple[int, Span]]) -> SafeString:
    """Return words of a draft on one line, with spans of them marked and each span's number behind it."""
    signs = _BLOCK_MARKS.match(words)
    head = signs.end() if signs else 0
    moved = [(number, max(span.start - head, 0), max(span.end - head, 0)) for number, span in spans]
    ranges = [Flagged(start=start, end=end) for _, start, end in moved if start < end]
    numbers = [number for number, start, end in moved if start < end]
    html = _clean(_markdown.renderInline(with_marks(words[head:], ranges)))
    return _marked(html, ranges, set(), held=frozenset(), numbers=numbers)[0]


def apart(flagged: Iterable[Flagged]) -> list[Flagged]:
    """Return flagged words as ranges in order that do not overlap; what blocks covers what does not."""
    steps = sorted(
        step
        for each in flagged
        if each.start < each.end
        for step in ((each.start, 1, each.blocks), (each.end, -1, each.blocks))
    )
    pieces: list[Flagged] = []
    here, blocking, since = 0, 0, 0
    for place, step, blocks in steps:
        if here and place > since:
            _join(pieces, Flagged(start=since, end=place, blocks=blocking > 0))
        here, blocking, since = here + step, blocking + step * blocks, place
    return pieces


def _join(pieces: list[Flagged], piece: Flagged) -> None:
    """Put a piece behind the others, or lengthen the last where nothing sets them apart."""
    if pieces and (pieces[-1].end, pieces[-1].blocks) == (piece.start, piece.blocks):
        piece = Flagged(start=pieces.pop().start, end=piece.end, blocks=piece.blocks)
    pieces.append(piece)


def with_marks(text: str, ranges: Sequence[Range]) -> str:
    """Return the text with a private-use character at each end of each range; such characters of its own go."""
    text = _MARKS.sub("\N{REPLACEMENT CHARACTER}", text)
    marks = []
    for number, each in enumerate(ranges):
        start, end = _inward(text, _first_word(text, each), min(each.end, len(text)))
        marks += [(start, 1, 2 * number), (end, 0, 2 * number + 1)]
    written, done = [], 0
    for position, _, mark in sorted(marks):
        written += [text[done:position], chr(FIRST + mark)]
        done = position
    return "".join([*written, text[done:]])


def _inward(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without the signs of emphasis and links at its ends: a mark beside them would undo them."""
    first, last = start, end
    while first < last and text[first] in _OPENS:
        first += 1
    while last > first and text[last - 1] in _CLOSES:
        last -= 1
    return (first, last) if first < last else (start, max(start, end))


def _first_word(text: str, each: Range) -> int:
    """Return where the words of a range begin, past the signs that make a line a heading, an item or a quotation."""
    start, end = min(each.start, len(text)), min(each.end, len(text))
    if start and text[start - 1] != "\n":
        return start
    signs = _BLOCK_MARKS.match(text, start)
    return min(signs.end() if signs else start, end)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield each block at the top level, in order: the number of its first line, and its HTML."""
    environment: dict[str, Any] = {}
    block: list[Token] = []
    for token in _markdown.parse(text, environment):
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            for part in _items(block):
                line = next((each.map[0] for each in part[1:] + part[:1] if each.map), 0)
                yield line, _clean(_markdown.renderer.render(part, _markdown.options, environment))
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


def _marked(
    html: str, ranges: Sequence[Range], inside: set[int], *, held: frozenset[str], numbers: Sequence[int] = ()
) -> tuple[SafeString, list[str]]:
    """Return HTML with its ranges marked, and the statements that begin in it; `inside` holds those that run on."""
    written: list[str] = []
    begins: list[str] = []
    for piece in _PIECES.split(html):
        for mark in _marks_in(piece):
            number, ends = divmod(mark, 2)
            (inside.discard if ends else inside.add)(number)
            written.append(_at_mark(number, ranges[number], ends=bool(ends), numbers=numbers))
            begins += [each.id for each in [ranges[number]] if isinstance(each, Statement) and not ends]
        words = _MARKS_IN_ADDRESS.sub("", piece) if piece.startswith("<") else _MARKS.sub("", piece)
        written.append(_wrapped(words, [ranges[number] for number in inside], held=held))
    return mark_safe("".join(written)), begins  # noqa: S308 - cleaned before, and ours


def _marks_in(piece: str) -> list[int]:
    """Return the marks in a piece of HTML; one that fell into the address of a link counts as standing before it."""
    found = _MARKS.findall(piece)
    if piece.startswith("<"):
        found += [bytes.fromhex(code.replace("%", "")).decode() for code in _MARKS_IN_ADDRESS.findall(piece)]
    return [ord(character) - FIRST for character in found]


def _at_mark(number: int, each: Range, *, ends: bool, numbers: Sequence[int]) -> str:
    """Return what stands where a range starts or ends: an anchor, a reference to a note, a number, or nothing."""
    if isinstance(each, Flagged):
        return format_html("<sup>{}</sup>", numbers[number]) if ends and numbers else ""
    if not ends:
        return format_html('<span class="anchor" id="statement-{}"></span>', each.id)
    form = '<sup><a class="reference" href="#note-{}"><span class="unseen">note </span>{}</a></sup>'
    return format_html(form, each.id, number + 1)


def _wrapped(words: str, ranges: Sequence[Range], *, held: frozenset[str]) -> str:
    if not ranges or not words.strip("\n") or words.startswith("<"):
        return words
    statements = [each for each in ranges if isinstance(each, Statement)]
    flagged = [each for each in ranges if isinstance(each, Flagged)]
    names = ["statement"] if statements else []
    names += ["held"] if any(each.id in held for each in statements) else []
    names += ["flagged"] if flagged else []
    names += ["blocks"] if any(each.blocks for each in flagged) else []
    tag = "mark" if flagged else "span"
    return f'<{tag} class="{" ".join(names)}">{words}</{tag}>'


def _clean(html: str) -> SafeString:
    return mark_safe(nh3.clean(html, tags=_TAGS))  # noqa: S308 - this is what cleans it
