"""What a run found, in the database: whole, once, and never more than its columns take."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs.health import StreamLine
from answerable.echoes.runs.local import run
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.results import each_chunk
from answerable.echoes.runs.running import Options
from answerable.echoes.runs.storing import begin, finish, note, store, unvouched
from answerable.echoes.runs.vouching import Vouched
from answerable.echoes.streams.documents import Skipped
from answerable.echoes.tables import Chunk, Page, Run, SkippedRecord, StreamHealth, Use
from tests.echoes.runs.conftest import NOW, WORDS


@pytest.fixture
def ran(library, lines, clock, tmp_path):
    """A run of thirty pages in several chunks, and its folder."""
    stream = lines(tmp_path / "a.jsonl", 30, broken=4)
    options = Options(limits=Limits(size=4_000))
    return run(library, [stream], tmp_path / "out", workers=1, now=clock, options=options), tmp_path / "out"


def stored(ran, out):
    row = begin(ran.plan, engine="local", results=out)
    return row, [store(row, each, now=NOW) for each in each_chunk(out)]


@pytest.mark.django_db
def test_a_run_is_stored_with_its_pages_uses_and_what_could_not_be_read(ran):
    row, fresh = stored(*ran)
    assert all(fresh)
    assert (Page.objects.count(), Use.objects.count(), SkippedRecord.objects.count()) == (3, 3, 1)
    use = Use.objects.select_related("page").order_by("page__address").first()
    assert (use.case, use.output, use.version, use.passage) == ("clinics", "report", 1, "s1")
    assert (use.relation, use.verdict, use.data["source_words"]) == ("verbatim", "faithful", WORDS)
    assert (use.page.address, use.page.capture["path"][:7], len(use.page.sketch)) == (
        "https://a.example/0",
        "chunks/",
        64 * 4,
    )
    assert sum(Chunk.objects.values_list("records", flat=True)) == 30
    assert (row.engine, row.releases, row.finished) == ("local", ["clinics/report/1"], None)


@pytest.mark.django_db
def test_storing_it_again_changes_nothing(ran):
    stored(*ran)
    before = [list(model.objects.order_by("pk").values()) for model in (Run, Chunk, Page, Use, SkippedRecord)]
    assert not any(stored(*ran)[1])
    assert [list(model.objects.order_by("pk").values()) for model in (Run, Chunk, Page, Use, SkippedRecord)] == before


@pytest.mark.django_db
def test_a_chunk_that_cannot_be_stored_is_not_there_in_part(ran):
    row = begin(ran[0].plan, engine="local", results=ran[1])
    whole = next(each for each in each_chunk(ran[1]) if each.echoes)
    with pytest.raises(BrokenRun, match="expected every page"):
        store(row, msgspec.structs.replace(whole, documents=()), now=NOW)
    assert (Chunk.objects.count(), Use.objects.count()) == (0, 0)
    assert store(row, whole, now=NOW)


@pytest.mark.django_db
def test_a_page_that_two_runs_find_stands_here_once_as_the_first_one_found_it(ran, library, lines, clock, tmp_path):
    first = stored(*ran)[0]
    again = run(
        library, [str(tmp_path / "a.jsonl"), lines(tmp_path / "b.jsonl", 1)], tmp_path / "two", workers=1, now=clock
    )
    second = stored(again, tmp_path / "two")[0]
    assert Run.objects.count() == 2
    assert {page.run_id for page in Page.objects.filter(address__startswith="https://a.")} == {first.key}
    assert {use.run_id for use in Use.objects.filter(page__address="https://b.example/0")} == {second.key}
    assert Page.objects.count() == 4


@pytest.mark.django_db
def test_what_is_too_long_or_no_database_takes_is_cut_and_cleaned(ran):
    row = begin(ran[0].plan, engine="local", results=ran[1])
    whole = next(each for each in each_chunk(ran[1]) if each.echoes)
    odd = "x\0\ud800" * 2_000
    taken = [
        msgspec.structs.replace(
            each, document=msgspec.structs.replace(each.document, title=odd, address=f"http://[{odd}", hints=(odd,))
        )
        for each in whole.documents
    ]
    skipped = Skipped(stream="s", path="p", at=0, next=1, reason="broken", detail=odd, id=odd, address=odd)
    store(row, msgspec.structs.replace(whole, documents=tuple(taken), skipped=(skipped,)), now=NOW)
    page = Page.objects.first()
    assert (len(page.title), page.title[:4], page.country) == (500, "x?x?", "")
    assert SkippedRecord.objects.get().detail == "x?" * 250


@pytest.mark.django_db
def test_a_finished_run_has_a_health_line_for_each_stream(ran):
    row = stored(*ran)[0]
    lines = [*ran[0].health, StreamLine(stream="https://gone.example/feed", state="failed", failure="nobody answers")]
    for _ in range(2):
        finish(row, lines, now=NOW)
    told = StreamHealth.objects.order_by("state").values_list("state", "records", "skipped", "failure")
    assert list(told) == [("failed", 0, 0, "nobody answers"), ("read", 30, 1, "")]
    assert Run.objects.get().finished == NOW


@pytest.mark.django_db
def test_a_page_says_why_it_has_no_stamp_until_it_has_one(ran):
    row = stored(*ran)[0]
    pages = list(Page.objects.order_by("id").values_list("id", flat=True))
    note(pages[0], Vouched(unstamped="the authority is silent"))
    assert (Page.objects.get(id=pages[0]).unstamped, set(unvouched(row, pages))) == (
        "the authority is silent",
        set(pages),
    )
    note(pages[0], Vouched(stamped=NOW, picture="ab"))
    page = Page.objects.get(id=pages[0])
    assert (page.stamped, page.unstamped, page.picture) == (NOW, "", "ab")
    assert unvouched(row, pages) == dict.fromkeys(pages[1:], True)
    note(pages[1], Vouched(unstamped="no authority is set"))
    assert unvouched(row, pages) == {pages[1]: False, pages[2]: True}, "only the last was never looked at"


STORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from answerable.echoes.runs.plans import read_plan
from answerable.echoes.runs.results import each_chunk
from answerable.echoes.runs.storing import begin, finish, store
out = Path(sys.argv[1])
run = begin(read_plan(out), engine="local", results=out)
for chunk in each_chunk(out):
    store(run, chunk, now=datetime.now(UTC))
finish(run, (), now=datetime.now(UTC))
"""


