"""What is looked for, from files: a lone document, and the folder of a release."""

from __future__ import annotations

import shutil

import pytest

from answerable.echoes.errors import NothingReleased
from answerable.echoes.runs.lone import followed_in_files, is_lone, of_file, of_folder
from answerable.releases.errors import CertificateError
from answerable.text.errors import TextError

TEXT = "# Villages without clinics\n\nSeven of twelve villages had no clinic. It may have been the war.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("report.md", TEXT),
        ("report.html", "<h1>Villages without clinics</h1><p>Seven of twelve villages had no clinic. It may be.</p>"),
    ],
)
def test_each_sentence_of_a_lone_file_is_a_passage(tmp_path, name, content):
    (tmp_path / name).write_text(content, encoding="utf-8")
    released = of_file(tmp_path / name)
    assert (released.name, released.title, released.language) == (name, "Villages without clinics", "en")
    assert "Seven of twelve villages had no clinic." in [passage.text for passage in released.passages]


def test_a_file_without_words_and_two_of_one_name_are_refused(tmp_path):
    (tmp_path / "empty.md").write_text("\n")
    with pytest.raises((NothingReleased, TextError)):
        of_file(tmp_path / "empty.md")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "report.md").write_text(TEXT)
    with pytest.raises(NothingReleased, match=r"two called report\.md"):
        followed_in_files([tmp_path / "a" / "report.md", tmp_path / "b" / "report.md"])


@pytest.fixture
def folder(harbour, keyring, tmp_path):
    """The folder of a release of `harbour`, as `answerable release` writes it."""
    from answerable.evidence.clock import moment_of
    from answerable.releases.releasing import release
    from tests.releases.conftest import SIGNERS, countersign

    for person in SIGNERS:
        countersign(person, keyring=keyring)
    files = release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    place = tmp_path / "released"
    place.mkdir()
    for name, content in files.items():
        (place / name).write_bytes(content)
    return place


def test_the_folder_of_a_release_says_what_it_is_called_and_when_it_was_released(folder, harbour):
    released = of_folder(folder)
    assert released.name == f"{harbour}/release/2"
    assert released.at is not None
    assert len(released.passages) > 3
    assert is_lone(str(folder))


def test_a_release_whose_text_is_not_the_certified_one_is_refused(folder):
    (folder / "release.md").write_text("Something else.\n")
    with pytest.raises(CertificateError):
        of_folder(folder)


def test_what_is_no_file_and_no_release_is_not_lone(tmp_path):
    assert not is_lone(str(tmp_path))
    assert not is_lone("case/output/1")
    shutil.rmtree(tmp_path)
    assert not is_lone(str(tmp_path))
