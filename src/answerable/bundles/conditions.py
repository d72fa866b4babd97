"""On what it depends whether everybody may read something: what of a case is public, and how an entry stands to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from answerable.record.entry import Entry


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the case at its place, its bytes, and its body as plain values."""

    origin: str
    index: int
    ref: str
    raw: bytes
    entry: Entry
    body: dict[str, Any]

    @property
    def kind(self) -> str:
        """Return the kind of the entry; "" where it speaks for another log than its own, which says nothing."""
        return self.entry.kind if self.entry.origin == self.origin else ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What of the case is public, as the record says by acts whose gates stood open.

    `drafts` are the refs of versions whose files were given out, `outputs` their names, `accused` the parties that they
    speak of; `certified` what their certificates open. `notices` are the refs of notice drafts that were issued.
    `critiques` are those whose critics spoke in public, `promises` the commitments that everybody may read. `proposals`
    are the refs of proposals that were decided and are disclosed. `reports` are the refs of report drafts that were
    published whole, `reviews` the reviews whose report is public. `withheld` are the items that are not published,
    `granted` those of them to which a review has access. Of those `taken_back` the person behind them consents no more
    that they are shared.
    """

    at: datetime
    drafts: frozenset[str] = frozenset()
    outputs: frozenset[str] = frozenset()
    accused: frozenset[str] = frozenset()
    certified: frozenset[str] = frozenset()
    notices: frozenset[str] = frozenset()
    critiques: frozenset[str] = frozenset()
    proposals: frozenset[str] = frozenset()
    promises: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()
    reviews: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()


When = Callable[[Known, Listed], bool]
"""Whether something is open to everybody."""


def has_spoken(known: Known) -> bool:
    """Tell whether anything of the case is public: where nothing is, not even its name and its parties are.

    A decision on a list does not count: the public register tells of it, and names no case.
    """
    return bool(known.drafts or known.critiques or known.reviews)


def always(known: Known, listed: Listed) -> bool:  # noqa: ARG001 - as every condition
    """Tell that there is no condition."""
    return True


def never(known: Known, listed: Listed) -> bool:  # noqa: ARG001 - as every condition
    """Tell that it stays closed."""
    return False


def is_released(known: Known, listed: Listed) -> bool:
    """Tell whether a version, or what speaks of it, belongs to a release whose files were given out."""
    return listed.ref in known.drafts or listed.body.get("draft_ref") in known.drafts


def is_of_released_output(known: Known, listed: Listed) -> bool:
    """Tell whether an act speaks of an output of which some version was released."""
    return listed.body.get("output") in known.outputs


def is_of_accused(known: Known, listed: Listed) -> bool:
    """Tell whether an act speaks of a party that a released version speaks of."""
    return listed.body.get("party") in known.accused


def is_issued(known: Known, listed: Listed) -> bool:
    """Tell whether a draft of a notice, or what speaks of it, became a notice."""
    return listed.ref in known.notices or listed.body.get("drafted_ref") in known.notices


def is_in_public(known: Known, listed: Listed) -> bool:
    """Tell whether an act belongs to a critique that was made in public."""
    return listed.body.get("critique") in known.critiques


def is_public_promise(known: Known, listed: Listed) -> bool:
    """Tell whether an act belongs to a commitment that everybody may read."""
    return listed.body.get("commitment") in known.promises


def is_disclosed(known: Known, listed: Listed) -> bool:
    """Tell whether a proposal, or what speaks of it, was decided and is disclosed."""
    return listed.ref in known.proposals or listed.body.get("proposed_ref") in known.proposals


def is_published(known: Known, listed: Listed) -> bool:
    """Tell whether an act belongs to a review whose report is public."""
    return listed.body.get("review") in known.reviews


def is_published_whole(known: Known, listed: Listed) -> bool:
    """Tell whether a draft is a report that was published whole."""
    return listed.ref in known.reports


def is_certified(field: str) -> When:
    """Return the condition that a certificate of a release of this case opens the content of `field`."""
    return lambda known, listed: listed.body.get(field) in known.certified