def test_two_scans_stored_at_once_are_both_there(database, library, lines, clock, tmp_path):
    outs = []
    for at in range(2):
        stream = lines(tmp_path / f"n{at}.jsonl", 200, every=2)
        options = Options(limits=Limits(size=4_000), captures=False)
        run(library, [stream], tmp_path / f"out{at}", workers=1, now=clock, options=options)
        outs.append(tmp_path / f"out{at}")
    storing = [database.run(STORE, str(out)) for out in outs]
    told = [process.communicate(timeout=120) for process in storing]
    assert [process.returncode for process in storing] == [0, 0], told
    assert (Run.objects.count(), Use.objects.count()) == (2, 200)


def test_two_scans_that_store_the_same_pages_in_other_orders_do_not_wait_for_each_other_for_ever(
    database, library, lines, tmp_path
):
    name = lines(tmp_path / "n.jsonl", 400, every=1)
    told = (tmp_path / "n.jsonl").read_text().splitlines(keepends=True)
    outs = []
    for at, order in enumerate((told, told[::-1])):
        (tmp_path / "n.jsonl").write_text("".join(order))
        began = NOW + timedelta(hours=at)
        run(library, [name], tmp_path / f"out{at}", workers=1, now=lambda at=began: at, options=Options(captures=False))
        outs.append(tmp_path / f"out{at}")
    storing = [database.run(STORE, str(out)) for out in outs]
    ended = [process.communicate(timeout=120) for process in storing]
    assert [process.returncode for process in storing] == [0, 0], ended
    assert (Run.objects.count(), Use.objects.count()) == (2, 400)
