"""Whether the server is well, in one line that a stranger may read."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import DatabaseError
from django.test import Client

from answerable.people.keyring import keyring
from answerable.record.log import sign_log
from answerable.record.models import LogRow
from answerable.web import health

LINE = "well database=yes migrations=applied store=writable checkpoint={}\n"


def asked() -> tuple[int, str]:
    answer = Client().get("/health/")
    return answer.status_code, answer.content.decode()


def test_a_server_that_can_work_says_so_and_sets_no_cookie(harbour):
    answer = Client().get("/health/")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]


def test_entries_that_no_checkpoint_covers_are_said_and_make_nobody_ill(harbour):
    assert asked() == (200, LINE.format("behind"))
    for origin in LogRow.objects.values_list("origin", flat=True):
        sign_log(origin, keyring().signer(origin))
    assert asked() == (200, LINE.format("signed"))


def test_a_store_that_cannot_be_written_makes_the_server_ill(harbour, monkeypatch):
    monkeypatch.setattr(health.os, "access", lambda *_asked: False)
    assert asked() == (503, LINE.format("behind").replace("well", "ill").replace("writable", "read-only"))


def test_a_full_disk_makes_the_server_ill(harbour, monkeypatch):
    usage = SimpleNamespace(free=1 << 20)
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _folder: usage)
    assert asked() == (503, LINE.format("behind").replace("well", "ill").replace("writable", "full"))


def test_a_store_in_a_bucket_is_not_judged_from_here(harbour, settings):
    settings.ANSWERABLE_STORE = "s3://bucket/vault"
    assert asked() == (200, LINE.format("behind").replace("writable", "elsewhere"))


def test_tables_of_another_version_make_the_server_ill(harbour, monkeypatch):
    monkeypatch.setattr(health, "_last_migrations", lambda: frozenset({("record", "9999_not_yet")}))
    assert asked() == (503, "ill database=yes migrations=missing store=writable checkpoint=unknown\n")


def test_a_database_that_does_not_answer_makes_the_server_ill_and_is_not_named(harbour, monkeypatch):
    def broken() -> str:
        raise DatabaseError("could not connect to 10.0.0.7 as answerable")

    monkeypatch.setattr(health, "_migrations", broken)
    assert asked() == (503, "ill database=no migrations=unknown store=writable checkpoint=unknown\n")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_nothing_is_sent_there(harbour, method):
    assert getattr(Client(), method)("/health/").status_code == 405
