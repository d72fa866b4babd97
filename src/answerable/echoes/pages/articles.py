"""A page read with care: title, lead and body apart, who published it, when, in which language, where it came from.

Rules:
  - only records in which the scan found something come here; it is a hundred times slower than `plain`;
  - the words are those of `plain`, unchanged: no mark, no accent, no letter is put in another's place;
  - the title is the headline that a reader sees, without the outlet's name; the lead is the summary where it stands
    on the page, else the first of several paragraphs; the body repeats neither, an empty line between paragraphs;
  - a date that lies in the future by more than a day is not believed and a title too long is cut: both are told;
  - what the page claims counts before what the stream says of it, but for the date and the words it gives itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import msgspec

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.charsets import as_utf8
from answerable.echoes.pages.facts import Facts, facts
from answerable.echoes.pages.forms import form_of
from answerable.echoes.pages.lines import extracted, forget, lines_of, own_lines, tree_of
from answerable.echoes.pages.plain import given_text, read, shown_page
from answerable.echoes.pages.sketches import sketch
from answerable.echoes.pages.syndication import credited, hints
from answerable.echoes.streams.documents import Document, Raw, Reason, Skipped
from answerable.text.documents import visible
from answerable.text.languages import UNDETERMINED, language_of
from answerable.text.plaintext import plain_blocks

LONGEST_TITLE: Final = 500
"""Characters of a title at most; chosen by hand: headlines end before 200."""

AHEAD: Final = timedelta(days=1)
"""How far a date may lie in the future: the zones of the earth and a clock that is wrong."""

SAMPLE: Final = 20_000
"""Characters whose language is looked at."""

LARGE: Final = 1_000_000
"""Bytes of a page after which nothing of it is kept in mind; chosen by hand."""

SEPARATORS: Final = (" | ", " - ", " – ", " — ", " :: ", " · ", " « ", " » ")
"""What stands between a title and the outlet's name in `<title>`."""

SHORTEST_TITLE: Final = 20
"""Characters from which on a heading is more than a name; chosen by hand."""

FEWEST_LETTERS: Final = 40
"""Characters of a summary at least that is looked for among the lines; chosen by hand."""


HEAD: Final = 100_000
"""Bytes of a page that is read without a tree in which its title is looked for; chosen by hand."""

_TITLE = re.compile(rb"<title[\s>]", re.IGNORECASE)


class _Words(msgspec.Struct, frozen=True):
    """Title, lead and paragraphs as they were found."""

    title: str
    lead: str
    body: Sequence[str]


def article(raw: Raw, *, now: datetime) -> tuple[Document, list[Skipped]]:
    """The record as a document, and what of it was not believed.

    Args:
        raw: A record of a stream.
        now: The time, against which dates are judged; with its zone.

    Raises:
        Unreadable: It has no words of its own, or none that can be read.
    """
    words, said = _read(raw)
    if not any((words.title, words.lead, *words.body)):
        raise Unreadable("empty", f"expected words, found none in {len(raw.content)} bytes")
    skipped = []
    title = words.title
    if len(title) > LONGEST_TITLE:
        skipped.append(_skipped(raw, "long-title", f"expected at most {LONGEST_TITLE} characters, found {len(title)}"))
        title = _cut(title)
    published = raw.given.published or said.published
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=now.tzinfo)
    if published is not None and published > now + AHEAD:
        skipped.append(_skipped(raw, "future", f"expected a date before {now:%Y-%m-%d}, found {published:%Y-%m-%d}"))
        published = None
    return _document(raw, msgspec.structs.replace(words, title=title), said, published), skipped


def _document(raw: Raw, words: _Words, said: Facts, published: datetime | None) -> Document:
    """The document out of its parts."""
    body = "\n\n".join(words.body)
    everything = f"{words.title}\n\n{words.lead}\n\n{body}"
    content = raw.content or given_text(raw).encode("utf-8", "replace")
    agencies = credited(tuple(filter(None, (words.lead, *words.body))), author=said.author)
    return Document(
        id=hashlib.sha256(f"{raw.address}\n{everything}".encode("utf-8", "replace")).hexdigest(),
        stream=raw.stream,
        path=raw.path,
        at=raw.at,
        address=raw.address,
        outlet=said.outlet or raw.given.outlet or _host(raw.address),
        title=words.title,
        lead=words.lead,
        body=body,
        language=_language(everything, said.language or raw.given.language),
        published=published,
        fetched=raw.fetched,
        hints=hints(
            address=raw.address,
            canonical=said.canonical,
            sources=said.sources,
            agencies_named=agencies,
            given=raw.given.hints,
        ),
        sha256=hashlib.sha256(content).hexdigest(),
        sketch=sketch(body or words.lead or words.title),
    )


