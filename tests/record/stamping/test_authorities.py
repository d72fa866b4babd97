"""An authority is asked over HTTP, directly, within limits of time and size."""

import time

import pytest

from answerable.record.errors import NotStamped
from answerable.record.stamping.authorities import LARGEST_ANSWER, authority_at
from tests.record.stamping.authority import REPLY, served


def drips():
    for _ in range(100):
        time.sleep(0.1)
        yield b"0"


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ((500, REPLY, [b"no"]), "expected status 200, found 500 Internal Server Error"),
        ((302, REPLY, [b"no"]), "expected status 200, found 302 Found"),
        ((200, "text/html", [b"no"]), "expected application/timestamp-reply, found text/html"),
        ((200, REPLY, [bytes(LARGEST_ANSWER + 1)]), f"expected at most {LARGEST_ANSWER} bytes, found more"),
        ((200, REPLY, drips()), "found: no whole answer within 0.5 seconds"),
    ],
    ids=["failed", "elsewhere", "page", "large", "slow"],
)
def test_an_authority_that_fails_is_told(tmp_path, answer, found):
    with served(lambda _: answer) as (address, asked):
        with pytest.raises(NotStamped) as told:
            authority_at(address, seconds=0.5)(b"request")
        assert found in str(told.value)
        assert address in str(told.value)
        assert len(asked) == 1


def test_an_authority_that_is_not_there_is_told():
    with served(lambda _: (200, REPLY, [])) as (address, _):
        pass
    with pytest.raises(NotStamped, match=r"found: .*refused"):
        authority_at(address)(b"request")


@pytest.mark.parametrize(
    "address", ["", "ftp://x.example/", "http://", "file:///etc/passwd", "http://[::1", "http://x:y/"]
)
def test_only_an_address_of_the_web_is_an_authority(address):
    with pytest.raises(NotStamped, match=r"expected the http\(s\) address of an authority, found"):
        authority_at(address)
