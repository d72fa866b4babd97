"""One exchange, kept as it came: any method, any status, and never more than was allowed."""

from __future__ import annotations

import gzip
import ssl
import time

import pytest

from answerable.fetching import where
from answerable.fetching.errors import Unfetched
from answerable.fetching.exchanging import exchange, plain
from answerable.fetching.limits import Limits
from answerable.fetching.wire import Line, connect
from tests.evidence.capturing.site import site


def ask(here, path, **changed):
    said = {
        "method": "GET",
        "headers": {
            "User-Agent": "Chromium",
            "Host": "elsewhere.example",
            "Accept-Encoding": "br",
            "Connection": "keep",
        },
        "body": b"",
        "most": 1 << 20,
        "line": Line(connect=connect, clock=time.monotonic, trust=ssl.create_default_context()),
        "limits": Limits(total=5),
    }
    return exchange(where.target(f"http://{here.endpoint}{path}"), ("127.0.0.1",), **said | changed)


def test_an_answer_keeps_its_fields_and_its_packed_body():
    with site() as here:
        found = ask(here, "/page.html")
    assert [value for name, value in found.fields if name == "Set-Cookie"] == ["seen=yes", "again=no"]
    assert gzip.decompress(found.content) == plain(found, most=1 << 20)
    assert (found.status, found.peer, found.certificate) == (200, "127.0.0.1", b"")


def test_where_and_how_is_said_by_us_alone():
    with site() as here:
        ask(here, "/page.html")
        (sent,) = here.headers
    assert (sent["Host"], sent["Accept-Encoding"], sent["Connection"]) == (here.endpoint, "gzip, deflate", "close")
    assert sent["User-Agent"] == "Chromium"


def test_a_body_is_sent_and_an_error_is_an_answer_too():
    with site() as here:
        assert ask(here, "/data.json", method="POST", body=b"a=1").content == b'{"answer": 42}'
        assert ask(here, "/never-there").status == 404
        assert here.asked[0] == ("POST", "/data.json", b"a=1")


def test_a_redirect_is_given_back_and_not_followed():
    with site() as here:
        found = ask(here, "/")
    assert (found.status, found.field("location")) == (302, "/page.html?b=2&a=1")
    assert len(here.asked) == 1


def test_more_than_was_allowed_is_an_error():
    with site() as here:
        with pytest.raises(Unfetched, match="too-large"):
            ask(here, "/large.html", most=1000)
        with pytest.raises(Unfetched, match="too-large"):
            plain(ask(here, "/page.html"), most=10)


def test_nobody_there_is_an_error():
    with site() as here:
        pass
    with pytest.raises(Unfetched, match="unreachable"):
        ask(here, "/")
