"""Blocks of an HTML page with offsets into the untouched source.

A tokeniser after the HTML standard (13.2.5), as far as words need it: tags, attributes in quotation marks, comments,
elements whose content is no text. It never fails, as browsers do not, and goes forward only, so time is linear.

Rules: elements of layout begin and end blocks; white space collapses; entities show their character; `<br>` is a
space, two of them end a block; the first `<h1>` is the title, and `<title>` only where there is no `<h1>`; what
browsers do not show (scripts, styles, templates, `hidden`, `display: none`, `aria-hidden`) is nobody's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

import msgspec

from answerable.text.documents import Block, Piece

KIND_OF: Final = {
    "title": "title",
    "h1": "heading",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "li": "bullet",
    "blockquote": "quote",
    "td": "cell",
    "th": "cell",
    "figcaption": "caption",
    "caption": "caption",
    "pre": "code",
}
"""Kind of the blocks within an element; the innermost counts, paragraphs within it included."""

LAYOUT: Final = frozenset(KIND_OF) | frozenset(
    [
        "address",
        "article",
        "aside",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
"""Elements that begin and end a block (HTML standard, 15.3, "display: block" and its kin)."""

RAW: Final = frozenset(["script", "style", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"])
"""Elements whose content is skipped up to their end tag, whatever it holds."""

UNSEEN: Final = frozenset(
    ["template", "svg", "math", "select", "button", "datalist", "object", "audio", "video", "canvas"]
)
"""Elements whose content is not part of the text."""

VOID: Final = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""Elements without an end tag (HTML standard, 13.1.2)."""

_NAME = re.compile(r"/?[A-Za-z][^\s/>]{0,100}")
_STOP = re.compile(r"[\"'>]")
_GAP = re.compile(r"(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?)|[\t\n\f\r]\s*| \s+")
_CLOAK = re.compile(
    r"""(?:^|\s)hidden(?=[\s=/]|$)|aria-hidden\s{0,9}=\s{0,9}["']?true|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden""",
    re.IGNORECASE,
)


class Tag(msgspec.Struct, frozen=True, gc=False):
    """A tag: its name in lower case, where it stands, and whether it ends an element or hides its content."""

    name: str
    start: int
    end: int
    closing: bool
    hides: bool


class _Page:
    """What has been read of a page so far."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.within: list[tuple[str, str]] = []
        """The open elements that give blocks their kind, or may stand around such: each with the kind that it gives."""
        self.hider = ""
        self.depth = 0

    def add(self, text: str, start: int, end: int) -> None:
        """Take the characters between two tags."""
        if self.hider:
            return
        at = start
        for match in _GAP.finditer(text, start, end):
            if match.start() > at:
                self._append(Piece(at, match.start(), text[at : match.start()]))
            shown = unescape(match.group()) if match.lastgroup else " "
            self._append(Piece(match.start(), match.end(), shown))
            at = match.end()
        if end > at:
            self._append(Piece(at, end, text[at:end]))

    def _append(self, piece: Piece) -> None:
        if piece.shown.startswith(" ") and (not self.pieces or self.pieces[-1].shown.endswith(" ")):
            rest = piece.shown.lstrip(" ")
            if not rest:
                return
            piece = Piece(piece.end - len(rest), piece.end, rest)
        self.pieces.append(piece)

    def flush(self) -> None:
        """End the block."""
        while self.pieces and self.pieces[-1].shown.isspace():
            self.pieces.pop()
        name, kind = self.within[-1] if self.within else ("", "paragraph")
        if self.pieces and kind != "code":
            start, end = self.pieces[0].start, self.pieces[-1].end
            named = "h1" if name == "h1" else kind
            self.blocks.append(Block(kind=named, start=start, end=end, pieces=tuple(self.pieces)))
        self.pieces = []


def html_blocks(text: str) -> list[Block]:
    """The blocks of an HTML page, in order."""
    page = _Page()
    at = 0
    breaks = 0
    for tag in _tags(text):
        breaks = breaks if text[at : min(tag.start, at + 100)].isspace() or tag.start == at else 0
        page.add(text, at, tag.start)
        at = tag.end
        if tag.name == "br":
            breaks += 1
            page.add(" ", 0, 0)
            _break(page, tag, again=breaks > 1)
        elif not page.hider or _ends_unmarked(page, tag):
            page.hider = ""
            _turn(page, tag)
        else:
            _seek_end(page, tag)
    page.add(text, at, len(text))
    page.flush()
    return _titled(page.blocks)


def _break(page: _Page, tag: Tag, *, again: bool) -> None:
    if again:
        page.flush()
    elif page.pieces and not page.hider:
        page.pieces.append(Piece(tag.start, tag.end, " "))


def _ends_unmarked(page: _Page, tag: Tag) -> bool:
    """Tell whether a hidden element ends here although its end tag was left out (HTML standard, 13.1.2.4)."""
    if page.hider == "p":
        return tag.name in LAYOUT and not (tag.closing and tag.name == "p")
    return page.hider in {"li", "td", "th", "tr", "dt", "dd", "option"} and tag.name == page.hider and not tag.closing


def _seek_end(page: _Page, tag: Tag) -> None:
    """Within hidden content: count elements of the hiding one's name until it ends."""
    if tag.name == page.hider:
        page.depth += -1 if tag.closing else 1
        if page.depth <= 0:
            page.hider = ""


