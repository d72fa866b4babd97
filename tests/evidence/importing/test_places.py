"""Nothing in an archive leads out of it, and none unpacks to more than it may."""

from __future__ import annotations

import io
import json
import os
import struct
import zipfile

import pytest

from answerable.evidence.errors import (
    DamagedArchive,
    NotImported,
    TooLargeArchive,
    UnknownArchive,
    UnsafeArchive,
)
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.places import checked_name, digests, opened, pieces
from answerable.evidence.importing.reading import read_archive
from tests.evidence.importing.made import bag_files, digest, laid_out, wacz_files, zipped


def names(place, bounds=Bounds()):  # noqa: B008 (frozen)
    with opened(place, bounds) as here:
        return dict(here.sizes)


def read(place):
    """Read every file of a place to its end; one without files is none."""
    with opened(place, Bounds()) as here:
        if not here.sizes:
            raise UnknownArchive("expected files, found none")
        for name in here.sizes:
            digests(here, name, "sha256")


@pytest.mark.parametrize(
    "name",
    [
        "../out",
        "a/../../out",
        "/etc/passwd",
        "a\\b",
        "C:x",
        "a//b",
        "a/./b",
        "a\nb",
        "a ",
        "a./b",
        "x" * 1001,
        "a\x7f",
        "a\x9b",
    ],
)
def test_a_name_that_leads_out_or_reads_differently_elsewhere_is_refused(tmp_path, name):
    with pytest.raises(UnsafeArchive):
        names(zipped(tmp_path / "a.zip", {name: b"x"}))
    with pytest.raises(UnsafeArchive):
        checked_name(name)


def test_a_file_without_a_name_is_refused(tmp_path):
    """Found by atheris: `zipfile` itself stumbles over it."""
    place = zipped(tmp_path / "a.zip", {"b": b"x"})
    packed = place.read_bytes()
    directory = packed.rindex(b"PK\x01\x02")
    named = bytearray(packed[:directory] + packed[directory:].replace(b"b", b"", 1))
    named[directory + 28] = 0  # how long the name is (APPNOTE.TXT, section 4.3.12)
    end = named.rindex(b"PK\x05\x06")
    named[end + 12] -= 1  # how long the directory is (section 4.3.16)
    place.write_bytes(named)
    with pytest.raises(UnsafeArchive, match="found none"):
        names(place)


def test_a_name_with_a_zero_byte_is_refused(tmp_path):
    place = zipped(tmp_path / "a.zip", {"good.txt#.sh": b"x"})
    place.write_bytes(place.read_bytes().replace(b"good.txt#", b"good.txt\0"))
    with pytest.raises(NotImported):
        names(place)


def test_a_link_in_a_zip_is_refused(tmp_path):
    place = tmp_path / "a.zip"
    with zipfile.ZipFile(place, "w") as archive:
        info = zipfile.ZipInfo("link")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(UnsafeArchive, match="link"):
        names(place)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_a_link_or_pipe_in_a_folder_is_refused(tmp_path, kind):
    folder = laid_out(tmp_path / "in", {"a.txt": b"x"})
    if kind == "pipe":
        os.mkfifo(folder / "pipe")
    else:
        (folder / "link").symlink_to("/etc/passwd" if kind == "link" else "/etc")
    with pytest.raises(UnsafeArchive):
        names(folder)


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    place = tmp_path / "a.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a", "1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a", "2")
    with pytest.raises(UnsafeArchive, match="twice"):
        names(place)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    place = zipped(tmp_path / "a.zip", {"bomb": bytes(50 << 20)}, packed=True)
    assert place.stat().st_size < 100_000
    with pytest.raises(TooLargeArchive, match="times what is packed"):
        names(place)


def test_a_file_that_lies_about_its_size_is_not_unpacked_beyond_it(tmp_path):
    place = zipped(tmp_path / "a.zip", {"bomb": bytes(1 << 20)}, packed=True)
    place.write_bytes(place.read_bytes().replace(struct.pack("<I", 1 << 20), struct.pack("<I", 100)))
    with opened(place, Bounds()) as here, pytest.raises(DamagedArchive):
        assert sum(map(len, pieces(here, "bomb"))) <= 100


