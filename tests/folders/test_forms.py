"""What stands in a record in an unusual way can be told in a folder, and comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from answerable.clearance.models import DraftDelivered
from answerable.folders import errors
from answerable.folders.exporting import export_case
from answerable.folders.loading import _one_writer, load_folder
from answerable.outputs.models import StatementsMarked, VersionDrafted
from answerable.record.facts import read
from answerable.vault.sealing import say
from tests.folders.small import FILM, change, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]


def comes_back(folder, ring, place):
    load_folder(folder, keyring=ring)
    export_case("small", place)
    assert load_folder(place, keyring=ring).appended == 0
    return tree(place) == tree(folder)


def test_statements_beyond_a_hundred_go_into_a_second_entry(small, ring, tmp_path):
    words = [f"Sentence {number}." for number in range(1000, 1150)]
    (small / "outputs" / "report-2.md").write_text(" ".join(words), encoding="utf-8")
    blocks = [
        f'[[version.drafted.statements]]\nid = "t{number}"\nwords = "{text}"\nplace = "body"\nsays = "fact"\n'
        for number, text in enumerate(words)
    ]
    text = (small / "outputs.toml").read_text(encoding="utf-8")
    head, _, rest = text.partition("version = 2\n")
    kept = rest.partition("[[version.drafted.statements]]")[0]
    (small / "outputs.toml").write_text(head + "version = 2\n" + kept + "\n".join(blocks), encoding="utf-8")
    assert comes_back(small, ring, tmp_path / "out")
    marked = [fact.body for fact in read(StatementsMarked, case="small") if fact.body.version == 2]
    assert [(body.part, len(body.statements)) for body in marked] == [(1, 100), (2, 50)]


def test_statements_marked_later_by_somebody_else_are_an_act_of_their_own(small, ring, tmp_path):
    cat = '\n[[person.joined]]\nby = ""\nat = 2026-01-01T08:20:00Z\nperson = "cat"\nsection = "centre"\nname = "Cat"\n'
    change(small, "people.toml", 'name = "بن"\n', f'name = "بن"\n{cat}')
    text = (small / "outputs.toml").read_text(encoding="utf-8")
    head, _, rest = text.rpartition('\n[[version.drafted.statements]]\nid = "s1"')
    nested, _, supported = rest.partition("\n[[statement.supported]]")
    marks = f'\n[[version.drafted.statements]]\nid = "s1"{nested}'.replace("version.drafted", "statements.marked")
    start = '\n[[statements.marked]]\nby = "cat"\nat = 2026-01-07T10:30:00Z\noutput = "report"\nversion = 2\npart = 1\n'
    (small / "outputs.toml").write_text(f"{head}{start}{marks}\n[[statement.supported]]{supported}", encoding="utf-8")
    assert comes_back(small, ring, tmp_path / "out")
    assert [fact.actor for fact in read(StatementsMarked, case="small")] == ["ann", "cat"]


def test_an_act_in_the_log_of_another_section_names_the_log(small, ring, tmp_path):
    change(small, "consultation.toml", "at = 2026-01-08T10:00:00Z\n", 'at = 2026-01-08T10:00:00Z\nlog = "coast"\n')
    assert comes_back(small, ring, tmp_path / "out")
    assert [fact.origin for fact in read(DraftDelivered, case="small")] == ["small.example/coast"]


def test_a_ref_that_no_number_names_is_written_out_and_recognised(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    first, _second = read(VersionDrafted, case="small")
    say(
        DraftDelivered.said,
        {"section": "coast", "output": "report", "version": 2, "draft_ref": first.ref},
        origin="small.example/centre",
        actor="ann",
        at=datetime(2026, 1, 10, tzinfo=UTC),
        case="small",
    )
    export_case("small", tmp_path / "out")
    assert f'draft_ref = "{first.ref}"' in tree(tmp_path / "out")["consultation.toml"].decode()
    assert load_folder(tmp_path / "out", keyring=ring).appended == 0


def test_a_moment_within_a_second_is_kept(small, ring, tmp_path):
    change(small, "consultation.toml", "2026-01-09T10:00:00Z", "2026-01-09T10:00:00.000500Z")
    assert comes_back(small, ring, tmp_path / "out")


def test_a_draft_with_windows_line_ends_keeps_them(small, ring, tmp_path):
    path = small / "outputs" / "report-1.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert comes_back(small, ring, tmp_path / "out")


def test_two_items_may_share_a_file(small, ring, tmp_path):
    text = (small / "evidence.toml").read_text(encoding="utf-8")
    again = text.split("\n\n")[0].replace("E1", "E3").replace("10:00:00Z", "10:30:00Z")
    (small / "evidence" / "E3.zip").write_bytes(FILM)
    change(small, "evidence.toml", '\n[[item.taken_in]]\nby = "ben"', f'\n{again}\n\n[[item.taken_in]]\nby = "ben"')
    assert comes_back(small, ring, tmp_path / "out")


def test_an_empty_file_is_a_file(small, ring, tmp_path):
    (small / "evidence" / "E1.zip").write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    line = (small / "evidence.toml").read_text(encoding="utf-8").splitlines()[9]
    change(small, "evidence.toml", line, f'sha256 = "{empty}"')
    assert comes_back(small, ring, tmp_path / "out")


@pytest.mark.parametrize("told", ["database is locked", "deadlock detected"])
def test_another_writer_is_an_error_that_says_to_try_again(told):
    with pytest.raises(errors.Busy, match="nothing was loaded, try again"), _one_writer():
        raise OperationalError(told)


def test_another_failure_of_the_database_is_not_explained_away():
    with pytest.raises(OperationalError, match="disk"), _one_writer():
        raise OperationalError("disk I/O error")
