"""The commands as a person types them: a fresh home, one step after another, and what each says when it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from answerable import __version__
from tests.homes import loaded

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("answerable")


def answerable(home: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return subprocess.run(
        [COMMAND, *map(str, words)],
        env={**clean, "ANSWERABLE_HOME": str(home), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the repaired case of 1990 is loaded and released into `out`."""
    place = loaded(tmp_path_factory.mktemp("home"), "kuwait-1990-repaired")
    for step in (
        ("clear", "kuwait-1990-repaired"),
        ("release", "kuwait-1990-repaired", "--out", place / "out"),
    ):
        done = answerable(place, *step)
        assert done.returncode == 0, done.stdout + done.stderr
    return place


def test_a_blocked_case_exits_1_and_prints_why_where_and_what_would_open_it(tmp_path):
    loaded(tmp_path, "kuwait-1990-as-published")
    blocked = answerable(tmp_path, "clear", "kuwait-1990-as-published", "--format", "json")
    board = json.loads(blocked.stdout)
    closed = [gate for gate in board["gates"] if gate["state"] == "closed"]
    assert (blocked.returncode, board["clear"]) == (1, False)
    assert closed
    for gate in closed:
        for blocker in gate["blockers"]:
            assert {"code", "where", "text", "standard", "opens"} <= set(blocker)
    released = answerable(tmp_path, "release", "kuwait-1990-as-published", "--out", tmp_path / "out")
    assert (released.returncode, (tmp_path / "out").exists()) == (1, False)


def test_what_was_released_verifies_offline_and_elsewhere(home, tmp_path):
    out = home / "out"
    found = answerable(tmp_path, "verify", out / "certificate.json", out / "release.html", out / "release.md")
    assert (found.returncode, found.stdout.splitlines()[0][:9]) == (0, "VERIFIED:")
    assert not any(tmp_path.iterdir()), "verification writes nothing"


def test_it_verifies_against_keys_that_were_published(home, tmp_path):
    keys = tmp_path / "keys.txt"
    keys.write_text(answerable(home, "keys", "list").stdout)
    certificate = home / "out" / "certificate.json"
    known = answerable(tmp_path, "verify", certificate, "--keys", keys)
    assert (known.returncode, "all known beforehand" in known.stdout) == (0, True)
    strange = answerable(
        tmp_path, "verify", certificate, "--key", "x.example/y+03cdbb3e+AXcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH"
    )
    assert strange.returncode in {2, 5}


def test_each_way_of_failing_has_its_own_exit_status(home, tmp_path):
    certificate, page = home / "out" / "certificate.json", home / "out" / "release.html"
    changed_page, changed = tmp_path / "release.html", tmp_path / "certificate.json"
    changed_page.write_bytes(page.read_bytes().replace(b"e", b"a", 1))
    changed.write_bytes(certificate.read_bytes()[:-2])
    assert answerable(tmp_path, "verify", certificate, changed_page).returncode == 6
    assert answerable(tmp_path, "verify", changed).returncode == 3
    assert answerable(tmp_path, "verify", tmp_path / "none.json").returncode == 2


def test_the_public_view_verifies_without_names(home, tmp_path):
    certificate, public = home / "out" / "certificate.json", tmp_path / "public.json"
    assert answerable(tmp_path, "public", certificate, public).returncode == 0
    found = answerable(tmp_path, "verify", public)
    assert found.returncode == 0
    assert "withheld: 0" not in found.stdout
    assert len(public.read_bytes()) < len(certificate.read_bytes())


def test_the_log_verifies_and_rebuild_gives_the_same_board(home):
    before = answerable(home, "clear", "kuwait-1990-repaired").stdout
    assert answerable(home, "log", "verify").returncode == 0
    assert answerable(home, "rebuild").returncode == 0
    assert answerable(home, "clear", "kuwait-1990-repaired").stdout == before