def _turn(page: _Page, tag: Tag) -> None:
    """Begin or end an element outside hidden content."""
    if tag.name in LAYOUT:
        page.flush()
    if not tag.closing and tag.name not in VOID and (tag.hides or tag.name in UNSEEN):
        page.hider, page.depth = tag.name, 1
    elif tag.name in KIND_OF or tag.name in {"table", "ul", "ol"}:
        around = page.within[-1][1] if page.within else "paragraph"
        if not tag.closing:
            page.within.append((tag.name, KIND_OF.get(tag.name, around)))
        elif any(name == tag.name for name, _ in page.within[-50:]):  # deeper is no document; so time stays linear
            while page.within.pop()[0] != tag.name:
                pass


def _titled(blocks: list[Block]) -> list[Block]:
    """The blocks with one title: the first `<h1>`, else `<title>`; further ones are headings or not shown."""
    first = next((block for block in blocks if block.kind == "h1"), None)
    kept = []
    for block in blocks:
        if first is not None and block.kind == "title":
            continue
        kind = ("title" if block is first else "heading") if block.kind == "h1" else block.kind
        kept.append(block if kind == block.kind else msgspec.structs.replace(block, kind=kind))
    return kept


def _tags(text: str) -> Iterator[Tag]:
    """The tags of a page; comments and elements without text come as tags of no name."""
    at = text.find("<")
    while at >= 0:
        name = _NAME.match(text, at + 1)
        if name:
            tag = _tag(text, at, name)
            yield tag
            end = tag.end
            if tag.name in RAW and not tag.closing:
                end = _raw_end(text, tag)
                yield Tag("", tag.end, end, closing=False, hides=False)
        elif text.startswith(("!", "?", "/"), at + 1):
            end = _declaration_end(text, at)
            yield Tag("", at, end, closing=False, hides=False)
        else:
            end = at + 1
        at = text.find("<", end)


def _tag(text: str, at: int, name: re.Match[str]) -> Tag:
    end = name.end()
    while stop := _STOP.search(text, end):
        end = stop.end()
        if stop.group() == ">":
            break
        closed = text.find(stop.group(), end)
        end = closed + 1 if closed >= 0 else len(text)
    else:
        end = len(text)
    word = name.group().lower()
    cloaked = _CLOAK.search(text, name.end(), min(end - 1, name.end() + 2000)) is not None
    return Tag(word.lstrip("/"), at, end, closing=word.startswith("/"), hides=cloaked)


def _raw_end(text: str, tag: Tag) -> int:
    """Where an element without text ends: before its end tag, or with the page."""
    closing = re.compile(rf"</{tag.name}(?=[\s/>])", re.IGNORECASE).search(text, tag.end)
    return closing.start() if closing else len(text)


def _declaration_end(text: str, at: int) -> int:
    """Where a comment or declaration ends, or the page where it never does."""
    mark = "-->" if text.startswith("<!--", at) else ">"
    closed = text.find(mark, at + 2)
    return closed + len(mark) if closed >= 0 else len(text)
