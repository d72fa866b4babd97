"""The migrations and the models are written apart, and must say the same."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_the_migrations_make_the_tables_that_the_models_describe():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_the_migrations_make_every_table(database):
    assert connection.vendor == database.vendor
    wanted = set(connection.introspection.django_table_names())
    assert wanted - set(connection.introspection.table_names()) == set()
