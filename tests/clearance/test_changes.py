"""After an edit: which statements changed, and which acts still stand."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.clearance.gates import changed_since
from tests.clearance.clean import (
    accepted,
    acknowledged,
    by,
    clean_clearance,
    countersigned,
    harm,
    rehearsed,
    reviewed,
    with_edit,
)
from tests.clearance.test_guests import answered, asked
from tests.findings.clean import R1
from tests.outputs.clean import LEAD_2, RELEASE, RELEASE_2, RELEASE_SAYS, marks

CLEAN = clean_clearance()
EDITED = with_edit(CLEAN)
SIGNED = countersigned("coast-director")


def acts(changed, name: str):
    return [(each.about, each.stands) for each in changed.acts if each.act == name]


def names(statements):
    return [each.id for each in statements]


def remarked(*statements):
    """Return the edited case in which the second version has these statements."""
    outputs = EDITED.outputs
    marked = tuple(each for each in outputs.marked if each.body.draft_ref != RELEASE_2.ref)
    return replace(EDITED, outputs=replace(outputs, marked=(*marked, marks(RELEASE_2, *statements))))


def test_nothing_changed_while_the_version_is_the_same():
    changed = changed_since(CLEAN, SIGNED)
    assert changed.same
    assert (changed.changed, changed.added, changed.gone, changed.stale) == ((), (), (), ())
    assert names(changed.unchanged) == names(RELEASE_SAYS)


def test_the_statement_with_other_words_is_the_one_to_look_at():
    changed = changed_since(EDITED, SIGNED)
    assert not changed.same
    assert [(each.before.id, each.words) for each in changed.changed] == [("lead", True)]
    assert changed.changed[0].now == LEAD_2
    assert names(changed.unchanged) == [each.id for each in RELEASE_SAYS if each.id != "lead"]


def test_a_statement_that_only_moved_did_not_change():
    moved = tuple(replace(each, start=each.start + 9, end=each.end + 9) for each in RELEASE_SAYS)
    assert changed_since(remarked(*moved), SIGNED).changed == ()


def test_a_statement_marked_otherwise_changed_though_its_words_did_not():
    firmer = tuple(replace(each, strength="likely") if each.id == "lead" else each for each in RELEASE_SAYS)
    assert [(e.now.id, e.words) for e in changed_since(remarked(*firmer), SIGNED).changed] == [("lead", False)]


def test_what_is_new_and_what_is_gone_is_told():
    new = replace(RELEASE_SAYS[3], id="later", start=301, end=340)
    changed = changed_since(remarked(*RELEASE_SAYS[1:], new), SIGNED)
    assert (names(changed.added), names(changed.gone)) == (["later"], ["title"])


def test_what_was_made_on_the_version_is_stale_with_the_reason():
    changed = changed_since(EDITED, SIGNED)
    for name in ("acknowledged", "whole-reviewed", "countersigned"):
        assert {stands for _about, stands in acts(changed, name)} == {False}
    assert {each.why for each in changed.stale if each.act == "countersigned"} == {
        "It was made on version 1; release is now in version 2."
    }


def test_what_was_made_on_the_new_version_stands():
    case = replace(
        EDITED,
        acknowledged=(acknowledged("coast-director", RELEASE_2),),
        whole_reviews=(reviewed("coast-reviewer", RELEASE_2),),
        countersignatures=(countersigned("coast-director", RELEASE_2),),
    )
    assert changed_since(case, SIGNED).stale == tuple(
        each for each in changed_since(case, SIGNED).acts if each.about == "lead"
    )


def test_only_the_rehearsal_of_the_changed_words_is_stale():
    rows = dict(acts(changed_since(EDITED, SIGNED), "misuse-rehearsed"))
    assert [name for name, stands in rows.items() if not stands] == ["lead"]
    again = replace(EDITED, rehearsals=(*EDITED.rehearsals, rehearsed(LEAD_2)))
    assert acts(changed_since(again, SIGNED), "misuse-rehearsed").count(("lead", True)) == 1


def test_the_rehearsal_of_a_statement_that_is_gone_says_so():
    changed = changed_since(remarked(*RELEASE_SAYS[1:]), SIGNED)
    assert [each.why for each in changed.stale if each.about == "title"] == ["Statement title is no longer in release."]


def test_signatures_on_elements_and_accepted_risks_stand_through_an_edit():
    changed = changed_since(EDITED, SIGNED)
    for name in ("element-signed", "harm-accepted"):
        assert acts(changed, name)
        assert {stands for _about, stands in acts(changed, name)} == {True}


def test_a_signature_is_stale_where_the_rule_was_assessed_again():
    findings = EDITED.outputs.findings
    again = replace(R1, ref="a" * 64, at=SIGNED.at)
    case = replace(EDITED, outputs=replace(EDITED.outputs, findings=replace(findings, rules=(*findings.rules, again))))
    stale = [each for each in changed_since(case, SIGNED).stale if each.act == "element-signed"]
    assert {each.why for each in stale} == {"F1 was assessed under R1 again since."}
    assert len(stale) == len(findings.element_signatures)


def test_an_accepted_risk_is_stale_where_it_was_assessed_again():
    case = replace(EDITED, harms=(*EDITED.harms, harm("H1", "population", at="2026-02-20T10:00:00Z")))
    assert ("H1", False) in acts(changed_since(case, SIGNED), "harm-accepted")
    assert ("H2", True) in acts(changed_since(case, SIGNED), "harm-accepted")
    late = accepted("coast-director", "H1", at="2026-02-21T10:00:00Z")
    renewed = replace(case, harm_acceptances=(*case.harm_acceptances, late))
    assert ("H1", True) in acts(changed_since(renewed, SIGNED), "harm-accepted")


def test_consent_stands_while_its_words_do():
    other = asked(guest="G2", start=0, end=40, token_sha256="2" * 64)
    case = replace(EDITED, guests=(asked(), other), guest_answers=(answered(), replace_guest(answered(guest="G2"))))
    assert acts(changed_since(case, SIGNED), "consented") == [("G1", False), ("G2", True)]


def replace_guest(said):
    return replace(said, actor=said.body.guest)


def test_since_a_version_that_is_not_on_record_everything_is_new():
    unknown = by("coast-director", replace(SIGNED.body, draft_ref="0" * 64))
    changed = changed_since(EDITED, unknown)
    assert (changed.before, len(changed.added), changed.unchanged) == (None, len(RELEASE_SAYS), ())
    assert changed_since(CLEAN, SIGNED).before == RELEASE
