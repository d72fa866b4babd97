"""Which version a use is of, and what became of its words.

Rules:
  - A page's day is the one that it claims, else the one on which it was fetched.
  - Words that stand in several releases and versions are those of the latest that was out on that day; where none was
    out yet, as when a page is dated wrongly, of the earliest.
  - Words that had been corrected or withdrawn on that day: `correction-ignored`. Words that a later version, out on
    that day, has not: `superseded`. The same after that day: `earlier`.
  - A page of which no day is known gets the benefit of the doubt: what was replaced or corrected is `earlier`. Only a
    day can tell that somebody should have known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from answerable.echoes.scanning.found import Standing
from answerable.echoes.scanning.library import Owner
from answerable.echoes.scanning.released import OwnPassage
from answerable.echoes.streams.documents import Document

_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)


def day_of(document: Document) -> datetime | None:
    """When a page appeared, as far as is known."""
    found = document.published or document.fetched
    return _aware(found) if found else None


def owner_on(owners: Iterable[Owner], day: datetime | None) -> Owner:
    """The release whose words they are on a day; of several out on the same day, the first in the order followed."""
    return max(owners, key=lambda owner: rank(owner, day))


def rank(owner: Owner, day: datetime | None) -> tuple[bool, float]:
    """Orders releases for a day: those not yet out, the earliest last, and then those that were, the latest last."""
    at = _aware(owner.release.at) if owner.release.at else _BEFORE_ALL
    out = day is None or at <= day
    seconds = (at - _BEFORE_ALL).total_seconds()
    return out, seconds if out else -seconds


def standing_of(passage: OwnPassage, day: datetime | None) -> Standing:
    """What became of a passage's words, seen from a page of that day."""
    corrected, replaced = (_aware(each) if each else None for each in (passage.corrected, passage.replaced))
    if day and corrected and corrected <= day:
        return "correction-ignored"
    if day and replaced and replaced <= day:
        return "superseded"
    return "earlier" if corrected or replaced else "current"


def _aware(moment: datetime) -> datetime:
    """The moment in UTC; one without a zone is taken for UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
