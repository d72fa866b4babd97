"""A site in its place: whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from answerable.site.errors import NotOurs
from answerable.site.writing import write_site

FILES = {"index.html": b"first", "a/b.html": b"second"}


def write(place: Path, files: dict[str, bytes]) -> None:
    write_site(place, files, moment="2026-06-01T00:00:00+00:00", language="en")


def found(place: Path) -> dict[str, bytes]:
    files = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert json.loads(files.pop("site.json"))["format"] == "answerable-site/1"
    return files


@pytest.mark.parametrize("exists", [True, False], ids=["empty", "new"])
def test_a_new_or_empty_folder_takes_a_site(tmp_path, exists):
    place = tmp_path / "deep" / "site"
    if exists:
        place.mkdir(parents=True)
    write(place, FILES)
    assert found(place) == FILES


def test_an_earlier_site_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path):
    place = tmp_path / "site"
    write(place, FILES)
    write(place, {"index.html": b"later"})
    assert found(place) == {"index.html": b"later"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize("name", ["notes.txt", ".git/config", "site.json"])
def test_a_folder_with_something_else_in_it_is_left_as_it_is(tmp_path, name):
    (tmp_path / "site" / name).parent.mkdir(parents=True)
    (tmp_path / "site" / name).write_text("mine")
    with pytest.raises(NotOurs, match=name.replace(".", r"\.")):
        write(tmp_path / "site", FILES)
    assert (tmp_path / "site" / name).read_text() == "mine"


def test_a_site_to_which_somebody_added_a_file_is_left_as_it_is(tmp_path):
    place = tmp_path / "site"
    write(place, FILES)
    (place / "CNAME").write_text("record.example")
    with pytest.raises(NotOurs, match="CNAME"):
        write(place, {"index.html": b"later"})
    assert (place / "index.html").read_bytes() == b"first"


def test_a_file_in_the_place_of_the_folder_is_left_as_it_is(tmp_path):
    (tmp_path / "site").write_text("mine")
    with pytest.raises(NotOurs, match="expected a folder"):
        write(tmp_path / "site", FILES)


def test_a_link_to_a_folder_stays_a_link_to_the_newer_site(tmp_path):
    write(tmp_path / "there", FILES)
    (tmp_path / "link").symlink_to(tmp_path / "there")
    write(tmp_path / "link", {"index.html": b"later"})
    assert (tmp_path / "link").is_symlink()
    assert found(tmp_path / "there") == {"index.html": b"later"}


def test_when_writing_fails_the_earlier_site_stands_and_nothing_is_left_beside_it(tmp_path):
    place = tmp_path / "site"
    write(place, FILES)
    with pytest.raises(OSError, match="index"):
        write(place, {"index.html": b"later", "index.html/deeper": b"a file cannot also be a folder"})
    assert found(place) == FILES
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_when_the_last_rename_fails_the_earlier_site_goes_back(tmp_path, monkeypatch):
    place = tmp_path / "site"
    write(place, FILES)
    rename = Path.rename

    def fail(self, target):
        if ".new-" in self.name:
            raise OSError(28, "No space left on device", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="No space"):
        write(place, {"index.html": b"later"})
    assert found(place) == FILES
