"""The worked example `harbour`, and a list in it, for tests of pages."""

from __future__ import annotations

import pytest

from tests.site import db, harbour, harbour_on_record, signed_in

__all__ = ["db", "harbour", "harbour_on_record", "signed_in"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What waits is remembered by the size of the logs, which tests set back."""
    from answerable.web.home import counting

    counting.forget()
