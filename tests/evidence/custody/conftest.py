"""The worked example for all files here: a copy of the home that the whole run loads once (`tests.homes`)."""

from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import connections, transaction
from django.test import override_settings

from tests import homes
from tests.conftest import connected
from tests.record.stamping.authority import Authority
from tests.site import PERSONS, ROOT, countersigned, db, harbour, released

__all__ = ["countersigned", "db", "harbour", "released"]


@pytest.fixture(scope="module")  # "package" would last to the end of the run: there is no package here
def harbour_on_record(django_db_setup, django_db_blocker, tmp_path_factory):
    """The worked example and an account for each of its persons, as in `tests.site`, from a home that is copied."""
    options = connections.settings["default"]
    with django_db_blocker.unblock():
        if "sqlite" in options["ENGINE"]:
            home = homes.loaded(tmp_path_factory.mktemp("custody"), "harbour")
            places = {f"ANSWERABLE_{name.upper()}": home / name for name in ("vault", "keys", "uploads")}
            with (
                override_settings(ANSWERABLE_HOME=home, **places),
                connected(options | {"NAME": home / "answerable.sqlite3"}),
            ):
                yield from _with_accounts()
        else:
            from answerable.folders.loading import load_folder
            from answerable.people.keyring import keyring

            yield from _with_accounts(lambda: load_folder(ROOT / "examples" / "harbour", keyring=keyring()))


def _with_accounts(load=lambda: None):
    with _left_open(), transaction.atomic():
        load()
        User.objects.bulk_create(User(username=person) for person in (*PERSONS, "stranger"))
        yield
        transaction.set_rollback(True)


@contextmanager
def _left_open():
    """Keep an answer that is read in pieces from closing the connection at its end, as with a database in memory."""
    held = connections["default"]
    close, held.close = held.close, lambda: None
    yield
    held.close = close


@pytest.fixture(scope="package")
def authority(tmp_path_factory):
    """A time-stamping authority of OpenSSL."""
    return Authority(tmp_path_factory.mktemp("stamps") / "authority")
