"""A release as IPTC NewsML-G2 2.34: a news item with its publication status, linked to its notices."""

from __future__ import annotations

from datetime import datetime

from lxml import etree

from answerable.releases.exports.exported import Exported, label, note, plain, publication_status, whole

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
HTML = "http://www.w3.org/1999/xhtml"
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

CORRECTS = frozenset({"correction", "clarification", "partial-retraction"})
"""Notices with which an item is sent as a correction (IPTC NewsCodes, signal)."""


def as_newsml(release: Exported) -> bytes:
    """Return a release as one newsItem in UTF-8.

    Its version counts what was released and what was said of it since: a receiver takes the highest (guidelines, 7.3).
    """
    item = etree.Element(f"{{{NAMESPACE}}}newsItem", nsmap={None: NAMESPACE})
    item.set("guid", release.address)
    item.set("version", str(release.version + max(release.said, len(release.notices))))
    item.set("standard", "NewsML-G2")
    item.set("standardversion", "2.34")
    item.set("conformance", "power")
    item.set(LANGUAGE, release.language)
    _add(item, "catalogRef", href=CATALOG)
    _add_management(_add(item, "itemMeta"), release)
    _add_content(_add(item, "contentMeta"), release)
    if release.text:
        _add_text(_add(item, "contentSet"), release)
    written: bytes = etree.tostring(item, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _add_management(meta: etree._Element, release: Exported) -> None:
    _add(meta, "itemClass", qcode="ninat:text")
    _add(_add(meta, "provider", literal=plain(release.organisation)), "name", text=release.organisation)
    _add(meta, "versionCreated", text=_moment(release.changed))
    _add(meta, "firstCreated", text=_moment(release.first))
    _add(meta, "pubStatus", qcode=f"stat:{publication_status(release)}")
    _add(meta, "title", text=release.title)
    if said := note(release):
        _add(meta, "edNote", text=said)
    if release.notices:
        corrects = any(each.type in CORRECTS for each in release.notices)
        _add(meta, "signal", qcode="sig:correction" if corrects else "sig:update")
    for each in release.notices:
        link = _add(meta, "link", rel="irel:seeAlso", href=each.address)
        _add(link, "title", text=f"{label(each.type)}, {each.by}")
    if release.variant_of:
        _add(meta, "link", rel="irel:translationOf", href=release.variant_of)


def _add_content(meta: etree._Element, release: Exported) -> None:
    _add(meta, "contentCreated", text=_moment(release.released))
    _add(_add(meta, "creator", literal=plain(release.organisation)), "name", text=release.organisation)
    _add(meta, "language", tag=release.language)
    _add(meta, "headline", text=release.title)


def _add_text(content: etree._Element, release: Exported) -> None:
    """Put the words into the item as XHTML, a paragraph for each block of the CommonMark text."""
    inline = _add(content, "inlineXML", contenttype="application/xhtml+xml")
    html = etree.SubElement(inline, f"{{{HTML}}}html", nsmap={None: HTML})
    head = etree.SubElement(html, f"{{{HTML}}}head")
    etree.SubElement(head, f"{{{HTML}}}title").text = plain(release.title)
    body = etree.SubElement(html, f"{{{HTML}}}body")
    for each in release.notices:
        etree.SubElement(body, f"{{{HTML}}}p", {"class": "notice"}).text = plain(f"{label(each.type)}: {whole(each)}")
    for block in release.text.split("\n\n"):
        etree.SubElement(body, f"{{{HTML}}}p").text = plain(block.strip())


def _add(parent: etree._Element, name: str, *, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    child.text = plain(text) or None
    return child


def _moment(at: datetime) -> str:
    return at.isoformat()
