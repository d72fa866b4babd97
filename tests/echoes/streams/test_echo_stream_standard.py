import gzip
import io
import sys

import pytest
from hypothesis import given, strategies as st

from answerable.echoes.errors import BrokenStream
from answerable.echoes.streams.standard import Standard, Window, read_standard
from tests.echoes.streams.archives import PAGE, answer, numbers, packed, pages, read as read_file, reasons, whole


class Once(io.RawIOBase):
    """Bytes that come once, as through a pipe."""

    def __init__(self, content):
        self._file = io.BytesIO(content)

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._file.readinto(buffer)


def read(content, *, form="", start=None):
    return list(read_standard(io.BufferedReader(Once(content)), whole("-"), form=form, start=start))


@pytest.mark.parametrize("content", [answer(1) + answer(2), packed([answer(1), answer(2)])])
@pytest.mark.parametrize("form", ["", "warc"])
def test_an_archive_is_told_by_its_first_bytes_or_its_form(content, form):
    assert numbers(read(content, form=form)) == [1, 2]


@pytest.mark.parametrize(
    "content", [b'{"text": "a"}\n', gzip.compress(b' {"text": "a"}', mtime=0), b'\xef\xbb\xbf{"text": "a"}']
)
def test_lines_are_told_by_their_first_bytes(content):
    assert [raw.given.text for raw in pages(read(content))] == ["a"]


@pytest.mark.parametrize("content", [b"hello", gzip.compress(b"hello", mtime=0), b"\x1f\x8b\x08broken"])
def test_anything_else_is_no_stream(content):
    with pytest.raises(BrokenStream, match="expected a web archive or JSON lines"):
        read(content)


def test_nothing_at_all_is_told():
    assert reasons(read(b"")) == [("empty", 0, 0)]


def test_what_is_broken_is_passed_as_in_a_file():
    made = [answer(1), b"junk\r\n", answer(2), answer(3)[:-300]]
    assert [(item.at, item.next, item.id) for item in read(b"".join(made), form="warc")] == [
        (item.at, item.next, item.id) for item in read_file(b"".join(made))
    ]
    broken = bytearray(packed([answer(number, PAGE * 50) for number in range(3)]))
    broken[400:420] = b"\xaa" * 20
    assert numbers(read(bytes(broken))) == numbers(read_file(bytes(broken)))


def test_a_run_that_goes_on_passes_what_lies_before_its_place():
    for content in (packed([answer(number) for number in range(5)]), b'{"text": "a"}\n' * 5):
        items = read(content)
        assert len(items) == 5
        for number, item in enumerate(items):
            assert read(content, start=item.next) == items[number + 1 :]


def test_a_stream_that_ends_before_the_place_is_told():
    assert [reason for reason, _, _ in reasons(read(b'{"text": "a"}\n', start=500))] == ["truncated"]


@given(st.binary(max_size=400_000), st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 70_000)), max_size=12))
def test_a_window_gives_what_a_file_gives_as_far_back_as_it_keeps(content, steps):
    window, file = Window(io.BytesIO(content), kept=100_000), io.BytesIO(content)
    furthest = 0
    for place, size in steps:
        at = window.seek(place)
        furthest = max(furthest, at)
        assert at == min(place, len(content)) or at > place >= 0
        assert at <= max(place, furthest)
        file.seek(at)
        assert window.read(size) == file.read(size)


def test_a_window_holds_no_more_than_it_keeps():
    window = Window(io.BytesIO(b"x" * 5_000_000), kept=100_000)
    assert window.seek(0, 2) == 5_000_000
    assert sum(len(block) for block in window._blocks) <= 100_000 + 65_536
    with pytest.raises(ValueError, match="larger than memory"):
        window.read()


def test_standard_input_is_one_part(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(answer(1))))
    stream = Standard("-")
    [part] = stream.parts()
    assert numbers(stream.read(part)) == [1]
