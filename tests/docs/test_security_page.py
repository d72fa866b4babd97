"""The security checklist is whole, counts right, and names only tests, settings and files that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import global_settings

from answerable.web import settings

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "security.md"
ANSWERS = ("met", "not applicable", "not met")

PARTS = {
    1: (2, 9, 11, 3, 2),
    2: (3, 3, 4, 1),
    3: (0, 2, 4, 6, 5, 0, 2),
    4: (3, 1, 2, 4),
    5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4),
    7: (3, 4, 2, 5, 2, 2),
    8: (2, 3, 1, 1),
    9: (3, 4),
    10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1),
    12: (3, 2, 4),
    13: (1, 5, 2, 5),
    14: (2, 4, 3),
    15: (3, 3, 7),
    16: (1, 5, 4, 3, 3),
    17: (1, 4, 2),
}
"""Requirements of levels 1 and 2 in each part of each chapter of ASVS 5.0.0; those of level 3 come after them."""

FIRST_LEVEL = 70
"""Requirements of level 1 in ASVS 5.0.0."""


def expected() -> set[str]:
    return {
        f"{chapter}.{part}.{number}"
        for chapter, sizes in PARTS.items()
        for part, size in enumerate(sizes, start=1)
        for number in range(1, size + 1)
    }


@cache
def rows() -> list[list[str]]:
    """Return the lines of the tables of chapters: number, level, what it asks, the answer, and by what or why."""
    found = [line.strip("| ").split(" | ", 4) for line in PAGE.read_text(encoding="utf-8").splitlines()]
    return [row for row in found if re.fullmatch(r"\d+\.\d+\.\d+", row[0])]


def named() -> set[str]:
    return {name for row in rows() for name in re.findall(r"`([^`]+)`", row[4])}


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def is_setting(name: str) -> bool:
    read = re.findall(r'"([A-Z][A-Z_]+)"', Path(settings.__file__).read_text(encoding="utf-8"))
    return hasattr(settings, name) or hasattr(global_settings, name) or name in read


def test_every_requirement_of_both_levels_is_answered_once():
    numbers = [row[0] for row in rows()]
    assert sorted(set(numbers) ^ expected()) == []
    assert len(numbers) == len(set(numbers)) == 253


def test_the_levels_are_as_many_as_in_the_standard():
    assert sum(row[1] == "1" for row in rows()) == FIRST_LEVEL
    assert {row[1] for row in rows()} == {"1", "2"}


def test_every_answer_is_one_of_three_with_its_ground():
    assert [row for row in rows() if row[3] not in ANSWERS or not row[4].strip()] == []


def test_every_test_that_is_named_is_there():
    cited = [name.partition("::") for name in named() if "::" in name]
    assert len(cited) > 100
    assert [f"{path}::{test}" for path, _colons, test in cited if test not in names_in(path)] == []


def test_every_setting_and_file_that_is_named_is_there():
    others = {name for name in named() if "::" not in name}
    files = {name for name in others if "/" in name or name.endswith((".md", ".toml"))}
    assert sorted(name for name in files if not (ROOT / name).exists()) == []
    words = {"required", "secrets"}
    assert sorted(name for name in others - files - words if not is_setting(name)) == []


def test_what_is_met_names_what_meets_it():
    assert [row[0] for row in rows() if row[3] == "met" and "`" not in row[4]] == []


@pytest.mark.parametrize("level", ["1", "2", "both"])
def test_the_head_counts_right(level):
    of_level = [row[3] for row in rows() if level in {row[1], "both"}]
    counted = [len(of_level), *(of_level.count(answer) for answer in ANSWERS)]
    head = "both" if level == "both" else f"level {level}"
    assert f"| {head} | {' | '.join(map(str, counted))} |" in PAGE.read_text(encoding="utf-8")


def test_a_name_that_is_none_would_be_noticed():
    assert "test_never_written" not in names_in("tests/docs/test_security_page.py")
    assert not is_setting("NEVER_SET")
    assert is_setting("ANSWERABLE_HTTPS")
