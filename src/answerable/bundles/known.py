"""What of a case is public, read from the record.

An act counts only where its gate gives the same answer when it is asked again on the record as it was then: what was
copied from another log may say that something is released, and nothing is opened by that.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from answerable.bundles.conditions import Known
from answerable.critiques.models import CommitmentMade, CritiqueReceived
from answerable.designations.gates import discloses_on
from answerable.designations.models import DesignationDecided
from answerable.evidence.errors import EvidenceError
from answerable.evidence.gates.case import taken_back
from answerable.evidence.models import ItemWithheld, read_evidence
from answerable.outputs.models import VersionDrafted
from answerable.people.errors import PeopleError
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.facts import read
from answerable.record.log import ask_again
from answerable.record.models import FactRow
from answerable.releases.errors import ReleaseError
from answerable.releases.models import NoticeIssued, OutputReleased
from answerable.releases.releasing import CERTIFICATE_NAME, released_files
from answerable.releases.verification import public_view, read_envelope
from answerable.reviews.models import AccessAsked, AccessDecided, ReviewPublished
from answerable.vault.errors import VaultError


def known_of(case: str, *, at: datetime) -> Known:
    """Return what of a case is public at a moment."""
    released = {fact.ref: fact for fact in sound(OutputReleased, case) if released_files(fact.ref)}
    drafts = frozenset(fact.body.draft_ref for fact in released.values())
    published = list(sound(ReviewPublished, case))
    critiques = _critiques(case)
    return Known(
        at=at,
        drafts=drafts,
        outputs=frozenset(fact.body.output for fact in released.values()),
        accused=frozenset(p for f in read(VersionDrafted, case=case) if f.ref in drafts for p in f.body.accuses),
        certified=frozenset(each for ref in released for each in _opened(ref)),
        notices=frozenset(ref for fact in sound(NoticeIssued, case) for ref in (fact.ref, fact.body.drafted_ref)),
        critiques=critiques,
        promises=_promises(case, critiques),
        proposals=frozenset(fact.body.proposed_ref for fact in sound(DesignationDecided, case) if _is_public(fact, at)),
        reports=frozenset(fact.body.committed_ref for fact in published if fact.body.whole),
        reviews=frozenset(fact.body.review for fact in published),
        withheld=frozenset(fact.body.item for fact in read(ItemWithheld, case=case)),
        granted=_granted(case),
        taken_back=taken_back(read_evidence(case, at=at), "shared"),
    )


def sound(table: type[FactRow], case: str) -> Iterator[Fact[Any]]:
    """Yield the facts of a case whose gates stood open, and still do on the record as it was."""
    return (fact for fact in read(table, case=case) if _is_open(fact))


def _is_open(fact: Fact[Any]) -> bool:
    """Tell whether the gate of an act stands open on the record as it was; one that cannot be asked does not."""
    try:
        return not ask_again(fact.origin, fact.index)
    except (RecordError, EvidenceError, PeopleError, ReleaseError, VaultError):
        return False


def _opened(released_ref: str) -> Iterator[str]:
    """Yield what the public view of a release's certificate opens."""
    certificate = released_files(released_ref).get(CERTIFICATE_NAME)
    if certificate is not None:
        yield from read_envelope(public_view(certificate)).disclosures


def _critiques(case: str) -> frozenset[str]:
    """Return the critiques that were made in public, as everybody who took one in under that key says."""
    received = read(CritiqueReceived, case=case)
    closed = {fact.body.critique for fact in received if not fact.body.public}
    return frozenset(fact.body.critique for fact in sound(CritiqueReceived, case)) - closed


def _promises(case: str, critiques: frozenset[str]) -> frozenset[str]:
    """Return the commitments that were not made to a critic who spoke to us alone."""
    made = read(CommitmentMade, case=case)
    closed = {fact.body.commitment for fact in made if fact.body.critique and fact.body.critique not in critiques}
    return frozenset(fact.body.commitment for fact in made) - closed


def _is_public(decided: Fact[Any], at: datetime) -> bool:
    """Tell whether a decision is disclosed; that somebody was not put on a list is nobody's to know."""
    body = decided.body
    return body.decision != "refused" and ((day := discloses_on(decided)) is None or day <= at.date())


def _granted(case: str) -> frozenset[str]:
    """Return the items of a case to which a review has access, wherever it was opened; the last decision holds."""
    asked = {(f.case, f.body.review, f.body.request): f.body for f in read(AccessAsked)}
    last = {(f.case, f.body.review, f.body.request): f.body.granted for f in read(AccessDecided) if _is_open(f)}
    return frozenset(body.item for key, body in asked.items() if body.case == case and last.get(key))
