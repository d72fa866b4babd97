"""What every command that uses the database does first."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Start Django, and bring the database of this user up to date; quick when it already is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "answerable.web.settings")
    django.setup()
    from django.conf import settings

    settings.ANSWERABLE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    if _behind():
        call_command("migrate", verbosity=0, interactive=False)


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
