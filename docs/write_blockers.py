"""Writes the page of the reference with every blocker: its code, what it says, and the gate it belongs to.

Run it with `make reference`. The code is read, not imported. A blocker is made by a call of `Blocker`, or of a function
of the same gates that has a parameter `code`, or a table of `rules`; what changes from case to case stands as "…".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "answerable"
PAGE = ROOT / "docs" / "reference" / "blockers.md"
ROOMS = (
    *("people", "evidence", "findings", "outputs", "clearance", "releases"),
    *("echoes", "critiques", "designations", "reviews"),
)
CODE = re.compile(r"[a-z]+(-[a-z]+)*")
HEAD = """# Blockers

Written from the code by `make reference`; edit it there.

Each blocker has a permanent code, by which programs and people can look it up.
The sentence may be reworded; what changes from case to case stands as "…".
[Gates](gates.md) says what each gate asks for.
"""

Function = ast.FunctionDef


class Said(NamedTuple):
    """A code and the sentence that goes with it; the sentence is "" where it is made elsewhere."""

    code: str
    text: str


def page() -> str:
    """Return the text of the page: gates in order, then the acts that no single gate of the board asks for."""
    by_title: dict[tuple[int, str], dict[str, str]] = {}
    for room in ROOMS:
        for path in sorted([*SOURCE.glob(f"{room}/gates/*.py"), *SOURCE.glob(f"{room}/gates.py")]):
            for said in blockers(path):
                told = by_title.setdefault(_title(room, path), {})
                told[said.code] = told.get(said.code) or said.text
    return "\n".join([HEAD, *(_table(name, by_title[number, name]) for number, name in sorted(by_title))])


def blockers(path: Path) -> Iterator[Said]:
    """Yield every blocker that a file of gates can make."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from _noticed(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    makers = {each.name: _places(each) for each in (*functions, *_imported(tree)) if "code" in _names(each)}
    makers["Blocker"] = {}
    tables = {each.name for each in functions if "rules" in _names(each)}
    for function in functions:
        if any(isinstance(node, ast.Name) and node.id in tables for node in ast.walk(function)):
            yield from _choices(function)
        if function.returns and "tuple[str, str]" in ast.unparse(function.returns):
            yield from _choices(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id in makers:
                yield from _made(function, call, makers[call.func.id])


def _imported(tree: ast.Module) -> Iterator[Function]:
    """Yield the functions that a file takes from other files of gates."""
    for node in (each for each in tree.body if isinstance(each, ast.ImportFrom) and ".gates." in (each.module or "")):
        path = SOURCE.parent.joinpath(*str(node.module).split(".")).with_suffix(".py")
        names = {each.name for each in node.names}
        if path.exists():
            found = ast.parse(path.read_text(encoding="utf-8")).body
            yield from (each for each in found if isinstance(each, Function) and each.name in names)


def _noticed(tree: ast.Module) -> Iterator[Said]:
    """Yield what the text engine can notice: a table `WHAT` of codes, each with words that follow the statement."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "WHAT":
            for code, words in ast.literal_eval(node.value).items():
                yield Said(code, re.sub(r"{\w+}", "…", f"Statement … of … {words}."))


def _names(function: Function) -> list[str]:
    return [each.arg for each in (*function.args.args, *function.args.kwonlyargs)]


def _places(function: Function) -> dict[str, int]:
    return {each.arg: place for place, each in enumerate(function.args.args)}


def _made(function: Function, call: ast.Call, places: dict[str, int]) -> Iterator[Said]:
    code, text = (_argument(call, name, places) for name in ("code", "text"))
    if isinstance(code, ast.Constant):
        yield Said(str(code.value), _sentence(_before(function, text, call.lineno)))
    elif isinstance(code, ast.IfExp) or (isinstance(code, ast.Name) and code.id not in _names(function)):
        yield from _choices(function)


def _argument(call: ast.Call, name: str, places: dict[str, int]) -> ast.expr | None:
    keyword = next((each.value for each in call.keywords if each.arg == name), None)
    place = places.get(name, len(call.args))
    return keyword or (call.args[place] if place < len(call.args) else None)


def _before(function: Function, value: ast.expr | None, line: int) -> ast.expr | None:
    """Return what was last given to the name `value` above a line; `value` itself when it is no name."""
    if not isinstance(value, ast.Name):
        return value
    given = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == value.id and node.lineno < line
    ]
    return max(given, key=lambda node: node.lineno).value if given else None


def _choices(function: Function) -> Iterator[Said]:
    """Yield the codes among which a function chooses, each with the sentence that stands beside it in a pair."""
    for node in ast.walk(function):
        if isinstance(node, ast.Tuple) and _is_pair(node.elts):
            yield Said(ast.literal_eval(node.elts[0]), _sentence(node.elts[1]))
        elif isinstance(node, ast.IfExp) and _is_code(node.body) and _is_code(node.orelse):
            yield from (Said(ast.literal_eval(each), "") for each in (node.body, node.orelse))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "code" and _is_code(node.value):
            yield Said(ast.literal_eval(node.value), "")


def _is_pair(parts: list[ast.expr]) -> bool:
    return len(parts) > 1 and _is_code(parts[0]) and " " in _sentence(parts[1])


def _is_code(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(CODE.fullmatch(node.value))


def _sentence(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values)
    return ""


def _title(room: str, path: Path) -> tuple[int, str]:
    head = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    found = re.match(r"Gate (\d+)", head)
    name = path.stem.replace("_", " ")
    return (int(found[1]), f"Gate {found[1]}: {name}") if found else (len(ROOMS) + 90, f"{room.capitalize()}: {name}")


def _table(name: str, told: dict[str, str]) -> str:
    rows = [f"| `{code}` | {text.replace('|', '&#124;')} |" for code, text in sorted(told.items())]
    return "\n".join([f"## {name}\n", "| code | says |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
