"""What guards the server: whether it is well, who asks too often, and what its log tells of sign-ins and refusals.

One file for `health`, `pace` and `watch`, so that the worked example is loaded once.
"""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from answerable.people.keyring import keyring
from answerable.record.log import sign_log
from answerable.record.models import LogRow
from answerable.web import health, pace
from tests.people.accounts.signing_in import PASSWORD
from tests.site import COAST, DIRECTOR, signed_in

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


@pytest.fixture
def three(settings):
    """At most three pages and two forms a minute."""
    settings.ANSWERABLE_PAGES_A_MINUTE, settings.ANSWERABLE_ACTS_A_MINUTE = 3, 2


@pytest.fixture
def ticking(monkeypatch):
    """A clock that is moved by hand."""
    moment = [0.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: moment[0])
    return moment


def statuses(client: Client, times: int, **asked: str) -> list[int]:
    return [client.get("/", **asked).status_code for _time in range(times)]


def test_a_fourth_page_in_a_minute_is_refused_until_the_next(harbour, three, ticking):
    client = signed_in(COAST)
    assert statuses(client, 4) == [200, 200, 200, 429]
    ticking[0] = 45
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "15")
    assert "Content-Security-Policy" in answer.headers
    ticking[0] = 60
    assert statuses(client, 1) == [200]


def test_forms_are_counted_apart_from_pages(harbour, three, ticking):
    client = signed_in(COAST)
    assert [client.post("/language/", {"language": "fr"}).status_code for _time in range(3)] == [302, 302, 429]
    assert statuses(client, 3) == [200, 200, 200]


def test_one_account_does_not_use_up_what_another_may_ask(harbour, three, ticking):
    first, second = signed_in(COAST), signed_in(DIRECTOR)
    assert statuses(first, 4)[-1] == 429
    assert statuses(second, 3) == [200, 200, 200]


def test_no_number_means_any_number(harbour, settings):
    assert settings.ANSWERABLE_PAGES_A_MINUTE == 0
    assert statuses(Client(), 5) == [200] * 5


def test_files_of_the_site_are_not_counted(harbour, three, ticking):
    client = signed_in(COAST)
    for _time in range(5):
        answer = client.get("/static/web/answerable.css")
        assert answer.status_code == 200
        b"".join(answer.streaming_content)


class Nobody:
    is_authenticated = False


ASKERS = [
    ("192.0.2.7", "192.0.2.7"),
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
    ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ("", ""),
]


@pytest.mark.parametrize(("address", "counted"), ASKERS)
def test_an_address_is_counted_by_its_network(address, counted):
    request = RequestFactory().get("/", REMOTE_ADDR=address)
    request.user = Nobody()
    assert pace.asker(request) == counted


def test_other_houses_may_ask_ten_times_as_often(three, ticking):
    asked = pace.PaceMiddleware(lambda _request: HttpResponse())
    asked.clock = lambda: 0.0
    request = RequestFactory().get("/house/log/0/tile/0/1")
    request.user = Nobody()
    assert {asked(request).status_code for _time in range(30)} == {200}


def test_a_flood_of_addresses_fills_no_memory(monkeypatch):
    monkeypatch.setattr(pace, "MANY", 10)
    asked = pace.PaceMiddleware(lambda _request: HttpResponse())
    for number in range(100):
        asked._count(f"192.0.2.{number}", "pages")
    assert len(asked._counted) <= 11


LENGTHS = [
    ("", 31 << 20, False),
    ("", 35 << 20, True),
    (COAST, 35 << 20, False),
    (COAST, 4 << 30, False),
    (COAST, (4 << 30) + (3 << 20), True),
    ("", 10**30, True),
]


@pytest.mark.parametrize(("person", "length", "refused"), LENGTHS)
def test_what_is_too_long_is_refused_before_it_is_read(harbour, person, length, refused):
    """The length is only said here, so a site that began to read would wait for bytes that never come."""
    answer = signed_in(person).generic("POST", "/language/", b"", CONTENT_LENGTH=str(length))
    assert (answer.status_code == 413) is refused


@pytest.fixture
def lines(caplog):
    """What the log was told."""
    caplog.set_level(logging.INFO, "answerable.watch")
    return lambda: [each.getMessage() for each in caplog.records if each.name == "answerable.watch"]


@pytest.fixture
def account(harbour):
    """The number of an account that has a password."""
    user = User.objects.get(username=COAST)
    user.set_password(PASSWORD)
    user.save()
    return user.pk


def test_signing_in_and_out_is_told_with_account_and_session(account, lines):
    client = Client()
    client.post("/sign-in/", {"login": COAST, "password": PASSWORD})
    client.post("/sign-out/")
    entered, left = lines()
    assert entered.startswith(f"signed in: POST /sign-in/ (302) account={account} session=")
    assert not entered.endswith("=-")
    assert left.startswith(f"signed out: POST /sign-out/ (302) account={account} ")


@pytest.mark.parametrize("handle", [COAST, "nobody"])
def test_a_failed_sign_in_is_told_and_repeats_nothing_that_was_typed(account, lines, handle):
    Client().post("/sign-in/", {"login": handle, "password": "wrong and long enough"})
    (line,) = lines()
    assert line.startswith("failed to prove who they are: POST /sign-in/ (200) account=")
    assert f"account={account if handle == COAST else '-'} " in line
    assert "wrong" not in line
    assert handle not in line


def test_who_is_sent_to_sign_in_is_told(harbour, lines):
    Client().get("/cases/harbour/")
    assert lines() == ["sent to sign in: GET /cases/harbour/ (302) account=- session=-"]


REFUSALS = [
    ("an act that a gate refused", "/cases/harbour/release/release/", 409),
    ("a page that is for others", "/account/invitations/", 403),
    ("a page that is not there", "/cases/nothing/", 404),
]


@pytest.mark.parametrize(("address", "status"), [each[1:] for each in REFUSALS], ids=[each[0] for each in REFUSALS])
def test_a_refusal_is_told_with_the_account(harbour, lines, address, status):
    client = signed_in("centre-author")
    got = client.post(address) if status == 409 else client.get(address)
    number = User.objects.get(username="centre-author").pk
    assert got.status_code == status
    assert lines()[-1].startswith(
        f"refused: {'POST' if status == 409 else 'GET'} {address} ({status}) account={number} "
    )


def test_a_forged_form_is_told(harbour, lines):
    client = Client(enforce_csrf_checks=True)
    client.post("/language/", {"language": "fr"})
    assert lines() == ["refused: POST /language/ (403) account=- session=-"]


def test_a_page_that_is_given_is_not_told(harbour, lines):
    assert signed_in(COAST).get("/cases/harbour/").status_code == 200
    assert lines() == []
