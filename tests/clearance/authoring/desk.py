"""Drafting by form, as an author of the worked example does it."""

from __future__ import annotations

from pathlib import Path

from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version, links_of, statements, support
from tests.site import AUTHOR, ROOT, signed_in

NEW = "/cases/harbour/drafts/new/"
EDIT = "/cases/harbour/drafts/release/edit/"
TEXT = Path(ROOT / "examples" / "harbour" / "outputs" / "release-2.md").read_text()
LEAD_NOW = "did not show two labour inspectors 12 of the 30 accident records they asked for"


def case(output: str = "release"):
    """Return the worked example as it stands."""
    return read_clearance("harbour", at=moment_of("harbour"), subject=output)


def current(output: str = "release"):
    """Return the current version of an output."""
    return current_version(case(output).outputs, output)


def marked(output: str = "release"):
    """Return the statements of the current version by name."""
    return {each.id: each for each in statements(case(output).outputs, output)}


def links(name: str, output: str = "release"):
    """Return every link ever made from a statement."""
    return links_of(case(output).outputs, output, marked(output)[name])


def support_codes(output: str = "release") -> set[tuple[str, str]]:
    """Return what gate 9 says: code and statement."""
    return {(each.code, each.where.statement) for each in support(case(output).outputs)}


def delivered(output: str) -> list[tuple[str, int]]:
    """Return what was delivered of an output, to whom."""
    return [(fact.body.section, fact.body.version) for fact in case().delivered if fact.body.output == output]


def form(**changes: object) -> dict[str, object]:
    """Return the form of the next version of the release."""
    return {
        "type": "release",
        "language": "en",
        "authors": [AUTHOR],
        "parent": "report",
        "variant_of": "",
        "accuses": ["port-authority"],
        "text": TEXT,
        "carry": "on",
        "started": current().ref,
        "do": "keep",
    } | changes


def first(**changes: object) -> dict[str, object]:
    """Return the form of the first version of another output."""
    plain = form(**{"output": "post", "type": "post", "parent": "", "started": ""} | changes)
    del plain["carry"]
    return plain


def keep(person: str = AUTHOR, address: str = EDIT, **changes: object):
    """Send the form of a version."""
    plain = first(**changes) if address == NEW else form(**changes)
    return signed_in(person).post(address, plain)


def rows(html: str) -> dict[str, str]:
    """Return the fields of a page of marks as a browser would send them, by name."""
    from html.parser import HTMLParser

    found: dict[str, str] = {}

    class Fields(HTMLParser):
        select = ""

        def handle_starttag(self, tag, attrs):
            each = dict(attrs)
            name = each.get("name", "")
            if tag == "select":
                self.select = name
            elif tag == "option" and self.select and ("selected" in each or self.select not in found):
                found[self.select] = each.get("value", "")
            elif tag == "input" and each.get("type") == "checkbox" and "checked" in each and "carries" not in name:
                found[name] = each.get("value", "on")

    Fields().feed(html)
    return found
