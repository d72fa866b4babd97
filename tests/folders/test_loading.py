"""A folder is appended whole or not at all; what is on record is passed over, and cannot be forgotten."""

from __future__ import annotations

import pytest

from answerable.clearance.models import DraftCountersigned
from answerable.evidence.models import ItemTakenIn
from answerable.findings.models import ElementSigned, FindingStated, RuleAssessed
from answerable.folders import errors
from answerable.folders.loading import load_folder
from answerable.outputs.models import StatementsMarked, StatementSupported, VersionDrafted
from answerable.people.models import ConflictDeclared, KeyAdded, RoleGranted
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.record.models import EntryRow
from answerable.vault.models import Content
from answerable.vault.sealing import erase
from answerable.vault.store import open_file, text_of
from tests.folders.small import ACTS, ENTRIES, FILM, change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def load_wrong(folder, ring):
    with pytest.raises(errors.FolderError) as caught:
        load_folder(folder, keyring=ring)
    return caught.value.errors


def vault_files(vault):
    return [path for path in vault.rglob("*") if path.is_file()]


def test_every_act_becomes_an_entry_and_statements_one_more(small, ring):
    loaded = load_folder(small, keyring=ring)
    assert (loaded.case, loaded.appended, loaded.skipped) == ("small", ACTS, 0)
    assert EntryRow.objects.count() == ENTRIES


def test_loading_again_appends_nothing(small, ring):
    load_folder(small, keyring=ring)
    loaded = load_folder(small, keyring=ring)
    assert (loaded.appended, loaded.skipped) == (0, ACTS)
    assert EntryRow.objects.count() == ENTRIES


def test_progress_is_told(small, ring):
    told = []
    load_folder(small, keyring=ring, tell=lambda done, total: told.append((done, total)))
    assert told == [(done, ACTS) for done in range(1, ACTS + 1)]


def test_content_lies_in_the_vault_and_files_are_whole(small, ring):
    load_folder(small, keyring=ring)
    film, spoken = read(ItemTakenIn, case="small")
    assert text_of(film.body.title) == "Film of the east quay"
    with open_file(film.body.file) as file:
        assert file.read() == FILM
    assert film.body.size == len(FILM)
    assert (spoken.body.file, spoken.origin) == ("", "small.example/centre")


def test_what_is_left_out_is_worked_out(small, ring):
    load_folder(small, keyring=ring)
    (finding,) = read(FindingStated, case="small")
    (rule,) = read(RuleAssessed, case="small")
    (signed,) = read(ElementSigned, case="small")
    assert rule.body.finding_ref == finding.ref
    assert signed.body.assessed_ref == rule.ref
    first, second = read(VersionDrafted, case="small")
    old, new = (marked.body.statements for marked in read(StatementsMarked, case="small"))
    assert [marked.body.draft_ref for marked in read(StatementsMarked, case="small")] == [first.ref, second.ref]
    assert [(each.start, each.end) for each in old] == [(10, 50), (70, 87)]
    assert [support.body.words for support in read(StatementSupported, case="small")] == [old[0].words, new[1].words]


def test_a_statement_in_the_same_words_keeps_its_commitment(small, ring):
    load_folder(small, keyring=ring)
    old, new = (marked.body.statements for marked in read(StatementsMarked, case="small"))
    assert old[0].words == new[0].words
    assert old[1].words != new[1].words


def test_keys_are_made_for_new_sections_and_sign(small, tmp_path):
    ring = KeyRing(tmp_path / "keys", passphrase="only for this test")
    load_folder(small, keyring=ring)
    assert [key.body.vkey for key in read(KeyAdded)] == [each.vkey() for each in ring.verifiers()]
    (signed,) = read(DraftCountersigned, case="small")
    assert signed.body.vkey == ring.verifier("small.example/coast").vkey()


