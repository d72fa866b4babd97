"""A page is kept in a WARC of the day, and comes back as it was."""

import gzip
import hashlib
import json
import re
import subprocess
import sys
import zlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from fastwarc.warc import ArchiveIterator as FastWarc
from hypothesis import given, settings, strategies as st
from warcio.archiveiterator import ArchiveIterator as Warcio

from answerable.echoes.captures import writing
from answerable.echoes.captures.records import Answer
from answerable.echoes.captures.writing import Kept, keep, payload, read, verify
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Given, Raw

NOW = datetime(2026, 11, 22, 9, 30, 15, tzinfo=UTC)

PAGE = Raw(
    stream="news",
    path="s3://archive/part-1.warc.gz",
    at=4096,
    next=8192,
    id="<urn:uuid:1>",
    address="https://paper.example/a?b=c&d=%20",
    content="<p>Слова, words, 字</p>\r\n\r\n".encode(),
    media="text/html; charset=utf-8",
    fetched=NOW - timedelta(hours=1),
    given=Given(title="A title", published=NOW - timedelta(hours=2), hints=("agency",)),
)

WORDS = Raw(
    stream="posts",
    path="posts.jsonl",
    at=0,
    next=90,
    given=Given(title="كلمات", text="Somebody's words.", language="ar", outlet="A channel"),
)


def another(number: int) -> Raw:
    return msgspec.structs.replace(PAGE, address=f"https://paper.example/{number}", content=b"page %d" % number)


def independently(path: Path) -> list[tuple[str, dict, bytes]]:
    """Read a WARC with warcio, every digest checked."""
    found = []
    with path.open("rb") as file:
        for record in Warcio(file, check_digests="raise"):
            found.append((record.rec_type, dict(record.rec_headers.headers), record.content_stream().read()))
            assert record.digest_checker.passed is True
    return found


@pytest.mark.parametrize("raw", [PAGE, WORDS])
def test_a_record_comes_back_as_it_was(tmp_path, raw):
    kept = keep(raw, folder=tmp_path, now=NOW)
    verify(tmp_path, kept)
    assert read(tmp_path, kept) == raw


def test_a_capture_lies_in_the_file_of_its_day_in_utc(tmp_path):
    late = datetime(2026, 11, 23, 1, 0, tzinfo=timezone(timedelta(hours=3)))
    kept = keep(PAGE, folder=tmp_path, now=late)
    assert (kept.path, kept.at) == ("2026/11/2026-11-22.warc.gz", late)
    assert (tmp_path / kept.path).is_file()


