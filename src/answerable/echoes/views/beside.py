"""What stands beside the uses of a release: chains of copies, people and engine, what the rehearsal foresaw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy

from answerable.echoes.agreement import Share, agreement
from answerable.echoes.alerts import page_row
from answerable.echoes.chains import Chain, chains
from answerable.echoes.reading import Release, Shown, place_of
from answerable.echoes.rehearsal import Rehearsal, Seen, scored
from answerable.forms.description import Words
from answerable.vault.reading import shown

MOST_CHAINS = 20
"""Chains that the page shows, the longest; chosen by hand."""

WHY: Mapping[str, Words] = {
    "alone": gettext_lazy("Nobody else was found to carry this text."),
    "named": gettext_lazy("Taken for the first source because other pages name its address."),
    "credited": gettext_lazy("Taken for the first source because other pages credit %(named)s."),
    "elsewhere": gettext_lazy("The pages name %(named)s, which was not read; this is the earliest of them."),
    "earliest": gettext_lazy(
        "Taken for the first source because it has the earliest date; dates are what pages claim."
    ),
    "undated": gettext_lazy("Which came first is not known: no page has a date."),
}
"""On what the first source of a chain rests."""


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a chain: the page of its use, its title, who published it and when."""

    address: str
    title: str
    outlet: str
    language: str
    day: datetime | None


class Copies(msgspec.Struct, frozen=True, kw_only=True):
    """A chain on the page: its first source, why that is taken for it, and the others by date."""

    first: Link
    why: str
    others: list[Link]


def chains_of(release: Release, standing: Sequence[Shown]) -> list[Copies]:
    """Return the chains with more than one page or a source elsewhere, the longest first."""
    by_page = {each.use.page_id: each for each in reversed(standing)}
    found = chains(page_row(each.use.page) for each in by_page.values())
    told = [each for each in found if each.why != "alone"][:MOST_CHAINS]
    return [_copies(release, chain, by_page) for chain in told]


def _copies(release: Release, chain: Chain, by_page: Mapping[str, Shown]) -> Copies:
    first, *others = [_link(release, by_page[page.id]) for page in chain.pages]
    return Copies(first=first, why=str(WHY[chain.why]) % {"named": chain.named}, others=others)


def _link(release: Release, shown: Shown) -> Link:
    page = shown.use.page
    return Link(
        address=reverse("use", args=[release.case, release.output, shown.use.id]),
        title=page.title or place_of(page),
        outlet=page.outlet,
        language=page.language,
        day=page.published,
    )


def about_people(release: Release, standing: Sequence[Shown]) -> dict[str, Any]:
    """Return how far people and engine agree, and what became of what the misuse rehearsal foresaw."""
    found = agreement(release.state, release.output)
    rehearsal = rehearsal_of(release, standing)
    return {
        "agreement": found,
        "agreed": [
            (_("The relation"), share_in_words(found.relations)),
            (_("What shifted"), share_in_words(found.shifts)),
        ],
        "by_relation": [(name, share_in_words(share)) for name, share in found.by_relation],
        "rehearsal": rehearsal,
        "unused": [row for row in rehearsal.rows if not row.used],
    }


def rehearsal_of(release: Release, standing: Sequence[Shown]) -> Rehearsal:
    """Return what was foreseen of this output beside its uses."""
    rows = [each for each in release.state.release.clearance.rehearsals if each.body.output == release.output]
    return scored(rows, [_seen(each) for each in standing], text_of=shown)


def _seen(each: Shown) -> Seen:
    echo = each.echo
    kept = sum(span.end - span.start for span in echo.source) / max(len(echo.source_words), 1)
    return Seen(
        id=each.use.id,
        passage=each.passage,
        words=echo.restatement_words,
        at=each.use.page.published or each.use.page.found,
        shifted=each.verdict == "shifted",
        whole=kept,
        confirmed=each.confirmed,
    )


def share_in_words(share: Share) -> str:
    """Return a share with the interval that it may lie in."""
    low, high = share.interval
    return _("%(same)s of %(judged)s, %(share)s %% (95 %% interval: %(low)s to %(high)s %%)") % {
        "same": share.same,
        "judged": share.judged,
        "share": round(100 * share.share),
        "low": round(100 * low),
        "high": round(100 * high),
    }
