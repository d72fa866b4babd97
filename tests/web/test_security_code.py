"""What the code and the scripts of the site never do, read from the source itself.

The page `docs/explanation/security.md` names these tests, requirement by requirement.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from tests.site import ROOT

SOURCE = ROOT / "src" / "answerable"
SCRIPTS = sorted(SOURCE.rglob("*.js"))


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """Return every call in the code, with the name of what is called."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCE.rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return [(ast.unparse(node.func), node) for node in nodes if isinstance(node, ast.Call)]


def test_no_code_is_made_from_data():
    """Nothing is run that was put together while running; no object is read from bytes that say what it is."""
    dangerous = {"eval", "exec", "os.system", "os.popen", "pickle.loads", "pickle.load", "marshal.loads", "yaml.load"}
    assert {name for name, _node in calls()} & dangerous == set()
    assert not [node for name, node in calls() if any(each.arg == "shell" for each in node.keywords)]


def test_no_question_to_the_database_is_put_together_from_words():
    """What is asked of the database in SQL is written in the code, with values beside it."""
    asked_in_sql = [node for name, node in calls() if name.endswith((".execute", ".executemany")) and node.args]
    assert asked_in_sql
    wrong = [ast.unparse(node) for node in asked_in_sql if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)]
    assert [each for each in wrong if "format" in each or "%" in each.partition(",")[0]] == []


def test_the_site_asks_no_other_machine():
    """Besides the database and the mail server that its settings name; so nobody can have it ask for them.

    What scans, captures and houses ask for is asked for by commands: that no page leads there is a contract of the
    imports. Which files can ask at all is counted in `tests/test_doors.py`.
    """
    contracts = (SOURCE.parents[1] / ".importlinter").read_text(encoding="utf-8")
    contract = contracts.partition("[importlinter:contract:no-page-fetches]")[2].partition("\n[")[0]
    for forbidden in ("answerable.echoes.fetching", "answerable.record.stamping.authorities"):
        assert forbidden in contract.partition("forbidden_modules")[2]


def test_no_script_of_ours_keeps_anything_in_the_browser_or_makes_markup():
    assert SCRIPTS
    words = ("localStorage", "sessionStorage", "indexedDB", "document.cookie", "innerHTML", "outerHTML", "eval(")
    more = ("insertAdjacentHTML", "document.write", "postMessage", "addEventListener('message'", "__proto__", "fetch(")
    # The public site's page asks the site that it came from for its own certificates; its head allows no other.
    # The page on which a file is sent sends it in pieces to its own site.
    asks = {"verify.js": ["fetch("], "upload.js": ["fetch("]}
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        found = [word for word in (*words, *more) if word in text]
        assert [word for word in found if word not in asks.get(path.name, [])] == [], path.name


def test_no_template_is_made_from_data():
    assert {name for name, _node in calls()} & {"Template", "engines.from_string", "engine.from_string"} == set()
    off = [path.name for path in SOURCE.rglob("*.html") if "autoescape off" in path.read_text(encoding="utf-8")]
    assert off == []


def test_what_is_marked_as_safe_is_counted():
    """Each place that lets markup through was looked at: pictures drawn here, and HTML that nh3 has just cleaned."""
    marked = {
        path.name
        for path in SOURCE.rglob("*.html")
        if re.search(r"\|\s*safe(seq)?\b", path.read_text(encoding="utf-8"))
    }
    made = [name for name, _node in calls() if name == "mark_safe"]
    assert (marked, len(made)) == ({"activate_form.html"}, 6)
