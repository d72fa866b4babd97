"""The worked example `harbour`, released, with one letter against it: what the tests of critiques start from."""

from __future__ import annotations

import pytest

from tests.critiques.taken import answer, list_items, receive, reply
from tests.site import countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What waits is remembered by the size of the logs, which tests set back."""
    from answerable.web.home import counting

    counting.forget()


@pytest.fixture
def received(released):
    """The letter, taken in by the centre."""
    return receive()


@pytest.fixture
def listed(received):
    """The letter with its items: an allegation, a demand for a correction, a question, thanks."""
    return list_items()


@pytest.fixture
def replied(listed):
    """A reply to it, recorded by the centre's author."""
    return reply()


@pytest.fixture
def answered(replied):
    """What the author says that the reply does with the question."""
    return answer("i3")
