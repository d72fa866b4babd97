"""Who asks too often waits."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from answerable.web import pace
from tests.site import COAST, DIRECTOR, signed_in


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