def test_files_over_one_another_are_refused(tmp_path):
    first, second = io.BytesIO(), io.BytesIO()
    for buffer, name in ((first, "a"), (second, "b")):
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, b"x" * 200)
    with zipfile.ZipFile(first) as archive:
        directory = archive.start_dir
    body, entry = first.getvalue()[:directory], first.getvalue()[directory:-22]
    both = entry + entry.replace(b"a", b"b")
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(both), len(body), 0)
    place = tmp_path / "a.zip"
    place.write_bytes(body + both + end)
    with pytest.raises((UnsafeArchive, DamagedArchive)):
        names(place)


@pytest.mark.parametrize(
    "bounds", [Bounds(files=2), Bounds(total=20), Bounds(described=60)], ids=["files", "total", "directory"]
)
def test_more_than_the_bounds_is_refused(tmp_path, bounds):
    with pytest.raises(TooLargeArchive):
        names(zipped(tmp_path / "a.zip", dict.fromkeys("abc", b"x" * 10)), bounds)


def test_a_directory_whose_size_stands_in_two_places_is_held_to_the_larger(tmp_path):
    """`zipfile` believes the long form wherever there is one; looking at the short one alone would let it read on."""
    inside = zipped(tmp_path / "a.zip", dict.fromkeys("abc", b"x" * 10)).read_bytes()
    size, offset = struct.unpack_from("<LL", inside, len(inside) - 10)
    far = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 3, 3, size + 3000, offset)
    near = struct.pack("<4sLQL", b"PK\6\7", 0, len(inside) - 22 + 3000, 1)
    place = tmp_path / "b.zip"
    place.write_bytes(inside[:-22] + bytes(3000) + far + near + inside[-22:])
    with pytest.raises(TooLargeArchive, match="directory"):
        names(place, Bounds(described=2000))


def test_packages_within_an_archive_share_one_limit(tmp_path):
    files = wacz_files() | {"pages/more": bytes(900_000)}
    line = {"path": "pages/more", "hash": digest(files["pages/more"])}
    described = json.loads(files["datapackage.json"])
    files = wacz_files(resources=[*described["resources"], line]) | {"pages/more": files["pages/more"]}
    inner = zipped(tmp_path / "in.wacz", files, packed=True).read_bytes()
    bag = zipped(tmp_path / "bag.zip", bag_files({f"{n}.wacz": inner for n in range(4)}))
    with read_archive(bag, bounds=Bounds(total=4_000_000)) as found:
        assert len(found.offers) == 4
    with pytest.raises(TooLargeArchive), read_archive(bag, bounds=Bounds(total=3_000_000)):
        pass


def test_an_encrypted_file_is_refused(tmp_path):
    place = zipped(tmp_path / "a.zip", {"a": b"x"})
    raw = bytearray(place.read_bytes())
    raw[raw.index(b"PK\1\2") + 8] |= 1
    place.write_bytes(raw)
    with pytest.raises(UnknownArchive, match="cipher"):
        names(place)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"PK\5\6" + bytes(18), b"x" * 100, b"PK\5\6" + b"\xff" * 18])
def test_what_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / "a.zip").write_bytes(content)
    with pytest.raises(NotImported):
        read(tmp_path / "a.zip")


def test_a_zip_cut_anywhere_is_refused_or_read_whole(tmp_path):
    whole = zipped(tmp_path / "whole.zip", {"a": b"x" * 50, "b": b"y" * 50}).read_bytes()
    for end in range(len(whole)):
        place = tmp_path / "cut.zip"
        place.write_bytes(whole[:end])
        with pytest.raises(NotImported):
            read(place)


def test_a_name_that_is_no_text_is_refused(tmp_path):
    folder = laid_out(tmp_path / "in", {"a": b"x"})
    (folder / "a").rename(folder / os.fsdecode(b"\xff\xfe"))
    with pytest.raises(UnsafeArchive):
        names(folder)
