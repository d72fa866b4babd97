"""The page of blockers says what the gates can say, and leaves nothing out."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")


@pytest.fixture(scope="module")
def writer():
    spec = importlib.util.spec_from_file_location("write_blockers", ROOT / "docs" / "write_blockers.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words_with_dashes(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    values = (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {value for value in values if KEBAB.fullmatch(value)}


def choices(path):
    """Return the values that a file of gates lets a field take: they name states, and are no codes of blockers."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    literals = [node for node in nodes if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal"]
    inside = (each for node in literals for each in ast.walk(node) if isinstance(each, ast.Constant))
    return {node.value for node in inside if isinstance(node.value, str)}


def test_the_page_of_blockers_is_up_to_date(writer):
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run `make reference`"


def test_no_code_in_a_gate_is_missing_from_the_page(writer):
    """Whatever looks like a code in a gate, and is no value that an entry can hold, is on the page."""
    entries = (*writer.SOURCE.glob("*/entries.py"), *writer.SOURCE.glob("*/entries/*.py"))
    held = set().union(*map(words_with_dashes, entries))
    held = held.union(*map(choices, writer.SOURCE.glob("*/gates/*.py")))
    used = set().union(*map(words_with_dashes, writer.SOURCE.glob("*/gates/*.py")))
    page = writer.page()
    assert sorted(code for code in used - held if f"| `{code}` |" not in page) == []
