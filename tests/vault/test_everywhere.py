"""What is erased goes everywhere we made a copy of it; what was published stays, and a search names it."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.core.mail import EmailMessage, get_connection
from django.db import connection
from django.utils.module_loading import import_string

from answerable.echoes.runs.local import run
from answerable.echoes.runs.results import each_chunk
from answerable.echoes.runs.storing import begin, store as store_chunk
from answerable.echoes.scanning.library import write_library
from answerable.echoes.scanning.released import Followed, OwnPassage, Released
from answerable.echoes.tables import Page, Use
from answerable.holders import HOLDERS
from answerable.people.prepared import Prepared
from answerable.vault import erasing, store as vault
from answerable.vault.errors import Lingering
from answerable.vault.finding import find
from answerable.vault.models import Leaving
from answerable.vault.sealing import erase
from answerable.vault.store import store
from tests.record.story import COAST, NOW

WORDS = "Maryam al-Hudaydi saw the gate of quay 7 closed at nine in the evening."
OTHER = "It rained over the old town until the evening came, and nobody said why the ferry was late."
TEXT = f"# The quay\n\n{WORDS}\n"
MAILS = "django.core.mail.backends.filebased.EmailBackend"


@pytest.fixture
def home(sqlite, settings):
    return home_of(sqlite, settings)


@pytest.fixture
def either_home(database, settings):
    return home_of(database, settings)


def home_of(database, settings):
    """Return a home of this test's own, which every folder of the installation lies in."""
    settings.ANSWERABLE_HOME = settings.FILE_UPLOAD_TEMP_DIR = database.home
    settings.ANSWERABLE_UPLOADS = database.home / "uploads"
    settings.EMAIL_FILE_PATH = database.home / "mail"
    return database.home


