"""Something that was released, and streams of pages that use it, made anew for each test that asks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released

WORDS = "Seven of the twelve villages visited in the region had no clinic, the mission found in May."
OTHER = "Something else happened in the harbour today, and it rained over the old town until the evening came."
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="session")
def library(tmp_path_factory) -> Path:
    """What is looked for: one passage, by words."""
    folder = tmp_path_factory.mktemp("echo-runs") / "library"
    passage = OwnPassage(id="s1", text=WORDS)
    released = Released(name="clinics/report/1", title="Villages without clinics", language="en", passages=(passage,))
    write_library(Followed(releases=(released,), names=("Harbour Watch",)), folder, meaning=False)
    return folder


@pytest.fixture
def lines():
    """Return how to write a stream of pages as JSON lines; every so many of them use our words."""

    def make(path: Path, pages: int, *, every: int = 10, broken: int = -1) -> str:
        written = []
        for at in range(pages):
            text = f"Day {at} in {path.stem}. {OTHER} {WORDS if at % every == 0 else OTHER} {OTHER}"
            page = {
                "id": f"{path.stem}-{at}",
                "url": f"https://{path.stem}.example/{at}",
                "title": f"Day {at}",
                "text": text,
            }
            written.append("{broken" if at == broken else json.dumps(page))
        path.write_text("\n".join(written) + "\n", encoding="utf-8")
        return str(path)

    return make


@pytest.fixture
def clock():
    """A clock that stands."""
    return lambda: NOW
