"""A bag that others made is taken only where every manifest holds."""

from __future__ import annotations

import hashlib

import bagit
import pytest

from answerable.evidence.errors import DamagedArchive, NotImported, TooLargeArchive, UnknownArchive, UnsafeArchive
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.reading import read_archive
from tests.evidence.importing.made import archived, bag_files, by_key, laid_out, wacz_files, zipped


def read(place, **options):
    with read_archive(place, **options) as found:
        return found


def test_a_bag_of_the_library_bagit_is_read(tmp_path):
    folder = laid_out(tmp_path / "bag", {"quay.jpg": b"picture", "deep/film.mp4": b"film"})
    bagit.make_bag(str(folder), {"Contact-Name": "Amal"}, checksums=["sha256", "md5"])
    found = read(folder)
    assert found.form == "BagIt"
    assert [(each.name, each.type) for each in found.offers] == [
        ("data/deep/film.mp4", "video"),
        ("data/quay.jpg", "image"),
    ]
    assert "Contact-Name: Amal" in found.offers[0].claims.more
    assert found.offers[1].sha256 == hashlib.sha256(b"picture").hexdigest()


@pytest.mark.parametrize("inside", ["", "the-bag/"])
def test_a_bag_in_a_zip_is_read_with_or_without_a_folder_around_it(tmp_path, inside):
    files = {f"{inside}{name}": content for name, content in bag_files().items()}
    found = read(zipped(tmp_path / "bag.zip", files, packed=True))
    assert [each.file_name for each in found.offers] == ["note.txt", "quay.jpg"]


def test_a_bag_gives_no_capture_that_nobody_made(tmp_path):
    (offer, *_) = read(laid_out(tmp_path / "bag", bag_files())).offers
    assert (offer.claims.at, offer.claims.tool) == (None, "")


@pytest.mark.parametrize(
    "change",
    [
        {"data/quay.jpg": b"another"},
        {"data/added.txt": b"added"},
        {"bag-info.txt": b"Source-Organization: Somebody else\n"},
        {"manifest-sha512.txt": b"no line\n"},
        {"manifest-sha256.txt": b""},
    ],
)
def test_a_bag_that_was_altered_is_refused(tmp_path, change):
    with pytest.raises(DamagedArchive):
        read(laid_out(tmp_path / "bag", bag_files() | change))


def test_a_bag_without_a_file_that_it_names_is_refused(tmp_path):
    files = bag_files()
    del files["data/quay.jpg"]
    with pytest.raises(DamagedArchive, match=r"expected data/quay\.jpg"):
        read(laid_out(tmp_path / "bag", files))


def test_a_bag_that_is_to_be_fetched_is_refused(tmp_path):
    fetch = {"fetch.txt": b"https://elsewhere.example/quay.jpg 7 data/quay.jpg\n"}
    with pytest.raises(UnsafeArchive, match=r"fetch\.txt"):
        read(laid_out(tmp_path / "bag", bag_files() | fetch))


@pytest.mark.parametrize("path", ["../outside", "/etc/passwd", "data/../../outside", "data/%2e%2e/x\\y"])
def test_a_manifest_that_leads_out_is_refused(tmp_path, path):
    files = bag_files()
    files["manifest-sha512.txt"] += f"{'0' * 128}  {path}\n".encode()
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "bag", files))


@pytest.mark.parametrize(
    "declared", [b"BagIt-Version: 9.0\nTag-File-Character-Encoding: UTF-8\n", b"", b"BagIt-Version: 1.0\n", b"\xff\xfe"]
)
def test_a_bag_of_an_unknown_version_is_refused(tmp_path, declared):
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "bag", bag_files() | {"bagit.txt": declared}))


def test_a_bag_with_weak_digests_alone_says_so(tmp_path):
    assert "not forgery" in read(laid_out(tmp_path / "bag", bag_files(algorithm="md5"))).remarks[0]
    assert read(laid_out(tmp_path / "other", bag_files())).remarks == ()


def test_an_unknown_algorithm_alone_is_refused(tmp_path):
    files = bag_files()
    files["manifest-crc32.txt"] = files.pop("manifest-sha512.txt")
    with pytest.raises(UnknownArchive):
        read(laid_out(tmp_path / "bag", files))


def test_an_empty_bag_offers_nothing_and_is_refused(tmp_path):
    files = {name: content for name, content in bag_files({"x": b""}).items() if not name.startswith("data/")}
    with pytest.raises(NotImported):
        read(laid_out(tmp_path / "bag", files | {"manifest-sha512.txt": b"", "tagmanifest-sha512.txt": b""}))


def test_too_many_items_at_once_are_refused(tmp_path):
    with pytest.raises(TooLargeArchive, match="at most 1 items"):
        read(laid_out(tmp_path / "bag", bag_files()), bounds=Bounds(items=1))


@pytest.mark.parametrize("packed", [False, True])
def test_a_package_in_a_bag_is_checked_too(tmp_path, packed):
    package = zipped(tmp_path / "quay.wacz", wacz_files(by_key())).read_bytes()
    (offer,) = read(zipped(tmp_path / "bag.zip", bag_files({"quay.wacz": package}), packed=packed)).offers
    assert (offer.type, offer.title, offer.claims.tool) == ("web-page", "The quay", "py-wacz 0.6.0")
    broken = zipped(tmp_path / "quay.wacz", wacz_files() | {"archive/data.warc.gz": b"another"}).read_bytes()
    with pytest.raises(DamagedArchive):
        read(laid_out(tmp_path / "bag", bag_files({"quay.wacz": broken})))


def test_the_auto_archivers_output_in_a_bag_is_read_as_such(tmp_path):
    found = read(laid_out(tmp_path / "bag", bag_files(archived())))
    assert found.form == "auto-archiver"
    assert "Source-Organization: The harbour archive" in found.remarks