def scanned(home) -> None:
    """Look for the words in a page that uses them, and keep what is found in the database."""
    out = home / "echoes" / "run"
    passage = OwnPassage(id="s1", text=WORDS)
    released = Released(name="harbour/release/1", title="The quay", language="en", passages=(passage,))
    write_library(Followed(releases=(released,), names=("Harbour Watch",)), out / "library", meaning=False)
    stream = home.parent / f"{home.name}-pages.jsonl"
    page = {"id": "1", "url": "https://a.example/1", "title": WORDS, "text": f"{OTHER} {WORDS} {OTHER}"}
    stream.write_text(json.dumps(page) + "\n", encoding="utf-8")
    ran = run(out / "library", [str(stream)], out, workers=1, now=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    row = begin(ran.plan, engine="local", results=out)
    for chunk in each_chunk(out):
        store_chunk(row, chunk, now=NOW)


def prepared() -> None:
    commitment = "sha256:" + "0" * 64
    contents = {commitment: ["00", f"She says: {WORDS}"]}
    Prepared.objects.create(
        token="t" * 43, person="coast-staff", origin=COAST, kind="objection.raised/1", case="harbour", at=NOW,
        body=json.dumps({"objection": commitment}), contents=contents, same="", back="/", made=NOW,
    )  # fmt: skip


def in_session() -> SessionStore:
    session = SessionStore()
    session.update({"_auth_user_id": "7", "draft": {"text": [f"so {WORDS}"]}})
    session.save()
    return session


def mailed(home) -> None:
    with get_connection(MAILS, file_path=str(home / "mail")) as sender:
        EmailMessage("A draft", f"{WORDS * 3}\n= é\n", "a@x.example", ["b@x.example"], connection=sender).send()
        EmailMessage("Another", f"{OTHER}\n", "a@x.example", ["b@x.example"], connection=sender).send()
    with get_connection(MAILS, file_path=str(home / "mail")) as sender:
        EmailMessage("Another", f"{OTHER}\n", "a@x.example", ["b@x.example"], connection=sender).send()


def planted(home) -> str:
    commitment = store(TEXT)
    scanned(home)
    prepared()
    mailed(home)
    cache.set("a-draft", {"text": f"{WORDS}"}, 1000)
    cache.set("a-count", [1, 2], 1000)
    return commitment


def where(words: str) -> list[str]:
    return sorted(found.where.rpartition("/")[2].partition(" of ")[0] for found in find(words))


def erased(commitment: str) -> None:
    erase(commitment, reason="safety", origin=COAST, actor="coast-director", at=NOW)


def test_words_planted_with_every_holder_are_found_and_then_nowhere_but_in_what_others_published(either_home):
    home = either_home
    session = in_session()
    commitment = planted(home)
    before = set(where(WORDS))
    expected = {"vault_content.text", "people_prepared.contents", "django_session.session_data", "people_counted.value"}
    expected |= {"echoes_use.data", "echoes_page.title", "echoes.parquet", "documents.parquet", "followed.json"}
    assert expected <= before
    assert any(name.endswith(".log") for name in before)
    erased(commitment)
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM FULL")
    assert where(WORDS) == ["2026-11-22.warc.gz"]
    raw = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    for shape in (WORDS.encode(), WORDS.encode("utf-16-le"), WORDS.encode("utf-16-be")):
        assert shape not in raw
    assert not Leaving.objects.exists()
    left = SessionStore(session.session_key)
    assert (left["_auth_user_id"], "draft" in left) == ("7", False)
    assert (cache.get("a-count"), Prepared.objects.count()) == ([1, 2], 0)
    assert [OTHER in place.read_text() for place in (home / "mail").iterdir()] == [True]


def test_uses_stay_and_say_that_their_words_were_erased(home):
    commitment = store(TEXT)
    scanned(home)
    erased(commitment)
    uses, (page,) = Use.objects.all(), Page.objects.all()
    use = uses[0]
    assert {each.data["source_words"] for each in uses} == {"[erased]"}
    assert (use.data["source_words"], use.data["source"], page.title) == ("[erased]", [], "[erased]")
    assert (use.relation, page.address, bool(page.capture)) == ("verbatim", "https://a.example/1", True)
    (chunk,) = each_chunk(home / "echoes" / "run")
    assert {echo.source_words for echo in chunk.echoes} == {"[erased]"}


def test_what_only_resembles_erased_words_stays(home):
    scanned(home)
    short = store("quay 7")
    erased(short)
    assert {use.data["source_words"] for use in Use.objects.all()} == {WORDS}
    assert "followed.json" in where(WORDS)


def test_an_erasure_that_is_refused_removes_no_copy(home, monkeypatch):
    commitment = planted(home)
    before = where(WORDS)

    def refused(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("answerable.vault.sealing.append", refused)
    with pytest.raises(RuntimeError):
        erased(commitment)
    assert where(WORDS) == before


def test_a_copy_that_cannot_be_removed_is_told_and_removed_by_the_next_sweep(home, monkeypatch):
    commitment = planted(home)

    def stuck(_gone):
        raise OSError("the disk is read-only")

    broken = tuple(h if h.name != "messages in files" else erasing.Holder(name=h.name, files=stuck) for h in HOLDERS)
    with monkeypatch.context() as patch:
        patch.setattr("answerable.holders.HOLDERS", broken)
        with pytest.raises(Lingering, match="messages in files: the disk is read-only; sweep again"):
            erased(commitment)
    assert not vault.is_open(commitment)
    assert "vault_leaving.text" in where(WORDS)
    assert erasing.finish_all() == 1
    assert where(WORDS) == ["2026-11-22.warc.gz"]


def test_every_holder_forgets_something():
    assert import_string("answerable.holders.HOLDERS") is HOLDERS
    assert [holder.name for holder in HOLDERS if not (holder.rows or holder.files)] == []
    assert len({holder.name for holder in HOLDERS}) == len(HOLDERS)


def test_a_search_reads_packed_files_and_names_what_it_cannot_read(home):
    (home / "a.gz").write_bytes(gzip.compress(WORDS.encode() * 1000))
    (home / "b.bin").write_bytes(b"x" * ((1 << 20) - 20) + WORDS.encode("utf-16-be"))
    (home / "c.gz").write_bytes(gzip.compress(WORDS.encode())[:-12])
    found = {each.where.rpartition("/")[2]: each.unread for each in find(WORDS)}
    assert found == {"a.gz": False, "b.bin": False, "c.gz": True}


def test_words_in_a_captured_page_are_found_however_often_it_is_packed(home):
    answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(f"<p>{WORDS}".encode())
    warc = gzip.compress(b"WARC/1.1 first\r\n") + gzip.compress(b"WARC/1.1\r\n\r\n" + answer + b"\r\n\r\n")
    with zipfile.ZipFile(home / "page.wacz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.warc.gz", warc)
    assert [each.where for each in find(WORDS)] == [str(home / "page.wacz")]


def test_a_file_that_is_locked_is_named_and_ends_no_search(home):
    place = home / "a-locked.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a", OTHER)
        archive.writestr("b", gzip.compress(WORDS.encode()))
    raw = bytearray(place.read_bytes())
    raw[raw.index(b"PK\1\2") + 8] |= 1  # the first is said to be encrypted
    place.write_bytes(raw)
    (home / "b.txt").write_text(WORDS)
    assert [each.where for each in find(WORDS)] == [str(place), str(home / "b.txt")]
    assert [(each.where, each.unread) for each in find("words that stand nowhere")] == [(str(place), True)]
