import io
import json
import struct
import zipfile
from hashlib import sha256

import pytest

from answerable.echoes.errors import BrokenStream
from answerable.echoes.streams.wacz import Wacz
from tests.echoes.streams.archives import answer, numbers, packed, pages, reasons, record

FIRST = packed([answer(1), answer(2)])
SECOND = packed([answer(3)])


def description(**contents):
    return json.dumps(
        {
            "profile": "data-package",
            "resources": [
                {
                    "path": f"archive/{name}",
                    "hash": f"sha256:{sha256(content).hexdigest()}",
                    "bytes": len(content),
                }
                for name, content in contents.items()
            ],
        }
    )


@pytest.fixture
def package(tmp_path):
    def write(entries, name="a.wacz", packing=zipfile.ZIP_STORED):
        with zipfile.ZipFile(tmp_path / name, "w", packing) as archive:
            for path, content in entries.items():
                archive.writestr(path, content)
        return tmp_path / name

    return write


def good():
    return {
        "archive/b.warc.gz": SECOND,
        "archive/a.warc.gz": FIRST,
        "pages/pages.jsonl": "{}",
        "datapackage.json": description(**{"a.warc.gz": FIRST, "b.warc.gz": SECOND}),
    }


def read(path):
    stream = Wacz("s", str(path))
    return [item for part in stream.parts() for item in stream.read(part)]


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_archives_inside_are_read_in_order(package, packing):
    path = package(good(), packing=packing)
    stream = Wacz("s", str(path))
    assert [part.path for part in stream.parts()] == [f"zip://archive/{name}.warc.gz::{path}" for name in "ab"]
    items = read(path)
    assert (numbers(items), reasons(items)) == ([1, 2, 3], [])


def test_reading_goes_on_at_a_place_inside(package):
    stream = Wacz("s", str(package(good())))
    part = stream.parts()[0]
    one, two = stream.read(part)
    assert list(stream.read(part, start=one.next)) == [two]
    assert list(stream.read(part, start=two.next)) == []


def test_a_hash_or_a_size_that_does_not_match_is_told_and_the_archive_is_read(package):
    entries = good() | {"datapackage.json": description(**{"a.warc.gz": FIRST + b"x", "b.warc.gz": SECOND})}
    items = read(package(entries))
    assert numbers(items) == [1, 2, 3]
    assert [item.detail.split(",")[0][:24] for item in items if item not in pages(items)] == [
        f"the description says {len(FIRST) + 1}"[:24],
        "the description says sha256"[:24],
    ]


@pytest.mark.parametrize("said", ["{", "[]", '{"resources": 5}', '{"resources": []}', None])
def test_a_description_that_is_none_is_told_and_the_archive_is_read(package, said):
    entries = {"archive/a.warc.gz": FIRST} | ({} if said is None else {"datapackage.json": said})
    items = read(package(entries))
    assert (numbers(items), reasons(items)) == ([1, 2], [("broken", 0, 0)])


def test_a_bomb_is_refused_before_it_is_unpacked(package):
    entries = good() | {"archive/bomb.warc": record(9, b"\0" * 5_000_000)}
    items = read(package(entries, packing=zipfile.ZIP_DEFLATED))
    assert (numbers(items), reasons(items)) == ([1, 2, 3], [("too-large", 0, 0)])


@pytest.mark.parametrize("name", ["archive/../../escaped.warc", "archive/..\\escaped.warc"])
def test_a_name_that_leads_out_is_refused(package, name):
    items = read(package(good() | {name: FIRST}))
    assert (numbers(items), reasons(items)) == ([1, 2, 3], [("not-allowed", 0, 0)])


def test_an_entry_that_is_no_archive_is_told(package):
    items = read(package(good() | {"archive/readme.txt": "words"}))
    assert reasons(items) == [("not-text", 0, 0)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"x" * 90, b"hello"])
def test_what_is_no_package_is_no_stream_and_among_others_is_told(package, tmp_path, content):
    package(good())
    (tmp_path / "b.wacz").write_bytes(content)
    with pytest.raises(BrokenStream):
        Wacz("s", str(tmp_path / "b.wacz")).parts()
    items = read(tmp_path / "*.wacz")
    assert numbers(items) == [1, 2, 3]
    assert len(reasons(items)) == 1


def test_a_package_without_archives_is_no_stream(package):
    with pytest.raises(BrokenStream, match="archive/"):
        Wacz("s", str(package({"datapackage.json": "{}"}))).parts()


def test_a_directory_that_would_fill_the_memory_is_refused(tmp_path):
    file = io.BytesIO(b"PK\x03\x04" + b"\0" * 64)
    file.seek(0, 2)
    file.write(struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 1, 1, 2_000_000_000, 0, 0))
    (tmp_path / "a.wacz").write_bytes(file.getvalue())
    with pytest.raises(BrokenStream, match="2000000000"):
        Wacz("s", str(tmp_path / "a.wacz")).parts()


def test_broken_gzip_inside_loses_one_record(package):
    made = [packed([answer(number)]) for number in (1, 2, 3)]
    broken = bytearray(made[1])
    broken[40:60] = b"\xaa" * 20
    content = made[0] + bytes(broken) + made[2]
    items = read(package({"archive/a.warc.gz": content, "datapackage.json": description(**{"a.warc.gz": content})}))
    assert (numbers(items), [reason for reason, _, _ in reasons(items)]) == ([1, 3], ["broken"])
