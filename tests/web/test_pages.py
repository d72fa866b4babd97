"""Cases, boards, drafts and releases as their readers see them."""

from __future__ import annotations

import re

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page, said, signed_in


def words(text: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def test_the_list_says_how_many_gates_of_each_output_are_closed(harbour):
    text = words(page(AUTHOR, "/"))
    assert "report, version 1 ○ every gate open" in text
    assert "release, version 2 ■ 1 gate closed" in text


def test_the_way_leads_from_evidence_to_release(harbour):
    text = page(AUTHOR, "/cases/harbour/")
    for name in ("E1", "F1", "lead", "release"):
        assert f"<b>{name}</b></a>" in text
    assert "rests on E1, E5; beside it E3, E2" in words(text)
    assert "On record, and not on the way to this output: E7" in words(text)


def test_every_line_of_the_picture_is_said_in_words(harbour):
    text = page(AUTHOR, "/cases/harbour/")
    lines = text.count("<path ")
    named = re.findall(r'class="rests">rests on ([^<;]*)(?:; beside it ([^<]*))?<', text)
    in_words = sum(len(names.split(", ")) for pair in named for names in pair if names.strip())
    statements = len(re.findall(r"drafts/release/#statement-", text))
    assert lines == in_words + statements


@pytest.mark.parametrize("output", ["report", "release"])
def test_each_output_has_its_own_way_board_and_draft(harbour, output):
    for path in (f"way/{output}/", f"board/{output}/", f"drafts/{output}/"):
        assert output in words(page(AUTHOR, f"/cases/harbour/{path}"))


def test_the_board_shows_every_gate_with_its_state(harbour):
    text = page(AUTHOR, "/cases/harbour/board/")
    assert sorted(map(int, re.findall(r'id="gate-(\d+)"', text))) == list(range(1, 26))


def test_a_closed_gate_says_why_where_and_what_would_open_it(harbour):
    text = words(page(AUTHOR, "/cases/harbour/board/"))
    assert "coast has not countersigned version 2 of release." in text
    assert "Opens it: coast countersigns the current version with its own key." in text
    assert "Murad Code" in text
    assert '/cases/harbour/drafts/release/2/"' in page(AUTHOR, "/cases/harbour/board/")


def test_a_note_says_what_a_statement_rests_on_and_carries(harbour):
    text = page(AUTHOR, "/cases/harbour/drafts/release/")
    note = words(re.search(r'id="note-lead".*?</section>', text, flags=re.DOTALL)[0])
    assert "Rests on F1 , clear and convincing" in note
    assert "Carries L1" in note


def test_an_older_version_says_so_and_keeps_its_objections(harbour):
    text = words(page(AUTHOR, "/cases/harbour/drafts/release/1/"))
    assert "This is version 1. The current one is version 2." in text
    assert "Objection O1 by coast-director, ○ settled" in text


@pytest.mark.parametrize("person", [AUTHOR, LAWYER, NORTH])
def test_countersigning_is_offered_to_those_who_may(harbour, person):
    offered = "Countersign these words" in page(person, "/cases/harbour/draft/")
    assert offered is (person == NORTH)


def test_erased_words_are_shown_as_erased(harbour):
    from answerable.outputs.models import VersionDrafted
    from answerable.record.facts import read
    from answerable.vault.sealing import erase

    first = next(fact for fact in read(VersionDrafted, output="release") if fact.body.version == 1)
    erase(first.body.text, reason="law", origin=first.origin, actor=DIRECTOR, at=first.at)
    assert "The text of this version was erased" in page(AUTHOR, "/cases/harbour/drafts/release/1/")
    assert page(AUTHOR, "/cases/harbour/objections/O1/")


@pytest.mark.parametrize(
    "path", ["way/none/", "board/none/", "drafts/none/", "drafts/release/9/", "findings/F9/", "evidence/E9/"]
)
def test_what_is_not_on_record_is_not_found(harbour, path):
    assert signed_in(AUTHOR).get(f"/cases/harbour/{path}").status_code == 404
    assert signed_in(AUTHOR).get(f"/cases/none/{path}").status_code == 404


def test_only_the_approver_is_offered_the_release(countersigned):
    assert ">Release</button>" in page(DIRECTOR, "/cases/harbour/release/release/")
    assert "A person with the role of approver" in page(COAST, "/cases/harbour/release/release/")


def test_nobody_else_releases(countersigned):
    answer = signed_in(COAST).post("/cases/harbour/release/release/")
    assert answer.status_code == 409
    assert "coast-director does not hold the role of approver." in answer.content.decode()
    assert said("output.released/1") == 0


def test_a_release_sent_twice_is_made_once(released):
    assert signed_in(DIRECTOR).post("/cases/harbour/release/release/").status_code == 302
    assert said("output.released/1") == 1


def test_without_a_key_nothing_is_released(countersigned, settings, tmp_path):
    settings.ANSWERABLE_KEYS = tmp_path / "elsewhere"
    answer = signed_in(DIRECTOR).post("/cases/harbour/release/release/")
    assert answer.status_code == 409
    assert "Nothing was released." in answer.content.decode()
    assert said("output.released/1") == 0


@pytest.mark.parametrize("person", [AUTHOR, COAST, ""])
def test_the_certificate_is_read_and_verified_on_its_page(released, person):
    text = words(page(person, "/releases/harbour/release/2/"))
    assert "Verified for this page" in text
    assert "section coast, 20 March 2026" in text
    assert "Dissent of section north" in text
    assert "It would be fairer if it also said that nobody has yet asked these questions" in text


def test_a_certificate_that_was_tampered_with_is_not_called_verified(released):
    from answerable.releases.models import ReleasedFile

    row = ReleasedFile.objects.get(name="release.md")
    ReleasedFile.objects.filter(pk=row.pk).update(data=bytes(row.data) + b"!")
    text = page("", "/releases/harbour/release/2/")
    assert "The certificate does not verify here:" in text
    assert "Verified for this page" not in text


def test_the_files_are_given_out_as_they_were_released(released):
    import hashlib

    from answerable.releases.verification import verify

    files = {
        name: signed_in().get(f"/releases/harbour/release/2/{name}")
        for name in ("release.html", "release.md", "certificate.json")
    }
    assert {answer.headers["Content-Disposition"].split(";")[0] for answer in files.values()} == {"attachment"}
    digests = {name: hashlib.sha256(answer.content).hexdigest() for name, answer in files.items()}
    raw = files["certificate.json"].content
    digests.pop("certificate.json")
    assert set(verify(raw, digests=digests).files) == {"release.html", "release.md"}


def test_no_other_file_is_given_out(released):
    assert signed_in().get("/releases/harbour/release/2/passphrase").status_code == 404


def test_a_finding_shows_its_rules_element_by_element(harbour):
    text = words(page(AUTHOR, "/cases/harbour/findings/F2/"))
    assert "Was there no lawful ground for not showing them? unknown" in text
    assert "centre-lawyer (legal reviewer)" in text
    assert "It does not say" in text


def test_an_item_shows_custody_and_both_grades_apart(harbour):
    text = words(page(AUTHOR, "/cases/harbour/evidence/E1/"))
    assert "taken in by centre-author" in text
    assert "Reliability of the source A" in text
    assert "Information 2" in text


def test_a_text_that_was_not_copied_here_leaves_the_page_standing(harbour):
    from answerable.vault.models import Content

    Content.objects.all().delete()
    assert "[not held here]" in page(AUTHOR, "/cases/harbour/findings/F1/")
    assert "is not held here; the record shows that it was there" in page(AUTHOR, "/cases/harbour/draft/")
    for path in ("", "board/", "objections/O1/", "evidence/E1/", "drafts/release/2/countersign/"):
        assert page(AUTHOR, f"/cases/harbour/{path}")


def test_an_override_and_a_status_are_shown_to_everyone(harbour):
    from datetime import date

    from answerable.clearance.entries import GateOverridden
    from answerable.evidence.clock import moment_of
    from answerable.outputs.models import VersionDrafted
    from answerable.record.facts import read
    from answerable.releases.entries import StatusSet
    from answerable.releases.models import OutputReleased
    from answerable.vault.sealing import say

    here = {"origin": "harbour.example/centre", "actor": DIRECTOR, "at": moment_of("harbour"), "case": "harbour"}
    draft = next(fact for fact in read(VersionDrafted, output="release") if fact.body.version == 2)
    words_of = {"output": "release", "version": 2, "draft_ref": draft.ref}
    reason = {"gate": 23, "reason": "The line to the coast is cut.", "expires": date(2026, 4, 1)}
    say(GateOverridden, {**words_of, **reason}, **here)
    assert "Overridden by centre-director until 1 April 2026" in words(page(NORTH, "/cases/harbour/board/"))
    assert signed_in(DIRECTOR).post("/cases/harbour/release/release/").status_code == 302
    (released,) = read(OutputReleased)
    status = {"output": "release", "released_ref": released.ref, "status": "under-review", "reason": "A reader wrote."}
    say(StatusSet, status, **here)
    text = words(page("", "/releases/harbour/release/2/"))
    assert "Gate 23 was overridden, until 1 April 2026" in text
    assert "The line to the coast is cut." in text
    assert "Under review. A reader wrote." in text
    assert "under review" in page("", "/")
