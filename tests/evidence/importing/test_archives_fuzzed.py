"""Whatever bytes come as an archive: it is read whole, or refused with a reason, and nothing else happens."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from answerable.evidence.errors import NotImported
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.reading import read_archive
from tests.evidence.importing.made import archived, bag_files, by_key, laid_out, wacz_files, zipped

SMALL = Bounds(files=50, total=1 << 20, described=1 << 16)


def tried(place: Path) -> None:
    with suppress(NotImported), read_archive(place, bounds=SMALL) as found:
        for offer in found.offers:
            with offer.open() as file:
                assert len(file.read()) == offer.size


def seeds() -> list[dict[str, bytes]]:
    return [wacz_files(by_key()), bag_files(), archived()]


def altered(content: bytes, chance: random.Random) -> bytes:
    """Return bytes of which some were changed, cut or doubled."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(changed) or 1)
        match chance.randrange(4):
            case 0 if changed:
                changed[place % len(changed)] = chance.randrange(256)
            case 1:
                del changed[place : place + chance.randint(1, 40)]
            case 2:
                changed[place:place] = changed[place : place + chance.randint(1, 40)]
            case _:
                changed[place:place] = bytes(chance.randrange(256) for _ in range(4))
    return bytes(changed)


def hammered(seed: int, rounds: int) -> None:
    chance = random.Random(seed)
    with TemporaryDirectory() as folder:
        for number, files in enumerate(seeds()):
            whole = zipped(Path(folder) / "whole.zip", files, packed=bool(number % 2)).read_bytes()
            for _ in range(rounds):
                place = Path(folder) / "changed.wacz"
                place.write_bytes(altered(whole, chance))
                tried(place)


def test_a_zip_with_any_byte_changed_is_read_or_refused():
    hammered(1, 60)


@given(
    name=st.sampled_from(["db.csv", "bagit.txt", "manifest-sha512.txt", "datapackage.json", "x.json"]),
    raw=st.binary(max_size=400),
)
@settings(max_examples=25)
def test_any_description_is_read_or_refused(name, raw):
    with TemporaryDirectory() as folder:
        for number, files in enumerate(seeds()):
            tried(laid_out(Path(folder) / str(number), files | {name: raw}))


@given(cell=st.text(max_size=200))
@settings(max_examples=25)
def test_any_cell_of_a_list_is_read_or_refused(cell):
    with TemporaryDirectory() as folder:
        tried(laid_out(Path(folder), archived(metadata=cell)))


@pytest.mark.soak
def test_archives_are_hammered_for_minutes():
    for seed in range(2, 60):
        hammered(seed, 200)