def test_another_reader_finds_the_same_bytes_and_digests(tmp_path):
    kept = [keep(raw, folder=tmp_path, now=NOW, operator="A desk") for raw in (PAGE, WORDS)]
    records = independently(tmp_path / kept[0].path)
    assert [kind for kind, _, _ in records] == ["warcinfo", "resource", "metadata", "resource", "metadata"]
    assert b"operator: A desk\r\n" in records[0][2]
    assert b"software: Answerable/" in records[0][2]
    assert records[1][2] == PAGE.content
    assert records[1][1]["WARC-Target-URI"] == PAGE.address
    assert records[1][1]["WARC-Record-ID"] == f"<{kept[0].id}>"
    assert records[1][1]["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(PAGE.content).hexdigest()}"
    assert records[2][1]["WARC-Concurrent-To"] == f"<{kept[0].id}>"
    assert json.loads(records[2][2])["path"] == PAGE.path
    assert json.loads(records[3][2])["text"] == "Somebody's words."
    assert records[3][1]["Content-Type"] == "application/json"


def test_the_tool_that_wrote_it_checks_its_digests_too(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    with (tmp_path / kept.path).open("rb") as file:
        assert [record.verify_block_digest() for record in FastWarc(file, parse_http=False)] == [True] * 3


def test_each_record_is_a_gzip_member_and_the_digest_is_over_what_they_hold(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    packed = (tmp_path / kept.path).read_bytes()[kept.offset : kept.offset + kept.length]
    assert packed.count(b"\x1f\x8b\x08\x00") == 2
    assert hashlib.sha256(gzip.decompress(packed)).hexdigest() == kept.record_sha256
    assert kept.payload_sha256 == hashlib.sha256(PAGE.content).hexdigest()


def test_an_answer_that_is_known_makes_a_response(tmp_path):
    headers = (("Content-Type", "text/html"), ("Content-Encoding", "br"), ("Set-Cookie", "a=1\r\nX-Evil: 1"))
    kept = keep(PAGE, folder=tmp_path, now=NOW, answer=Answer(status=203, headers=headers))
    with (tmp_path / kept.path).open("rb") as file:
        record = next(record for record in Warcio(file, check_digests="raise") if record.rec_type == "response")
        assert record.http_headers.get_statuscode() == "203"
        assert record.http_headers.headers == [
            ("Content-Type", "text/html"),
            ("X-Archive-Orig-Content-Encoding", "br"),
            ("Set-Cookie", "a=1??X-Evil: 1"),
            ("Content-Length", str(len(PAGE.content))),
        ]
    assert read(tmp_path, kept) == PAGE
    assert payload(tmp_path, kept) == PAGE.content


@pytest.mark.parametrize(
    "address",
    [
        "https://x.example/a\r\nWARC-Type: warcinfo",
        "no address",
        "https://x.example/é字",
        "https://x.example/" + "a" * 40000,
    ],
)
def test_an_address_of_any_kind_ends_no_line_of_headers(tmp_path, address):
    raw = msgspec.structs.replace(PAGE, address=address, media="text/html\r\nX: 1")
    kept = keep(raw, folder=tmp_path, now=NOW)
    records = independently(tmp_path / kept.path)
    assert [kind for kind, _, _ in records] == ["warcinfo", "resource", "metadata"]
    assert re.fullmatch(r"[!-~]{1,8192}", records[1][1]["WARC-Target-URI"])
    assert read(tmp_path, kept) == raw


@settings(max_examples=25, deadline=None)
@given(content=st.binary(min_size=1), title=st.text(), address=st.text(), media=st.text())
def test_any_bytes_and_words_survive(tmp_path_factory, content, title, address, media):
    raw = msgspec.structs.replace(PAGE, content=content, address=address, media=media, given=Given(title=title))
    folder = tmp_path_factory.mktemp("captures")
    assert read(folder, keep(raw, folder=folder, now=NOW)) == raw


def test_a_record_without_bytes_and_words_is_refused(tmp_path):
    with pytest.raises(CaptureFailed, match=r"expected bytes or words to keep, found none in posts posts\.jsonl at 0"):
        keep(msgspec.structs.replace(WORDS, given=Given()), folder=tmp_path, now=NOW)


def test_half_a_character_is_refused(tmp_path):
    with pytest.raises(CaptureFailed, match="expected Unicode text"):
        keep(msgspec.structs.replace(PAGE, given=Given(title="\ud800")), folder=tmp_path, now=NOW)


def test_a_moment_without_zone_is_refused(tmp_path):
    with pytest.raises(CaptureFailed, match="expected a moment with a time zone, found 2026-11-22T09:30:15"):
        keep(PAGE, folder=tmp_path, now=NOW.replace(tzinfo=None))


def test_the_same_bytes_from_the_same_place_are_kept_once_a_day(tmp_path):
    first = keep(PAGE, folder=tmp_path, now=NOW)
    size = (tmp_path / first.path).stat().st_size
    assert keep(PAGE, folder=tmp_path, now=NOW + timedelta(hours=1)) == first
    assert (tmp_path / first.path).stat().st_size == size
    tomorrow = keep(PAGE, folder=tmp_path, now=NOW + timedelta(days=1))
    assert tomorrow.path == "2026/11/2026-11-23.warc.gz"
    assert tomorrow.payload_sha256 == first.payload_sha256


@pytest.mark.parametrize("change", [{"address": "https://copy.example/"}, {"content": b"changed"}])
def test_other_bytes_or_another_place_are_kept_by_themselves(tmp_path, change):
    first = keep(PAGE, folder=tmp_path, now=NOW)
    second = keep(msgspec.structs.replace(PAGE, **change), folder=tmp_path, now=NOW)
    assert second.offset == first.offset + first.length
    assert second.id != first.id


@pytest.mark.parametrize("cut", [1, 40, 400])
def test_a_torn_file_is_left_as_it_is_and_the_day_goes_on_in_another(tmp_path, cut):
    first, second = (keep(another(number), folder=tmp_path, now=NOW) for number in (1, 2))
    torn = tmp_path / first.path
    torn.write_bytes(torn.read_bytes()[:-cut])
    before = torn.read_bytes()
    third = keep(another(3), folder=tmp_path, now=NOW)
    assert third.path == "2026/11/2026-11-22-2.warc.gz"
    assert torn.read_bytes() == before
    assert len(independently(tmp_path / third.path)) == 3
    verify(tmp_path, first)
    with pytest.raises(CaptureFailed, match=f"expected {second.length} bytes, .*found {second.length - cut}"):
        verify(tmp_path, second)


@pytest.mark.parametrize("rest", [b"", b'{"path":"2026/', b"\0\0\0\0\n"])
def test_a_file_whose_lines_were_torn_gets_no_more(tmp_path, rest):
    first, _ = (keep(another(number), folder=tmp_path, now=NOW) for number in (1, 2))
    lines = tmp_path / "2026/11/2026-11-22.jsonl"
    lines.write_bytes(lines.read_bytes().splitlines(keepends=True)[0] + rest)
    assert keep(another(1), folder=tmp_path, now=NOW) == first
    assert keep(another(3), folder=tmp_path, now=NOW).path == "2026/11/2026-11-22-2.warc.gz"
    assert keep(another(4), folder=tmp_path, now=NOW).path == "2026/11/2026-11-22-2.warc.gz"


def test_a_file_that_is_large_enough_is_followed_by_another(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "LARGEST_FILE", 2000)
    kept = [keep(another(number), folder=tmp_path, now=NOW) for number in range(8)]
    assert len({one.path for one in kept}) > 2
    assert [read(tmp_path, one).content for one in kept] == [b"page %d" % number for number in range(8)]


WRITER = """
import resource, sys, signal
from datetime import datetime, UTC
from pathlib import Path
import msgspec
from answerable.echoes.captures.writing import keep
from answerable.echoes.streams.documents import Raw
folder, name, count, limit = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
for number in range(count):
    content = (f"{name} {number} " * 200).encode()
    raw = Raw(stream=name, path="p", at=number, next=number + 1, content=content, media="text/plain")
    kept = keep(raw, folder=folder, now=datetime(2026, 11, 22, tzinfo=UTC))
    print(msgspec.json.encode(kept).decode(), flush=True)
"""


def writer(folder: Path, name: str, count: int, *, limit: int = 0) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder), name, str(count), str(limit)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(line: str) -> Kept:
    return msgspec.json.decode(line, type=Kept)


def test_two_processes_write_one_file_without_harm(tmp_path):
    both = [writer(tmp_path, name, 20) for name in ("one", "two")]
    kept = [told(line) for process in both for line in process.communicate(timeout=60)[0].splitlines()]
    assert [process.returncode for process in both] == [0, 0]
    assert {one.path for one in kept} == {"2026/11/2026-11-22.warc.gz"}
    for one in kept:
        verify(tmp_path, one)
    assert len(independently(tmp_path / kept[0].path)) == 1 + 2 * 40


def test_what_a_killed_process_said_was_kept_is_kept(tmp_path):
    process = writer(tmp_path, "killed", 10000)
    lines = [process.stdout.readline() for _ in range(15)]
    process.kill()
    rest = process.communicate(timeout=60)[0].splitlines(keepends=True)
    kept = [told(line) for line in lines + [line for line in rest if line.endswith("\n")]]
    for one in kept:
        verify(tmp_path, one)
    again = keep(PAGE, folder=tmp_path, now=NOW)
    assert read(tmp_path, again) == PAGE


def test_a_full_disk_is_told_and_nothing_half_written_stays(tmp_path):
    process = writer(tmp_path, "full", 1000, limit=9000)
    said, errors = process.communicate(timeout=60)
    kept = [told(line) for line in said.splitlines()]
    assert process.returncode == 1
    assert "CaptureFailed: expected to write" in errors
    assert "found: File too large" in errors
    assert len(kept) > 2
    warc = tmp_path / kept[-1].path
    assert warc.stat().st_size == kept[-1].offset + kept[-1].length
    assert len(independently(warc)) == 1 + 2 * len(kept)
    assert (
        keep(PAGE, folder=tmp_path, now=NOW).offset == warc.stat().st_size - keep(PAGE, folder=tmp_path, now=NOW).length
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "captures").write_bytes(b"")
    with pytest.raises(CaptureFailed, match=r"expected to write .* found: File exists"):
        keep(PAGE, folder=tmp_path / "captures", now=NOW)


def test_a_byte_that_was_changed_is_found_wherever_it_is(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    path = tmp_path / kept.path
    whole = path.read_bytes()
    for place in range(kept.offset, kept.offset + kept.length, 7):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        if gzip_says_the_same(whole, path.read_bytes(), kept):
            continue  # a byte of a gzip header, such as its date: what it holds is as it was
        with pytest.raises(CaptureFailed, match=r"expected .*found"):
            verify(tmp_path, kept)


def gzip_says_the_same(before: bytes, after: bytes, kept: Kept) -> bool:
    held = slice(kept.offset, kept.offset + kept.length)
    try:
        return gzip.decompress(before[held]) == gzip.decompress(after[held])
    except (OSError, EOFError, zlib.error):
        return False


def test_other_content_packed_anew_is_told_by_both_digests(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    path = tmp_path / kept.path
    records = gzip.decompress(path.read_bytes()[kept.offset :]).replace(b"words", b"sword")
    packed = gzip.compress(records, mtime=0)
    path.write_bytes(path.read_bytes()[: kept.offset] + packed)
    found = hashlib.sha256(records).hexdigest()
    with pytest.raises(CaptureFailed, match=f"expected SHA-256 {kept.record_sha256} of .*, found {found}"):
        verify(tmp_path, msgspec.structs.replace(kept, length=len(packed)))


def test_a_capture_packed_anew_still_has_its_digest(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    path = tmp_path / kept.path
    packed = gzip.compress(gzip.decompress(path.read_bytes()[kept.offset :]), compresslevel=1)
    path.write_bytes(path.read_bytes()[: kept.offset] + packed)
    verify(tmp_path, msgspec.structs.replace(kept, length=len(packed)))


def test_a_bomb_in_its_place_is_not_unpacked(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    packed = gzip.compress(bytes(50_000_000))
    (tmp_path / kept.path).write_bytes(packed)
    with pytest.raises(CaptureFailed, match=f"expected {kept.size} bytes when unpacked, .*found more"):
        verify(tmp_path, msgspec.structs.replace(kept, offset=0, length=len(packed)))


@pytest.mark.parametrize("path", ["/etc/passwd", "../secret.warc.gz", "2026/../../x"])
def test_a_place_outside_the_folder_is_refused(tmp_path, path):
    kept = msgspec.structs.replace(keep(PAGE, folder=tmp_path, now=NOW), path=path)
    with pytest.raises(CaptureFailed, match="expected a place within the folder of captures"):
        verify(tmp_path, kept)


def test_a_missing_file_is_told(tmp_path):
    kept = msgspec.structs.replace(keep(PAGE, folder=tmp_path, now=NOW), path="2026/11/gone.warc.gz")
    with pytest.raises(CaptureFailed, match=r"expected a WARC at .*gone.warc.gz, found: No such file"):
        read(tmp_path, kept)


def test_what_kept_says_survives_json(tmp_path):
    kept = keep(PAGE, folder=tmp_path, now=NOW)
    assert msgspec.convert(msgspec.to_builtins(kept), Kept) == kept
