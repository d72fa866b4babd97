"""Blocks of a Markdown text with offsets into the untouched Markdown.

markdown-it-py finds the blocks (CommonMark 0.31, tables) and says which lines they take. What is visible within a
block is found here, because the parser keeps no offsets below the line. Sections of CommonMark: 2.4 (escapes), 2.5
(entities), 6.1 (code spans), 6.2 (emphasis), 6.3 (links), 6.4 (images), 6.5 (autolinks), 6.6 (raw HTML), 6.7 and 6.8
(line breaks). Simpler than the standard: emphasis pairs the nearest marks of one kind, and the description of an image
is not shown. Every loop goes forward only, so time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from answerable.text.documents import Block, Piece, Visible
from answerable.text.hypertext import html_blocks

KIND_OF: Final = {"heading_open": "heading", "td_open": "cell", "th_open": "cell"}
"""Kind of the inline text that follows such a token."""

MOST_SKIPPED: Final = 100
"""Blank lines looked over for a line that the parser kept; chosen by hand."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_MARKUP = re.compile(
    r"""
      (?P<escape>\\[!-/:-@\[-`{-~])
    | (?P<break>\\?[ \t]{0,200}\n[ \t]{0,200})
    | (?P<entity>&(?:\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)
    | (?P<code>`+)
    | (?P<autolink><[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}>)
    | (?P<tag></?[A-Za-z][^<>]{0,2000}>|<!--(?:[^-]|-(?!->)){0,5000}-->)
    | (?P<image>!\[)
    | (?P<open>\[)
    | (?P<close>\](?:\((?:[^()\s\\]|\\.|\([^()\s]{0,500}\)){0,2000}
                 (?:\s{1,9}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)|\[[^\[\]]{0,500}\])?)
    | (?P<mark>\*+|_+|~~)
    """,
    re.VERBOSE,
)
_FRONT = re.compile(r"\A---[ \t]*\r?\n(?:[^\r\n]{0,2000}\r?\n){0,200}?---[ \t]*(?:\r?\n|\Z)")

Hidden = tuple[int, int, str]
"""Start and end of markup in the working text of a block, and what it shows."""


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text, in order; the first heading of the first level is the title."""
    front = _FRONT.match(text)
    skipped = front.end() if front else 0
    body = text[skipped:]
    parser = MarkdownIt("commonmark").enable("table").disable(["inline", "text_join"])
    environment: dict[str, dict[str, object]] = {}
    tokens = parser.parse(body, environment)
    labels = frozenset(environment.get("references", {}))
    lines = [(match.start() + skipped, match.group()) for match in _LINE.finditer(body)]
    return list(_blocks(tokens, lines, labels))


def _blocks(tokens: list[Token], lines: list[tuple[int, str]], labels: frozenset[str]) -> Iterator[Block]:
    inside: list[str] = []
    titled = False
    cursor = 0  # where the last cell of a table row ended
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.nesting:
            _enter(inside, token)
        if token.type == "html_block" and token.map:
            yield from _within_html(lines[token.map[0] : token.map[1]])
        if token.type != "inline" or before is None or not token.map:
            continue
        kind = _kind(before, inside, titled=titled)
        titled = titled or kind == "title"
        patches, cursor = _patches(token, lines, cursor)
        pieces = tuple(_pieces(patches, labels))
        if any(not piece.shown.isspace() for piece in pieces):
            yield Block(kind=kind, start=pieces[0].start, end=pieces[-1].end, pieces=pieces)


def _within_html(lines: list[tuple[int, str]]) -> Iterator[Block]:
    """The blocks of HTML that stands in Markdown by itself."""
    offset = lines[0][0] if lines else 0
    for block in html_blocks("".join(line for _, line in lines)):
        pieces = tuple(Piece(piece.start + offset, piece.end + offset, piece.shown) for piece in block.pieces)
        kind = "heading" if block.kind == "title" else block.kind
        yield Block(kind=kind, start=pieces[0].start, end=pieces[-1].end, pieces=pieces)


def _enter(inside: list[str], token: Token) -> None:
    """Note that a list item or a quotation begins or ends."""
    name = token.type.removesuffix("_open").removesuffix("_close")
    if name in {"list_item", "blockquote"}:
        if token.nesting > 0:
            inside.append(name)
        else:
            inside.pop()


def _kind(before: Token, inside: list[str], *, titled: bool) -> str:
    if before.type == "heading_open" and before.tag == "h1" and not titled:
        return "title"
    if before.type in KIND_OF:
        return KIND_OF[before.type]
    if "blockquote" in inside:
        return "quote"
    return "bullet" if "list_item" in inside else "paragraph"


def _patches(token: Token, lines: list[tuple[int, str]], cursor: int) -> tuple[list[Piece], int]:
    """The lines of a block without what the block's own marks put before and after them, and where the last ends."""
    first, last = token.map or (0, 0)
    patches: list[Piece] = []
    number = first
    for content in map(str.strip, token.content.split("\n")):  # tabs before a line may have become spaces
        number, at, length = _found(content, lines[number : min(last, number + MOST_SKIPPED)], number, cursor)
        start, raw = lines[number]
        patches.append(Piece(start + at, start + at + length, raw[at : at + length]))
        number = min(number + 1, last - 1)
    is_cell = token.level > 0 and len(patches) == 1 and "|" in lines[first][1]
    return patches, patches[-1].end if is_cell else 0


