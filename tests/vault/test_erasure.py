"""Erased words are nowhere: not in the database's files, not in the vault's folder. The log still verifies."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from answerable.people.entries import PersonJoined
from answerable.record.audit import verify_facts, verify_log
from answerable.record.facts import read
from answerable.record.log import sign_log
from answerable.record.replicate import rebuild
from answerable.vault import store as vault
from answerable.vault.errors import Erased, Lingering
from answerable.vault.models import ContentErased
from answerable.vault.sealing import erase, say
from answerable.vault.store import flush_erased, open_file, store_file, text_of
from tests.record.story import COAST, NOW
from tests.simulator import sections

NAME = "Maryam al-Hudaydi, quay 7"
LONG = "She told us that the gate was closed at nine. " * 400
"""Longer than a page of the database, so that it lies in several."""


def everything(database) -> bytes:
    """Return every byte in the home folder: database, its log of pages, the vault."""
    return b"".join(path.read_bytes() for path in database.home.rglob("*") if path.is_file())


def joined(name: str, number: int = 0) -> str:
    plain = {"person": f"p{number}", "section": "coast", "name": name}
    return say(PersonJoined, plain, origin=COAST, actor="coast-director", at=NOW).body.name


def erased(commitment: str) -> None:
    erase(commitment, reason="consent withdrawn", origin=COAST, actor="coast-director", at=NOW)


@pytest.mark.parametrize("words", [NAME, LONG], ids=["short", "long"])
def test_erased_words_are_nowhere(sqlite, words):
    others = [joined(f"another person {number}", number) for number in range(40)]
    commitment = joined(words)
    more = [joined(f"one more person {number}", number) for number in range(40)]
    salt = vault.salt_of(commitment)
    assert words[:40].encode() in everything(sqlite)
    erased(commitment)
    left = everything(sqlite)
    for start in range(0, len(words) - 20, 460):
        assert words[start : start + 20].encode() not in left
    assert salt not in left
    assert len({text_of(other) for other in others + more}) == 80


def test_words_erased_among_many_are_nowhere(sqlite):
    """Deleting rows makes SQLite move others between pages; no copy stays behind."""
    commitments = [joined(f"{NAME}, number {number} " + "x" * (number * 37 % 900), number) for number in range(60)]
    for commitment in commitments:
        erased(commitment)
    assert NAME.encode() not in everything(sqlite)


def test_an_erased_file_is_nowhere(sqlite):
    commitment = store_file(io.BytesIO(LONG.encode()))
    assert LONG[:40].encode() in everything(sqlite)
    erased(commitment)
    assert LONG[:40].encode() not in everything(sqlite)
    with pytest.raises(Erased):
        open_file(commitment)


def test_the_log_verifies_and_says_what_was_erased(database):
    (coast,) = sections("coast")
    commitment = joined(NAME)
    sign_log(COAST, coast.signer)
    erased(commitment)
    sign_log(COAST, coast.signer)
    audit = verify_log(COAST, [coast.signer.verifier()])
    assert (audit.size, audit.checkpoints, verify_facts(COAST)) == (2, 2, 2)
    (fact,) = read(ContentErased)
    assert (fact.body.content, fact.body.reason, fact.actor) == (commitment, "consent withdrawn", "coast-director")
    rebuild()
    with pytest.raises(Erased):
        text_of(commitment)


def test_an_erasure_that_is_rolled_back_erases_nothing(database, monkeypatch):
    commitment, file = joined(NAME), store_file(io.BytesIO(b"a face"))

    def torn(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("answerable.vault.sealing.append", torn)
    for each in (commitment, file):
        with pytest.raises(RuntimeError):
            erased(each)
    assert text_of(commitment) == NAME
    with open_file(file) as found:
        assert found.read() == b"a face"
    assert read(ContentErased) == ()


def test_somebody_still_reading_is_said(sqlite):
    commitment = joined(NAME)
    connection.close()
    connection.settings_dict["OPTIONS"] = connection.settings_dict["OPTIONS"] | {"timeout": 0.1}
    with closing(sqlite3.connect(sqlite.file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM vault_content").fetchall()
        with pytest.raises(Lingering):
            erased(commitment)
        reader.execute("COMMIT")
    with pytest.raises(Erased):
        text_of(commitment)
    flush_erased()
    assert NAME.encode() not in everything(sqlite)


def test_what_another_process_erased_a_moment_before_is_said_to_be_erased_once(database, monkeypatch):
    commitment = joined(NAME)
    erased(commitment)
    monkeypatch.setattr(vault, "row_of", lambda _: None)  # both had seen the row before either deleted it
    with pytest.raises(Erased, match="another process"):
        erased(commitment)
    assert len(read(ContentErased)) == 1
