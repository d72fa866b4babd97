"""The worked example `harbour`, released, for tests of the pages and mails around notices."""

from __future__ import annotations

import pytest

from tests.site import countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What waits is remembered by the size of the logs, which tests set back."""
    from answerable.web.home import counting

    counting.forget()
