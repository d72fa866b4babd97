"""What a text demands: of whom, and in which words.

Rules, over the clauses of each sentence; none of them reads numbers or names of countries:

* `imperative`: a clause that opens with a verb in its bare form, with "to" and the verb, or "that" (items of a list of
  recommendations), after adverbs or one introductory phrase: "As a matter of priority, ratify …";
* `request`: what follows a verb of demanding with its addressee: "urges the Government *to reopen the file*", "we
  demand *that …*", "calls for *an inquiry*";
* `duty`: a clause with "should", "must" and the like; the addressee is its subject. What "should have" been done is a
  reproach, and "should be noted" a phrase;
* `item`: an item that ends in a semicolon between imperatives of a list, whatever its wording: "Ratification of …;"
* a semicolon ends a demand where another demand opens after it; "and" never does: half of what follows it belongs to
  the same demand. An enumeration after a colon is split where its items open like demands.

A demand is given without its last mark. Imperatives are known in English, the other forms in en fr es de ru uk.
Measured by `benchmarks/text_demands.py`, which prints the figures and says on which data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any, Final

import msgspec

from answerable.text.documents import Document, Visible, read_document, visible
from answerable.text.sentences import sentences
from answerable.text.spans import Span

INTRODUCTION: Final = 240
"""Characters of an introductory phrase before an imperative at most; chosen by hand."""

LINK_WIDTH: Final = 20
"""Characters looked at for "; and" at the end of a demand."""

MARK_WIDTH: Final = 6
"""Characters of an item's own mark at most: "(iii) "."""

