"""The page of a release: the reply beside the conclusion it limits, and the track on which it was cleared."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.clearance.entries import ReplyReceived, ReplyWaived
from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version
from answerable.releases.gates import ReleaseCase, board
from answerable.releases.models import read_release
from answerable.releases.rendering import page_of
from answerable.vault.reading import opened
from answerable.vault.sealing import say


def page(state: ReleaseCase, output: str = "release") -> str:
    drafts = state.clearance.outputs
    current = current_version(drafts, output)
    assert current is not None
    return page_of(state, current, board(state), text=opened(current.body.text))


def read(case: str) -> ReleaseCase:
    return read_release(case, at=moment_of(case))


def expedited(state: ReleaseCase) -> ReleaseCase:
    drafts = state.clearance.outputs
    evidence = drafts.findings.evidence
    was = replace(evidence.opened, body=replace(evidence.opened.body, expedited=True))
    drafts = replace(drafts, findings=replace(drafts.findings, evidence=replace(evidence, opened=was)))
    return replace(state, clearance=replace(state.clearance, outputs=drafts))


def without(state: ReleaseCase, *names: str) -> ReleaseCase:
    return replace(state, clearance=replace(state.clearance, **dict.fromkeys(names, ())))


def test_the_reply_stands_word_for_word_beside_the_conclusion_it_limits(harbour):
    shown = page(read(harbour))
    assert "Beside what these words conclude about port-authority" in shown
    assert "port-authority replied on 12 February 2026" in shown
    assert "sealed by the District Court on 3 November" in shown


def test_silence_is_printed_with_the_days_that_the_party_had(harbour):
    shown = page(without(read(harbour), "replies"))
    assert "port-authority was asked on 28 January 2026, had 14 days, and did not reply." in shown


def test_a_party_that_was_not_asked_is_said_not_to_have_been(harbour):
    assert "port-authority was not asked." in page(without(read(harbour), "replies", "requests"))


def test_a_reply_that_is_added_is_printed_as_well(harbour):
    plain = {"party": "port-authority", "text": "We <b>still</b> deny it."}
    say(
        ReplyReceived,
        plain,
        origin="harbour.example/centre",
        actor="centre-author",
        at=moment_of(harbour),
        case=harbour,
    )
    assert "We &lt;b&gt;still&lt;/b&gt; deny it." in page(read(harbour))


@pytest.mark.parametrize(("state", "printed"), [(expedited, True), (lambda state: state, False)])
def test_the_expedited_track_is_printed_with_its_days(harbour, state, printed):
    shown = page(state(read(harbour)))
    assert ("On the expedited track: at least 3 days to consult, where 10 are usual" in shown) is printed


def test_a_party_accused_in_facts_alone_has_its_reply_printed_as_well(harbour):
    state = read(harbour)
    drafts = state.clearance.outputs
    current = current_version(drafts, "release")
    assert current is not None
    marked = tuple(
        replace(
            each,
            body=replace(
                each.body,
                statements=tuple(
                    replace(said, says="fact") if said.says == "law" else said for said in each.body.statements
                ),
            ),
        )
        for each in drafts.marked
    )
    accusing = tuple(
        replace(each, body=replace(each.body, accuses=("port-authority",))) if each.ref == current.ref else each
        for each in drafts.versions
    )
    drafts = replace(drafts, marked=marked, versions=accusing)
    shown = page(replace(state, clearance=replace(state.clearance, outputs=drafts)))
    assert "Beside what these words say of port-authority" in shown
    assert "sealed by the District Court on 3 November" in shown


def test_the_reason_of_a_waiver_is_printed(harbour):
    plain = {"party": "port-authority", "reason": "Asking would show who spoke."}
    say(
        ReplyWaived,
        plain,
        origin="harbour.example/centre",
        actor="centre-director",
        at=moment_of(harbour),
        case=harbour,
    )
    assert "Asking would show who spoke." in page(without(read(harbour), "replies"))


def test_an_objection_that_nobody_settled_is_named_without_its_words(harbour):
    state = without(read(harbour), "closings", "dissents", "answers")
    raised = state.clearance.objections[0]
    shown = page(state)
    assert f"objects: about {raised.body.about}, {raised.body.severity}." in shown
    assert opened(raised.body.text) not in shown
