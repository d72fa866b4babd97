import fsspec
import pytest

from answerable.echoes.errors import NoSuchStream
from answerable.echoes.streams import records
from answerable.echoes.streams.folder import Folder
from tests.echoes.streams.archives import pages, reasons


def read(path, *, start=None, part_size=10_000):
    stream = Folder("s", str(path), part_size=part_size)
    return [item for part in stream.parts() for item in stream.read(part, start=start)]


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "pages"
    (home / "b").mkdir(parents=True)
    (home / "a.html").write_text("<p>该组织", encoding="utf-8")
    (home / "b" / "ع.txt").write_text("وثّقت", encoding="utf-8")
    (home / "c.json").write_text('{"id": "n", "text": "t"}', encoding="utf-8")
    (home / "d.pdf").write_bytes(b"%PDF-1.7")
    (home / "e.docx").write_bytes(b"PK")
    return home


def test_files_are_records_in_the_order_of_their_paths(folder):
    items = read(folder)
    assert [(item.at, item.next, item.id, item.media) for item in items] == [
        (0, 1, "a.html", "text/html"),
        (1, 2, "b/ع.txt", "text/plain"),
        (2, 3, "n", ""),
        (3, 4, "d.pdf", "application/pdf"),
        (4, 5, "e.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ]
    assert items[0].content.decode() == "<p>该组织"
    assert items[2].given.text == "t"


def test_two_halves_and_several_parts_give_what_one_reading_gives(folder):
    items = read(folder)
    assert read(folder, part_size=2) == items
    for number, item in enumerate(items):
        assert read(folder, start=item.next) == items[number + 1 :]


def test_what_cannot_be_read_is_told(folder, monkeypatch):
    monkeypatch.setattr("answerable.echoes.streams.folder.LIMIT", 100)
    (folder / "f.png").write_bytes(b"x")
    (folder / "g.txt").write_bytes(b"")
    (folder / "h.txt").write_bytes(b"x" * 101)
    (folder / "i.json").write_bytes(b"[1]")
    (folder / "j.json").write_bytes(b"\xff")
    (folder / ".hidden.txt").write_bytes(b"x")
    items = read(folder)
    assert len(pages(items)) == 5
    assert [reason for reason, _, _ in reasons(items)] == ["not-text", "empty", "too-large", "broken", "broken"]
    assert records.LIMIT > 100


def test_a_link_that_leads_out_is_not_followed(folder, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x.txt").write_text("secret")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "outside").symlink_to(tmp_path / "outside")
    (folder / "circle").symlink_to(folder)
    (folder / "in.txt").symlink_to(folder / "b" / "ع.txt")
    (folder / "gone.txt").symlink_to(tmp_path / "nothing.txt")
    items = read(folder)
    assert "secret" not in {item.content.decode(errors="replace") for item in pages(items)}
    assert "in.txt" in {item.id for item in pages(items)}
    assert [(item.reason, item.path.rpartition("/")[2]) for item in items if item not in pages(items)] == [
        ("not-allowed", "gone.txt"),
        ("not-allowed", "out.txt"),
    ]
    assert len(items) == 8


def test_an_empty_folder_is_told_and_none_is_no_stream(tmp_path):
    assert reasons(read(tmp_path)) == [("empty", 0, 0)]
    with pytest.raises(NoSuchStream):
        read(tmp_path / "none")


def test_a_folder_may_be_anywhere_that_fsspec_knows():
    memory = fsspec.filesystem("memory")
    memory.pipe({"/library/a.txt": b"a", "/library/x/b.md": b"b"})
    items = read("memory://library")
    assert [(item.id, item.content) for item in items] == [("a.txt", b"a"), ("x/b.md", b"b")]
