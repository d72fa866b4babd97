"""Files that come in pieces: nothing is counted that is not here, and nothing is named that is not whole."""

from __future__ import annotations

import hashlib
import io
import os
from datetime import timedelta

import pytest
from django.db import transaction

from answerable.vault import uploads
from answerable.vault.errors import (
    NotKept,
    NoUpload,
    TooMany,
    TooMuch,
    Unfinished,
    UploadBusy,
    WrongChecksum,
    WrongOffset,
)
from answerable.vault.models import Content, Upload
from answerable.vault.sealing import erase
from answerable.vault.shelves import name_of, shelf
from answerable.vault.store import open_file, store_file, sweep
from answerable.vault.uploads import Checksum, add, begin, end, keep_upload, upload_of, whole
from tests.record.story import COAST, NOW
from tests.vault.test_shelves import limited_files

DATA = os.urandom(300_000)
SHA256 = hashlib.sha256(DATA).hexdigest()
AUTHOR = "coast-author"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.ANSWERABLE_VAULT, settings.ANSWERABLE_UPLOADS = tmp_path / "vault", tmp_path / "uploads"
    return settings.ANSWERABLE_UPLOADS


def begun(size: int = len(DATA), **given) -> str:
    return begin(AUTHOR, **{"name": "film.mp4", "size": size, "now": NOW} | given)


def sent(token: str, data: bytes, offset: int, *, checksum=None, source=None, length: int = -1) -> Upload:
    source = source or io.BytesIO(data)
    length = len(data) if length < 0 else length
    return add(upload_of(token, AUTHOR), source, offset=offset, length=length, checksum=checksum, now=NOW)


def parts(folder) -> list[int]:
    return [path.stat().st_size for path in folder.iterdir()]


@pytest.mark.django_db
def test_a_file_in_pieces_is_the_same_file(folder):
    token = begun()
    for start in range(0, len(DATA), 70_001):
        assert Content.objects.count() == 0
        assert not shelf().has(name_of(SHA256))
        sent(token, DATA[start : start + 70_001], start)
    kept = keep_upload(token, AUTHOR)
    assert (kept.sha256, kept.size, kept.name, parts(folder)) == (SHA256, len(DATA), "film.mp4", [])
    with open_file(kept.commitment) as file:
        assert file.read() == DATA
    with pytest.raises(NoUpload):
        keep_upload(token, AUTHOR)


@pytest.mark.django_db
def test_what_comes_before_the_line_is_cut_is_kept(folder):
    class Cut(io.BytesIO):
        def read(self, size=-1):
            if self.tell() >= 100_000:
                raise OSError("the line was cut")
            return super().read(50_000)

    token = begun()
    with pytest.raises(OSError, match="cut"):
        sent(token, DATA, 0, source=Cut(DATA))
    assert upload_of(token, AUTHOR).offset == 100_000
    sent(token, DATA[100_000:], 100_000)
    assert keep_upload(token, AUTHOR).sha256 == SHA256


@pytest.mark.django_db
def test_bytes_that_were_written_and_never_counted_are_cut_off(folder):
    """As after a kill: the part is longer than what is accounted for."""
    token = begun()
    sent(token, DATA[:1000], 0)
    (part,) = folder.iterdir()
    part.write_bytes(DATA[:1000] + b"never counted" * 1000)
    sent(token, DATA[1000:], 1000)
    assert keep_upload(token, AUTHOR).sha256 == SHA256


@pytest.mark.django_db
def test_what_is_counted_now_and_then_survives_a_kill(folder, monkeypatch):
    monkeypatch.setattr(uploads, "ACCOUNTED", 100_000)
    monkeypatch.setattr(uploads, "CHUNK", 50_000)
    seen: list[int] = []
    token = begun()

    class Watched(io.BytesIO):
        def read(self, size=-1):
            seen.append(upload_of(token, AUTHOR).offset)
            return super().read(size)

    sent(token, DATA, 0, source=Watched(DATA))
    assert seen == [0, 0, 100_000, 100_000, 200_000, 200_000]


@pytest.mark.django_db
@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_with_a_wrong_checksum_is_not_kept(folder, algorithm):
    token = begun()
    good = Checksum(algorithm, hashlib.new(algorithm, DATA[:1000]).digest())
    with pytest.raises(WrongChecksum, match="expected sha"):
        sent(token, DATA[1:1001], 0, checksum=good)
    assert (upload_of(token, AUTHOR).offset, parts(folder)) == (0, [0])
    assert sent(token, DATA[:1000], 0, checksum=good).offset == 1000


@pytest.mark.django_db
def test_a_checked_piece_that_breaks_off_is_not_kept(folder):
    token = begun()
    good = Checksum("sha256", hashlib.sha256(DATA[:1000]).digest())
    with pytest.raises(WrongChecksum):
        sent(token, b"", 0, source=io.BytesIO(DATA[:500]), length=1000, checksum=good)
    assert upload_of(token, AUTHOR).offset == 0


@pytest.mark.django_db
def test_a_piece_elsewhere_or_too_long_is_refused(folder):
    token = begun(size=10)
    with pytest.raises(WrongOffset, match="from byte 0 on, found one from byte 3"):
        sent(token, b"x", 3)
    with pytest.raises(TooMuch, match="at most 10 bytes more, found 11"):
        sent(token, b"x" * 11, 0)
    sent(token, b"x" * 10, 0)
    with pytest.raises(WrongOffset, match="found a whole one"):
        sent(token, b"x", 10)


