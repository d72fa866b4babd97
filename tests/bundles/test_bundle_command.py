"""`answerable bundle` and `answerable verify` of a bundle, as a person types them."""

from __future__ import annotations

from pathlib import Path

import bagit
import pytest

from tests.cli.test_commands import answerable
from tests.homes import loaded

CASE = "kuwait-1990-repaired"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which a case is released, and `bundle` written for everybody."""
    place = loaded(tmp_path_factory.mktemp("home"), CASE)
    for step in (
        ("release", CASE, "--out", place / "out"),
        ("bundle", CASE, "--out", place / "bundle"),
    ):
        done = answerable(place, *step)
        assert done.returncode == 0, done.stdout + done.stderr
    return place


def test_a_bundle_verifies_elsewhere_and_nothing_is_written(home, tmp_path):
    found = answerable(tmp_path, "verify", home / "bundle")
    assert (found.returncode, found.stdout.splitlines()[0][:9]) == (0, "VERIFIED:")
    assert not any(tmp_path.iterdir())


def test_it_verifies_against_keys_that_were_published(home, tmp_path):
    keys = tmp_path / "keys.txt"
    keys.write_text(answerable(home, "keys", "list").stdout)
    found = answerable(tmp_path, "verify", home / "bundle", "--keys", keys)
    assert (found.returncode, "all known beforehand" in found.stdout) == (0, True)


def test_a_tampered_bundle_is_refused_with_its_own_status_and_the_files_name(home, tmp_path):
    path = home / "bundle/data/index.html"
    kept = path.read_bytes()
    try:
        path.write_bytes(kept + b" ")
        found = answerable(tmp_path, "verify", home / "bundle")
    finally:
        path.write_bytes(kept)
    assert (found.returncode, found.stdout) == (6, "")
    assert "NOT VERIFIED: data/index.html was changed: expected sha256" in found.stderr


def test_a_bundle_is_never_written_over(home):
    again = answerable(home, "bundle", CASE, "--out", home / "bundle")
    assert (again.returncode, "empty folder" in again.stderr) == (2, True)


def test_a_case_of_which_nothing_is_public_is_refused(home, tmp_path):
    loaded(tmp_path, "kuwait-1990-as-published")
    refused = answerable(tmp_path, "bundle", "kuwait-1990-as-published", "--out", tmp_path / "out")
    assert (refused.returncode, (tmp_path / "out").exists()) == (2, False)
    assert "to be public" in refused.stderr


def test_a_review_is_shown_more(home, tmp_path):
    done = answerable(home, "bundle", CASE, "--for", "review", "--out", tmp_path / "review")
    assert done.returncode == 0, done.stderr
    assert answerable(tmp_path, "verify", tmp_path / "review").returncode == 0
    public, review = (
        len(list((folder / "data/content").iterdir())) for folder in (home / "bundle", tmp_path / "review")
    )
    assert review > public


def test_other_readers_are_refused(home, tmp_path):
    assert answerable(home, "bundle", CASE, "--for", "us", "--out", tmp_path / "out").returncode == 2


def test_files_beside_a_bundle_are_refused(home):
    found = answerable(home, "verify", home / "bundle", home / "out/release.md")
    assert (found.returncode, "expected no others" in found.stderr) == (2, True)


def test_a_bag_made_by_another_program_is_no_bundle(tmp_path):
    (tmp_path / "bag").mkdir()
    (tmp_path / "bag" / "a.txt").write_text("a")
    bagit.make_bag(str(tmp_path / "bag"), {"Bagging-Date": "2026-01-01"})
    found = answerable(tmp_path, "verify", tmp_path / "bag")
    assert (found.returncode, "bagit.txt" in found.stderr) == (3, True)
