"""The worked example, loaded once for all files here."""

import pytest
from django.contrib.auth.models import User
from django.db import transaction

from tests.record.stamping.authority import Authority
from tests.site import PERSONS, ROOT, countersigned, db, harbour, released

__all__ = ["countersigned", "db", "harbour", "released"]


@pytest.fixture(scope="package")
def harbour_on_record(django_db_setup, django_db_blocker):
    """The worked example and an account for each of its persons, as in `tests.site`, for longer than one file."""
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(ROOT / "examples" / "harbour", keyring=keyring())
        User.objects.bulk_create(User(username=person) for person in (*PERSONS, "stranger"))
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def authority(tmp_path_factory):
    """A time-stamping authority of OpenSSL."""
    return Authority(tmp_path_factory.mktemp("stamps") / "authority")
