"""Content behind commitments: whole or absent, never another, and gone when it was erased."""

from __future__ import annotations

import io
import os
import re
import time

import pytest
from django.db import transaction

from answerable.vault.errors import Altered, Empty, Erased, Missing, NotText
from answerable.vault.models import Content
from answerable.vault.sealing import erase
from answerable.vault.store import (
    CHUNK,
    commitment_to,
    is_open,
    open_file,
    salt_of,
    store,
    store_file,
    sweep,
    text_of,
)
from tests.record.story import COAST, NOW
from tests.vault.lying import path_of

NOTHING = "sha256:" + "0" * 64


@pytest.fixture(autouse=True)
def vault(settings, tmp_path):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    return settings.ANSWERABLE_VAULT


def gone(commitment: str) -> None:
    erase(commitment, reason="safety", origin=COAST, actor="coast-director", at=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["a", "  two\nlines\r\n ", "e\u0301 \u202e 海港", "x" * 100_000])
def test_a_text_comes_back_as_it_was(text):
    commitment = store(text)
    assert text_of(commitment) == text
    assert commitment_to(salt_of(commitment), text.encode()) == commitment
    assert re.fullmatch("sha256:[0-9a-f]{64}", commitment)


@pytest.mark.django_db
def test_equal_texts_have_commitments_that_tell_nothing():
    assert store("the same") != store("the same")


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", " ", "\n\t\u2003"])
def test_there_is_no_commitment_to_nothing(text):
    with pytest.raises(Empty):
        store(text)


@pytest.mark.django_db
@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1])
def test_a_file_comes_back_as_it_was(size, vault):
    data = os.urandom(size)
    commitment = store_file(io.BytesIO(data))
    with open_file(commitment) as file:
        assert file.read() == data
    assert Content.objects.get().size == size
    assert [path for path in vault.rglob("*") if path.is_file()] == [path_of(commitment)]
    assert path_of(commitment).stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_file_that_stops_in_the_middle_leaves_nothing(vault):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell():
                raise OSError("the disk was pulled out")
            return super().read(10)

    with pytest.raises(OSError, match="pulled out"):
        store_file(Broken(b"x" * 100))
    assert [path for path in vault.rglob("*") if path.is_file()] == []
    assert not Content.objects.exists()


@pytest.mark.django_db
def test_what_is_not_here_is_missing():
    for ask in (text_of, open_file, salt_of):
        with pytest.raises(Missing, match=NOTHING):
            ask(NOTHING)
    assert not is_open(NOTHING)


@pytest.mark.django_db
def test_a_file_is_no_text():
    with pytest.raises(Missing, match="expected a text"):
        text_of(store_file(io.BytesIO(b"x")))


@pytest.mark.django_db
def test_a_text_is_no_file():
    with pytest.raises(Missing, match="expected a file"):
        open_file(store("x"))


@pytest.mark.django_db
def test_an_altered_text_is_not_shown():
    commitment = store("twelve")
    Content.objects.update(text="thirteen")
    with pytest.raises(Altered, match=commitment):
        text_of(commitment)


@pytest.mark.django_db
def test_an_altered_file_is_not_opened():
    commitment = store_file(io.BytesIO(b"twelve"))
    path_of(commitment).write_bytes(b"eleven")
    with pytest.raises(Altered, match=commitment):
        open_file(commitment)


@pytest.mark.django_db
def test_a_file_that_is_gone_without_an_entry_is_missing():
    commitment = store_file(io.BytesIO(b"twelve"))
    path_of(commitment).unlink()
    with pytest.raises(Missing, match="found none"):
        open_file(commitment)


@pytest.mark.django_db
def test_what_was_erased_says_so():
    text, file = store("a name"), store_file(io.BytesIO(b"a face"))
    for commitment in (text, file):
        gone(commitment)
        for ask in (text_of, open_file, salt_of):
            with pytest.raises(Erased):
                ask(commitment)


@pytest.mark.django_db
def test_erasing_what_is_not_here_says_nothing():
    commitment = store("a name")
    gone(commitment)
    with pytest.raises(Erased):
        gone(commitment)
    with pytest.raises(Missing):
        gone(NOTHING)


@pytest.mark.django_db
def test_files_of_transactions_that_never_ended_are_swept_away(vault):
    kept = store_file(io.BytesIO(b"kept"))
    with transaction.atomic():
        lost = path_of(store_file(io.BytesIO(b"lost")))
        transaction.set_rollback(True)
    (vault / ".taking-in-half").write_bytes(b"half")
    assert (sweep(older_than=3600), lost.exists()) == (0, True)
    hour_ago = time.time() - 3700
    for path in vault.rglob("*"):
        os.utime(path, (hour_ago, hour_ago))
    assert sweep(older_than=3600) == 2
    assert (lost.exists(), path_of(kept).exists()) == (False, True)
    assert [path.name for path in vault.glob(".taking-in-*")] == []


@pytest.mark.django_db
def test_a_text_with_the_character_nul_is_refused_and_its_place_named():
    with pytest.raises(NotText, match="found one at character 2"):
        store("ab\x00c")