def _found(content: str, lines: list[tuple[int, str]], first: int, cursor: int) -> tuple[int, int, int]:
    """The line that a line of content comes from, its place there and its length; the parser drops blank lines."""
    for number, (start, raw) in enumerate(lines, start=first):
        line = raw.replace("\0", "\ufffd")  # as the parser reads it (CommonMark 2.3)
        for written in (content, content.replace("|", "\\|")):  # a bar in a cell is written "\|"
            at = line.find(written, cursor - start) if cursor > start else _position(line, written)
            if at >= 0:
                return number, at, len(written)
    return first, 0, 0


def _position(line: str, content: str) -> int:
    """Where a line's content stands: at the end, before marks that close a heading; for a cell, the first place."""
    bare = line.rstrip()
    if bare.endswith(content):
        return len(bare) - len(content)
    return line.find(content)


def _pieces(patches: list[Piece], labels: frozenset[str]) -> Iterator[Piece]:
    """What is visible of a block's lines."""
    view = Visible(tuple(_joined(patches)))
    work = view.text
    at = 0
    for start, end, shown in sorted(_hidden(work, labels)):
        if start < at:
            continue
        yield from _plain(view, work, at, start)
        if shown:
            place = view.span(start, end)
            yield Piece(place.start, place.end, shown)
        at = end
    yield from _plain(view, work, at, len(work))


def _joined(patches: list[Piece]) -> Iterator[Piece]:
    for before, patch in zip([None, *patches], patches, strict=False):
        if before is not None:
            yield Piece(before.end, patch.start, "\n")
        yield patch


def _plain(view: Visible, work: str, start: int, end: int) -> Iterator[Piece]:
    if end > start:
        place = view.span(start, end)
        yield Piece(place.start, place.end, work[start:end])


def _hidden(work: str, labels: frozenset[str]) -> Iterator[Hidden]:
    """Markup in the working text; where one stands within another, the first counts."""
    fences = _fences(work)
    brackets: list[tuple[int, str]] = []
    marks: dict[str, list[tuple[int, int]]] = {"*": [], "_": [], "~": []}
    at = 0
    while match := _MARKUP.search(work, at):
        at = match.end()
        kind = match.lastgroup
        if kind == "code":
            for hidden in _code(work, match, fences):
                yield hidden
                at = max(at, hidden[1])
        elif kind in {"open", "image"}:
            brackets.append((match.start(), match.group()))
        elif kind == "close":
            yield from _link(work, match, brackets, labels)
            at = match.end() if match.group().endswith(")") else match.start() + 1
        elif kind == "mark":
            yield from _emphasis(work, match, marks[match.group()[0]])
        else:
            yield _simple(match)
            if kind == "autolink":
                yield match.end() - 1, match.end(), ""


def _simple(match: re.Match[str]) -> Hidden:
    start, end = match.span()
    if match.lastgroup == "autolink":
        return start, start + 1, ""
    shown = {"escape": match.group()[1:], "break": " ", "entity": unescape(match.group()), "tag": ""}
    return start, end, shown[str(match.lastgroup)]


def _fences(work: str) -> dict[str, list[int]]:
    """Where each run of backticks stands, the last first."""
    fences: dict[str, list[int]] = {}
    for match in reversed(list(re.finditer(r"`+", work))):
        fences.setdefault(match.group(), []).append(match.start())
    return fences


def _code(work: str, match: re.Match[str], fences: dict[str, list[int]]) -> Iterator[Hidden]:
    """The marks around a code span; its words are visible."""
    places = fences.get(match.group(), [])
    while places and places[-1] <= match.start():
        places.pop()
    if places:
        yield match.start(), match.end(), ""
        inner = work.find("\n", match.end(), places[-1])
        while inner >= 0:
            yield inner, inner + 1, " "
            inner = work.find("\n", inner + 1, places[-1])
        yield places[-1], places[-1] + len(match.group()), ""


def _link(work: str, match: re.Match[str], brackets: list[tuple[int, str]], labels: frozenset[str]) -> Iterator[Hidden]:
    """The marks and the address around the words of a link, or a whole image."""
    if not brackets:
        return
    start, mark = brackets.pop()
    tail = match.group()[1:]
    label = tail[1:-1] if tail.startswith("[") and len(tail) > 2 else work[start + len(mark) : match.start()]  # noqa: PLR2004
    inline = tail.startswith("(")
    if not inline and (len(label) > 500 or " ".join(label.split()).upper() not in labels):  # noqa: PLR2004
        return
    if mark == "![":
        yield start, match.end(), ""
        return
    yield start, start + 1, ""
    yield match.start(), match.end(), ""


def _emphasis(work: str, match: re.Match[str], openers: list[tuple[int, int]]) -> Iterator[Hidden]:
    """The marks of emphasis that pair with earlier ones (CommonMark 6.2, flanking runs)."""
    start, end = match.span()
    before, after = work[start - 1 : start], work[end : end + 1]
    left = bool(after) and not after.isspace() and not (_punctuation(after) and _wordy(before))
    right = bool(before) and not before.isspace() and not (_punctuation(before) and _wordy(after))
    within = match.group()[0] == "_" and _wordy(before) and _wordy(after)
    if right and not within:
        while openers and start < end:
            opened, count = openers.pop()
            used = min(count, end - start)
            yield opened + count - used, opened + count, ""
            yield start, start + used, ""
            start += used
            if count > used:
                openers.append((opened, count - used))
    if left and not within and start < end:
        openers.append((start, end - start))


def _wordy(character: str) -> bool:
    return bool(character) and not character.isspace() and not _punctuation(character)


def _punctuation(character: str) -> bool:
    return bool(character) and not character.isalnum() and not character.isspace()
