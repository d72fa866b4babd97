"""A release as IPTC ninjs 2.1: news in JSON, with its publication status."""

from __future__ import annotations

from typing import Any

from answerable.releases.exports.exported import Exported, Told, label, note, publication_status, whole

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_2.1.json"


def as_ninjs(release: Exported) -> dict[str, Any]:
    """Return a release as one ninjs object; its notices are associations, each an object of its own."""
    said = note(release)
    return {
        "uri": release.address,
        "standard": {"name": "ninjs", "version": "2.1", "schema": SCHEMA},
        "type": "text",
        "representationtype": "full" if release.text else "partial",
        "version": str(release.version),
        "firstcreated": _moment(release.first),
        "versioncreated": _moment(release.changed),
        "contentcreated": _moment(release.released),
        "pubstatus": publication_status(release),
        "language": release.language,
        "title": release.title,
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": release.title}],
        **({"bodies": [_body(release.text)]} if release.text else {}),
        **({"ednote": said} if said else {}),
        "by": release.organisation,
        "infosources": [{"name": release.organisation}],
        "altids": [{"role": "certificate", "value": release.certificate}],
        "associations": [_notice(release, each) for each in release.notices],
    }


def _notice(release: Exported, told: Told) -> dict[str, Any]:
    concerns = ", ".join(name for name, _words in told.statements) or "the whole text"
    return {
        "name": f"notice-{told.key}",
        "uri": told.address,
        "type": "text",
        "representationtype": "full",
        "versioncreated": _moment(told.at),
        "pubstatus": "usable",
        "language": release.language,
        "title": label(told.type),
        "by": told.by,
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": f"{label(told.type)}: {release.title}"}],
        "descriptions": [
            {"role": "type", "contenttype": "text/plain", "value": told.type},
            {"role": "concerns", "contenttype": "text/plain", "value": concerns},
        ],
        "bodies": [_body(whole(told), media="text/plain")],
    }


def _body(text: str, *, media: str = "text/markdown") -> dict[str, Any]:
    return {
        "role": "main",
        "contenttype": media,
        "charcount": len(text),
        "wordcount": len(text.split()),
        "value": text,
    }


def _moment(at: Any) -> str:
    return str(at.isoformat())
