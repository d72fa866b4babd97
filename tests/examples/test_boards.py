"""Each worked case gives, line for line, the board that stands in `boards/`.

A board is written with ``answerable clear NAME > tests/examples/boards/NAME.txt`` and then read: each line is a claim.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.homes import loaded

ROOT = Path(__file__).parents[2]
BOARDS = sorted((Path(__file__).parent / "boards").glob("*.txt"))
ANSWERABLE = Path(sys.executable).parent / "answerable"


def run(home, *arguments):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE", "DATABASE", "DJANGO"))
    }
    environment = {**kept, "ANSWERABLE_HOME": str(home)}
    return subprocess.run(
        [ANSWERABLE, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.mark.parametrize("expected", BOARDS, ids=lambda path: path.stem)
def test_a_worked_case_gives_the_board_that_is_written_down(expected, tmp_path):
    board = run(loaded(tmp_path / "home", expected.stem), "clear", expected.stem)
    assert board.stdout == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("expected", BOARDS, ids=lambda path: path.stem)
def test_loading_a_worked_case_again_and_writing_it_back_changes_nothing(expected, tmp_path):
    folder = ROOT / "examples" / expected.stem
    loaded(tmp_path / "home", expected.stem)
    again = run(tmp_path / "home", "load", folder)
    assert (again.returncode, again.stderr) == (0, "")
    written = run(tmp_path / "home", "export", expected.stem, tmp_path / "out")
    assert written.returncode == 0, written.stderr
    made = {
        path.relative_to(tmp_path / "out"): path.read_bytes()
        for path in (tmp_path / "out").rglob("*")
        if path.is_file()
    }
    assert {name: data for name, data in made.items() if (folder / name).read_bytes() != data} == {}
    assert made
