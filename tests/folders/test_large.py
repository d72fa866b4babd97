"""Large and swollen files: stored as the bytes they are, a piece at a time, or refused at once."""

from __future__ import annotations

import tracemalloc
import zipfile

import pytest

from answerable.evidence.models import ItemTakenIn
from answerable.folders.errors import TooLargeFile
from answerable.folders.loading import load_folder
from answerable.folders.reading import read_folder
from answerable.record.facts import read
from tests.folders.small import change
from tests.vault.lying import path_of

MEGABYTE = 1 << 20
PIECES = 24 * MEGABYTE
"""Memory that a load may take at most, whatever the size of the file: some pieces of 1 MiB and the case itself."""


@pytest.fixture
def memory():
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.django_db
def test_a_file_of_100_megabytes_goes_through_in_pieces(small, ring, vault, memory):
    with (small / "evidence" / "E1.zip").open("r+b") as file:
        file.truncate(100 * MEGABYTE)
    change(small, "evidence.toml", "sha256 = ", "# sha256 = ")
    load_folder(small, keyring=ring)
    (item,) = [fact.body for fact in read(ItemTakenIn, case="small") if fact.body.file]
    assert item.size == path_of(item.file).stat().st_size == 100 * MEGABYTE
    assert memory() < PIECES


@pytest.mark.django_db
def test_an_archive_that_would_swell_is_stored_and_never_opened(small, ring, vault, memory):
    bomb = small / "evidence" / "E1.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros", "w") as inside:
        for _ in range(300):
            inside.write(bytes(MEGABYTE))
    packed = bomb.read_bytes()
    change(small, "evidence.toml", "sha256 = ", "# sha256 = ")
    load_folder(small, keyring=ring)
    (item,) = [fact.body for fact in read(ItemTakenIn, case="small") if fact.body.file]
    assert len(packed) < MEGABYTE
    assert path_of(item.file).read_bytes() == packed
    assert sum(path.stat().st_size for path in vault.rglob("*") if path.is_file()) == len(packed)
    assert memory() < PIECES


@pytest.mark.parametrize("name", ["case.toml", "findings.toml", "outputs/report-1.md"])
def test_a_text_of_100_megabytes_is_refused_without_being_read(small, memory, name):
    with (small / name).open("r+b") as file:
        file.truncate(100 * MEGABYTE)
    with pytest.raises(TooLargeFile) as refused:
        read_folder(small)
    assert name in str(refused.value)
    assert memory() < PIECES
