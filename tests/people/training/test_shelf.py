"""Modules come with the package and from the home folder; a broken file closes no page."""

from __future__ import annotations

import pytest

from answerable.people.training.errors import NoSuchModule
from answerable.people.training.shelf import shelf
from tests.people.training.small import TEXT


@pytest.fixture
def home(tmp_path, settings):
    settings.ANSWERABLE_HOME = tmp_path
    folder = tmp_path / "training"
    folder.mkdir()
    return folder


def test_a_module_of_the_house_stands_beside_that_of_the_package(home):
    (home / "small.md").write_text(TEXT)
    assert shelf().names() == ("influence", "small")


def test_a_module_of_the_house_takes_the_place_of_one_with_its_key_and_language(home):
    (home / "ours.md").write_text(TEXT.replace('module = "small"', 'module = "influence"'))
    assert shelf().module("influence").front.title == "A small module"


def test_a_reader_gets_their_language_or_else_english(home):
    (home / "en.md").write_text(TEXT)
    (home / "uk.md").write_text(TEXT.replace('language = "en"', 'language = "uk"').replace("A small module", "Малий"))
    assert shelf().module("small", language="uk").front.title == "Малий"
    assert shelf().module("small", language="fr").front.title == "A small module"


def test_a_file_that_is_no_module_is_told_of_and_left_out(home):
    (home / "broken.md").write_text("nothing")
    (fault,) = shelf().faults
    assert "broken.md, line 1: expected" in fault
    assert shelf().names() == ("influence",)


def test_two_files_for_one_module_are_told_of(home):
    (home / "a.md").write_text(TEXT)
    (home / "b.md").write_text(TEXT)
    assert "found a.md as well" in shelf().faults[0]


def test_a_file_that_changed_is_read_again(home):
    (home / "a.md").write_text(TEXT)
    assert shelf().module("small").front.version == "1"
    (home / "a.md").write_text(TEXT.replace('version = "1"', 'version = "second"'))
    assert shelf().module("small").front.version == "second"


def test_a_module_that_is_not_there_is_named(home):
    with pytest.raises(NoSuchModule, match="expected one of influence, found 'other'"):
        shelf().module("other")
