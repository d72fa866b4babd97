"""The tutorial does what it says: every command on the page runs, and prints the lines that stand under it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorials" / "harbour.md"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "@@@ the step ended with"


def steps():
    """Return each block of commands with the lines that the page shows under it."""
    found = []
    for language, text in FENCED.findall(PAGE.read_text(encoding="utf-8")):
        if language == "console":
            found.append((text, []))
        else:
            assert language == "text", f"expected a block of commands or of their lines, found {language!r}"
            found[-1][1].extend(text.splitlines())
    return found


STEPS = steps()


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Run the whole page in one shell, in a folder of its own, and return exit status and output of each block."""
    folder = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "examples" / "harbour", folder / "examples" / "harbour")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE", "DATABASE", "DJANGO"))
    }
    environment = {**kept, "PATH": f"{Path(sys.executable).parent}:{kept['PATH']}", "PYTHONWARNINGS": "default"}
    script = "\n".join(f"{commands}\nprintf '{MARK} %d\\n' $?" for commands, _ in STEPS)
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=300,
    )  # fmt: skip
    parts = re.split(rf"{MARK} (\d+)\n", done.stdout)
    return list(zip(map(int, parts[1::2]), parts[0::2], strict=False))


def test_the_tutorial_has_commands_and_shows_what_they_print():
    assert len(STEPS) > 5
    assert sum(bool(lines) for _, lines in STEPS) > 5


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_step_of_the_tutorial_prints_what_stands_under_it(printed, number):
    status, output = printed[number]
    assert status == 0, output
    lines = iter(output.splitlines())
    missing = [expected for expected in STEPS[number][1] if not any(expected in line for line in lines)]
    assert missing == [], output


def test_the_objection_of_the_tutorial_is_to_the_words_it_names():
    page = PAGE.read_text(encoding="utf-8")
    start, end = (int(re.search(rf"^{name} = (\d+)$", page, re.MULTILINE).group(1)) for name in ("start", "end"))
    words = re.search(r'here they mean "(.+?)"', page).group(1)
    text = (ROOT / "examples" / "harbour" / "outputs" / "release-2.md").read_text(encoding="utf-8")
    assert text[start:end] == words