def test_a_log_whose_key_is_elsewhere_is_not_written(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    with (small / "findings.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[limits.absent]]\nby = "ann"\nat = 2026-01-20T10:00:00Z\nfinding = "F1"\nreason = "None."\n')
    (error,) = load_wrong(small, KeyRing(tmp_path / "empty", passphrase="only for this test"))
    assert type(error) is errors.KeyNotHere
    assert "small.example/centre has" in str(error)
    assert not (tmp_path / "empty").exists()


def test_acts_of_people_hold_everywhere_unless_they_say_otherwise(small, ring):
    load_folder(small, keyring=ring)
    assert {fact.body.role: fact.case for fact in read(RoleGranted)} == {
        "author": "",
        "countersigner": "small",
        "legal-reviewer": "",
    }
    assert [fact.case for fact in read(ConflictDeclared)] == ["small"]


def test_a_folder_that_has_grown_is_loaded_from_where_it_was(small, ring):
    load_folder(small, keyring=ring)
    with (small / "findings.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[limits.absent]]\nby = "ann"\nat = 2026-01-20T10:00:00Z\nfinding = "F1"\nreason = "None."\n')
    loaded = load_folder(small, keyring=ring)
    assert (loaded.appended, loaded.skipped) == (1, ACTS)


def test_the_record_cannot_forget(small, ring):
    load_folder(small, keyring=ring)
    text = (small / "consultation.toml").read_text(encoding="utf-8")
    (small / "consultation.toml").write_text(text[: text.index("[[draft.countersigned]]")], encoding="utf-8")
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.Forgotten
    assert "draft.countersigned by ben at 2026-01-09T10:00:00Z is on record and missing here" in str(error)


def test_other_words_in_a_recorded_version_need_a_new_version(small, ring):
    load_folder(small, keyring=ring)
    change(small, "outputs/report-2.md", "# Report", "# The report")
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.Changed
    assert (error.file, error.line) == ("outputs.toml", 31)
    assert "draft it as version 3" in str(error)


def test_other_words_in_a_recorded_act_are_refused(small, ring):
    load_folder(small, keyring=ring)
    line = change(small, "findings.toml", "on 12 of 30 days.", "on 13 of 30 days.")
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.Changed
    assert (error.file, error.line) == ("findings.toml", line - 7)


def test_a_closed_gate_refuses_the_whole_folder(small, ring, vault):
    change(small, "people.toml", 'role = "countersigner"', 'role = "approver"')
    change(small, "consultation.toml", "2026-01-09T10:00:00Z", "2026-01-05T10:00:00Z")
    found = load_wrong(small, ring)
    assert {type(error) for error in found} <= {errors.UnknownReference, errors.NotAllowed}
    assert EntryRow.objects.count() == 0
    assert Content.objects.count() == 0
    assert vault_files(vault) == []


def test_each_blocker_is_named_at_the_line_of_its_act(small, ring):
    line = change(small, "people.toml", 'role = "legal-reviewer"', 'role = "country-reviewer"')
    assert line > 0
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.NotAllowed
    assert (error.file, error.line) == ("findings.toml", 33)
    assert "[role-not-held]" in str(error)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("findings.toml", '"F1"\nname', '"F9"\nname', "a finding on record by 2026-01-05T11:00:00Z with finding"),
        ("findings.toml", '"F1"\nname', '"F1"\nfinding_number = 2\nname', "with finding_number = 2"),
        ("findings.toml", "2026-01-05T11:00:00Z", "2026-01-05T09:00:00Z", "by 2026-01-05T09:00:00Z"),
        ("findings.toml", 'rule = "R1"\nelement', 'rule = "R2"\nelement', "an assessment on record"),
        ("outputs.toml", 'statement = "s1"', 'statement = "s9"', "a statement of the output on record"),
        ("consultation.toml", "version = 2\nstart", "version = 3\nstart", "a version on record"),
    ],
)  # fmt: skip
def test_a_reference_to_nothing_is_named(small, ring, file, old, new, told):
    change(small, file, old, new)
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.UnknownReference
    assert error.file == file
    assert told in str(error)
    assert EntryRow.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "told"),
    [
        ("case.toml", 'by = "ann"', 'by = "eve"', errors.UnknownPerson, "found 'eve'"),
        ("case.toml", '"ann"\nat = 2026', '"ann"\nat = 2025', errors.UnknownPerson, "has not joined by 2025-01-02"),
        ("evidence.toml", 'section = "centre"', 'section = "south"', errors.UnknownSection, "found 'south'"),
        ("people.toml", "small.example/coast", "small.example/centre", errors.UnknownSection, "the log of centre"),
    ],
)  # fmt: skip
def test_who_and_where_have_to_be_known(small, ring, file, old, new, kind, told):
    line = change(small, file, old, new)
    (error,) = load_wrong(small, ring)
    assert type(error) is kind
    assert (error.file, error.line) == (file, line)
    assert told in str(error)


def test_an_act_before_the_case_was_opened_is_refused(small, ring):
    change(small, "evidence.toml", "2026-01-04T10:00:00Z", "2026-01-01T10:00:00Z")
    (error,) = load_wrong(small, ring)
    assert type(error) is errors.UnknownReference
    assert "after it was opened" in str(error)


def test_a_number_leads_to_the_older_finding_which_the_gate_then_judges(small, ring):
    again = (small / "findings.toml").read_text(encoding="utf-8").split("\n\n")[0]
    again = again.replace("number = 1", "number = 2").replace("2026-01-05T10:00:00Z", "2026-01-05T10:30:00Z")
    change(small, "findings.toml", "[[rule.assessed]]", f"{again}\n\n[[rule.assessed]]")
    change(small, "findings.toml", 'finding = "F1"\nname', 'finding = "F1"\nfinding_number = 1\nname')
    (error,) = load_wrong(small, ring)
    assert "the assessment under R1 is of version 1" in str(error)


def test_erased_content_is_not_brought_back(small, ring):
    load_folder(small, keyring=ring)
    (finding,) = read(FindingStated, case="small")
    erase(finding.body.text, reason="safety", origin=finding.origin, actor="ann", at=finding.at)
    before = Content.objects.count()
    assert load_folder(small, keyring=ring).appended == 0
    assert Content.objects.count() == before


def test_content_of_which_only_the_commitment_is_left_cannot_be_said(small, ring):
    gone = '{ commitment = "sha256:' + "0" * 64 + '" }'
    line = change(small, "findings.toml", '"The harbour was closed on 12 of 30 days."', gone)
    (error,) = load_wrong(small, ring)
    assert (type(error), error.line) == (errors.ContentGone, line)


def test_two_cases_of_the_same_people_share_them(small, ring):
    load_folder(small, keyring=ring)
    change(small, "case.toml", 'case = "small"', 'case = "other"')
    loaded = load_folder(small, keyring=ring)
    assert loaded.case == "other"
    assert loaded.skipped == 10
    assert loaded.appended == ACTS - 10
