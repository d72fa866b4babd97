"""What a page says of itself: titles, summary, who published it, when, in what language, where it stands first.

JSON-LD (schema.org) counts before `<meta>` (Open Graph, Dublin Core), and that before the page's own markup. What is
written there is a claim: nothing is fetched, and nothing is guessed where nothing is said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import msgspec
from lxml.etree import SubElement
from lxml.html import Element, HtmlElement

from answerable.echoes.pages.lines import BUGS
from answerable.echoes.streams.moments import moment

MOST_JSON: Final = 2_000_000
"""Characters of JSON-LD that are read; chosen by hand: a page's article is under a twentieth of it."""

MOST_NODES: Final = 5_000
"""Objects in JSON-LD that are looked at; chosen by hand."""

MOST_FACT: Final = 2_000
"""Characters of any fact but a title; chosen by hand."""

LONGEST_DATE: Final = 100
"""Characters of an element that holds a date; chosen by hand."""

MOST_HEADS: Final = 10
"""Headings of the first rank that are looked at; chosen by hand."""

MOST_DATES: Final = 3
"""Elements of the page that may hold its date: later ones belong to other articles; chosen by hand."""

_ARTICLES = re.compile(r"(?:Article|Posting|Report|WebPage|Coverage)$")
_DATES: Final = (
    *("article:published_time", "datepublished", "og:published_time", "dc.date.issued", "dcterms.created"),
    *("dcterms.date", "dc.date", "date", "pubdate", "publishdate", "publish-date", "sailthru.date", "parsely-pub-date"),
)
_LINES = (".//time", './/*[@itemprop="datePublished"]', './/*[contains(@class, "publish") or contains(@class, "date")]')
_LATEST = "2999-12-31"
_CODE = re.compile(r"[A-Za-z]{2}(?=[-_]|\Z)")


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What a page says of itself; empty where it says nothing.

    Attributes:
        heads: Its headings of the first rank.
        titles: Its `<title>`.
        headlines: What it tells others to call it.
        summaries: What it tells others that it says.
        outlet, author: By their names.
        language: ISO 639-1.
        published: When it was published.
        canonical: The address under which it wants to be known.
        sources: The addresses from which it says that it was taken.
    """

    heads: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    headlines: tuple[str, ...] = ()
    summaries: tuple[str, ...] = ()
    outlet: str = ""
    author: str = ""
    language: str = ""
    published: datetime | None = None
    canonical: str = ""
    sources: tuple[str, ...] = ()


def facts(tree: HtmlElement, *, address: str) -> Facts:
    """What the page of this tree says of itself."""
    said, metas = _linked_data(tree), _metas(tree)
    link = next(iter(tree.xpath('.//link[@rel="canonical"]/@href')), "") or metas.get("og:url", "")
    sources = [*tree.xpath('.//link[@rel="syndication-source" or @rel="original-source"]/@href')]
    sources += [metas.get(name, "") for name in ("syndication-source", "original-source")]
    headlines = (_text(said.get("headline"), most=None), metas.get("og:title", ""), metas.get("twitter:title", ""))
    summaries = (_text(said.get("description")), metas.get("og:description", ""), metas.get("description", ""))
    return Facts(
        heads=tuple(filter(None, (_line(head) for head in islice(tree.iter("h1"), MOST_HEADS)))),
        titles=tuple(filter(None, (_line(title) for title in tree.xpath(".//head/title")[:1]))),
        headlines=tuple(filter(None, headlines)),
        summaries=tuple(dict.fromkeys(filter(None, summaries))),
        outlet=metas.get("og:site_name", "")[:MOST_FACT] or _named(said.get("publisher")),
        author=_named(said.get("author")) or metas.get("author", "") or metas.get("article:author", ""),
        language=_language(tree, metas),
        published=_published(tree, said, metas, address=address),
        canonical=_address(address, link),
        sources=tuple(filter(None, (_address(address, each) for each in sources))),
    )


def _line(element: HtmlElement) -> str:
    """The words of an element as one line."""
    return " ".join("".join(element.itertext()).split())


def _metas(tree: HtmlElement) -> Mapping[str, str]:
    """The first content of each `<meta>`, by its name in small letters."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = " ".join((meta.get("content") or "").split())
        if name and content:
            found.setdefault(name, content if name.endswith("title") else content[:MOST_FACT])
    return found


