"""`answerable evidence capture`, `import` and `examine`, as somebody types them."""

from __future__ import annotations

import os
import shutil
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.evidence.capturing import pages
from answerable.evidence.capturing.answering import Failed
from answerable.evidence.capturing.pages import Captured
from answerable.evidence.models import ItemTakenIn
from answerable.record.facts import read
from answerable.vault.reading import shown
from answerable.vault.sealing import erase
from tests.evidence.capturing.site import site
from tests.evidence.examining.made import Signer, drawing, saved
from tests.evidence.importing.made import archived, bag_files, by_key, laid_out, wacz_files, zipped
from tests.site import AUTHOR, db, harbour, harbour_on_record, said

__all__ = ["db", "harbour", "harbour_on_record"]
pytestmark = pytest.mark.usefixtures("harbour")
WHERE = ("--case", "harbour", "--by", AUTHOR)


def run(*arguments):
    return CliRunner().invoke(app, ["evidence", *map(str, arguments)])


def newest():
    return read(ItemTakenIn, case="harbour")[-1].body


def test_a_check_prints_what_would_be_taken_in_and_takes_nothing_in(tmp_path):
    before = said("item.taken_in/1")
    result = run("import", zipped(tmp_path / "quay.wacz", wacz_files(by_key())), "--check")
    assert result.exit_code == 0
    first, last = result.stdout.splitlines()
    assert first.startswith(
        "web-page\tThe quay\thttps://news.example/quay\tpy-wacz 0.6.0\t2026-03-01T11:00:00+00:00\tsha256:"
    )
    assert last == "1 would be taken in; nothing was"
    assert "nobody known here vouches for that" in result.stderr
    assert said("item.taken_in/1") == before


def test_an_import_prints_the_keys_and_what_was_there_before(tmp_path):
    folder = laid_out(tmp_path / "out", archived())
    keys = [line.split("\t")[0] for line in run("import", folder, *WHERE).stdout.splitlines()[2:]]
    assert [fact.body.item for fact in read(ItemTakenIn, case="harbour")[-2:]] == keys
    again = run("import", folder / "db.csv", *WHERE)
    assert all(line.endswith("on record already") for line in again.stdout.splitlines()[2:])


@pytest.mark.parametrize("change", [{"data/quay.jpg": b"another"}, {"fetch.txt": b"x"}])
def test_an_archive_that_does_not_hold_is_refused_in_one_line(tmp_path, change):
    before = said("item.taken_in/1")
    result = run("import", laid_out(tmp_path / "bag", bag_files() | change), *WHERE)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert said("item.taken_in/1") == before


@pytest.mark.parametrize(
    "arguments",
    [("--case", "harbour"), (), ("--case", "nowhere", "--by", AUTHOR), ("--case", "harbour", "--by", "nobody")],
)
def test_an_import_needs_a_case_and_a_person_that_are_there(tmp_path, arguments):
    result = run("import", zipped(tmp_path / "quay.wacz", wacz_files()), *arguments)
    assert result.exit_code == 2
    assert "expected" in result.stderr


def test_an_examination_is_printed_with_whom_to_trust(tmp_path):
    signer = Signer()
    run("import", laid_out(tmp_path / "bag", bag_files({"quay.jpg": signer.sign(saved(drawing()))})), *WHERE)
    result = run("examine", newest().item, "--case", "harbour")
    assert "Content Credentials: valid" in result.stdout
    (tmp_path / "trusted.pem").write_text(signer.anchors)
    result = run("examine", newest().item, "--case", "harbour", "--anchors", tmp_path / "trusted.pem")
    assert "Content Credentials: trusted" in result.stdout


@pytest.mark.parametrize("item", ["E999", ""])
def test_an_item_that_is_not_there_is_not_examined(item):
    result = run("examine", item, "--case", "harbour")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_capture_of_a_private_place_is_refused():
    before = said("item.taken_in/1")
    for address in ("http://127.0.0.1/", "http://localhost:8000/", "file:///etc/passwd", "ftp://news.example/"):
        result = run("capture", address, *WHERE)
        assert result.exit_code == 2
        assert "expected" in result.stderr
    assert said("item.taken_in/1") == before


def test_an_import_says_what_was_erased_and_by_which_entry(tmp_path):
    bag = laid_out(tmp_path / "bag", bag_files({"note.txt": b"what was told"}))
    run("import", bag, *WHERE)
    taken_in = read(ItemTakenIn, case="harbour")[-1]
    said = erase(taken_in.body.file, reason="safety", origin=taken_in.origin, actor=AUTHOR, at=taken_in.at)
    again = run("import", bag, *WHERE)
    assert again.stdout.splitlines()[-1].endswith(f"erased before, not taken in again: {said.origin} {said.index}")
    assert "on record already" not in again.stdout


def test_a_capture_that_got_errors_says_so_under_the_title_that_is_kept(tmp_path, monkeypatch):
    page = Captured(
        asked="https://news.example/none", address="https://news.example/none", status=404, title="Error response",
        at=datetime(2026, 2, 1, tzinfo=UTC), tool="answerable, Chromium", picture=b"", requests=4, refused=0,
        wacz=zipped(tmp_path / "page.wacz", wacz_files()), unanswered=(), remarks=(),
        errors=3, failed=(Failed("https://news.example/none", 404), Failed("https://news.example/a.png", 503)),
    )  # fmt: skip
    monkeypatch.setattr(pages, "captured", lambda *_, **__: nullcontext(page))
    result = run("capture", page.asked, "--title", " What was there ", *WHERE)
    assert result.exit_code == 0
    assert result.stderr.splitlines()[-3:] == [
        "answered with status 404: https://news.example/none",
        "answered with status 503: https://news.example/a.png",
        "answered with an error: 1 more",
    ]
    assert result.stdout == f"{newest().item}\tWhat was there\n"
    assert shown(newest().title) == "What was there"
    assert "which answered with status 404" in shown(newest().source)


@pytest.mark.browser
def test_a_capture_is_two_items_that_were_examined():
    if shutil.which(os.environ.get("CHROMIUM", "chromium")) is None:
        pytest.fail("expected Chromium here; install the package chromium, or leave out the marker browser")
    with site() as here:
        result = run("capture", f"http://{here.endpoint}/", "--allow", here.endpoint, "--seconds", 60, *WHERE)
    assert result.exit_code == 0, result.stderr
    page, picture = (line.split("\t") for line in result.stdout.splitlines())
    assert (page[1], picture[1]) == ("The harbour today", "its picture")
    assert "harbour today" in run("examine", page[0], "--case", "harbour").stdout
    assert newest().root == page[0]
