"""What is wrong with a folder is named with file and line, with what was expected and what was found."""

from __future__ import annotations

import os

import pytest

from answerable.folders import errors, files
from answerable.folders.reading import read_folder
from tests.folders.small import FILM, change


def read_wrong(folder, **options):
    with pytest.raises(errors.FolderError) as caught:
        read_folder(folder, **options)
    return caught.value.errors


def test_a_folder_in_order_is_read_in_the_order_of_moments(small):
    read = read_folder(small)
    assert read.case == "small"
    assert [act.at for act in read.acts] == sorted(act.at for act in read.acts)
    assert [act.form.table for act in read.acts][:3] == ["organisation.named", "section.joined", "section.joined"]


WRONG = [
    ("findings.toml", "number = 1", "number = ", errors.BrokenToml, "this is not TOML: Invalid value"),
    ("findings.toml", "[[element.signed]]", "[[element.sined]]", errors.UnknownTable, "found element.sined"),
    ("findings.toml", "[[element.signed]]", "[[item.graded]]", errors.UnknownTable, "item.graded in evidence.toml"),
    ("case.toml", "[[case.opened]]", "[case.opened]", errors.UnknownTable, "each act under [[case.opened]]"),
    ("case.toml", "title =", "titel =", errors.UnknownField, "expected the field 'title', found the field 'titel'"),
    ("findings.toml", 'conduct = "act"', 'conduct = "did"', errors.WrongValue, "one of 'act', 'omission', found 'did'"),
    ("findings.toml", "number = 1", 'number = "1"', errors.WrongValue, "expected a whole number, found '1'"),
    ("findings.toml", "number = 1", "number = 1.0", errors.WrongValue, "found a number with a decimal point"),
    ("findings.toml", "number = 1", "number = 0", errors.WrongValue, ">= 1, found 0"),
    ("findings.toml", "number = 1", f"number = {2**60}", errors.WrongValue, "up to 9007199254740991"),
    ("findings.toml", "established = true", "established = 1", errors.WrongValue, "expected true or false, found 1"),
    ("findings.toml", "since = 2025-11-01", 'since = "2025-11-01"', errors.WrongValue, "found '2025-11-01'"),
    ("findings.toml", "since = 2025-11-01", "since = 2025-11-01T00:00:00Z", errors.WrongValue, "found a moment"),
    ("findings.toml", 'finding = "F1"\nnumber', 'finding = "F 1"\nnumber', errors.WrongValue, "expected a short name"),
    (
        "findings.toml",
        'conduct = "act"\n',
        "",
        errors.MissingField,
        "the field 'conduct' in finding.stated, found none",
    ),
    ("case.toml", "2026-01-02T09:00:00Z", "2026-01-02T09:00:00", errors.WrongValue, "with its offset"),
    ("case.toml", "2026-01-02T09:00:00Z", "0001-01-01T00:00:00+10:00", errors.WrongValue, "a year from 2"),
    ("case.toml", '"Find out why the harbour was closed."', '" \\n"', errors.WrongValue, "expected some text"),
    ("case.toml", "Find out why", "Find \\u0000 out why", errors.WrongValue, "without the character U+0000"),
    ("evidence.toml", 'sha256 = "', 'sha256 = "00', errors.WrongValue, "64 hexadecimal digits"),
    ("evidence.toml", "E1.zip", "../quay.zip", errors.OutsideFolder, "expected a path inside the folder"),
    ("evidence.toml", "E1.zip", "/etc/passwd", errors.OutsideFolder, "expected a path inside the folder"),
    ("evidence.toml", "E1.zip", "c:/quay.zip", errors.OutsideFolder, "expected a path inside the folder"),
    ("evidence.toml", "E1.zip", "none.zip", errors.MissingFile, "expected the file evidence/none.zip, found none"),
    ("outputs.toml", "occurrence = 2", "occurrence = 3", errors.WordsNotFound, "found them 2 times"),
    ("consultation.toml", "end = 8", "end = 8000", errors.WordsNotFound, "found one that ends at 8000"),
    ("outputs.toml", "occurrence = 2\n", "", errors.WordsNotUnique, "occurrence = 1 to 2"),
    ("outputs.toml", '"It was closed."', '"It was shut."', errors.WordsNotFound, "found them nowhere"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "told"), WRONG, ids=[f"{w[3].__name__}-{w[2]}"[:60] for w in WRONG]
)
def test_each_error_is_named_at_its_line(small, file, old, new, kind, told):
    line = change(small, file, old, new)
    (error,) = read_wrong(small)
    assert type(error) is kind
    assert error.file == file
    assert told in str(error)
    at_the_act_or_the_words = kind in {errors.MissingField, errors.WordsNotFound, errors.WordsNotUnique}
    assert line - (8 if at_the_act_or_the_words else 0) <= error.line <= line
    assert str(error).startswith(f"{file}:{error.line}: ")


