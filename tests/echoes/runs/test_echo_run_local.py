"""A run on this machine: what is found, where it goes on, and what may not be mixed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import pytest

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs.chunks import Chunk, begun, digest_of, finish
from answerable.echoes.runs.events import Done, Meter, Planned
from answerable.echoes.runs.health import line_of
from answerable.echoes.runs.local import run
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.plans import library_for
from answerable.echoes.runs.results import counted, read_results
from answerable.echoes.runs.running import Options
from answerable.echoes.runs.tables import write_skipped
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.scanning.library import open_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.echoes.streams.documents import Part, Skipped
from tests.echoes.runs.conftest import OTHER, WORDS

SMALL = Options(limits=Limits(size=4_000))


def rows(out):
    """Return everything that was found, without where and when its pages were kept."""
    found = read_results(out)
    return found.echoes, [taken.document for taken in found.documents], found.skipped


def test_every_use_is_found_once_with_its_page_and_the_page_is_kept(library, lines, clock, tmp_path):
    streams = [lines(tmp_path / "one.jsonl", 25), lines(tmp_path / "two.jsonl", 5)]
    ran = run(library, streams, tmp_path / "out", workers=1, now=clock)
    found = read_results(tmp_path / "out")
    assert [(line.state, line.records) for line in ran.health] == [("read", 25), ("read", 5)]
    assert sorted(taken.document.address for taken in found.documents) == [
        "https://one.example/0",
        "https://one.example/10",
        "https://one.example/20",
        "https://two.example/0",
    ]
    assert {echo.document for echo in found.echoes} == {taken.document.id for taken in found.documents}
    assert all((tmp_path / "out" / taken.capture.path).exists() for taken in found.documents)


def test_two_processes_and_small_chunks_give_the_same_rows_as_one_process(library, lines, clock, tmp_path):
    streams = [lines(tmp_path / f"n{at}.jsonl", 40, broken=7) for at in range(3)]
    run(library, streams, tmp_path / "one", workers=1, now=clock)
    run(library, streams, tmp_path / "two", workers=2, now=clock, options=SMALL)
    assert rows(tmp_path / "two") == rows(tmp_path / "one")
    assert len(read_results(tmp_path / "two").chunks) > len(read_results(tmp_path / "one").chunks)


def test_a_run_that_is_over_changes_nothing_when_it_is_started_again(library, lines, clock, tmp_path):
    stream = lines(tmp_path / "one.jsonl", 30)
    run(library, [stream], tmp_path / "out", workers=1, now=clock, options=SMALL)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "chunks").iterdir()}
    run(library, [stream], tmp_path / "out", workers=1, now=clock, options=SMALL)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "chunks").iterdir()} == before


def test_a_stream_that_grew_since_the_run_began_is_read_as_it_was(library, lines, clock, tmp_path):
    folder = tmp_path / "archive"
    folder.mkdir()
    lines(folder / "a.jsonl", 5)
    pattern = str(folder / "*.jsonl")
    run(library, [f"jsonl:{pattern}"], tmp_path / "out", workers=1, now=clock)
    lines(folder / "b.jsonl", 5)
    ran = run(library, [f"jsonl:{pattern}"], tmp_path / "out", workers=1, now=clock)
    assert [line.records for line in ran.health] == [5]


@pytest.mark.parametrize(
    ("streams", "settings", "field"),
    [(["b"], Settings(), "streams"), (["a", "b"], Settings(), "streams"), (["a"], Settings(sentences=3), "settings")],
)
def test_going_on_with_something_else_is_refused_with_both_named(
    library, lines, clock, tmp_path, streams, settings, field
):
    known = {"a": lines(tmp_path / "a.jsonl", 3), "b": lines(tmp_path / "b.jsonl", 3)}
    run(library, [known["a"]], tmp_path / "out", workers=1, now=clock)
    with pytest.raises(BrokenRun, match=rf"other {field}: expected .* found "):
        run(library, [known[each] for each in streams], tmp_path / "out", workers=1, now=clock, settings=settings)


def test_chunks_without_the_description_of_their_run_are_refused(library, lines, clock, tmp_path):
    stream = lines(tmp_path / "a.jsonl", 3)
    run(library, [stream], tmp_path / "out", workers=1, now=clock)
    (tmp_path / "out" / "run.json").unlink()
    with pytest.raises(BrokenRun, match=r"expected run\.json"):
        run(library, [stream], tmp_path / "out", workers=1, now=clock)


def test_a_chunk_that_somebody_spoiled_is_told_and_not_gone_on_from(library, lines, clock, tmp_path):
    stream = lines(tmp_path / "a.jsonl", 3)
    run(library, [stream], tmp_path / "out", workers=1, now=clock)
    (told,) = (tmp_path / "out" / "chunks").glob("*/chunk.json")
    told.write_text("{")
    with pytest.raises(BrokenRun, match="expected a chunk"):
        run(library, [stream], tmp_path / "out", workers=1, now=clock)


def test_a_stream_that_is_not_there_has_a_health_line_and_the_others_are_read(library, lines, clock, tmp_path):
    ran = run(
        library, [str(tmp_path / "gone.warc"), lines(tmp_path / "a.jsonl", 3)], tmp_path / "out", workers=1, now=clock
    )
    assert [line.state for line in ran.health] == ["failed", "read"]
    assert "gone.warc" in ran.health[0].failure
    assert ran.failed == 1


def test_a_stream_of_nothing_is_silent_and_one_of_rubbish_has_failed(library, clock, tmp_path):
    (tmp_path / "rubbish.jsonl").write_text("{\n[\n")
    (tmp_path / "empty").mkdir()
    ran = run(
        library, [str(tmp_path / "rubbish.jsonl"), str(tmp_path / "empty")], tmp_path / "out", workers=1, now=clock
    )
    assert [(line.state, line.records, line.skipped) for line in ran.health] == [("failed", 2, 2), ("silent", 1, 1)]
    assert "none of 2 records could be read (broken 2)" in ran.health[0].failure


def test_pages_that_were_read_before_make_no_failure_of_one_that_is_gone(clock, tmp_path):
    """A list gives rows alone where nothing on it is new: it answered all the same."""
    rows = [Skipped(stream="s", path="s", at=at, next=at + 1, reason="duplicate", detail="as before") for at in (0, 1)]
    gone = msgspec.structs.replace(rows[0], at=2, next=3, reason="status", detail="expected 200, found 404")
    assert fared([*rows, gone], tmp_path / "both").state == "read"
    assert fared(rows, tmp_path / "before").state == "silent"
    failed = fared([gone], tmp_path / "gone")
    assert (failed.state, failed.failure[-23:]) == ("failed", "expected 200, found 404")


def fared(rows, out):
    """Return the health line of a stream whose one chunk has these rows."""
    part = Part(stream="s", path="s")
    folder = begun(out, part, 0, session="1")
    write_skipped(rows, folder / "skipped.parquet")
    told = {"stream": "s", "path": "s", "part": digest_of(part), "begin": 0, "end": 3, "last": True}
    assert finish(folder, Chunk(**told, records=len(rows), skipped=len(rows)), out)
    return line_of("s", [part], out, failures=[])


def test_a_file_that_is_gone_when_a_run_goes_on_loses_nothing_that_was_read(library, lines, clock, tmp_path):
    gone, stays = lines(tmp_path / "a.jsonl", 30), lines(tmp_path / "b.jsonl", 5)
    run(library, [gone, stays], tmp_path / "out", workers=1, now=clock, options=SMALL)
    before = rows(tmp_path / "out")
    (tmp_path / "a.jsonl").unlink()
    ran = run(library, [gone, stays], tmp_path / "out", workers=1, now=clock, options=SMALL)
    assert [(line.state, line.records) for line in ran.health] == [("read", 30), ("read", 5)]
    assert rows(tmp_path / "out") == before


def test_a_run_does_not_go_on_in_the_middle_of_another_file_but_does_in_one_that_has_grown(
    library, lines, clock, tmp_path
):
    news, longer = lines(tmp_path / "a.jsonl", 60), lines(tmp_path / "b.jsonl", 80)
    run(library, [news], tmp_path / "out", workers=1, now=clock, options=SMALL)
    *_, last = sorted((tmp_path / "out" / "chunks").iterdir(), key=lambda each: int(each.name.rpartition("-")[2]))
    shutil.rmtree(last)
    first = (tmp_path / "a.jsonl").read_text()
    (tmp_path / "a.jsonl").write_text(Path(longer).read_text())
    ran = run(library, [news], tmp_path / "out", workers=1, now=clock, options=SMALL)
    assert (ran.health[0].state, "found another file there" in ran.health[0].failure) == ("failed", True)
    (tmp_path / "a.jsonl").write_text(first + json.dumps({"id": "new", "text": OTHER}) + "\n")
    ran = run(library, [news], tmp_path / "out", workers=1, now=clock, options=SMALL)
    assert (ran.health[0].state, ran.health[0].records) == ("read", 61)


def test_a_folder_that_is_gone_when_a_run_goes_on_has_failed_and_keeps_its_parts(library, lines, clock, tmp_path):
    pages = tmp_path / "pages"
    pages.mkdir()
    for at in range(4):
        (pages / f"{at}.txt").write_text(f"Page {at}. {WORDS}")
    two = Options(limits=Limits(records=2))
    run(library, [str(pages)], tmp_path / "out", workers=1, now=clock, options=two)
    parts, before = (tmp_path / "out" / "parts.json").read_bytes(), rows(tmp_path / "out")
    for chunk in (tmp_path / "out" / "chunks").glob("*-[24]"):
        shutil.rmtree(chunk)
    pages.rename(tmp_path / "elsewhere")
    ran = run(library, [str(pages)], tmp_path / "out", workers=1, now=clock, options=two)
    assert [(line.state, line.records) for line in ran.health] == [("failed", 2)]
    assert (tmp_path / "out" / "parts.json").read_bytes() == parts
    (tmp_path / "elsewhere").rename(pages)
    run(library, [str(pages)], tmp_path / "out", workers=1, now=clock, options=two)
    assert rows(tmp_path / "out") == before


def test_a_library_that_a_kill_left_half_written_is_written_anew(clock, tmp_path, monkeypatch):
    followed = Followed(
        releases=(Released(name="a", title="", language="en", passages=(OwnPassage(id="1", text=WORDS),)),)
    )

    def killed(*_words):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("answerable.echoes.runs.plans.synced", killed)
        with pytest.raises(SystemExit):
            library_for(followed, tmp_path / "out", meaning=False)
    assert not (tmp_path / "out" / "library").exists()
    assert open_library(library_for(followed, tmp_path / "out", meaning=False)).owners


def test_what_cannot_be_read_is_a_row_with_its_reason_and_place(library, lines, clock, tmp_path):
    run(library, [lines(tmp_path / "a.jsonl", 6, broken=2)], tmp_path / "out", workers=1, now=clock)
    (row,) = read_results(tmp_path / "out").skipped
    assert (row.reason, row.path) == ("broken", str(tmp_path / "a.jsonl"))
    assert row.next > row.at > 0


def test_a_run_tells_how_far_it_is(library, lines, clock, tmp_path):
    meter, shares, kinds = Meter(), [], []

    def take(event):
        meter.take(event)
        kinds.append(type(event))
        shares.append(meter.read / meter.total)

    stream = lines(tmp_path / "a.jsonl", 40)
    run(library, [stream], tmp_path / "out", workers=1, now=clock, progress=take, options=SMALL)
    assert (kinds[0], kinds[-1], set(kinds[1:-1])) == (Planned, Done, {Chunk})
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert any(0 < share < 1 for share in shares)


def test_the_numbers_of_a_run_count_each_use_once(library, lines, clock, tmp_path):
    run(library, [lines(tmp_path / "a.jsonl", 30, broken=3)], tmp_path / "out", workers=1, now=clock, options=SMALL)
    counts = counted(tmp_path / "out")
    assert counts.uses["verbatim"] == (3, 0, 0)
    assert (counts.skipped, counts.records, counts.pages) == ({"broken": 1}, 30, 3)


def test_a_description_reads_back_as_it_was_written(library, lines, clock, tmp_path):
    ran = run(library, [lines(tmp_path / "a.jsonl", 1)], tmp_path / "out", workers=1, now=clock)
    plan = read_results(tmp_path / "out").plan
    assert plan == ran.plan
    assert (plan.releases, plan.at) == (("clinics/report/1",), clock())
    assert plan.settings == msgspec.json.decode(msgspec.json.encode(Settings()))
