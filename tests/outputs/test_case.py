"""What is judged together, what it rests on, and who had a hand in it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs.gates import (
    accused,
    authors,
    context,
    current_version,
    documents,
    format_fits_gravity,
    freshness,
    limits_carried,
    method,
    parent_of,
    proof,
    statements,
    support,
    used_findings,
)
from tests.cases import commit, fact
from tests.findings.clean import F1
from tests.outputs.clean import (
    LEAD_2,
    RELEASE,
    RELEASE_2,
    RELEASE_SAYS,
    REPORT,
    clean_outputs,
    drafting,
    edited,
    finding,
    link,
    marks,
    said,
    saying,
)

GATES = (proof, limits_carried, support, context, format_fits_gravity, method, freshness)
FRENCH = fact(
    replace(RELEASE.body, output="communique", language="fr", parent="", variant_of="release", authors=("translator",)),
    at="2026-01-25T10:00:00Z",
)


def with_variant():
    case = clean_outputs()
    return replace(case, versions=(*case.versions, FRENCH), marked=(*case.marked, marks(FRENCH, said("title"))))


def test_the_clean_case_passes_every_gate():
    assert [blocker for gate in GATES for blocker in gate(clean_outputs())] == []


def test_a_release_is_judged_with_its_report_and_its_variants():
    assert [version.body.output for version in documents(with_variant())] == ["release", "report", "communique"]


def test_a_variant_is_judged_with_its_original_and_the_report():
    case = replace(with_variant(), subject="communique")
    assert [version.body.output for version in documents(case)] == ["communique", "release", "report"]


def test_a_report_is_judged_without_the_releases_that_summarise_it():
    assert [version.body.output for version in documents(replace(clean_outputs(), subject="report"))] == ["report"]


def test_outputs_that_name_each_other_as_parents_are_still_judged():
    case = drafting(clean_outputs(), "report", parent="release")
    assert [version.body.output for version in documents(case)] == ["release", "report"]


def test_a_variant_has_the_parent_of_its_original():
    assert parent_of(with_variant(), FRENCH) == "report"


def test_variants_of_each_other_have_no_parent():
    case = drafting(with_variant(), "release", parent="", variant_of="communique")
    assert parent_of(case, FRENCH) == ""


def test_the_highest_number_is_current_whatever_the_order():
    case = edited()
    assert current_version(replace(case, versions=case.versions[::-1]), "release") == RELEASE_2


def test_of_two_drafts_with_one_number_the_later_is_current():
    twin = fact(replace(RELEASE_2.body, text=commit("a fork")), at="2026-02-21T10:00:00Z", index=9)
    case = replace(edited(), versions=(twin, *edited().versions))
    assert current_version(case, "release") == twin


def test_marks_of_an_older_version_do_not_speak_for_the_new_one():
    case = edited()
    assert statements(replace(case, marked=case.marked[:-1]), "release") == ()


def test_marks_in_parts_are_read_in_the_order_of_the_parts():
    case = clean_outputs()
    first, second = marks(RELEASE, RELEASE_SAYS[0]), marks(RELEASE, *RELEASE_SAYS[1:])
    second = replace(second, body=replace(second.body, part=2))
    assert statements(replace(case, marked=(second, first)), "release") == RELEASE_SAYS


def test_authors_of_earlier_versions_and_of_the_parent_stay_authors():
    case = drafting(edited(), "report", authors=("centre-lawyer",))
    versions = tuple(
        replace(each, body=replace(each.body, authors=("coast-reviewer",))) if each.ref == RELEASE.ref else each
        for each in case.versions
    )
    assert authors(replace(case, versions=versions)) == {"centre-author", "centre-lawyer", "coast-reviewer"}


def test_whoever_put_a_draft_into_the_record_is_an_author():
    case = clean_outputs()
    assert "ghost" in authors(replace(case, versions=(replace(REPORT, actor="ghost"), RELEASE)))


def test_an_edit_takes_no_finding_out_of_sight():
    other = fact(replace(F1.body, finding="F2"), at="2026-01-10T11:00:00Z")
    case = edited()
    case = replace(case, supports=(*case.supports, link("release", RELEASE_SAYS[2], other)))
    assert used_findings(case) == {"F1", "F2"}


def test_a_finding_that_the_new_words_no_longer_rest_on_is_not_used():
    other = fact(replace(F1.body, finding="F2"), at="2026-01-10T11:00:00Z")
    case = edited()
    relinked = (link("release", RELEASE_SAYS[2], other), link("release", LEAD_2))
    assert used_findings(replace(case, supports=(*case.supports, *relinked))) == {"F1"}


def test_a_legal_sentence_that_names_nobody_accuses_who_did_what_it_rests_on():
    case = drafting(drafting(clean_outputs(), "release", accuses=()), "report", accuses=())
    for name in ("title", "bullet", "lead", "report-title", "report-lead"):
        case = saying(case, name, party="")
    assert accused(case) == ("port-authority",)


def test_a_party_is_accused_by_the_draft_by_a_legal_sentence_and_by_a_grave_finding():
    case = drafting(drafting(clean_outputs(), "release", accuses=("militia",)), "report", accuses=())
    case = saying(case, "lead", party="harbour-police")
    assert accused(case) == ("harbour-police", "militia", "port-authority")
    silent = drafting(drafting(clean_outputs(), "release", accuses=()), "report", accuses=())
    for name in ("title", "bullet", "lead", "report-title", "report-lead"):
        silent = saying(silent, name, says="fact")
    assert accused(silent) == ()
    assert accused(finding(silent, grave=True)) == ("port-authority",)


@pytest.mark.parametrize("hand", ["marked", "supports"])
def test_whoever_marks_or_links_statements_of_a_document_is_an_author_of_it(hand):
    case = clean_outputs()
    first, *rest = getattr(case, hand)
    assert "helper" in authors(replace(case, **{hand: (replace(first, actor="helper"), *rest)}))


def test_a_link_in_a_document_that_is_not_judged_makes_no_author():
    case = clean_outputs()
    elsewhere = replace(case.supports[0], actor="helper", body=replace(case.supports[0].body, output="post"))
    assert "helper" not in authors(replace(case, supports=(*case.supports, elsewhere)))
