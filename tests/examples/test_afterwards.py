"""What came after a release: the case that goes on where `harbour` ends, on one record with it in either order."""

from __future__ import annotations

import filecmp
from itertools import pairwise

import pytest

from tests.examples.test_boards import ROOT, run
from tests.homes import loaded

BEFORE, AFTER = "harbour", "harbour-afterwards"
LIST = "detained-dockers"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return loaded(tmp_path_factory.mktemp("afterwards"), AFTER)


@pytest.mark.parametrize("names", [(BEFORE, AFTER), (AFTER, BEFORE)], ids=" then ".join)
def test_both_cases_of_one_organisation_load_on_one_record_in_either_order(names, tmp_path):
    for name in names:
        done = run(tmp_path / "home", "load", f"examples/{name}")
        assert done.returncode == 0, done.stderr
    for name in names:
        assert run(tmp_path / "home", "export", name, tmp_path / name).returncode == 0
        folder = ROOT / "examples" / name
        files = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix in {".toml", ".txt"}]
        assert filecmp.cmpfiles(folder, tmp_path / name, files, shallow=False)[1:] == ([], [])


def test_what_a_folder_says_was_released_is_released_with_its_certificate(home, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text(run(home, "keys", "list").stdout, encoding="utf-8")
    for output in ("report", "release", "answer-authority"):
        out = tmp_path / output
        assert run(home, "release", AFTER, "--output", output, "--out", out).returncode == 0
        verified = run(tmp_path / "elsewhere", "verify", out / "certificate.json", "--keys", keys)
        assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_notice_reaches_those_who_asked_for_no_more_copies(home):
    lines = [line.split("\t") for line in run(home, "notices", "list", "--case", AFTER).stdout.splitlines()]
    told = {words[1]: (words[2], words[3]) for words in lines if len(words) == 4}
    assert told["N1"] == ("correction", "reached 4 of 4, 0 overdue")
    assert told["N2"] == ("correction", "reached 3 of 3, 0 overdue")
    assert told["S1"][0] == "dissociation"


def test_the_register_tells_who_was_on_the_list_on_a_day_and_not_whose_decision_is_sealed(home):
    days = ("2026-04-16", "2026-04-20", "2026-05-20", "2026-07-15")
    told = [run(home, "register", LIST, "--on", day).stdout for day in days]
    assert "D1" not in told[0]
    assert [text.partition("listed before")[0].count("D3") for text in told[1:]] == [1, 1, 0]
    assert ["on-bail" in text for text in told[1:]] == [False, True, True]
    assert all(one != other for one, other in pairwise(told))
    assert not any("D2" in text or "Lena" in text for text in told)


def test_the_public_site_tells_what_became_of_it(home, tmp_path):
    done = run(home, "publish", tmp_path)
    assert done.returncode == 0, done.stderr
    promises = (tmp_path / "commitments" / "index.html").read_text(encoding="utf-8")
    assert "30 days overdue" in promises
    assert "It was said again in weaker words" in promises
    review = (tmp_path / "reviews" / AFTER / "visit" / "index.html").read_text(encoding="utf-8")
    assert "It is about the health of one person." in review
    pages = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for kept in ("The researcher was ill", "Lena Osk", "desk@gazette.example", "Ines Calloway"):
        assert not any(kept.encode() in page for page in pages)
