"""A run on a cluster of three nodes on this machine, one of which is killed in the middle."""

from __future__ import annotations

import importlib.util
import sys

import pytest

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs import local, many
from answerable.echoes.runs.chunks import Chunk
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.results import read_results
from answerable.echoes.runs.running import Options

on_a_cluster = [
    pytest.mark.ray,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed"),
]
SMALL = Options(limits=Limits(size=3_000))


def rows(out):
    found = read_results(out)
    return found.echoes, [taken.document for taken in found.documents], found.skipped


def test_without_ray_the_error_says_what_to_install(library, lines, clock, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(many.NoRay, match=r"pip install .answerable\[ray\]"):
        many.run(library, [lines(tmp_path / "a.jsonl", 1)], tmp_path / "out", now=clock)


def test_a_library_is_packed_and_unpacked_once_on_a_node(library, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    asked = []

    def packed():
        asked.append(1)
        return many._packed(library)

    places = {many._unpacked(packed, "a" * 32) for _ in range(2)}
    (place,) = places
    assert len(asked) == 1
    assert {path.name for path in place.iterdir()} == {path.name for path in library.iterdir()}


def test_a_folder_for_libraries_that_others_can_write_to_is_refused(library, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    many._unpacked(lambda: many._packed(library), "a" * 32).parent.chmod(0o777)
    with pytest.raises(BrokenRun, match="this user's alone"):
        many._unpacked(lambda: many._packed(library), "b" * 32)


def test_a_node_that_does_not_see_the_folder_of_results_says_so(library, lines, clock, tmp_path):
    ran = local.run(library, [lines(tmp_path / "a.jsonl", 1)], tmp_path / "out", workers=1, now=clock)
    assert many._unseen(tmp_path / "out", ran.plan.key) == ""
    assert "expected every node to see" in many._unseen(tmp_path / "elsewhere", ran.plan.key)
    assert "on every node, found" in many._unseen(tmp_path / "out", "another")


@pytest.fixture(scope="module")
def cluster():
    """Three nodes of one core each, beside a head that does no work."""
    import ray
    from ray.cluster_utils import Cluster

    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    nodes = [made.add_node(num_cpus=1) for _ in range(3)]
    ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
    yield made, nodes
    ray.shutdown()
    made.shutdown()


class TestOnACluster:
    pytestmark = on_a_cluster

    def test_it_finds_what_one_process_finds(self, cluster, library, lines, clock, tmp_path):
        streams = [lines(tmp_path / f"n{at}.jsonl", 20, broken=3) for at in range(4)]
        local.run(library, streams, tmp_path / "local", workers=1, now=clock)
        ran = many.run(library, [*streams, str(tmp_path / "gone.warc")], tmp_path / "ray", now=clock)
        assert [line.state for line in ran.health] == ["read"] * 4 + ["failed"]
        assert rows(tmp_path / "ray") == rows(tmp_path / "local")

    def test_a_node_killed_in_the_middle_costs_nothing(self, cluster, library, lines, clock, tmp_path):
        streams = [lines(tmp_path / f"n{at}.jsonl", 3_000, broken=7) for at in range(6)]
        local.run(library, streams, tmp_path / "local", workers=1, now=clock)
        made, nodes = cluster
        told = []

        def kill(event):
            told.append(event)
            if isinstance(event, Chunk) and len(nodes) == 3:
                made.remove_node(nodes.pop(), allow_graceful=False)

        ran = many.run(library, streams, tmp_path / "ray", now=clock, progress=kill, options=SMALL)
        assert len(nodes) == 2, "it was killed while chunks were written"
        assert [(line.state, line.records) for line in ran.health] == [("read", 3_000)] * 6
        assert rows(tmp_path / "ray") == rows(tmp_path / "local")
        written = [event for event in told if isinstance(event, Chunk)]
        assert len(written) == len({event.name for event in written}) == len(read_results(tmp_path / "ray").chunks)

    def test_a_run_that_was_begun_here_is_gone_on_with_there(self, cluster, library, lines, clock, tmp_path):
        streams = [lines(tmp_path / f"n{at}.jsonl", 20) for at in range(2)]
        local.run(library, streams, tmp_path / "out", workers=1, now=clock)
        before = rows(tmp_path / "out")
        many.run(library, streams, tmp_path / "out", now=clock)
        assert rows(tmp_path / "out") == before