def test_a_wrong_value_deep_inside_is_named_at_its_own_line(small):
    line = change(small, "findings.toml", 'does = "context"', 'does = "proves"')
    (error,) = read_wrong(small)
    assert (error.file, error.line) == ("findings.toml", line)
    assert "one of 'context', 'contradicts', 'supports', found 'proves'" in str(error)


def test_missing_and_unknown_keys_of_a_part_are_named(small):
    change(small, "findings.toml", 'unit = "days"', 'units = "days"')
    (error,) = read_wrong(small)
    assert isinstance(error, errors.MissingField | errors.UnknownField)
    assert "'unit" in str(error)


def test_everything_that_can_be_found_is_found_in_one_pass(small):
    change(small, "case.toml", "title =", "titel =")
    change(small, "findings.toml", "number = 1", 'number = "1"')
    change(small, "findings.toml", "established = true", 'established = "yes"')
    change(small, "outputs.toml", "occurrence = 2\n", "")
    (small / "people.toml").write_text("[[", encoding="utf-8")
    (small / "evidence" / "E1.zip").unlink()
    found = [(type(error).__name__, error.file) for error in read_wrong(small)]
    assert found == [
        ("UnknownField", "case.toml"),
        ("MissingFile", "evidence.toml"),
        ("WrongValue", "findings.toml"),
        ("WrongValue", "findings.toml"),
        ("WordsNotUnique", "outputs.toml"),
        ("BrokenToml", "people.toml"),
    ]


def test_a_file_that_is_another_is_named_with_both_digests(small):
    (small / "evidence" / "E1.zip").write_bytes(FILM + b"!")
    (error,) = read_wrong(small)
    assert type(error) is errors.WrongHash
    assert error.line == 10
    assert error.expected.startswith("SHA-256 ")
    assert len(error.found) == 64


def test_an_evidence_file_over_the_limit_is_not_read(small):
    (error,) = read_wrong(small, largest=len(FILM) - 1)
    assert type(error) is errors.TooLargeFile
    assert (error.file, error.line) == ("evidence.toml", 8)


@pytest.mark.parametrize("name", ["case.toml", "outputs/report-1.md"])
def test_a_text_over_the_limit_is_not_read(small, name):
    with (small / name).open("ab") as file:
        file.truncate(files.LARGEST_TEXT + 1)
    (error,) = read_wrong(small)
    assert type(error) is errors.TooLargeFile
    assert error.file == name


@pytest.mark.parametrize("name", ["findings.toml", "outputs/report-1.md"])
def test_a_file_that_is_not_utf_8_is_named_with_the_line(small, name):
    raw = (small / name).read_bytes()
    (small / name).write_bytes(raw.replace(b"closed", b"cl\xf6sed", 1))
    (error,) = read_wrong(small)
    assert type(error) is errors.NotUtf8
    assert error.file == name
    assert "0xf6" in error.found
    assert error.line == raw[: raw.index(b"closed")].count(b"\n") + 1


def test_a_byte_order_mark_is_refused(small):
    (small / "case.toml").write_bytes(b"\xef\xbb\xbf" + (small / "case.toml").read_bytes())
    (error,) = read_wrong(small)
    assert (type(error), error.line) == (errors.NotUtf8, 1)


