import importlib.util
import sys

import pytest

from answerable.text.index import Index, WrongLibrary
from answerable.text.index.many import NoRay, scan_many

OURS = {"p": "Seven of the twelve villages visited in the region had no clinic, the mission found in May."}


def test_without_ray_the_error_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(NoRay, match="pip install ray"):
        list(scan_many(tmp_path, [{"d": "x"}]))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed")
def test_many_processes_find_what_one_finds(tmp_path):
    index = Index(OURS)
    index.save(tmp_path)
    parts = [{f"d{at}": f"Said again: {OURS['p']}"} for at in range(4)]
    found = list(scan_many(tmp_path, parts, workers=1))
    expected = [match for part in parts for match in index.scan(part)]
    assert sorted(found, key=lambda match: match.document) == expected


def test_a_missing_index_is_refused_before_anything_is_scanned(tmp_path):
    with pytest.raises(WrongLibrary):
        Index.open(tmp_path / "none")
