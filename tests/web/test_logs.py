"""The server's own log: one line for each message, and no lines by strangers."""

from __future__ import annotations

import logging
import sys

import pytest
from django.test import Client

from answerable.web.logs import OneLine


def line(message: str, **options: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, (), options.get("error"))
    record.created = 0.0
    return OneLine().format(record)


def test_a_line_says_when_in_utc_how_grave_and_where():
    assert line("Not Found: /x") == "1970-01-01T00:00:00Z WARNING django.request Not Found: /x"


def test_nobody_begins_a_line_of_their_own():
    written = line("Not Found: /x\n1970-01-01T00:00:00Z ERROR forged\r\x1b[2J\u2028more")
    assert written.splitlines() == [written]
    assert "\x1b" not in written


def test_the_trace_of_an_error_is_indented():
    try:
        int("one\nforged line")
    except ValueError:
        written = line("Internal Server Error: /x", error=sys.exc_info())
    assert all(each.startswith("  ") for each in written.splitlines()[1:])
    assert "ValueError: " in written


@pytest.mark.parametrize(
    "address", ["/g/KEY/", "/critic/g/KEY/", "/n/KEY/", "/invitation/KEY/", "/feeds/KEY/waiting.atom", "/sign/KEY/"]
)
def test_an_address_that_is_a_key_is_written_without_it(address):
    written = line(f"Conflict: {address}")
    assert "KEY" not in written
    assert address.partition("KEY")[0] in written


def test_words_of_any_script_stay_as_they_are():
    assert "порт 港 ميناء" in line("порт 港 ميناء")


def test_an_error_of_the_site_is_written_to_the_log(harbour, monkeypatch, settings):
    """Without this line an error would be seen by nobody."""
    heard = []
    handler = logging.StreamHandler(type("Heard", (), {"write": heard.append, "flush": lambda self: None})())
    handler.setFormatter(OneLine())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    monkeypatch.setattr("answerable.releases.views.cases.render", None)
    try:
        answer = Client(raise_request_exception=False).get("/")
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500
    assert "Internal Server Error: /" in "".join(heard)
    assert settings.LOGGING["root"] == {"handlers": ["stream"], "level": "WARNING"}