@pytest.mark.parametrize("name", ["case.toml", "evidence/E1.zip", "outputs/report-1.md"])
def test_a_link_that_leads_out_is_refused(small, tmp_path, name):
    outside = tmp_path / "outside"
    (small / name).rename(outside)
    (small / name).symlink_to(outside)
    (error,) = read_wrong(small)
    assert type(error) is errors.OutsideFolder


def test_a_link_inside_the_folder_is_followed(small):
    (small / "evidence" / "E1.zip").rename(small / "evidence" / "real.zip")
    (small / "evidence" / "E1.zip").symlink_to("real.zip")
    assert read_folder(small).case == "small"


@pytest.mark.parametrize("name", ["case.toml", "evidence/E1.zip"])
def test_a_pipe_is_refused_at_once(small, name):
    (small / name).unlink()
    os.mkfifo(small / name)
    (error,) = read_wrong(small)
    assert type(error) is errors.OutsideFolder


def test_a_link_to_itself_is_a_missing_file(small):
    (small / "case.toml").unlink()
    (small / "case.toml").symlink_to("case.toml")
    (error,) = read_wrong(small)
    assert type(error) is errors.MissingFile


def test_a_folder_without_a_case_is_refused(small, tmp_path):
    (small / "case.toml").unlink()
    assert [type(error) for error in read_wrong(small)] == [errors.MissingFile]
    assert [type(error) for error in read_wrong(tmp_path / "none")] == [errors.NotAFolder]
    assert [type(error) for error in read_wrong(small / "people.toml")] == [errors.NotAFolder]


def test_a_case_is_opened_once(small):
    text = (small / "case.toml").read_text(encoding="utf-8")
    (small / "case.toml").write_text(f"{text}\n{text}", encoding="utf-8")
    (error,) = read_wrong(small)
    assert (error.file, error.line) == ("case.toml", 11)
    (small / "case.toml").write_text("", encoding="utf-8")
    (error,) = read_wrong(small)
    assert "one [[case.opened]]" in str(error)


def test_a_misspelt_file_is_not_passed_over(small):
    (small / "findings.toml").rename(small / "finding.toml")
    (error,) = read_wrong(small)
    assert (type(error), error.file) == (errors.UnknownFile, "finding.toml")


def test_other_files_are_for_people(small):
    (small / "README.md").write_text("Read me.", encoding="utf-8")
    (small / "notes").mkdir()
    assert read_folder(small).case == "small"


def test_a_draft_without_its_text_is_named_at_the_act(small):
    (small / "outputs" / "report-2.md").unlink()
    (error,) = read_wrong(small)
    assert type(error) is errors.MissingFile
    assert (error.file, error.line) == ("outputs.toml", 31)


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000, "x = 1\nx = 2\n", 'x = "\\ud800"'])
def test_toml_made_to_hurt_is_only_broken(small, text):
    (small / "findings.toml").write_text(text, encoding="utf-8")
    (error,) = read_wrong(small)
    assert type(error) in {errors.BrokenToml, errors.UnknownTable}


def test_text_with_windows_line_ends_is_read_with_the_same_lines(small):
    text = (small / "case.toml").read_text(encoding="utf-8")
    (small / "case.toml").write_bytes(text.replace("\n", "\r\n").replace("title =", "titel =").encode())
    (error,) = read_wrong(small)
    assert error.line == 5


def test_nothing_is_dated_after_the_moment_at_which_the_clock_stands(small):
    change(small, "case.toml", 'situation = "peace"', 'situation = "peace"\nclock = 2026-01-05T00:00:00Z')
    wrong = read_wrong(small)
    assert {type(error) for error in wrong} == {errors.WrongValue}
    assert all("where the case's clock stands" in str(error) for error in wrong)
    change(small, "case.toml", "clock = 2026-01-05T00:00:00Z", "clock = 2036-01-05T00:00:00Z")
    assert read_folder(small).case == "small"