def _linked_data(tree: HtmlElement) -> Mapping[str, Any]:
    """The first article that the page describes in JSON-LD; nothing where none is, or it cannot be read."""
    for script in tree.iterfind('.//script[@type="application/ld+json"]'):
        try:
            told = json.loads((script.text or "")[:MOST_JSON], strict=False)
        except (ValueError, RecursionError):
            continue  # what cannot be read says nothing; the page's words do not depend on it
        for node in _nodes(told):
            kind = node.get("@type")
            kinds = kind if isinstance(kind, list) else [kind]
            if any(isinstance(each, str) and _ARTICLES.search(each) for each in kinds):
                return node
    return {}


def _nodes(told: Any) -> Iterator[Mapping[str, Any]]:
    """The objects in JSON-LD from the outside in, as many as are looked at."""
    waiting = [told]
    for node in waiting:
        if isinstance(node, dict):
            yield node
            waiting.extend(each for each in node.values() if isinstance(each, dict | list))
        elif isinstance(node, list):
            waiting.extend(each for each in node if isinstance(each, dict | list))
        del waiting[MOST_NODES:]


def _text(told: Any, *, most: int | None = MOST_FACT) -> str:
    """A value as one line, "" where it is no text; halves of characters, which JSON can name, are replaced."""
    if not isinstance(told, str):
        return ""
    return " ".join(told[:most].encode("utf-8", "replace").decode().split())


def _named(told: Any) -> str:
    """The name of a person or organisation, or the names of several."""
    if isinstance(told, list):
        return ", ".join(filter(None, map(_named, told[:20])))
    return _text(told.get("name") if isinstance(told, dict) else told)


def _language(tree: HtmlElement, metas: Mapping[str, str]) -> str:
    """ISO 639-1 of what the page claims, or ""."""
    claimed = tree.get("lang") or metas.get("og:locale") or metas.get("content-language") or ""
    code = _CODE.match(claimed.strip())
    return code.group().lower() if code else ""


def _address(base: str, link: str) -> str:
    """A link as a whole address, or "" where it leads to no page."""
    try:
        found = urljoin(base, link.strip()[:MOST_FACT]) if link.strip() else ""
        return found if urlsplit(found).scheme in {"http", "https"} else ""
    except ValueError:  # it is no address
        return ""


def _published(
    tree: HtmlElement, said: Mapping[str, Any], metas: Mapping[str, str], *, address: str
) -> datetime | None:
    """When the page says that it was published."""
    claims = [_text(said.get("datePublished")), *(metas.get(name, "") for name in _DATES)]
    claims += [each.get("datetime") for each in tree.iterfind(".//time[@pubdate][@datetime]")]
    stated = next(filter(None, (moment(claim[:LONGEST_DATE]) for claim in claims if claim)), None)
    return stated or _searched(tree, address=address)


def _searched(tree: HtmlElement, *, address: str) -> datetime | None:
    """The date in the address, or in the few elements that are there to hold it: the page's words are not searched."""
    from htmldate import find_date  # noqa: PLC0415 - loads slowly, and only pages that hit come here

    body = SubElement(small := Element("html"), "body")
    try:
        for path in _LINES:
            for element in tree.xpath(path)[:MOST_DATES]:
                text = _line(element)
                if len(text) <= LONGEST_DATE:
                    stated = element.get("datetime") or element.get("content") or text
                    SubElement(body, "time", datetime=stated[:LONGEST_DATE]).text = text
        found = find_date(small, extensive_search=False, original_date=True, url=address or None, max_date=_LATEST)
    except BUGS:
        return None  # what stumbles over the page's dates finds none: the words do not depend on it
    return moment(found) if found else None
