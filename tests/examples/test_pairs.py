"""The two worked cases from the public record: what was published is stopped where history shows, and nowhere else.

Each comes as a pair, as published and repaired, over one organisation. `boards/` holds the board of the short text of
each folder, `reports/` that of the report or article under it.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from tests.examples.test_boards import ROOT, run
from tests.homes import loaded

EXAMPLES = ROOT / "examples"
REPORTS = Path(__file__).parent / "reports"
UNDER = {"kuwait-1990": "report", "campus-2014": "article"}
"""The output under the short one, by pair."""

PAIRS = sorted(UNDER)
STOPPED = [f"{pair}-as-published" for pair in PAIRS]
REPAIRED = [f"{pair}-repaired" for pair in PAIRS]

STANDS = {"kuwait-1990-as-published": {"C5a", "C5b", "C5c"}, "campus-2014-as-published": {"C6"}}
"""Findings that stood then and stand now."""

ON_FINDINGS = range(1, 10)
"""Gates that are about evidence, findings and what rests on them, rather than about the way to publication."""

HISTORY = [
    # a number without a source that could know it
    ("kuwait-1990-as-published", 8, "count-without-choice", {"finding": "C2"}),
    # origins that are not shown to be independent
    ("kuwait-1990-as-published", 6, "limit-not-carried", {"statement": "x3"}),
    # contrary evidence that was to be had, and is not answered
    ("kuwait-1990-as-published", 7, "contrary-unanswered", {"finding": "C1"}),
    # a heading that its elements do not carry
    ("kuwait-1990-as-published", 3, "element-not-examined", {"rule": "R4", "element": "intent"}),
    ("kuwait-1990-as-published", 4, "stronger-than-proof", {"document": "report", "statement": "x1"}),
    ("kuwait-1990-as-published", 18, "reply-not-requested", {"party": "iraq"}),
    ("kuwait-1990-as-published", 19, "section-not-asked", {"section": "medical"}),
    # who brought the witness, and who paid
    ("kuwait-1990-as-published", 1, "source-not-verified", {"item": "E2"}),
    # a summary that says more than the body
    ("kuwait-1990-as-published", 4, "stronger-than-proof", {"document": "release", "statement": "incubators"}),
    # four items, one origin
    ("campus-2014-as-published", 4, "stronger-than-proof", {"document": "article", "statement": "l1"}),
    # words of friends who were never heard
    ("campus-2014-as-published", 6, "limit-not-carried", {"statement": "s2"}),
    ("campus-2014-as-published", 7, "contrary-not-looked-for", {"finding": "C1"}),
    ("campus-2014-as-published", 14, "method-missing", {"document": "article"}),
    ("campus-2014-as-published", 18, "reply-not-requested", {"party": "accused-men"}),
    ("campus-2014-as-published", 18, "reply-not-requested", {"party": "three-friends"}),
    ("campus-2014-as-published", 18, "reply-not-requested", {"party": "associate-dean"}),
    # a request without particulars
    ("campus-2014-as-published", 18, "finding-not-put", {"party": "fraternity", "finding": "C1h"}),
    # a doubt that did not reach whoever decided
    ("campus-2014-as-published", 20, "objection-not-answered", {"objection": "O1"}),
]
"""Where each was stopped, in the order of the gates that the history of the case asks about."""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Return a home in which one folder is loaded; each is loaded once."""
    homes = {}

    def kept(name):
        if name not in homes:
            homes[name] = loaded(tmp_path_factory.mktemp(name), name)
        return homes[name]

    return kept


@pytest.fixture(scope="module")
def closed(home):
    """Return what is closed in a folder, as blockers with their gate; each board is asked for once."""

    @cache
    def blockers(name):
        judged = json.loads(run(home(name), "clear", name, "--format", "json").stdout)
        return [each for gate in judged["gates"] if gate["state"] == "closed" for each in gate["blockers"]]

    return blockers


def under(name):
    return UNDER[name.removesuffix("-as-published").removesuffix("-repaired")]


@pytest.mark.parametrize("name", [*STOPPED, *REPAIRED])
def test_the_report_under_it_gives_the_board_that_is_written_down(name, home):
    board = run(home(name), "clear", name, "--output", under(name))
    assert board.stdout == (REPORTS / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STOPPED)
def test_what_was_published_does_not_clear(name, home):
    assert run(home(name), "clear", name).returncode == 1
    assert run(home(name), "clear", name, "--output", under(name)).returncode == 1


@pytest.mark.parametrize("name", STOPPED)
def test_what_does_not_clear_is_not_released(name, home, tmp_path):
    assert run(home(name), "release", name, "--out", tmp_path / "out").returncode == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("place", HISTORY, ids=lambda place: f"{place[0]}-{place[1]}-{place[2]}")
def test_it_is_stopped_where_history_shows(place, closed):
    name, gate, code, where = place
    assert any(
        (each["gate"], each["code"]) == (gate, code) and where.items() <= each["where"].items() for each in closed(name)
    )


@pytest.mark.parametrize("name", STOPPED)
def test_no_gate_on_findings_stops_what_stood(name, closed):
    """Blocking the whole would fail these cases as well."""
    on_findings = [each for each in closed(name) if each["gate"] in ON_FINDINGS]
    assert on_findings
    told = {word.strip(".,;()") for each in on_findings for word in each["text"].split()}
    assert not told & STANDS[name]
    assert not {each["where"].get("finding") for each in on_findings} & STANDS[name]


@pytest.mark.parametrize("name", REPAIRED)
def test_what_was_repaired_clears_is_released_and_verifies(name, home, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(run(home(name), "keys", "list").stdout, encoding="utf-8")
    for output in (under(name), ""):
        out = tmp_path / (output or "short")
        chosen = ["--output", output] if output else []
        assert run(home(name), "clear", name, *chosen).returncode == 0
        released = run(home(name), "release", name, "--out", out, *chosen)
        assert released.returncode == 0, released.stderr
        files = [out / "release.html", out / "release.md"]
        verified = run(tmp_path / "elsewhere", "verify", out / "certificate.json", *files, "--keys", keys)
        assert verified.returncode == 0, verified.stdout + verified.stderr


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_has_one_organisation(pair):
    published, repaired = (EXAMPLES / f"{pair}-{half}" / "people.toml" for half in ("as-published", "repaired"))
    assert published.read_bytes() == repaired.read_bytes()
