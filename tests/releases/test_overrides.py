"""An override opens a gate in front of everyone: board, page, certificate and verification all name it."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from msgspec.structs import replace

from answerable.clearance.entries import GateOverridden, OverrideReviewed
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version
from answerable.record.blocker import Refused
from answerable.releases.boards import as_text, judge
from answerable.releases.errors import Inconsistent
from answerable.releases.releasing import release
from answerable.releases.report import describe
from answerable.releases.verification import public_view, verify
from answerable.vault.sealing import say
from tests.releases.conftest import GivenOut
from tests.releases.test_verification import re_signed

REASON = "The dockers are to be questioned on Monday, and the coast section cannot be reached before then."


def override(gate: int, *, actor: str = "centre-director", expires: date = date(2026, 4, 1)) -> None:
    drafts = read_clearance("harbour", at=moment_of("harbour")).outputs
    draft = current_version(drafts, drafts.subject)
    plain = {
        "gate": gate,
        "output": draft.body.output,
        "version": draft.body.version,
        "draft_ref": draft.ref,
        "reason": REASON,
        "expires": expires.isoformat(),
    }
    origin = f"harbour.example/{actor.split('-', maxsplit=1)[0]}"
    say(GateOverridden, plain, origin=origin, actor=actor, at=moment_of("harbour"), case="harbour")


@pytest.fixture
def overridden(harbour, keyring) -> GivenOut:
    override(23)
    files = release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    return GivenOut(files=files, verifiers=tuple(keyring.verifiers()))


def test_the_board_says_overridden_and_still_what_is_missing(harbour):
    override(23)
    judged = judge(harbour)
    (gate,) = [gate for gate in judged.gates if gate.number == 23]
    assert (judged.clear, gate.state, bool(gate.blockers)) == (True, "overridden", True)
    assert "23 countersignature     overridden" in as_text(judged)


def test_the_page_prints_the_reason_and_the_last_day(overridden):
    page = overridden.files["release.html"].decode()
    assert "Override of gate 23" in page
    assert REASON in page


def test_the_page_says_until_when_the_override_is_reviewed(overridden):
    assert "is due by 1 May 2026" in overridden.files["release.html"].decode()


def test_the_page_says_what_the_review_found(harbour, keyring):
    override(23)
    state = read_clearance("harbour", at=moment_of("harbour"))
    plain = {"override_ref": state.overrides[0].ref, "output": "release", "outcome": "avoidable", "text": "Ask sooner."}
    say(
        OverrideReviewed,
        plain,
        origin="harbour.example/north",
        actor="north-director",
        at=moment_of("harbour"),
        case="harbour",
    )
    files = release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    assert "Reviewed on 20 March 2026: avoidable." in files["release.html"].decode()


def test_the_certificate_names_officer_reason_and_day(overridden):
    found = verify(
        overridden.files["certificate.json"],
        digests={"release.html": hashlib.sha256(overridden.files["release.html"]).hexdigest()},
        trusted=overridden.verifiers,
    )
    (said,) = found.statement.predicate.overrides
    assert (said.gate, said.officer, said.expires) == (23, "centre-director", date(2026, 4, 1))
    assert found.opened[said.reason] == REASON
    assert "override of gate 23 by centre-director until 2026-04-01" in describe(found)


def test_the_public_view_keeps_the_reason(overridden):
    found = verify(public_view(overridden.files["certificate.json"]), digests={})
    assert REASON in found.opened.values()


def test_an_override_cannot_be_left_out_of_the_certificate(overridden, keyring):
    hidden = re_signed(overridden, keyring, lambda said: replace(said, overrides=()))
    with pytest.raises(Inconsistent, match="overridden"):
        verify(hidden, digests={})


def test_an_override_cannot_be_shown_as_another_officers_or_for_longer(overridden, keyring):
    for change in ({"officer": "centre-lawyer"}, {"expires": date(2027, 1, 1)}, {"gate": 22}):

        def altered(said, change=change):
            gates = tuple(replace(gate, state="overridden") if gate.number == 22 else gate for gate in said.gates)
            shown = tuple(replace(each, **change) for each in said.overrides)
            return replace(said, overrides=shown, gates=gates if "gate" in change else said.gates)

        with pytest.raises(Inconsistent):
            verify(re_signed(overridden, keyring, altered), digests={})


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"actor": "coast-director"}, "not-an-officer"),
        ({"actor": "centre-author"}, "not-an-officer"),
        ({"expires": date(2026, 3, 20)}, "override-expired"),
    ],
)
def test_only_an_officer_overrides_and_only_until_a_day_to_come(harbour, how, code):
    with pytest.raises(Refused) as refused:
        override(23, **how)
    assert code in [blocker.code for blocker in refused.value.blockers]


def test_an_officer_does_not_review_their_own_override(harbour):
    override(23)
    state = read_clearance("harbour", at=moment_of("harbour"))
    plain = {
        "override_ref": state.overrides[0].ref,
        "output": "release",
        "outcome": "justified",
        "text": "It was right.",
    }
    with pytest.raises(Refused, match="gave the override"):
        say(
            OverrideReviewed,
            plain,
            origin="harbour.example/centre",
            actor="centre-director",
            at=moment_of("harbour"),
            case="harbour",
        )
