"""Writes the pages of the reference that are said once, in the code: kinds, gates, errors, settings.

Run it with `make reference`. A test compares the pages with what this would write, so a forgotten run is found.
The code is read, not imported: what stands here is what an author wrote, word for word.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "answerable"
WRITTEN = "Written from the code by `make reference`; edit it there."

ROOMS = (
    "people",
    "vault",
    "evidence",
    "findings",
    "outputs",
    "clearance",
    "releases",
    "echoes",
    "critiques",
    "designations",
    "reviews",
)
"""The order of the way of a claim, as in the import contract; a room that is not there yet is passed over."""

BOARD = (
    "Custody",
    "Consent",
    "Law",
    "Proof",
    "Graver category",
    "Limits carried",
    "Contrary evidence",
    "Counting",
    "Support",
    "Cause",
    "Stands alone",
    "Context",
    "Format fits gravity",
    "Method",
    "Freshness",
    "Parity",
    "Competence",
    "Right of reply",
    "Consultation",
    "Objections",
    "Do no harm",
    "Misuse rehearsal",
    "Countersignature",
    "Certificate",
    "Afterwards",
)
"""The gates by number, as the standards order them."""


def pages() -> dict[Path, str]:
    """Return the text of every written page, by its path."""
    reference = ROOT / "docs" / "reference"
    return {
        reference / "kinds.md": kinds(),
        reference / "gates.md": gates(),
        reference / "errors.md": errors(),
        reference / "settings.md": settings(),
    }


def kinds() -> str:
    """Return the page of everything that can be said, room by room."""
    head = f"# Kinds of entry\n\n{WRITTEN}\n\nEvery entry also has the fields of the envelope, shown last.\n"
    rooms = [_room(room) for room in ROOMS if entries_of(room)]
    envelope = _classes([SOURCE / "record" / "entry.py"])["Entry"]
    return "\n".join([head, *rooms, "## The envelope\n", _described(envelope), _fields(envelope)])


def gates() -> str:
    """Return the page of the board's gates in order: what each asks, from the head of the file that asks it."""
    head = f"# Gates\n\n{WRITTEN}\n\nThe numbers are permanent; one that is missing has no gate of its own yet.\n"
    files = [path for room in ROOMS for path in sorted((SOURCE / room).rglob("gates*/*.py"))]
    told = {int(found[1]): doc for doc in map(_head, files) if (found := re.match(r"Gate (\d+)\b.*: ", doc))}
    return "\n".join([head, *(_gate(number, told[number]) for number in sorted(told))])


def errors() -> str:
    """Return the page of everything that can go wrong, package by package."""
    parts = [f"# Errors\n\n{WRITTEN}\n\nEach name is a thing a caller would do differently.\n"]
    for path in sorted(SOURCE.glob("*/errors.py")):
        rows = [f"| `{name}` | {_first_line(node)} |" for name, node in _classes([path]).items()]
        parts.append("\n".join([f"## {path.parent.name}\n", "| error | means |", "| --- | --- |", *rows, ""]))
    return "\n".join(parts)


def settings() -> str:
    """Return the page of what can be set in the environment, from the head of the settings."""
    return f"# Settings\n\n{WRITTEN}\n\n{_head(SOURCE / 'web' / 'settings.py')}\n"


def entries_of(room: str) -> list[Path]:
    """Return the files in which a room says what can be said: its `entries.py`, or those of its folder `entries`."""
    alone, folder = SOURCE / room / "entries.py", SOURCE / room / "entries"
    return [alone] if alone.exists() else sorted(folder.glob("*.py"))


def said(room: str) -> dict[str, ast.ClassDef]:
    """Return the structs among the entries of a room that are kinds, by their permanent name."""
    named = ((_kind(node), node) for node in _classes(entries_of(room)).values())
    return {kind: node for kind, node in named if kind}


def gates_asked() -> dict[str, str]:
    """Return, for the class of each kind, which gate is asked first, as the table of every act has it."""
    calls = [node for node in ast.walk(ast.parse((SOURCE / "kinds.py").read_text(encoding="utf-8"))) if _is_act(node)]
    return {ast.unparse(call.args[0]).rpartition(".")[2]: _asked(call) for call in calls if isinstance(call, ast.Call)}


def _is_act(node: ast.AST) -> bool:
    """Tell whether a node is a line of the table: ``_free(...)`` or ``_gated(...)``."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in {"_free", "_once_free", "_gated", "_signed"}


def _asked(call: ast.Call) -> str:
    names = {node.attr for each in call.args[2:] for node in ast.walk(each) if isinstance(node, ast.Attribute)}
    gates = sorted(name for name in names if name.startswith("may_"))
    return f"Asked first: {', '.join(f'`{gate}`' for gate in gates)}." if gates else "No gate is asked first."


def _room(room: str) -> str:
    acts = said(room)
    parts = [node for node in _classes(entries_of(room)).values() if node not in acts.values()]
    asked = gates_asked()
    told = [f"### `{kind}`\n\n{_described(node)}\n{asked[node.name]}\n\n{_fields(node)}" for kind, node in acts.items()]
    told += [f"### {node.name}\n\nA part of the above. {_described(node)}\n{_fields(node)}" for node in parts]
    return "\n".join([f"## {room}\n", f"{_sentences(_head(entries_of(room)[0]))}\n", *told])


def _classes(paths: list[Path]) -> dict[str, ast.ClassDef]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in paths]
    return {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.ClassDef)}


def _kind(node: ast.ClassDef) -> str:
    for field in _annotated(node):
        if ast.unparse(field.target) == "kind" and isinstance(field.value, ast.Constant):
            return str(field.value.value)
    return ""


def _annotated(node: ast.ClassDef) -> Iterator[ast.AnnAssign]:
    return (each for each in node.body if isinstance(each, ast.AnnAssign))


def _described(node: ast.ClassDef) -> str:
    return _sentences(ast.get_docstring(node) or "") + "\n"


def _head(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _gate(number: int, head: str) -> str:
    """Return one gate: its number and name as a title, what it asks, and its rules as a list."""
    asks = head.partition(": ")[2]
    return f"## {number}. {BOARD[number - 1]}\n\n{_sentences(asks[:1].upper() + asks[1:])}\n"


def _sentences(text: str) -> str:
    """Return the text with one sentence on each line; a line that starts with a dash starts a point of a list."""
    apart = re.sub(r"\n *- ", "\n\n- ", text).split("\n\n")
    joined = [" ".join(part.split()) for part in apart]
    told = [part if part.startswith("- ") else re.sub(r"(?<=[.?!]) (?=[A-Z`])", "\n", part) for part in joined]
    return re.sub(r"(?m)^(- .*\n)\n(?=- )", r"\1", "\n\n".join(told))


def _first_line(node: ast.ClassDef) -> str:
    return (ast.get_docstring(node) or "").partition("\n")[0]


def _fields(node: ast.ClassDef) -> str:
    rows = [_field(each) for each in _annotated(node) if not ast.unparse(each.annotation).startswith("ClassVar")]
    return "\n".join(["| field | form | when left out |", "| --- | --- | --- |", *rows, ""]) if rows else ""


def _field(field: ast.AnnAssign) -> str:
    form = ast.unparse(field.annotation).replace(" | ", " or ").replace("|", "&#124;")
    default = "must be given" if field.value is None else f"`{ast.unparse(field.value)}`"
    return f"| `{ast.unparse(field.target)}` | `{form}` | {default} |"


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
