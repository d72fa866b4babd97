"""A run on this machine: what is found, where it goes on, and what may not be mixed."""

from __future__ import annotations

import msgspec
import pytest

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs.chunks import Chunk
from answerable.echoes.runs.events import Done, Meter, Planned
from answerable.echoes.runs.local import run
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.results import counted, read_results
from answerable.echoes.runs.running import Options
from answerable.echoes.scanning.funnel import Settings

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
    assert counts.uses["verbatim"] == (3, 0)
    assert (counts.skipped, counts.records, counts.pages) == ({"broken": 1}, 30, 3)


def test_a_description_reads_back_as_it_was_written(library, lines, clock, tmp_path):
    ran = run(library, [lines(tmp_path / "a.jsonl", 1)], tmp_path / "out", workers=1, now=clock)
    plan = read_results(tmp_path / "out").plan
    assert plan == ran.plan
    assert (plan.releases, plan.at) == (("clinics/report/1",), clock())
    assert plan.settings == msgspec.json.decode(msgspec.json.encode(Settings()))
