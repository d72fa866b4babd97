"""Where compiled loops are kept."""

from __future__ import annotations

import numba
import pytest

from answerable.text.index import compiled


@pytest.mark.parametrize(
    ("may_write", "chosen", "kept"),
    [(True, "", ""), (False, "", "home/cache/numba"), (False, "/elsewhere", "/elsewhere")],
)
def test_they_go_to_the_home_only_where_they_cannot_lie_beside_the_source(
    monkeypatch, tmp_path, may_write, chosen, kept
):
    monkeypatch.delenv("ANSWERABLE_CACHE", raising=False)
    monkeypatch.setenv("ANSWERABLE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(compiled.os, "access", lambda *_asked: may_write)
    monkeypatch.setitem(vars(numba.config), "CACHE_DIR", chosen)
    compiled._keep_elsewhere(tmp_path)
    assert (str(tmp_path / kept) if kept.startswith("home") else kept) == numba.config.CACHE_DIR