def test_releasing_twice_gives_the_same_files(home, tmp_path):
    assert answerable(home, "release", "kuwait-1990-repaired", "--out", tmp_path).returncode == 0
    for file in (home / "out").iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_the_version_is_said(tmp_path):
    said = answerable(tmp_path / "none", "--version")
    assert (said.returncode, said.stdout) == (0, f"answerable {__version__}\n")
    assert not (tmp_path / "none").exists()


def test_an_unknown_case_is_named(home):
    failed = answerable(home, "clear", "nowhere")
    assert (failed.returncode, "nowhere" in failed.stderr, "Traceback" in failed.stderr) == (2, True, False)


def test_a_key_is_made_once_and_never_shown(tmp_path):
    made = answerable(tmp_path, "keys", "new", "example.org/section", ANSWERABLE_PASSPHRASE="open sesame")
    again = answerable(tmp_path, "keys", "new", "example.org/section", ANSWERABLE_PASSPHRASE="open sesame")
    assert made.stdout.startswith("example.org/section+")
    assert (made.returncode, again.returncode) == (0, 2)
    files = [path for path in (tmp_path / "keys").iterdir() if path.suffix == ".key"]
    assert [path.stat().st_mode & 0o777 for path in files] == [0o600]
    assert "open sesame" not in made.stdout + made.stderr + again.stdout + again.stderr


def test_a_wrong_passphrase_signs_nothing(tmp_path):
    assert answerable(tmp_path, "load", "examples/harbour", ANSWERABLE_PASSPHRASE="the right one").returncode == 0
    wrong = answerable(tmp_path, "log", "checkpoint", ANSWERABLE_PASSPHRASE="the wrong one")
    assert (wrong.returncode, "Traceback" in wrong.stderr) == (2, False)
    assert "the right one" not in wrong.stderr


def test_what_is_erased_is_gone_and_the_log_says_so(tmp_path):
    loaded(tmp_path, "harbour")
    command = [sys.executable, "-c", FIND_A_REASON]
    environment = {**os.environ, "ANSWERABLE_HOME": str(tmp_path)}
    environment.pop("DATABASE_URL", None)  # as `answerable` here
    shown = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    commitment = shown.stdout.strip()
    board = answerable(tmp_path, "clear", "harbour").stdout
    erased = answerable(tmp_path, "vault", "erase", commitment, "--reason", "safety", "--by", "centre-director")
    assert erased.returncode == 0, erased.stderr
    verified = answerable(tmp_path, "log", "verify")
    assert (verified.returncode, commitment in verified.stdout) == (0, True)
    assert answerable(tmp_path, "clear", "harbour").stdout == board, "gates never read content"
    assert (
        answerable(tmp_path, "vault", "erase", commitment, "--reason", "safety", "--by", "centre-director").returncode
        == 2
    )


FIND_A_REASON = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "answerable.web.settings"
import django
django.setup()
from answerable.clearance.models import ObjectionAnswered
from answerable.record.facts import read
print(read(ObjectionAnswered)[0].body.reasons)
"""


def test_files_that_broken_off_work_left_are_swept_away(tmp_path):
    left = tmp_path / "vault" / "ab" / ("ab" + "0" * 62)
    left.parent.mkdir(parents=True)
    left.write_bytes(b"a file of a load that was killed")
    os.utime(left, (0, 0))
    done = answerable(tmp_path, "vault", "sweep")
    assert (done.stdout, done.returncode) == ("1 file removed that no content names\n", 0)
    assert not left.exists()


def test_a_draft_is_held_against_the_findings_of_a_case(home, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text(
        "# Iraqi forces committed genocide\n\nNobody knows how many were put to death.\n", encoding="utf-8"
    )
    done = answerable(home, "check", draft, "--case", "kuwait-1990-repaired")
    assert done.returncode == 1
    assert "genocide" in done.stdout


def test_a_draft_cannot_be_held_against_a_case_that_is_not_on_record(home, tmp_path):
    draft = tmp_path / "draft.md"
    draft.write_text("# A draft\n\nWords.\n", encoding="utf-8")
    done = answerable(home, "check", draft, "--case", "nowhere")
    assert (done.returncode, "nowhere" in done.stderr, "Traceback" in done.stderr) == (2, True, False)
