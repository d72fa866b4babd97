"""`answerable check` as a person types it: a lone file, reports, a house list, and files that are none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("answerable")
CLEAN = "Inspectors asked for 30 records.\n"
BLOCKED = "# The army committed war crimes\n\nSeven people left.\n"


def answerable(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *map(str, words)], capture_output=True, text=True, check=False, timeout=600, encoding="utf-8"
    )


@pytest.fixture
def draft(tmp_path):
    path = tmp_path / "draft.md"
    path.write_text(BLOCKED)
    return path


def test_a_draft_with_nothing_that_blocks_exits_0(tmp_path):
    path = tmp_path / "draft.md"
    path.write_text(CLEAN)
    done = answerable("check", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{path}: nothing noticed\n", "")


def test_a_draft_that_blocks_exits_1_and_says_where_and_why(draft):
    done = answerable("check", draft)
    assert done.returncode == 1
    assert "gate 5 (graver category)" in done.stdout
    assert "\u201cwar crimes\u201d" in done.stdout


@pytest.mark.parametrize("form", ["json", "html", "sarif"])
def test_every_form_is_printed_whole(draft, form):
    done = answerable("check", draft, "--format", form)
    assert (done.returncode, done.stderr) == (1, "")
    if form == "html":
        assert done.stdout.rstrip().endswith("</html>")
    else:
        json.loads(done.stdout)


def test_a_house_list_is_asked(draft, tmp_path):
    house = tmp_path / "house.toml"
    house.write_text('[[word]]\nword = "people"\ninstead = "residents"\n')
    assert "write 'residents'" in answerable("check", draft, "--house", house).stdout


def test_a_number_is_held_against_a_report(tmp_path):
    draft, report = tmp_path / "draft.md", tmp_path / "report.md"
    draft.write_text("The port authority showed 19 records to the inspectors.\n")
    report.write_text("The port authority showed 18 records to the inspectors.\n")
    done = answerable("check", draft, "--against", report)
    assert "gate 8" in done.stdout


BAD = {
    "a folder": (None, "expected a file, found a folder"),
    "nothing": (b"", "expected words, found none"),
    "only marks": (b"... --- ***\n", "expected words, found none"),
    "bytes that are no text": (b"people left \xff\xfe\xfa the town", "expected"),
    "half a PDF": (b"%PDF-1.7\nhalf", "expected"),
}


@pytest.mark.parametrize(("data", "expected"), BAD.values(), ids=BAD)
def test_what_is_no_draft_exits_2_with_one_line(tmp_path, data, expected):
    path = tmp_path / ("draft.pdf" if data and data.startswith(b"%PDF") else "draft.md")
    if data is None:
        path.mkdir()
    else:
        path.write_bytes(data)
    done = answerable("check", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert expected in done.stderr
    assert str(path) in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_exits_2_with_one_line(tmp_path):
    done = answerable("check", tmp_path / "none.md")
    assert (done.returncode, done.stderr) == (2, f"answerable: {tmp_path / 'none.md'}: expected a file, found none\n")


def test_ten_megabytes_on_one_line_are_read(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("word " * 2_000_000)
    assert answerable("check", path, "--language", "en").returncode == 0


def test_a_check_alone_loads_no_model(draft):
    program = (
        "import sys\nfrom answerable.cli import app\n"
        f"try: app(['check', {str(draft)!r}])\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'onnxruntime', 'numba', 'simplemma'}\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} & heavy))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout.splitlines()[-1], done.stderr) == ("", "")
