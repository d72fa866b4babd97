"""What became of a release, as Crossref's REST interface gives updates, with types of Crossmark.

The types are those of Crossmark (`notices.CROSSMARK`); our own stands beside, under a name that Crossref does not use.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from answerable.releases.exports.exported import Exported, Told, label, whole
from answerable.releases.notices import CROSSMARK


def as_updates(release: Exported) -> dict[str, Any]:
    """Return a release as a work with what updates it (`updated-by`), and each notice as one that does (`update-to`).

    A release has no DOI here: works are named by `URL`, which Crossref gives beside a DOI.
    """
    return {
        "status": "ok",
        "message-type": "work-list",
        "message": {
            "total-results": 1 + len(release.notices),
            "items": [_work(release), *(_notice(release, told) for told in release.notices)],
        },
    }


def _work(release: Exported) -> dict[str, Any]:
    return {
        "URL": release.address,
        "type": "report" if release.type == "report" else "posted-content",
        "title": [release.title],
        "publisher": release.organisation,
        "language": release.language,
        "published": _day(release.released),
        "updated-by": [_update(told, told.address) for told in release.notices],
    }


def _notice(release: Exported, told: Told) -> dict[str, Any]:
    return {
        "URL": told.address,
        "type": "posted-content",
        "title": [f"{label(told.type)}: {release.title}"],
        "publisher": told.by,
        "language": release.language,
        "published": _day(told.at),
        "abstract": whole(told),
        "update-to": [_update(told, release.address)],
    }


def _update(told: Told, address: str) -> dict[str, Any]:
    return {
        "updated": _day(told.at),
        "URL": address,
        "type": CROSSMARK[told.type],
        "label": label(told.type),
        "source": "publisher",
        "notice-type": told.type,
        "statements": [name for name, _words in told.statements],
    }


def _day(at: datetime) -> dict[str, Any]:
    return {
        "date-parts": [[at.year, at.month, at.day]],
        "date-time": at.isoformat(),
        "timestamp": int(at.timestamp() * 1000),
    }
