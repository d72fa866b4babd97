"""A document of an office program (OOXML, OpenDocument): who wrote it when, and what it would run or fetch.

The parts are read out of the zip with limits, and parsed with entities, networks and external definitions off. Macros
are named and never run; nothing is drawn, for that would take the program itself.
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

from lxml import etree

from answerable.evidence.errors import NotImported
from answerable.evidence.examining.result import Notes
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.places import Zip, read_small

BOUNDS = Bounds(files=5000, total=1 << 30, described=4 << 20)
PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "meta.xml")
MOST_ELEMENTS = 200
"""Elements of one part that are written down; chosen by hand: programs write about thirty."""

FETCHED = re.compile(r"^(https?|file|ftp|smb|\\\\)", re.IGNORECASE)


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a document says of itself."""
    file.seek(0)
    try:
        parts = Zip(file, "document", BOUNDS)
        for name in PROPERTIES:
            if name in parts.sizes:
                _properties(read_small(parts, name, BOUNDS), notes)
        _inside(parts, notes)
    except NotImported as error:
        notes.problems.append(str(error)[:200])


def _properties(content: bytes, notes: Notes) -> None:
    root = _parsed(content)
    for element in list(root.iter(etree.Element))[:MOST_ELEMENTS]:
        if element.text and element.text.strip() and not len(element):
            notes.add("metadata", etree.QName(element).localname, element.text)
        for name, value in element.attrib.items():
            if etree.QName(element).localname == "document-statistic":
                notes.add("content", etree.QName(name).localname, value)


def _inside(parts: Zip, notes: Notes) -> None:
    macros = [name for name in parts.sizes if name.endswith("vbaProject.bin") or name.startswith("Basic/")]
    if macros:
        notes.doubt(f"it holds macros that an office program may run: {macros[0]}")
    objects = [name for name in parts.sizes if "/embeddings/" in name or name.startswith("Object ")]
    if objects:
        notes.add("inside", "embedded objects", len(objects))
    pictures = [name for name in parts.sizes if "/media/" in name or name.startswith("Pictures/")]
    if pictures:
        notes.add("inside", "pictures", len(pictures))
    for name in [name for name in parts.sizes if name.endswith(".rels")][:100]:
        for element in _parsed(read_small(parts, name, BOUNDS)).iter(etree.Element):
            target = element.get("Target", "")
            kind = element.get("Type", "").rpartition("/")[2]
            if element.get("TargetMode") == "External" and kind != "hyperlink" and FETCHED.match(target):
                notes.doubt(f"it fetches something from elsewhere when it is opened ({kind}): {target}")


def _parsed(content: bytes) -> Any:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise etree.XMLSyntaxError("expected XML without a document type, found one", 0, 0, 0)
    return root
