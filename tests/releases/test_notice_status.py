"""The status of a release follows from its notices, and nobody clears their own."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.people.entries import RoleGranted
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase, may_set_status, standing
from tests.cases import commit
from tests.clearance.clean import by, clean_clearance
from tests.people.clean import START
from tests.releases.clean import released

RELEASED = released()
AT = "2026-03-02T10:00:00Z"


def issued(type_: str, index: int) -> Fact[Any]:
    plain = {"notice": f"N{index}", "type": type_, "output": "release", "released_ref": RELEASED.ref}
    body = entries.NoticeIssued(**plain, drafted_ref="0" * 64, text=commit(type_))
    return by("centre-director", body, at=AT, index=index)


def status(value: str, *, person: str = "centre-director", index: int = 90, **changes: Any) -> Fact[Any]:
    plain = {"output": "release", "released_ref": RELEASED.ref, "status": value, "reason": commit("why")}
    return by(person, entries.StatusSet(**{**plain, **changes}), at=AT, index=index)


def case(*said: Fact[Any]) -> ReleaseCase:
    notices = tuple(each for each in said if isinstance(each.body, entries.NoticeIssued))
    statuses = tuple(each for each in said if isinstance(each.body, entries.StatusSet))
    return ReleaseCase(clearance=clean_clearance(), released=(RELEASED,), notices=notices, statuses=statuses)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), "current"),
        ((issued("correction", 1),), "corrected"),
        ((issued("partial-retraction", 1),), "corrected"),
        ((issued("retraction", 1),), "retracted"),
        ((issued("withdrawal", 1),), "withdrawn"),
        ((issued("expression-of-concern", 1),), "under-review"),
        ((issued("apology", 1), issued("clarification", 2), issued("addendum", 3)), "current"),
        ((issued("retraction", 1), issued("correction", 2)), "retracted"),
        ((issued("expression-of-concern", 1), issued("correction", 2)), "corrected"),
        ((status("under-review", index=1),), "under-review"),
        ((status("under-review", index=1), status("current", index=2)), "current"),
        ((issued("retraction", 1), issued("clarification", 2), status("current", index=3)), "current"),
        ((status("current", person="coast-director", index=1), issued("retraction", 1)), "retracted"),
        ((issued("retraction", 1), status("current", person="coast-director", index=2)), "retracted"),
    ],
)
def test_the_status_follows_from_notices_and_from_what_the_releasing_section_says(said, expected):
    assert standing(case(*said), RELEASED).status == expected


@pytest.mark.parametrize(
    ("said", "before", "expected"),
    [
        (status("under-review"), (), []),
        (status("under-review", person="centre-lawyer"), (), []),
        (status("current"), (), []),
        (status("corrected"), (issued("correction", 1),), []),
        (status("corrected"), (issued("new-version", 1),), []),
        (status("current"), (issued("retraction", 1), issued("clarification", 2)), []),
        (status("withdrawn"), (issued("retraction", 1), issued("withdrawal", 2)), []),
        (status("corrected"), (), ["status-without-notice"]),
        (status("retracted"), (issued("correction", 1),), ["status-without-notice"]),
        (status("withdrawn"), (), ["status-without-notice"]),
        (status("current"), (issued("retraction", 1),), ["retraction-stands"]),
        (status("under-review"), (issued("clarification", 1), issued("withdrawal", 2)), ["retraction-stands"]),
        (status("current", person="centre-lawyer"), (), ["not-approver"]),
        (status("current", person="centre-author"), (), ["not-approver", "author-clears"]),
        (status("under-review", person="coast-director"), (), ["not-the-releasing-section"]),
        (status("under-review", person="nobody"), (), ["not-own-log", "not-the-releasing-section"]),
        (status("current", released_ref="0" * 64), (), ["release-unknown"]),
    ],
)
def test_a_status_needs_its_notice_its_section_and_somebody_who_did_not_write_it(said, before, expected):
    assert [blocker.code for blocker in may_set_status(case(*before), said)] == expected


def test_an_approver_who_wrote_the_release_does_not_set_it_back():
    state = case()
    outputs = state.clearance.outputs
    evidence = outputs.findings.evidence
    role = by("centre-author", RoleGranted(person="centre-author", role="approver"), at=START, index=99)
    people = replace(evidence.people, roles=(*evidence.people.roles, role))
    findings = replace(outputs.findings, evidence=replace(evidence, people=people))
    state = replace(state, clearance=replace(state.clearance, outputs=replace(outputs, findings=findings)))
    found = may_set_status(state, status("current", person="centre-author"))
    assert [blocker.code for blocker in found] == ["author-clears"]
