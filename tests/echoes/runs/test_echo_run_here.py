"""Streams that are fetched: several at once, told of in one thread, and one that fails fails alone."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest

from answerable.echoes.runs.chunks import Chunk
from answerable.echoes.runs.events import Done
from answerable.echoes.runs.here import read_here
from answerable.echoes.runs.orders import Orders
from answerable.echoes.runs.parts import Work
from answerable.echoes.runs.results import each_chunk
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.streams.documents import Given, Part, Raw
from tests.echoes.runs.conftest import NOW, WORDS


class Slow:
    """A stream whose first record comes only when every other stream has been asked too."""

    def __init__(self, name, together, *, fails=False):
        self.name, self.together, self.fails = name, together, fails

    def parts(self):
        return [Part(stream=self.name, path=self.name)]

    def read(self, part, *, start=None):
        self.together.wait(timeout=30)
        yield Raw(stream=self.name, path=self.name, at=0, next=1, address=f"https://{self.name}.example/", given=TEXT)
        if self.fails:
            raise OSError("nobody answers any more")


TEXT = Given(title="Of the day", text=f"It was said that much is missing. {WORDS} And more was said.")


@pytest.fixture
def orders(library, tmp_path):
    return Orders(library=library, settings=Settings(), work=Work(out=tmp_path / "out", session="1"), at=NOW)


def pairs(streams):
    return [(stream, part) for stream in streams for part in stream.parts()]


def test_streams_are_fetched_side_by_side_and_told_of_in_this_thread(orders):
    together, told, threads = threading.Barrier(3), [], set()

    def tell(event):
        told.append(event)
        threads.add(threading.get_ident())

    streams = [Slow(f"paper{at}", together, fails=at == 1) for at in range(3)]
    failures = read_here(pairs(streams), orders, now=lambda: NOW, tell=tell)
    assert sorted(failures.values()) == ["", "", "nobody answers any more"]
    assert threads == {threading.get_ident()}
    assert sorted(type(event).__name__ for event in told) == ["Chunk"] * 3 + ["Done"] * 3
    assert sum(len(each.documents) for each in each_chunk(orders.work.out)) == 3


def test_one_stream_needs_no_thread(orders):
    told = []
    (stream,) = streams = [Slow("paper", threading.Barrier(1))]
    assert list(read_here(pairs(streams), orders, now=lambda: NOW, tell=told.append).values()) == [""]
    assert [type(event) for event in told] == [Chunk, Done]
    assert threading.active_count() == 1 or stream.name not in {each.name for each in threading.enumerate()}


def test_nothing_to_fetch_needs_no_library(orders, tmp_path):
    import msgspec

    gone = msgspec.structs.replace(orders, library=tmp_path / "none")
    assert read_here([], gone, now=lambda: NOW, tell=print) == {}


def test_two_names_of_one_stream_are_read_once(orders):
    told = []
    one, other = (Slow("paper", threading.Barrier(1)) for _ in range(2))
    assert list(read_here(pairs([one, other]), orders, now=lambda: NOW, tell=told.append).values()) == [""]
    assert [type(event) for event in told] == [Chunk, Done]


def test_whoever_stops_the_run_need_not_wait_until_a_chunk_is_full(orders):
    """A feed of slow pages fills a chunk in a minute."""

    class Endless(Slow):
        def read(self, part, *, start=None):
            (first,) = super().read(part, start=start)
            for at in range(1_000):
                if at:
                    time.sleep(0.05)
                yield msgspec.structs.replace(first, at=at, next=at + 1, id=str(at))

    class Quick(Slow):
        """Fills its chunk at once, and so tells of it."""

    def tell(event):
        raise KeyboardInterrupt

    together, began = threading.Barrier(2), time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        read_here(pairs([Endless("a", together), Quick("b", together)]), orders, now=lambda: NOW, tell=tell)
    assert time.monotonic() - began < 20
    assert not [each for each in threading.enumerate() if each.name.startswith("fetching")]


def test_whoever_stops_the_run_stops_the_threads(orders):
    def tell(event):
        raise KeyboardInterrupt

    together = threading.Barrier(2)
    with pytest.raises(KeyboardInterrupt):
        read_here(pairs([Slow("a", together), Slow("b", together)]), orders, now=lambda: NOW, tell=tell)
    assert not [each for each in threading.enumerate() if each.name.startswith("fetching")]
