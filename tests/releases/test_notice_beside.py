"""What stands beside a release: notices on it, and on what it rests on; and what rests on it."""

from __future__ import annotations

from typing import Any, get_args

from msgspec.structs import replace

from answerable.outputs.entries import VersionDrafted
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase
from answerable.releases.notices import CROSSMARK, DISSOCIATION, above, beside, dependants, marked, notices
from tests.cases import commit, fact
from tests.clearance.clean import by, clean_clearance
from tests.releases.clean import released
from tests.releases.test_notice_gates import DRAFT, declined, issuing, signed, worded, wording

RELEASED = replace(released(), index=60)
CROSSREF_TYPES = frozenset(
    {
        *("addendum", "clarification", "correction", "corrigendum", "erratum", "expression_of_concern"),
        *("new_edition", "new_version", "partial_retraction", "removal", "retraction", "withdrawal"),
    }
)
"""Crossref documentation, "Version control, corrections, and retractions"."""


def drafted(output: str, *, index: int, **changes: Any) -> Fact[VersionDrafted]:
    plain = {"output": output, "version": 1, "type": "release", "language": "fr", "authors": ("centre-author",)}
    return fact(VersionDrafted(**{**plain, "text": commit(output), **changes}), at="2026-03-01T14:00:00Z", index=index)


FRENCH = drafted("french", index=62, variant_of="release")
POST = drafted("post", index=63, type="post", parent="french")
OTHER = drafted("other", index=64)


def going_out(draft: Fact[VersionDrafted], *, index: int, at: str = "2026-03-01T18:00:00Z") -> Fact[Any]:
    plain = {"output": draft.body.output, "version": draft.body.version, "draft_ref": draft.ref}
    renderings = (entries.Rendering(name="release.md", sha256="0" * 64),)
    return by(
        "centre-director", entries.OutputReleased(**plain, renderings=renderings, outcomes=()), at=at, index=index
    )


FRENCH_OUT, POST_OUT, OTHER_OUT = (going_out(each, index=70 + n) for n, each in enumerate((FRENCH, POST, OTHER)))


def noticed(release: Fact[Any], *, index: int = 80, **changes: Any) -> Fact[Any]:
    plain = {"notice": f"N{index}", "type": "correction", "output": release.body.output, "released_ref": release.ref}
    body = entries.NoticeIssued(**{**plain, "drafted_ref": "0" * 64, "text": commit("wrong"), **changes})
    return by("centre-director", body, at="2026-03-03T10:00:00Z", index=index)


def case(*said: Fact[Any], **changes: Any) -> ReleaseCase:
    cleared = clean_clearance()
    outputs = replace(cleared.outputs, versions=(*cleared.outputs.versions, FRENCH, POST, OTHER))
    released_ = (RELEASED, FRENCH_OUT, POST_OUT, OTHER_OUT)
    return ReleaseCase(clearance=replace(cleared, outputs=outputs), released=released_, notices=said, **changes)


def test_a_notice_on_a_release_stands_on_its_translation_and_on_what_rests_on_that():
    state = case(noticed(RELEASED))
    shown = {each.body.output: [(row.own, row.released.ref) for row in beside(state, each)] for each in state.released}
    assert shown == {
        "release": [(True, RELEASED.ref)],
        "french": [(False, RELEASED.ref)],
        "post": [(False, RELEASED.ref)],
        "other": [],
    }


def test_a_notice_on_a_translation_does_not_stand_on_the_original():
    state = case(noticed(FRENCH_OUT))
    assert beside(state, RELEASED) == ()
    assert len(beside(state, POST_OUT)) == 1


def test_a_dissociation_stands_on_the_translation_too():
    plain = {"section": "coast", "notice": "D1", "output": "release", "released_ref": RELEASED.ref}
    said = by(
        "coast-director", entries.SectionDissociated(**plain, text=commit("not heard")), at="2026-03-03T10:00:00Z"
    )
    (row,) = beside(case(dissociations=(said,)), FRENCH_OUT)
    assert (row.type, row.section, row.own) == (DISSOCIATION, "coast", False)


def test_a_release_rests_on_the_version_of_its_original_that_was_out_by_then():
    later = replace(RELEASED, ref="e" * 64, index=90, body=replace(RELEASED.body, version=2))
    state = case()
    state = replace(state, released=(*state.released, later))
    assert [each.ref for each in above(state, FRENCH_OUT)] == [RELEASED.ref]


def test_what_rests_on_an_output_is_found_through_what_rests_on_it_released_or_not():
    assert [each.body.output for each in dependants(case(), "report")] == ["release", "french", "post"]
    assert [each.body.output for each in dependants(case(), "release")] == ["french", "post"]
    assert dependants(case(), "post") == ()


def test_outputs_that_name_each_other_are_walked_once():
    ring = [drafted("one", index=65, parent="two"), drafted("two", index=66, parent="one")]
    state = case()
    outputs = replace(state.clearance.outputs, versions=(*state.clearance.outputs.versions, *ring))
    state = replace(state, clearance=replace(state.clearance, outputs=outputs))
    assert [each.body.output for each in dependants(state, "one")] == ["two"]
    assert above(state, going_out(ring[0], index=75)) == ()


def test_only_notices_on_the_very_release_mark_its_statements():
    state = case(noticed(RELEASED, statements=("lead",)), noticed(RELEASED, index=81))
    assert {name: len(rows) for name, rows in marked(state, RELEASED).items()} == {"lead": 1}
    assert marked(state, FRENCH_OUT) == {}


def test_the_state_of_a_notice_follows_from_its_words():
    assert [each.state for each in notices(worded())] == ["asked"]
    assert [each.state for each in notices(worded(notice_signatures=(signed(),)))] == ["countersigned"]
    assert [each.state for each in notices(worded(notice_refusals=(declined(),)))] == ["declined"]
    assert [each.state for each in notices(worded(notices=(issuing(),)))] == ["issued"]


def test_a_notice_shows_the_wording_that_was_issued_and_says_who_declined_it():
    state = worded(notices=(issuing(),), notice_refusals=(declined(),))
    (row,) = beside(state, state.released[0])
    assert [word.section for word in row.declined] == ["coast"]
    again = wording(index=45, text=commit("another"))
    (notice,) = notices(replace(state, notice_drafts=(DRAFT, again)))
    assert notice.drafted == DRAFT
    assert notice.wordings == (DRAFT, again)


def test_a_notice_that_another_section_says_of_our_release_counts_for_nothing():
    forged = fact(noticed(RELEASED).body, actor="coast-director", origin="harbour.example/coast", index=99)
    assert beside(case(forged), RELEASED) == ()


def test_every_type_has_an_update_type_that_crossmark_knows():
    assert CROSSMARK.keys() == {*get_args(entries.NoticeType), DISSOCIATION}
    assert set(CROSSMARK.values()) <= CROSSREF_TYPES
