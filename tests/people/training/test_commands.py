"""`answerable training check`, `answerable policy` and what they refuse."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from answerable.people.policies.toml import read_policy
from tests.homes import loaded
from tests.people.training.small import TEXT


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with the worked example on record, whose lawyer passed the module yesterday."""
    place = loaded(tmp_path_factory.mktemp("home"), "harbour")
    done = subprocess.run(
        [sys.executable, "-c", PASS], env=environment(place), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return place


PASS = """
from datetime import UTC, datetime, timedelta
from answerable.cli.setup import prepare
prepare()
from answerable.people.entries import TrainingPassed
from answerable.record.log import append
now = datetime.now(UTC)
first = now.date() - timedelta(days=1)
body = TrainingPassed(person="centre-lawyer", module="influence", passed=first, expires=first + timedelta(days=90))
append(body, origin="harbour.example/centre", actor="centre-director", at=now)
"""


def environment(home) -> dict[str, str]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("ANSWERABLE_", "DATABASE_", "DJANGO_"))
    }
    return kept | {"ANSWERABLE_HOME": str(home)}


def answerable(home, *words) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from answerable.cli import app; app()", *map(str, words)]
    return subprocess.run(command, env=environment(home), capture_output=True, text=True, check=False)


def test_a_module_is_checked(home, tmp_path):
    (tmp_path / "small.md").write_text(TEXT)
    done = answerable(home, "training", "check", tmp_path / "small.md")
    assert done.returncode == 0
    assert "small 1 (en), 2 sections" in done.stdout


def test_what_is_no_module_ends_with_its_line(home, tmp_path):
    (tmp_path / "small.md").write_text(TEXT.replace("# Questions", ""))
    done = answerable(home, "training", "check", tmp_path / "small.md")
    assert done.returncode == 2
    assert "line 44: expected" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_badge_goes_out_of_the_command_and_is_not_written_over(home, tmp_path):
    words = ("training", "badge", "centre-lawyer", "influence", "--out", tmp_path / "badge.jwt")
    first = answerable(home, *words)
    assert first.returncode == 0, first.stderr
    written = (tmp_path / "badge.jwt").read_bytes()
    assert answerable(home, *words).returncode == 2
    assert (tmp_path / "badge.jwt").read_bytes() == written


def test_a_badge_of_a_section_on_record_is_accepted_by_the_command(home, tmp_path):
    place = tmp_path / "badge.jwt"
    answerable(home, "training", "badge", "centre-lawyer", "influence", "--out", place)
    words = ("accept", place, "--person", "centre-lawyer", "--module", "influence", "--by")
    done = answerable(home, *words, "centre-director")
    assert done.returncode == 0, done.stderr
    own = answerable(home, *words, "centre-lawyer")
    assert (own.returncode, "their own badge" in own.stderr) == (1, True)


def test_a_badge_of_another_person_is_refused_by_the_command(home, tmp_path):
    place = tmp_path / "badge.jwt"
    answerable(home, "training", "badge", "centre-lawyer", "influence", "--out", place)
    words = ("accept", place, "--person", "centre-author", "--module", "influence", "--by", "centre-director")
    done = answerable(home, *words)
    assert done.returncode == 2
    assert "not for" in done.stderr


def test_the_policy_in_force_is_printed_as_toml(home):
    shown = answerable(home, "policy", "show")
    assert read_policy(shown.stdout, name="shown").number == 1


def test_a_policy_is_adopted_and_endorsed_on_the_command_line(home, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text(answerable(home, "policy", "show").stdout.replace("number = 1", "number = 2"))
    refused = answerable(home, "policy", "adopt", file, "--by", "centre-author")
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    adopted = answerable(home, "policy", "adopt", file, "--by", "centre-director")
    assert adopted.returncode == 0, adopted.stderr
    assert "# clearance 2 waits for centre, coast, north" in answerable(home, "policy", "show").stdout
    for person in ("centre-director", "coast-director", "north-director"):
        done = answerable(home, "policy", "endorse", "clearance", "2", "--by", person)
        assert done.returncode == 0, done.stderr
    assert read_policy(answerable(home, "policy", "show").stdout, name="shown").number == 2


def test_a_file_that_is_no_policy_ends_with_its_line(home, tmp_path):
    file = tmp_path / "policy.toml"
    file.write_text("policy = 1\n")
    done = answerable(home, "policy", "adopt", file, "--by", "centre-director")
    assert done.returncode == 2
    assert "policy.toml, line 1: Expected `str`" in done.stderr