_FILE = files("answerable.text").joinpath("demands.toml")
_LISTS: Final[dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
VERBS: Final = frozenset(_LISTS["en"]["verbs"].split())
"""English verbs that open a demand."""

_NOUNS = frozenset(_LISTS["en"]["nouns"].split())


def _any_of(name: str) -> str:
    words = {word for language in _LISTS.values() for word in language.get(name, [])}
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_SEPARATOR = re.compile(r";\s*|:\s+|\s+(?=\([a-z0-9ivx]{1,4}\)\s)")
_MARK = re.compile(r"\s*(?:[-–—•*]\s*|\(?[a-z0-9ivx]{1,4}[.)]\s+)?")
_MARKS = " \t\r\n;:,.!。"
_LAST_LINK = re.compile(r"[;,]\s*(?:and|or|et|und|y|и|і|та)\Z", re.IGNORECASE)
_LINK = re.compile(
    r"(?:and|or|also|then|please|lastly|finally|additionally|moreover|furthermore|therefore),?\s+", re.IGNORECASE
)
_ADVERB = re.compile(
    r"(?:[a-z]+ly|also|further|once again|again|as soon as possible|without (?:further )?delay),?\s+(?:and\s+)?",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"(?:in|as|with|on|at|by|for|within|under|through|until|before|after|following|given|taking|bearing|considering|"
    r"noting|recalling|while|when|where|if|pursuant|building|based|despite|regarding|concerning|without|upon|to)\b"
    r"[^;:]{1,240}?,\s+",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"(?P<to>(?:not\s+)?to\s+(?:[a-z]+ly\s+)?|do not\s+|never\s+)?(?P<verb>[a-z][a-z-]*)"
    r"(?P<next>[,/]?\s+(?:[\w’'-]+))?",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(
    r"\s*(?:of|in|is|was|were|are|has|have|had|by|said|says|found|shows?|will|would|for)\b|,|/", re.IGNORECASE
)
_PURPOSE = re.compile(r",\s+(?:we|it|they|that|this|these|there|he|she|i|you)\b", re.IGNORECASE)
_WISH = re.compile(r"\b(?:be|should|must)\b", re.IGNORECASE)
_THAT = re.compile(r"that\s+(?!is\b|was\b|would\b|day\b|night\b|same\b|said\b|way\b|why\b)\w", re.IGNORECASE)
_ASKS = re.compile(rf"(?<![\w-])(?P<verb>{_any_of('asks')})(?![\w-])", re.IGNORECASE)
_ASKS_FOR = re.compile(
    rf"(?<![\w-])(?:{_any_of('asks_for')})\s+(?=(?:an?|the|its|their|all|immediate|urgent)\b)", re.IGNORECASE
)
_CONNECTOR = re.compile(
    r"(?<=[\s,])(?:(?:not to|to|that|à ce que|à|de|que|a que|a|dazu auf,?|auf,|dass|чтобы|щоб)\s+|d['’]|"
    r"(?=\w+(?:ть|[аиіїуяеєо]ти)(?:ся)?\b))(?=\w)",
    re.IGNORECASE,
)
_MUST = re.compile(
    rf"(?<![\w-])(?:{_any_of('must')})(?![\w-])"
    r"(?!\s+(?:not\s+)?(?:have\b|be (?:noted|recalled|stressed|remembered|said|added)))",
    re.IGNORECASE,
)
_SUBJECT_STOPS = re.compile(
    r"[,;:]\s+(?:and\s+|but\s+)?|\b(?:that|why|what|how|which|who|where|because|if)\s+", re.IGNORECASE
)


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is demanded.

    Attributes:
        start: First character in the document's text.
        end: After the last.
        addressee: Where it is said who is asked; empty where it is not said beside the demand.
        form: imperative, request, duty or item.
    """

    start: int
    end: int
    addressee: Span = Span(0, 0)
    form: str = "imperative"


def demands(source: str | Document) -> tuple[Demand, ...]:
    """The demands of a text in order; they never overlap."""
    document = read_document(source, media="plain") if isinstance(source, str) else source
    views = [visible(block) for block in document.blocks]
    within = [_in_block(view.text) for view in views]
    open_items = [bool(found) and found[0].form == "imperative" and found[0].start < MARK_WIDTH for found in within]
    demanded: list[Demand] = []
    for number, (view, found) in enumerate(zip(views, within, strict=True)):
        neighbours = open_items[max(0, number - 1) : number] + open_items[number + 1 : number + 2]
        listed = not found and view.text.endswith(";") and bool(neighbours) and all(neighbours)
        whole = [Demand(start=0, end=_trimmed(view.text, 0, len(view.text)), form="item")] if listed else []
        demanded += (_placed(each, view) for each in found or whole)
    return tuple(demanded)


def _placed(demand: Demand, view: Visible) -> Demand:
    """A demand in characters of the original."""
    where = view.span(demand.start, demand.end)
    addressee = view.span(demand.addressee.start, demand.addressee.end) if demand.addressee else Span(0, 0)
    return msgspec.structs.replace(demand, start=where.start, end=where.end, addressee=addressee)


def _in_block(text: str) -> list[Demand]:
    return [demand for start, end in sentences(text) for demand in _in_sentence(text, start, end)]


def _in_sentence(text: str, start: int, end: int) -> Iterator[Demand]:
    """The demands of a sentence, each up to where the next begins."""
    opened = list(_opened(text, start, end))
    for number, (_, demand) in enumerate(opened):
        limit = opened[number + 1][0] if number + 1 < len(opened) else end
        stop = _trimmed(text, demand.start, limit)
        if stop > demand.start:
            yield msgspec.structs.replace(demand, end=stop)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a demand ends without marks and links to the next."""
    words = text[start:end].rstrip(_MARKS)
    link = _LAST_LINK.search(words, max(0, len(words) - LINK_WIDTH))
    return start + len(words[: link.start()].rstrip(_MARKS) if link else words)


def _opened(text: str, start: int, end: int) -> Iterator[tuple[int, Demand]]:
    """Clauses that demand, by where each begins; where a demand ends is not known yet."""
    edges = [start, *(match.end() for match in _SEPARATOR.finditer(text, start, end))]
    for begin, limit in zip(edges, [*edges[1:], end], strict=True):
        opening = _imperative(text, begin, limit, first=begin == start)
        if opening is not None:
            yield begin, Demand(start=opening, end=limit)
            continue
        worded = _request(text, begin, limit) or _duty(text, begin, limit)
        if worded is not None:
            yield begin, worded


def _imperative(text: str, start: int, end: int, *, first: bool) -> int | None:
    """Where an imperative begins, introductory words included, if the clause opens with one."""
    mark = _MARK.match(text, start, end)
    begin = at = mark.end() if mark else start
    link = _LINK.match(text, at, end)
    if link and not first and link.group().strip(" ,").lower() in {"and", "or"}:
        return None  # "; and prosecute …" belongs to the demand before it more often than not
    at = link.end() if link else at
    first = first or text[at : at + 1].isupper()
    if _THAT.match(text, at, end):
        return begin if text[end - 1] == ";" or _WISH.search(text, at, end) else None
    for _ in range(3):
        if _is_verb(text, at, end):
            return begin
        skipped = _ADVERB.match(text, at, end) or (
            _PHRASE.match(text, at, min(end, at + INTRODUCTION)) if first else None
        )
        if not skipped:
            return None
        at = skipped.end()
    return begin if _is_verb(text, at, end) else None


def _is_verb(text: str, at: int, end: int) -> bool:
    """Tell whether a verb in its bare form stands here."""
    match = _VERB.match(text, at, end)
    if not match or match["verb"].lower() not in VERBS:
        return False
    if match["to"]:
        return not _PURPOSE.search(text, at, end)  # "To mend this, we …" tells what for
    if match["verb"].lower() not in _NOUNS:
        return True
    return match["next"] is not None and not _NO_OBJECT.match(text, match.end("verb"), end)


def _request(text: str, start: int, end: int) -> Demand | None:
    """What follows a verb of demanding, with its addressee."""
    verb = _ASKS.search(text, start, end)
    if verb:
        connector = _CONNECTOR.search(text, verb.end(), min(end, verb.end() + INTRODUCTION))
        if connector and connector.end() < end:
            words = text[verb.end() : connector.start()]
            begin = verb.end() + len(words) - len(words.lstrip())
            addressee = Span(begin, begin + len(words.strip(" ,")))
            return Demand(start=connector.end(), end=end, addressee=addressee or Span(0, 0), form="request")
    wanted = _ASKS_FOR.search(text, start, end)
    return Demand(start=wanted.end(), end=end, form="request") if wanted and wanted.end() < end else None


def _duty(text: str, start: int, end: int) -> Demand | None:
    """A clause that says what somebody should or must do."""
    modal = _MUST.search(text, start, end)
    if not modal:
        return None
    begin = start
    for stop in _SUBJECT_STOPS.finditer(text, start, modal.start()):
        begin = stop.end()
    words = text[begin : modal.start()].strip()
    subject = Span(begin, begin + len(words)) if words else Span(0, 0)
    return Demand(start=begin, end=end, addressee=subject, form="duty")
