"""The rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "answerable"
FILES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

LONGEST_FILE = 500  # lines
LONGEST_FUNCTION = 30  # lines of code, without the docstring
LONGEST_LOOP = 55  # the same for a compiled loop over bytes: a call for each byte would cost more than all the rest

PLAIN = ("blocker", "checkpoint", "entry", "errors", "keys", "merkle", "note", "ondemand", "proof", "tiles")
BUNDLES = ("bag", "certificates", "contents", "errors", "proved", "released", "report", "verification")
VERIFYING = {
    *(f"answerable.record.{name}" for name in PLAIN),
    *(f"answerable.bundles.{name}" for name in BUNDLES),
    "answerable.releases.verification",
}
"""What verifies without a database, and so without Django."""


def module(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def plain_modules() -> list[str]:
    names = [module(path) for path in FILES if {"entries", "gates", "text"} & set(module(path).split("."))]
    return sorted(VERIFYING | set(names))


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def longest(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = {each.id for each in function.decorator_list if isinstance(each, ast.Name)}
    return LONGEST_LOOP if "compiled" in names else LONGEST_FUNCTION


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    parts = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in whole | parts}


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_file_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", FILES, ids=module)
def test_a_function_fits_in_a_glance(path):
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [f"{each.name}: {lines_of_code(each)}" for each in functions if lines_of_code(each) > longest(each)] == []


def test_what_can_be_said_and_verified_loads_without_django():
    """The import contract reads the code; this runs it, package files included."""
    program = "import importlib, sys\nfor name in sys.argv[1:]: importlib.import_module(name)\n"
    program += "print(*sorted(name for name in sys.modules if name.partition('.')[0] == 'django'))"
    command = [sys.executable, "-c", program, *plain_modules()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)


def test_at_most_one_file_imports_ray():
    assert len([module(path) for path in FILES if "ray" in imported(path)]) <= 1


@pytest.mark.parametrize("lock", ["run.txt", "dev.txt"])
def test_a_lock_names_no_index_and_hashes_everything(lock):
    text = (ROOT / "requirements" / lock).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^\s*-(?!-hash=)\S+|\w+://\S+", text) == []
    pinned = re.findall(r"(?m)^[a-z0-9._-]+==\S+", text, flags=re.IGNORECASE)
    hashed = re.findall(r"(?m)^[a-z0-9._-]+==[^\n]*\\\n\s+--hash=sha256:[0-9a-f]{64}", text, flags=re.IGNORECASE)
    assert pinned
    assert len(pinned) == len(hashed)


def test_both_locks_agree():
    pins = [
        dict(re.findall(r"(?m)^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements" / lock).read_text(encoding="utf-8")))
        for lock in ("run.txt", "dev.txt")
    ]
    assert {name: version for name, version in pins[0].items() if pins[1].get(name) != version} == {}
