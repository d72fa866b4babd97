"""The persons of the worked example, with passwords, and what several tests of sign-in do."""

from __future__ import annotations

import pytest

from tests.people.accounts.signing_in import PASSWORD
from tests.site import COAST, DIRECTOR, db, harbour, harbour_on_record

__all__ = ["db", "harbour", "harbour_on_record"]


@pytest.fixture
def people(harbour):
    """Accounts of the coast's director and of the approver, with a password."""
    from answerable.people.accounts.invitations import open_account

    for person in (COAST, DIRECTOR):
        open_account(person, PASSWORD)