@pytest.mark.django_db
def test_an_upload_is_its_owners_alone(folder):
    token = begun()
    for ask in (lambda: upload_of(token, "north-author"), lambda: keep_upload(token, "north-author")):
        with pytest.raises(NoUpload):
            ask()
    assert token not in str(list(Upload.objects.values()))


@pytest.mark.django_db
def test_an_upload_that_is_not_whole_is_not_kept(folder):
    token = begun()
    sent(token, DATA[:1000], 0)
    for ask in (lambda: keep_upload(token, AUTHOR), lambda: whole(upload_of(token, AUTHOR))):
        with pytest.raises(Unfinished):
            ask()


@pytest.mark.django_db
def test_nobody_has_more_or_larger_uploads_than_anybody_may(folder, settings):
    settings.ANSWERABLE_LARGEST_FILE = 10
    with pytest.raises(TooMuch, match="expected at most 10 bytes, found 11"):
        begun(size=11)
    for _ in range(uploads.MOST_AT_ONCE):
        begun(size=10)
    with pytest.raises(TooMany):
        begun(size=10)


@pytest.mark.django_db
def test_two_requests_do_not_write_at_once(folder):
    token = begun()
    with uploads._alone_at(upload_of(token, AUTHOR)), pytest.raises(UploadBusy):
        sent(token, DATA, 0)


@pytest.mark.django_db
def test_a_form_that_is_refused_leaves_the_upload_to_be_sent_again(folder):
    token = begun()
    sent(token, DATA, 0)
    with transaction.atomic():
        keep_upload(token, AUTHOR)
        transaction.set_rollback(True)
    assert (keep_upload(token, AUTHOR).sha256, Content.objects.count()) == (SHA256, 1)


@pytest.mark.django_db
def test_a_server_that_stopped_before_the_file_was_named_names_it_later(folder, monkeypatch):
    token = begun()
    with monkeypatch.context() as patch:
        patch.setattr(uploads, "_finish", lambda _row: None)
        sent(token, DATA, 0)
    assert not shelf().has(name_of(SHA256))
    whole(upload_of(token, AUTHOR))
    assert keep_upload(token, AUTHOR).sha256 == SHA256


@pytest.mark.django_db
def test_uploads_run_out_after_a_day(folder):
    old, whole_one = begun(), begun()
    sent(whole_one, DATA, 0)
    (folder / f"{'0' * 64}.part").write_bytes(b"of nobody")
    os.utime(folder / f"{'0' * 64}.part", (0, 0))
    assert uploads.sweep(now=NOW + timedelta(hours=23)) == 1
    assert uploads.sweep(now=NOW + timedelta(hours=25)) == 2
    assert (parts(folder), Upload.objects.count(), list(shelf().names())) == ([], 0, [])
    for token in (old, whole_one):
        with pytest.raises(NoUpload):
            upload_of(token, AUTHOR)


@pytest.mark.django_db
def test_a_whole_upload_is_not_swept_away_before_it_runs_out(folder):
    token = begun()
    sent(token, DATA, 0)
    assert sweep(older_than=-1) == 0
    assert keep_upload(token, AUTHOR).sha256 == SHA256


@pytest.mark.django_db
def test_an_upload_given_up_leaves_nothing(folder):
    token = begun()
    sent(token, DATA[:1000], 0)
    end(upload_of(token, AUTHOR))
    assert (parts(folder), Upload.objects.count()) == ([], 0)


def test_erasing_a_file_lets_go_of_uploads_of_the_same_bytes(sqlite):
    held = store_file(io.BytesIO(DATA))
    token = begun()
    sent(token, DATA, 0)
    erase(held, reason="safety", origin=COAST, actor="coast-director", at=NOW)
    assert (list(shelf().names()), Upload.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_a_full_disk_keeps_what_came_before(folder):
    token = begun()
    sent(token, DATA[:1000], 0)
    with limited_files(50_000), pytest.raises(NotKept, match=r"expected to write an upload into .*: File too large"):
        sent(token, DATA[1000:], 1000)
    row = upload_of(token, AUTHOR)
    sent(token, DATA[row.offset :], row.offset)
    assert keep_upload(token, AUTHOR).sha256 == SHA256


@pytest.mark.django_db
def test_parts_are_readable_by_their_owner_alone(folder):
    before = os.umask(0)
    try:
        begun()
    finally:
        os.umask(before)
    (part,) = folder.iterdir()
    assert (folder.stat().st_mode & 0o777, part.stat().st_mode & 0o777) == (0o700, 0o600)


@pytest.mark.django_db
def test_an_upload_that_is_given_up_while_a_piece_comes_is_told_of(folder):
    class GivenUp(io.BytesIO):
        def read(self, size=-1):
            end(upload_of(token, AUTHOR))
            return super().read(size)

    token = begun(size=10)
    with pytest.raises(NoUpload):
        sent(token, b"12345", 0, source=GivenUp(b"12345"))
    assert parts(folder) == []


@pytest.mark.django_db
def test_a_marked_upload_begins_again_where_a_crash_left_a_part_without_a_row_or_a_row_without_a_part(folder):
    token = begun(mark="film")
    Upload.objects.all().delete()
    assert begun(mark="film") == token
    sent(token, DATA[:1000], 0)
    for place in folder.iterdir():
        place.unlink()
    assert begun(mark="film") == token
    assert upload_of(token, AUTHOR).offset == 0
    assert sent(token, DATA, 0).sha256 == SHA256


@pytest.mark.django_db
def test_a_name_that_no_database_takes_is_kept_without_it():
    assert upload_of(begun(name="a\0b.mp4"), AUTHOR).name == "ab.mp4"
