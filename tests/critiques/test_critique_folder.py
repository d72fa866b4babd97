"""Critiques in a folder: what was said of them goes out, comes back, and stands as it stood."""

from __future__ import annotations

from pathlib import Path

from tests.critiques.taken import answer, close, items, list_items, promise, receive, reply
from tests.site import COAST


def standings(case: str) -> list[tuple[str, str, str, int]]:
    """Return how the items of the critique in a case stand."""
    from answerable.critiques.models import read_critiques
    from answerable.critiques.reading import critique_of
    from answerable.evidence.clock import moment_of

    found = critique_of(read_critiques(case, at=moment_of(case)), "K1")
    assert found is not None
    return [(each.listed.item, each.listed.kind, each.standing.state, len(each.earlier)) for each in found.items]


def renamed(folder: Path) -> Path:
    """Return the folder of the same case under another name, without the people, who are on record already."""
    opened = folder / "case.toml"
    opened.write_text(
        opened.read_text(encoding="utf-8").replace('case = "harbour"', 'case = "again"'), encoding="utf-8"
    )
    (folder / "people.toml").unlink()
    return folder


def test_critiques_go_out_to_a_folder_and_come_back_as_they_stood(harbour, tmp_path):
    from answerable.folders.exporting import export_case
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    receive(outputs=[])
    list_items()
    list_items(items(i3={"kind": "allegation"}), person=COAST)
    reply()
    close("i2", answer("i2", "partly").ref)
    promise()
    export_case("harbour", tmp_path / "harbour")
    text = (tmp_path / "harbour" / "critiques.toml").read_text(encoding="utf-8")
    assert "listed_ref" not in text
    assert "answered_ref" not in text
    load_folder(renamed(tmp_path / "harbour"), keyring=keyring())
    assert standings("again") == standings("harbour")
    assert ("i2", "demand", "closed", 0) in standings("again")