def _read(raw: Raw) -> tuple[_Words, Facts]:
    """The words of a record and what it says of itself."""
    if not raw.content:
        return _given(raw), Facts()
    form = form_of(raw)
    if form == "html":
        return _page(raw)
    if form == "plain":
        return _text(as_utf8(raw.content, raw.media).decode("utf-8", "replace"), raw), Facts()
    blocks = read(raw.content, form).blocks
    title = next((visible(block).text for block in blocks if block.kind == "title"), "")
    rest = [visible(block).text for block in blocks if block.kind != "title"]
    return _apart(title or raw.given.title, raw.given.lead, rest), Facts()


def _given(raw: Raw) -> _Words:
    """The words that the stream itself gives: each line or block a paragraph."""
    blocks = plain_blocks(raw.given.text)
    paragraphs = [raw.given.text[block.start : block.end] for block in blocks]
    paragraphs = [" ".join(each.split("\n")) for each in paragraphs]
    return _apart(_line(raw.given.title), raw.given.lead.strip(), paragraphs)


def _text(text: str, raw: Raw) -> _Words:
    """The words of a plain text: its title is a first line that is one."""
    blocks = plain_blocks(text)
    shown = [(block.kind, visible(block).text) for block in blocks]
    title = raw.given.title or next((words for kind, words in shown[:1] if kind == "title"), "")
    rest = [words for place, (kind, words) in enumerate(shown) if place or kind != "title" or words != title]
    return _apart(_line(title), raw.given.lead.strip(), rest)


def _page(raw: Raw) -> tuple[_Words, Facts]:
    """The words of a page of HTML."""
    page = as_utf8(raw.content, raw.media)
    lines = lines_of(shown_page(raw, links=True))
    tree = tree_of(page)
    said = Facts() if tree is None else facts(tree, address=raw.address)
    own = own_lines(lines, "" if tree is None else extracted(tree))
    if len(page) > LARGE:
        forget()
    title = _title(said) or _line(raw.given.title)
    everywhere = {_key(line.text): line.text for line in lines}
    lead = next((everywhere[key] for each in said.summaries if (key := _key(each)) in everywhere), "")
    if len(lead) < FEWEST_LETTERS or _key(lead) == _key(title):
        lead = ""
    named = {_key(each) for each in (*said.titles, *said.headlines, *said.heads, title)}
    if tree is None and len(lines) > 1 and _TITLE.search(page[:HEAD]):
        title = lines[0].text
        named.add(_key(title))
    return _apart(title, lead, [line for line in own if _key(line) not in named]), said


def _apart(title: str, lead: str, paragraphs: Sequence[str]) -> _Words:
    """Title, lead and body, none of which repeats another."""
    known = {_key(title), _key(lead), ""}
    body = [each.strip() for each in paragraphs if _key(each) not in known]
    if not lead and len(body) > 1:
        lead, body = body[0], body[1:]
    return _Words(title, lead, body)


def _title(said: Facts) -> str:
    """The headline that a reader sees: a heading that is named elsewhere too, the only long one, or `<title>`."""
    titles = [_without(title, said.outlet) for title in said.titles]
    keys = [_key(title) for title in (*titles, *said.headlines)]
    heads = [head for head in said.heads if _key(head) != _key(said.outlet)]
    for head in heads:
        key = _key(head)
        if any(key == each or (len(key) >= SHORTEST_TITLE and each.startswith(key)) for each in keys):
            return head
    long = [head for head in heads if len(head) >= SHORTEST_TITLE]
    if len(long) == 1:
        return long[0]
    inner = [each for each in said.headlines for title in titles if _key(title).startswith(_key(each))]
    return next(iter((*inner, *titles, *heads, *said.headlines)), "")


def _without(title: str, outlet: str) -> str:
    """A title without the outlet's name at its end or its beginning."""
    if not outlet:
        return title
    for separator in SEPARATORS:
        before, found, after = title.rpartition(separator)
        if found and _key(after) == _key(outlet):
            return before
        before, found, after = title.partition(separator)
        if found and _key(before) == _key(outlet):
            return after
    return title


def _cut(title: str) -> str:
    """The beginning of a title that is too long, up to the end of a word where one ends near."""
    head = title[:LONGEST_TITLE]
    space = head.rfind(" ", LONGEST_TITLE // 2)
    return head[:space] if space > 0 else head


def _key(text: str) -> str:
    """What two ways of writing the same line have in common: case and white space count for nothing."""
    return " ".join(text.split()).casefold()


def _line(text: str) -> str:
    """The text as one line."""
    return " ".join(text.split())


def _language(text: str, claimed: str) -> str:
    """The language that the words speak for, else the one that is claimed, else "und"."""
    found = language_of(text[:SAMPLE])
    return claimed[:2].lower() if found == UNDETERMINED and claimed else found


def _host(address: str) -> str:
    """The host of an address without "www.", or ""."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:  # it is no address
        return ""


def _skipped(raw: Raw, reason: Reason, detail: str) -> Skipped:
    """The row that says what of a record was not believed."""
    return Skipped(
        stream=raw.stream,
        path=raw.path,
        at=raw.at,
        next=raw.next,
        id=raw.id,
        address=raw.address,
        reason=reason,
        detail=detail,
    )
