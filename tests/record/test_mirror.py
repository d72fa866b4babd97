"""What a log sends to a mirror: packages that can be kept one by one, and everything that must be refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record import errors
from answerable.record.entry import LARGEST
from answerable.record.errors import Conflict, Malformed, NotConsistent, RecordError, TooLarge, Truncated
from answerable.record.merkle import leaf_hash, root
from answerable.record.mirror import (
    MAX_TICKET_BYTES,
    MirrorInfo,
    Package,
    Upload,
    check_package,
    check_upload,
    make_package,
    packages,
    read_info,
    read_packages,
    read_upload,
    write_info,
    write_package,
    write_upload,
)
from tests.record.vectors import ORIGIN, RAWS, cases, read

ENTRIES = [f"entry {place}".encode() for place in range(1500)]
LEAVES = [leaf_hash(raw) for raw in ENTRIES]


def node(level, index):
    return root(LEAVES[index << level : (index + 1) << level])


def body(start, end, *, size=None):
    size = size or end
    upload = Upload(ORIGIN, start, size)
    parts = [make_package(*place, ENTRIES[slice(*place)], size=size, node=node) for place in packages(start, end)]
    return write_upload(upload) + b"".join(map(write_package, parts))


def take(data, leaves, *, size, tree):
    """Read a whole request and check each package, as a mirror does that holds the entries before."""
    stream = BytesIO(data)
    upload, taken = read_upload(stream), []
    for package in read_packages(stream, upload):
        before = leaves[package.low : package.start]
        check_package(package, before=before, size=size, tree=tree)
        leaves = leaves[: package.start] + [leaf_hash(raw) for raw in package.raws]
        taken += package.raws
    return taken


@pytest.mark.parametrize(("path", "error"), cases("add-entries"))
def test_a_request_that_is_wrong_is_refused(path, error):
    leaves = [leaf_hash(raw) for raw in RAWS]
    with pytest.raises(getattr(errors, error)) as caught:
        take(path.read_bytes(), leaves[:3], size=8, tree=root(leaves))
    assert type(caught.value).__name__ == error


def test_the_valid_request_is_taken_and_is_what_we_write():
    leaves, written = [leaf_hash(raw) for raw in RAWS], read("valid/add-entries-3-to-8.bin")
    assert take(written, leaves[:3], size=8, tree=root(leaves)) == RAWS[3:]
    stream = BytesIO(written)
    upload = read_upload(stream)
    assert (upload.origin, upload.start, upload.end, upload.ticket) == (ORIGIN, 3, 8, b"ticket")
    (package,) = read_packages(stream, upload)
    assert write_upload(upload) + write_package(package) == written


@pytest.mark.parametrize(
    ("start", "end", "places"),
    [
        (0, 0, []),
        (5, 5, []),
        (0, 1, [(0, 1)]),
        (0, 256, [(0, 256)]),
        (255, 257, [(255, 256), (256, 257)]),
        (300, 800, [(300, 512), (512, 768), (768, 800)]),
    ],
)
def test_packages_end_at_multiples_of_256(start, end, places):
    assert list(packages(start, end)) == places


@settings(max_examples=40)
@given(st.integers(0, 1500), st.integers(0, 1500), st.integers(0, 1500))
def test_any_stretch_of_a_log_is_taken(one, other, third):
    start, end, size = sorted((one, other, third))
    stop = end if end == size else end // 256 * 256
    stop = max(stop, start)
    assert (
        take(body(start, stop, size=size), LEAVES[:start], size=size, tree=root(LEAVES[:size])) == ENTRIES[start:stop]
    )


def test_what_came_whole_is_kept_when_the_rest_is_cut():
    whole = body(0, 700)
    head = len(write_upload(Upload(ORIGIN, 0, 700)))
    first = len(body(0, 256, size=700)) - head
    taken = {}
    for length in (head, head + first - 1, head + first, head + first + 1, len(whole) - 1, len(whole)):
        stream = BytesIO(whole[:length])
        upload, found = read_upload(stream), 0
        try:
            for package in read_packages(stream, upload):
                found += len(package.raws)
        except Truncated:
            found = -found
        taken[length - head] = found
    assert list(taken.values()) == [0, 0, 256, -256, -512, 700]


def test_a_prefix_of_the_packages_is_enough():
    assert len(take(body(0, 512, size=700), [], size=700, tree=root(LEAVES[:700]))) == 512


def test_entries_of_a_forked_log_are_refused():
    other = root([leaf_hash(b"other"), *LEAVES[1:700]])
    with pytest.raises(NotConsistent):
        take(body(0, 700), [], size=700, tree=other)


def test_the_entries_here_count_too():
    with pytest.raises(NotConsistent):
        take(body(300, 700), [*LEAVES[:299], bytes(32)], size=700, tree=root(LEAVES[:700]))
    with pytest.raises(Malformed, match="expected 44 leaf hashes"):
        take(body(300, 700), [], size=700, tree=root(LEAVES[:700]))


def test_the_largest_entry_travels():
    raws = (b"x" * LARGEST,)
    stream = BytesIO(write_package(Package(0, 1, raws, ())))
    assert next(read_packages(stream, Upload(ORIGIN, 0, 1))).raws == raws


def test_a_stream_may_give_few_bytes_at_a_time():
    class Slow(BytesIO):
        def read(self, count=-1, /):
            return super().read(min(count, 3))

    stream = Slow(body(0, 300))
    assert sum(len(package.raws) for package in read_packages(stream, read_upload(stream))) == 300


def test_a_request_starts_where_the_mirror_is():
    def check(start, end):
        check_upload(Upload(ORIGIN, start, end), pending=[800, 900], mirrored=850, next_entry=860)

    check(860, 900)
    check(0, 900)
    for start, end in ((861, 900), (0, 0), (860, 870), (700, 800)):
        with pytest.raises(Conflict) as caught:
            check(start, end)
        assert caught.value.size == 860
    with pytest.raises(Conflict):
        check_upload(Upload(ORIGIN, 0, 900_000), pending=[900_000], mirrored=0, next_entry=800_000)


def test_what_could_not_be_written_cannot_be_made():
    for start, end in ((2, 1), (-1, 1), (0, 2**63)):
        with pytest.raises(Malformed):
            Upload(ORIGIN, start, end)
    with pytest.raises(TooLarge):
        Upload(ORIGIN, 0, 1, bytes(MAX_TICKET_BYTES + 1))
    with pytest.raises(TooLarge):
        write_upload(Upload("x" * 70_000, 0, 1))


def test_a_huge_ticket_is_not_read():
    head = write_upload(Upload(ORIGIN, 0, 1))[:-2] + (60_000).to_bytes(2, "big") + bytes(60_000)
    with pytest.raises(TooLarge):
        read_upload(BytesIO(head))
    with pytest.raises(TooLarge):
        read_info(b"1\n1\n" + b"A" * 60_000)


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1), st.binary(max_size=40))
def test_where_to_go_on_is_read_back(size, next_entry, ticket):
    info = MirrorInfo(size, next_entry, ticket)
    assert read_info(write_info(info)) == info


def test_where_to_go_on_is_three_lines():
    assert read("valid/mirror-info.txt") == write_info(MirrorInfo(8, 3, b"ticket"))
    for data in (
        b"",
        b"1\n2\n",
        b"1\n2\n3\n\n",
        b"1\n2\n\n\n",
        b"01\n2\n\n",
        b"1\n2\n*\n",
        b"1\n2\n\nx",
        b"\xff\n2\n\n",
    ):
        with pytest.raises(Malformed):
            read_info(data)


@given(st.binary(max_size=200))
def test_nothing_but_a_refusal_comes_of_nonsense(data):
    stream = BytesIO(data)
    try:
        upload = read_upload(stream)
        for package in read_packages(stream, upload):
            check_package(package, before=[bytes(32)] * (package.start - package.low), size=9, tree=bytes(32))
    except RecordError:
        return
    assert not any(packages(upload.start, upload.end)) or len(stream.getvalue()) >= 22


@settings(max_examples=60)
@given(st.data())
def test_any_single_changed_byte_of_a_package_is_refused(data):
    whole = read("valid/add-entries-3-to-8.bin")
    head = len(write_upload(Upload(ORIGIN, 3, 8, b"ticket")))
    place = data.draw(st.integers(head, len(whole) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[place]))
    leaves = [leaf_hash(raw) for raw in RAWS]
    with pytest.raises(RecordError):
        take(whole[:place] + bytes([wrong]) + whole[place + 1 :], leaves[:3], size=8, tree=root(leaves))
