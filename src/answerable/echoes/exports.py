"""Confirmed uses for machines: ClaimReview (schema.org), Web Annotation (W3C), CSV (RFC 4180).

Rules:
  - Only what a person confirmed goes out, and of that only the fields of `Exported`: a list of what may leave, so that
    a field that is added elsewhere stays here. Who confirmed, where a page is kept and why somebody judged as they did
    are not among them.
  - A review says how words relate to ours, in words; it gives no grade, and says nothing of who published them.
  - Contexts are named and never fetched.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from answerable.echoes.relations import RELATIONS, Place, Relation

SCHEMA = "https://schema.org"
ANNOTATION = "http://www.w3.org/ns/anno.jsonld"

AROUND = 32
"""Characters before and after quoted words by which a reader finds them again; chosen by hand."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would run (OWASP, CSV Injection)."""


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmed use, with all that may leave.

    Attributes:
        id: The use.
        organisation: Who released, by name.
        release: The address of the release.
        title: Its title.
        statement: The statement or sentence that is used; "" for words put into our mouth.
        statement_words: Its words.
        language: ISO 639-1 of these.
        page: The address of the page on the web; "" where it has none.
        outlet: Who published it, as the page says.
        page_title: Its title.
        page_language: ISO 639-1.
        published: When it was published, as it says.
        place: Title, lead or body.
        words: The page's words.
        start: Where they begin in that part of the page, in characters.
        before: What stands before them.
        after: What stands after them.
        relation: How they relate to ours, as a person says.
        shifts: What changed, as kind and direction.
        attributed: Whether the page says that they are ours.
        confirmed: The day on which a person said so.
    """

    id: str
    organisation: str
    release: str
    title: str
    statement: str
    statement_words: str
    language: str
    page: str
    outlet: str
    page_title: str
    page_language: str
    published: datetime | None
    place: Place
    words: str
    start: int
    before: str
    after: str
    relation: Relation
    shifts: tuple[tuple[str, str], ...]
    attributed: bool
    confirmed: date

    @property
    def label(self) -> str:
        """What a person says of it, in one line."""
        changed = ", ".join(f"{kind.replace('_', ' ')} {direction}" for kind, direction in self.shifts)
        if self.relation == "attribution":
            return RELATIONS["attribution"]
        return f"{RELATIONS[self.relation]} Changed: {changed}." if changed else f"{RELATIONS[self.relation]} Faithful."

    @property
    def statement_address(self) -> str:
        """The address of our statement."""
        return f"{self.release}#statement-{self.statement}" if self.statement else self.release


def claim_review(each: Exported) -> dict[str, Any]:
    """Return one use as a ClaimReview."""
    return {
        "@context": SCHEMA,
        "@type": "ClaimReview",
        "@id": f"{each.release}#echo-{each.id}",
        "url": each.statement_address,
        "datePublished": each.confirmed.isoformat(),
        "author": {"@type": "Organization", "name": each.organisation},
        "inLanguage": each.language,
        "claimReviewed": each.words,
        "reviewRating": {"@type": "Rating", "alternateName": each.label},
        "itemReviewed": {
            "@type": "Claim",
            "appearance": {"@type": "CreativeWork", **_told(url=each.page, name=each.page_title)},
            **_told(datePublished=each.published.isoformat() if each.published else ""),
        },
        "isBasedOn": {
            "@type": "CreativeWork",
            "url": each.release,
            "name": each.title,
            "hasPart": {
                "@type": "Quotation",
                **_told(identifier=each.statement, text=each.statement_words, inLanguage=each.language),
            },
        },
    }


def web_annotation(each: Exported) -> dict[str, Any]:
    """Return one use as a Web Annotation on the page."""
    quote = _told(prefix=each.before[-AROUND:], suffix=each.after[:AROUND])
    place = {"type": "TextPositionSelector", "start": each.start, "end": each.start + len(each.words)}
    body = {"type": "TextualBody", "value": each.label, "format": "text/plain", "purpose": "assessing"}
    return {
        "@context": ANNOTATION,
        "id": f"{each.release}#echo-{each.id}",
        "type": "Annotation",
        "motivation": "assessing",
        "created": each.confirmed.isoformat() + "T00:00:00Z",
        "creator": {"type": "Organization", "name": each.organisation},
        "body": [
            body,
            {"source": each.release, "selector": {"type": "TextQuoteSelector", "exact": each.statement_words}},
        ]
        if each.statement
        else [body],
        "target": {
            "source": each.page,
            "selector": [{"type": "TextQuoteSelector", "exact": each.words, **quote}, place],
        },
    }


def claim_reviews(uses: Sequence[Exported]) -> dict[str, Any]:
    """Return uses as one JSON-LD document of ClaimReviews."""
    return {"@context": SCHEMA, "@graph": [_without_context(claim_review(each)) for each in uses]}


def web_annotations(uses: Sequence[Exported], *, address: str) -> dict[str, Any]:
    """Return uses as an annotation page (W3C Web Annotation, section 5.2), which has the address given.

    What stands nowhere on the web cannot be annotated there, and is left out.
    """
    items = [_without_context(web_annotation(each)) for each in uses if each.page]
    return {"@context": ANNOTATION, "id": address, "type": "AnnotationPage", "items": items}


COLUMNS = (*Exported.__struct_fields__, "label")
"""The columns of the table."""


def table(uses: Iterable[Exported]) -> bytes:
    """Return uses as CSV in UTF-8, with a header; a cell that a spreadsheet would run is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in uses:
        writer.writerow([_cell(getattr(each, name)) for name in COLUMNS])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        value = "; ".join(" ".join(pair) for pair in value)
    if isinstance(value, (date, datetime)):
        value = value.isoformat()
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _told(**fields: str) -> dict[str, str]:
    """Return the fields that say something."""
    return {name: value for name, value in fields.items() if value}


def _without_context(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "@context"}
