"""What bellingcat's auto-archiver wrote is read, never run, and its files are found only beside its list."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest

from answerable.evidence.errors import DamagedArchive, NotImported
from answerable.evidence.importing.keeping import capture_of, source_of
from answerable.evidence.importing.reading import read_archive
from tests.evidence.importing.made import archived, by_key, laid_out, wacz_files, zipped


def read(place):
    with read_archive(place) as found:
        return found


def test_each_file_of_a_row_is_offered_with_what_the_row_says(tmp_path):
    found = read(laid_out(tmp_path / "out", archived()))
    film, shot = found.offers
    assert (found.form, film.type, shot.type) == ("auto-archiver", "video", "image")
    assert film.title == "Boats leave (film.mp4)"
    assert film.claims.origin == shot.group == "https://social.example/post/1"
    assert film.claims.at == datetime(2026, 3, 1, 11, 30, 5, tzinfo=UTC)
    capture = capture_of(film.claims)
    assert (capture.operator, capture.tool) == (
        "not-said",
        "bellingcat auto-archiver (as its archive says)",
    )
    assert "What follows is what the archive says." in source_of(found, film)
    assert "Status: generic_extractor: success" in source_of(found, film)


def test_the_list_itself_may_be_named_and_a_zip_will_do(tmp_path):
    folder = laid_out(tmp_path / "out", archived())
    assert len(read(folder / "db.csv").offers) == len(read(zipped(tmp_path / "out.zip", archived())).offers) == 2


@pytest.mark.parametrize("shape", ["list", "one", "lines"])
def test_the_same_as_json_is_read(tmp_path, shape):
    row = {
        "status": "wacz: success",
        "metadata": {"url": "https://social.example/post/1", "_processed_at": 1772364605.5},
        "media": [{"filename": "film.mp4", "_key": None, "urls": [], "properties": {}, "_mimetype": "video/mp4"}],
    }
    text = {"list": json.dumps([row]), "one": json.dumps(row, indent=1), "lines": json.dumps(row) + "\n"}[shape]
    (offer,) = read(laid_out(tmp_path / "out", {"result.json": text.encode(), "film.mp4": b"film"})).offers
    assert offer.claims.at == datetime(2026, 3, 1, 11, 30, 5, tzinfo=UTC)


@pytest.mark.parametrize("hashed", ["SHA-256:" + "0" * 64, "SHA3-512:" + "0" * 128])
def test_a_file_with_another_digest_than_its_row_says_is_refused(tmp_path, hashed):
    with pytest.raises(DamagedArchive, match="was altered"):
        read(laid_out(tmp_path / "out", archived(hashed=hashed)))


def test_the_other_algorithm_is_measured_too(tmp_path):
    hashed = f"SHA3-512:{hashlib.sha3_512(b'a film').hexdigest()}"
    assert len(read(laid_out(tmp_path / "out", archived(hashed=hashed))).offers) == 2


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('touch ran')",
        "{'url': open('/etc/passwd').read()}",
        "{'url': [x for x in range(3)]}",
        "{'url': (lambda: 1)()}",
        "{'url': datetime.datetime(2026, 1)}",
        "{'url': datetime.datetime(*[1] * 9)}",
        "{'url': f'{1}'}",
        "(" * 5000,
        "9" * 5000,
        "[1, 2]",
        "\x00",
    ],
)
def test_a_cell_is_never_run(tmp_path, cell, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "out", archived(metadata=cell)))
    assert not (tmp_path / "ran").exists()


def test_a_row_never_reaches_a_file_outside(tmp_path):
    (tmp_path / "secret.txt").write_bytes(b"not theirs")
    more = (
        f", {{'filename': '{tmp_path}/secret.txt', '_key': '../secret.txt', 'urls': ['file://{tmp_path}/secret.txt'],"
        " 'properties': {}, '_mimetype': None}"
    )
    found = read(laid_out(tmp_path / "out", archived(more=more)))
    assert len(found.offers) == 2
    assert any("not here: ../secret.txt" in remark for remark in found.remarks)


def test_what_no_row_names_is_left_out_and_said(tmp_path):
    found = read(laid_out(tmp_path / "out", archived() | {"stray.png": b"x"}))
    assert "named by no entry, left out: stray.png" in found.remarks


def test_a_package_that_it_made_is_checked(tmp_path):
    package = zipped(tmp_path / "made.wacz", wacz_files(by_key())).read_bytes()
    more = ", {'filename': 'c.wacz', '_key': 'local_archive/c.wacz', 'urls': [], 'properties': {}, '_mimetype': None}"
    found = read(laid_out(tmp_path / "out", archived(more=more) | {"local_archive/c.wacz": package}))
    assert found.offers[2].type == "web-page"
    assert any("Signed with the key" in line for line in found.offers[2].claims.more)


def test_a_folder_without_a_list_is_refused(tmp_path):
    with pytest.raises(NotImported, match="expected a WACZ, a BagIt bag"):
        read(laid_out(tmp_path / "out", {"a.png": b"x", "b.csv": b"a,b\n", "c.json": b"{}"}))


@pytest.mark.parametrize(
    "cell",
    [
        "{'url': -'a'}",
        "{'url': datetime.datetime([1], 1, 1)}",
        "{'url': datetime.datetime(99999999999999999999, 1, 1)}",
        "{'url': [" + "0," * 250_000 + "]}",
        "1+" * 100_000 + "1",
    ],
    ids=["negative text", "list", "too late", "many", "deep"],
)
def test_a_cell_made_to_break_its_reader_is_refused(tmp_path, cell):
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "out", archived(metadata=cell)))


def test_json_within_json_without_end_is_refused(tmp_path):
    raw = b'["status","metadata","media",' + b"[" * 100_000
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "out", {"list.json": raw}))
